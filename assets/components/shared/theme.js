// Colours. Everything here is a pure function of the theme that Streamlit hands down as CSS variables.

/** A run family's colour (light, dark) and dash, the same on every page. */
const families = {
  plain: { light: "#6B7280", dark: "#9CA3AF", dash: [1.5, 3.5] },
  sparse: { light: "#D55E00", dark: "#F0803C", dash: [7, 4] },
  variational: { light: "#0072B2", dark: "#5AB4E6", dash: [] },
};

const TOL_MUTED = [
  "#332288",
  "#88CCEE",
  "#44AA99",
  "#117733",
  "#999933",
  "#DDCC77",
  "#CC6677",
  "#882255",
  "#AA4499",
  "#BBBBBB",
];

/** "#rgb", "#rrggbb", "rgb(…)" or "rgba(…)" → [r, g, b] in 0..255. */
function rgbOf(color) {
  const text = color.trim();
  if (text.startsWith("#")) {
    const digits = text.length < 6 ? [...text.slice(1, 4)].map((d) => d + d).join("") : text.slice(1, 7);
    return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
  }
  return (text.match(/[\d.]+/g) ?? [0, 0, 0]).slice(0, 3).map(Number);
}

function cssOf([r, g, b], alpha = 1) {
  return `rgba(${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)}, ${alpha})`;
}

/** Straight mix of two [r, g, b]: share 0 → a, 1 → b. */
function mixColors(a, b, share) {
  return a.map((value, i) => value + (b[i] - value) * share);
}

/** Relative luminance of WCAG 2, 0..1. */
function luminance(rgb) {
  const [r, g, b] = rgb.map((v) =>
    v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of WCAG 2, 1..21. */
function contrastOf(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/**
 * The theme at an element (or a shadow root): CSS colour strings, `muted` for captions (≥ 4.5:1),
 * `ink` = the text colour as [r, g, b], and `dark`.
 */
function themeOf(element) {
  const style = getComputedStyle(element instanceof ShadowRoot ? element.host : element);
  const read = (name, otherwise) => {
    const value = style.getPropertyValue(`--st-${name}`).trim();
    return value && value !== "unset" ? value : otherwise;
  };
  const background = read("background-color", "#FCFBF8");
  const dark = luminance(rgbOf(background)) < 0.3;
  const text = read("text-color", dark ? "#E8E6E1" : "#20242A");
  return {
    text,
    background,
    secondary: read("secondary-background-color", dark ? "#1D2126" : "#F3F1EA"),
    primary: read("primary-color", dark ? "#5AB4E6" : "#0B6BA8"),
    border: read("border-color", dark ? "#343A42" : "#DFDBD0"),
    font: read("font", "sans-serif"),
    muted: cssOf(mixColors(rgbOf(text), rgbOf(background), 0.3)),
    ink: rgbOf(text),
    dark,
  };
}

/** A family's colour in this theme. */
function familyColor(family, theme) {
  const entry = families[family] ?? families.plain;
  return theme.dark ? entry.dark : entry.light;
}

/** `color`, lightened towards white until it stands 3:1 against a dark background; unchanged in light. */
function readableColor(color, theme) {
  if (!theme.dark) return color;
  const background = rgbOf(theme.background);
  let rgb = rgbOf(color);
  while (contrastOf(rgb, background) < 3) rgb = mixColors(rgb, [255, 255, 255], 0.12);
  return cssOf(rgb);
}

/** Ten class colours (Paul Tol's muted scheme) for this theme. */
function classColors(theme) {
  return TOL_MUTED.map((color) => readableColor(color, theme));
}

/** The ink of one sign, as [r, g, b]. */
function signedInk(value, dark) {
  return rgbOf(
    value < 0 ? families.variational[dark ? "dark" : "light"] : families.sparse[dark ? "dark" : "light"],
  );
}

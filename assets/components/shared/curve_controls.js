// What is around the panels of curves: which terms, which axis, how smooth, and what the lines mean.

const PREFERENCES = "latentlab:curves";
const X_AXES = { step: "step", epoch: "epoch", seconds: "seconds of training" };
const X_CHOICES = { step: "by step", epoch: "by epoch", seconds: "by time" };
const X_SHORT = { step: "step", epoch: "epoch", seconds: "s" };

/** How this person likes curves, from an earlier visit, else as the page says; of a comparison as its link says. */
function readPreferences({ view = {}, x = "step", compare }) {
  const wanted = { log: false, smoothing: 0.8, hidden: [], seeds: "chosen", ...view, x };
  if (compare) return { ...wanted, ...(window.__latentlabCompared ?? {}), ...linkedPreferences() };
  try {
    return { ...wanted, ...JSON.parse(localStorage.getItem(PREFERENCES)) };
  } catch {
    return wanted; // storage is forbidden here
  }
}

function prefer(curves, change) {
  Object.assign(curves.preferences, change);
  if (curves.data.compare) sharePreferences(curves, change);
  else keepPreferences(curves);
  watchCurves(curves);
  showChips(curves);
  drawLegend(curves);
  curves.redraw();
}

function keepPreferences({ preferences }) {
  try {
    localStorage.setItem(PREFERENCES, JSON.stringify(preferences));
  } catch {
    // Storage is forbidden here: the choice lasts as long as the page.
  }
}

function buildControls(curves) {
  const { preferences, data } = curves;
  const terms = make("div", { class: "row", role: "group", "aria-label": "Terms shown" });
  terms.append(...[...curves.panels.values()].map(({ chip }) => chip));

  const axis = make("select", { "aria-label": "Horizontal axis" });
  for (const [value, text] of Object.entries(X_CHOICES)) axis.append(make("option", { value, text }));
  axis.value = preferences.x;
  axis.onchange = () => {
    prefer(curves, { x: axis.value });
    resetView(curves);
    showTime(curves);
  };

  const log = make("button", { type: "button", text: "log", title: "Logarithmic vertical axis" });
  log.setAttribute("aria-label", "Logarithmic vertical axis");
  log.setAttribute("aria-pressed", preferences.log);
  log.onclick = () => {
    prefer(curves, { log: !preferences.log });
    log.setAttribute("aria-pressed", preferences.log);
  };

  curves.reset = make("button", { type: "button", text: "Reset view", title: "Or double-click a chart" });
  curves.reset.onclick = () => resetView(curves);
  curves.hint = make("span", { class: "hint", text: "Drag across a chart to zoom." });
  const save = savePictureButtons({
    PNG: () => saveCurves(curves, "png"),
    SVG: () => saveCurves(curves, "svg"),
  });
  const tools = make("div", { class: "row tools" }, seedsSelect(curves), smoothingSlider(curves), log, axis, save);
  curves.controls.replaceChildren(...(data.terms.length > 1 ? [terms] : []), tools);
}

function termChip(curves, term) {
  const chip = make("button", { type: "button", class: "chip", text: term.label, title: "Show or hide" });
  chip.onclick = () => {
    const { hidden } = curves.preferences;
    prefer(curves, { hidden: hidden.includes(term.key) ? hidden.filter((key) => key !== term.key) : [...hidden, term.key] });
  };
  return chip;
}

function showChips({ panels, preferences }) {
  for (const { term, chip } of panels.values()) chip.setAttribute("aria-pressed", !preferences.hidden.includes(term.key));
}

/** How runs that differ only in their seed are drawn; null where there are none. */
function seedsSelect(curves) {
  const choices = seedChoices(curves.data);
  if (choices.length < 2) return null;
  const select = make("select", { "aria-label": "Runs that differ only in their seed",
    title: "Runs that differ only in training.seed, as one curve with a band, or each on its own" },
  ...choices.map((value) => make("option", { value, text: SEED_CHOICES[value] })));
  select.value = seedsOf(curves);
  select.onchange = () => prefer(curves, { seeds: select.value });
  return select;
}

function smoothingSlider(curves) {
  const { preferences } = curves;
  const slider = make("input", {
    type: "range",
    min: 0,
    max: 0.98,
    step: 0.02,
    value: preferences.smoothing,
  });
  const value = make("output", { class: "amount" });
  const show = () => (value.textContent = preferences.smoothing ? preferences.smoothing.toFixed(2) : "off");
  slider.oninput = () => {
    prefer(curves, { smoothing: Number(slider.value) });
    show();
  };
  show();
  const help =
    "Weight of the past in a moving average of the training values; the raw line stays, faint, behind";
  return make("label", { class: "quiet smoothing", title: help }, "smoothing", slider, value);
}

/** What the lines are; with several runs, a chip a line that shows or hides it. */
function drawLegend(curves) {
  const { data, theme, preferences } = curves;
  const one = [...curves.runs.values()][0];
  const items = data.compare ? linesOf(curves).map((line) => lineChip(curves, line)) : [];
  if (!one) return curves.legend.replaceChildren();
  const color = data.compare ? theme.muted : colorOf(one.info, theme);
  items.push(
    legendItem(
      lineSample(color, {}),
      preferences.smoothing ? "training, smoothed" : "training, mean since the last point",
    ),
    legendItem(
      lineSample(data.compare ? theme.muted : theme.text, { width: 1, dot: true }),
      "validation, at each epoch’s end",
    ),
  );
  const lines = linesOf(curves);
  if (preferences.smoothing && lines.some(({ runs }) => runs.length === 1))
    items.push(legendItem(lineSample(color, { width: 1, opacity: 0.35 }), "before smoothing"));
  const band = bandWords(lines);
  if (band) items.push(legendItem(lineSample(color, { width: 8, opacity: 0.2 }), bandNote(curves, band)));
  items.push(make("span", { class: "zoom" }, curves.hint, curves.reset), curves.note);
  curves.legend.replaceChildren(...items);
}

function bandNote({ preferences }, band) {
  return `${band}${preferences.smoothing ? ", each smoothed first" : ""}; drawn as far as all of them go`;
}

function lineChip(curves, { key, title, info, runs }) {
  const sample = lineSample(colorOf(info, curves.theme), { dash: dashOf(info) });
  const seeds = runs.length > 1 ? `. Seeds ${runs.map((run) => run.info.seed).sort((a, b) => a - b).join(", ")}` : "";
  const chip = make("button", { type: "button", class: "chip run", title: `Show or hide${seeds}` }, sample, title);
  chip.setAttribute("aria-pressed", !curves.off.has(key));
  chip.onclick = () => {
    if (!curves.off.delete(key)) curves.off.add(key);
    chip.setAttribute("aria-pressed", !curves.off.has(key));
    curves.redraw();
  };
  return chip;
}

function legendItem(sample, text) {
  return make("span", { class: "item" }, sample, text);
}

function lineSample(color, { dash = [], width = 2, dot = false, opacity = 1 }) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const add = (tag, attributes) => {
    const element = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    svg.append(element);
  };
  svg.setAttribute("width", 26);
  svg.setAttribute("height", 8);
  svg.setAttribute("aria-hidden", "true");
  add("path", {
    d: "M0 4H26",
    stroke: color,
    "stroke-width": width,
    "stroke-dasharray": dash.join(" "),
    opacity,
  });
  if (dot) add("circle", { cx: 13, cy: 4, r: 2.4, fill: color });
  return svg;
}

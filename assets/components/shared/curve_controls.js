// What is around the panels of curves: which terms, which axis, how smooth, and what the lines mean.

const PREFERENCES = "latentlab:curves";
const X_AXES = { step: "step", epoch: "epoch", seconds: "seconds of training" };
const X_CHOICES = { step: "by step", epoch: "by epoch", seconds: "by time" };
const X_SHORT = { step: "step", epoch: "epoch", seconds: "s" };

/** How this person likes curves, from an earlier visit, else as the page says. */
function readPreferences({ view = {}, x = "step" }) {
  const wanted = { log: false, smoothing: 0.8, hidden: [], ...view, x };
  try {
    return { ...wanted, ...JSON.parse(localStorage.getItem(PREFERENCES)) };
  } catch {
    return wanted; // storage is forbidden here
  }
}

function prefer(curves, change) {
  Object.assign(curves.preferences, change);
  try {
    localStorage.setItem(PREFERENCES, JSON.stringify(curves.preferences));
  } catch {
    // Storage is forbidden here: the choice lasts as long as the page.
  }
  drawLegend(curves);
  curves.redraw();
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
  const tools = make("div", { class: "row tools" }, smoothingSlider(curves), log, axis, save);
  curves.controls.replaceChildren(...(data.terms.length > 1 ? [terms] : []), tools);
}

function termChip(curves, term) {
  const { preferences } = curves;
  const chip = make("button", { type: "button", class: "chip", text: term.label, title: "Show or hide" });
  const show = () => chip.setAttribute("aria-pressed", !preferences.hidden.includes(term.key));
  chip.onclick = () => {
    const hidden = preferences.hidden.includes(term.key)
      ? preferences.hidden.filter((key) => key !== term.key)
      : [...preferences.hidden, term.key];
    prefer(curves, { hidden });
    show();
  };
  show();
  return chip;
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

/** What the lines are; with several runs, a chip a run that shows or hides it. */
function drawLegend(curves) {
  const { data, theme, preferences } = curves;
  const one = [...curves.runs.values()][0];
  const items = [];
  if (data.compare) {
    for (const run of curves.runs.values()) items.push(runChip(curves, run));
  }
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
  if (preferences.smoothing)
    items.push(legendItem(lineSample(color, { width: 1, opacity: 0.35 }), "before smoothing"));
  items.push(make("span", { class: "zoom" }, curves.hint, curves.reset), curves.note);
  curves.legend.replaceChildren(...items);
}

function runChip(curves, run) {
  const sample = lineSample(colorOf(run.info, curves.theme), { dash: dashOf(run.info) });
  const chip = make(
    "button",
    { type: "button", class: "chip run", title: "Show or hide" },
    sample,
    run.info.name,
  );
  chip.setAttribute("aria-pressed", run.shown);
  chip.onclick = () => {
    run.shown = !run.shown;
    chip.setAttribute("aria-pressed", run.shown);
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

// Loss curves as a run learns: one panel a term, all on one x axis, one cursor and one zoom.
//
// data: {runs: [{id, name, family, color, dash, live, seed, extra}], terms: [{key, label, unit, help}],
//        view: {log, smoothing, hidden}, x: "step" | "epoch" | "seconds", key, compare,
//        settings: [{name, chosen, more}]} (the ids of runs that differ only in their seed; see curve_lines.js)
// Triggers `ended` with a run's id, once, when a run that was under way comes to its end.

const instances = new WeakMap();
const HEIGHT = { wide: 232, small: 164 };
const NARROWEST = 210; // px of a small panel

export default function (component) {
  const { parentElement } = component;
  if (!instances.has(parentElement)) instances.set(parentElement, newCurves(component));
  const curves = instances.get(parentElement);
  updateCurves(curves, component);
  return () => {
    instances.delete(parentElement);
    closeCurves(curves);
  };
}

function newCurves(component) {
  const root = make("section", { class: "lab curves", "aria-label": "Training curves" });
  component.parentElement.append(root);
  const curves = {
    root,
    component,
    data: null,
    theme: null,
    runs: new Map(),
    panels: new Map(),
    off: new Set(), // keys of lines that are not drawn
    preferences: readPreferences(component.data),
    moment: null,
    cursor: null,
    note: make("span", { role: "status" }),
    controls: make("div", { class: "controls" }),
    legend: make("div", { class: "legend quiet" }),
    grid: make("div", { class: "grid" }),
    tip: make("div", { class: "readings", "aria-hidden": "true" }),
  };
  curves.redraw = oncePerFrame(() => drawCurves(curves));
  curves.stopOthers = followOtherCurves(curves);
  curves.stopTime = onTime((moment) => {
    curves.moment = moment;
    showTime(curves);
  });
  curves.stopWidth = watchWidth(root, curves.redraw);
  curves.stopReset = onReset(() => resetView(curves));
  curves.tip.hidden = true;
  root.append(curves.controls, curves.legend, curves.grid, curves.tip);
  return curves;
}

function closeCurves(curves) {
  curves.stopTime();
  curves.stopOthers();
  curves.stopWidth();
  curves.stopReset();
  curves.redraw.cancel();
  clearTimeout(curves.tableTimer);
  for (const run of curves.runs.values()) run.close();
  for (const panel of curves.panels.values()) panel.chart.destroy();
  curves.root.remove();
}

function updateCurves(curves, component) {
  const before = curves.data;
  curves.component = component;
  curves.data = component.data;
  curves.theme = themeOf(component.parentElement);
  watchCurves(curves);
  if (JSON.stringify(before?.terms) !== JSON.stringify(curves.data.terms)) buildPanels(curves);
  if (JSON.stringify(before) !== JSON.stringify(curves.data)) buildControls(curves);
  drawLegend(curves);
  curves.redraw();
}

// --- following the runs ---------------------------------------------------------------------------------

function watchCurves(curves) {
  const wanted = new Map(wantedRuns(curves).map((run) => [run.id, run]));
  for (const [id, run] of curves.runs) {
    const now = wanted.get(id);
    if (now && !(now.live && !run.info.live)) run.info = now;
    else {
      run.close();
      curves.runs.delete(id);
    }
  }
  for (const [id, info] of wanted) if (!curves.runs.has(id)) curves.runs.set(id, watchOne(curves, info));
}

function watchOne(curves, info) {
  const run = { info, rows: [], draft: null, seconds: new Map(), status: null, active: info.live };
  run.close = watchRun(
    info.id,
    {
      onRows(rows, feed) {
        run.rows.push(...rows);
        run.seconds = feed.seconds;
        run.draft = feed.draft;
        curves.redraw();
      },
      onStatus(status, feed) {
        const first = run.status === null;
        run.status = status;
        run.draft = feed.draft;
        run.active ||= status.state === "running" || status.state === "queued";
        if (first) showTime(curves);
        curves.redraw();
      },
      onEnd() {
        curves.redraw();
        if (run.active) curves.component.setTriggerValue("ended", info.id);
        run.active = false;
      },
      onTrouble(message) {
        curves.trouble = message;
        curves.redraw();
      },
    },
    { live: info.live },
  );
  return run;
}

// --- panels ---------------------------------------------------------------------------------------------

function buildPanels(curves) {
  for (const panel of curves.panels.values()) panel.chart.destroy();
  curves.panels.clear();
  curves.grid.replaceChildren();
  curves.data.terms.forEach((term, index) => {
    const wide = index === 0;
    const title = make("div", { class: "title", text: term.label });
    const readout = curves.data.compare ? null : make("div", { class: "readout" });
    const element = make("div", { class: wide ? "panel wide" : "panel" });
    element.append(
      make(
        "div",
        { class: "head" },
        make("div", { class: "name" }, title, helpOf(term) ?? ""),
        readout ?? "",
      ),
    );
    curves.grid.append(element);
    const chart = createChart(element, {
      height: wide ? HEIGHT.wide : HEIGHT.small,
      label: term.label,
      unit: term.unit ?? "",
      onCursor: (x) => moveCursor(curves, term.key, x),
      onPick: (x) => pickTime(curves, x),
      onView: (x) => zoomAll(curves, x),
    });
    const table = make("div", { class: "unseen" });
    element.append(table);
    curves.panels.set(term.key, { term, element, chart, readout, table, chip: termChip(curves, term) });
  });
  showChips(curves);
  const kept = keptViews().get(viewKey(curves));
  if (kept) for (const panel of curves.panels.values()) panel.chart.setView({ x: kept });
}

function helpOf(term) {
  if (!term.help) return null;
  const tip = make("span", { class: "tip", text: term.help });
  return make(
    "button",
    { class: "help", type: "button", "aria-label": `${term.label}: ${term.help}` },
    "?",
    tip,
  );
}

/** Zoom survives a remount of the component (Streamlit may move it when something appears above). */
function keptViews() {
  return (window.__latentlabViews ??= new Map());
}

function viewKey(curves) {
  return JSON.stringify([curves.data.key, curves.data.runs.map((run) => run.id), curves.preferences.x]);
}

function zoomAll(curves, x) {
  keptViews().set(viewKey(curves), x);
  for (const { chart } of curves.panels.values()) chart.setView({ x });
  showReset(curves);
}

function resetView(curves) {
  keptViews().delete(viewKey(curves));
  for (const { chart } of curves.panels.values()) chart.setView({ x: null, y: null });
  showReset(curves);
}

function showReset(curves) {
  const zoomed = [...curves.panels.values()].some(({ chart }) => chart.view().x || chart.view().y);
  curves.reset.hidden = !zoomed;
  curves.hint.hidden = zoomed;
}

function drawCurves(curves) {
  const xRange = wholeRange(curves);
  const { log, x, hidden } = curves.preferences;
  const under = [...curves.runs.values()].some((run) => run.active);
  const known = knownTerms(curves);
  for (const { term, element, chip, chart } of curves.panels.values()) {
    chip.hidden = !known.has(term.key);
    element.hidden = chip.hidden || hidden.includes(term.key);
    if (element.hidden) continue;
    const series = seriesOf(curves, term.key);
    // What is never positive (an ELBO) has no logarithm: it stays as it is.
    const positive = series.some(({ y }) => y.some((value) => value > 0));
    chart.set({ series, xLabel: X_AXES[x], xRange, log: log && positive, theme: curves.theme });
  }
  layOut(curves);
  showReset(curves);
  showReadout(curves);
  const waiting = under && [...curves.runs.values()].every((run) => run.rows.length === 0);
  curves.note.textContent = curves.trouble ?? (waiting ? "Waiting for the first step." : "");
  curves.tableTimer ??= setTimeout(() => {
    curves.tableTimer = null;
    writeTables(curves);
  }, 1000);
}

/** Terms that some run has logged; before the first row, those that every run has. */
function knownTerms(curves) {
  const rows = [...curves.runs.values()].flatMap((run) => run.rows.slice(-1));
  if (!rows.length) return new Set(["objective", "reconstruction"]);
  return new Set(
    rows.flatMap((row) => [...Object.keys(row.train ?? {}), ...Object.keys(row.validation ?? {})]),
  );
}

/** As many panels in a row as fit, in rows of equal length as far as possible. */
function layOut(curves) {
  const small = [...curves.panels.values()].filter(
    ({ element }) => !element.hidden && !element.classList.contains("wide"),
  );
  const fits = Math.max(1, Math.floor(curves.root.clientWidth / NARROWEST));
  const rows = Math.ceil(small.length / fits) || 1;
  curves.grid.style.setProperty("--columns", Math.ceil(small.length / rows) || 1);
}

/** The figures of each panel as a table for screen readers. */
function writeTables(curves) {
  for (const { term, chart, table, element } of curves.panels.values()) {
    if (element.hidden) continue;
    const rows = chart
      .series()
      .filter((series) => !series.faint)
      .map(({ label, y }) => {
        const numbers = y.filter(Number.isFinite);
        const least = numbers.reduce((a, b) => Math.min(a, b), Infinity);
        const cells = [numbers[0], numbers.at(-1), numbers.length ? least : undefined].map((value) =>
          make("td", { text: formatValue(value) }),
        );
        return make("tr", {}, make("th", { scope: "row", text: label }), ...cells);
      });
    const heads = ["series", "first", "latest", "smallest"].map((text) => make("th", { scope: "col", text }));
    const caption = make("caption", { text: `${term.label}${term.unit ? ` in ${term.unit}` : ""}` });
    table.replaceChildren(make("table", {}, caption, make("tr", {}, ...heads), ...rows));
  }
}

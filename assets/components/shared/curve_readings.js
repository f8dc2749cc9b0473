// Several runs' numbers at one moment, in one table beside the cursor: of the term pointed at, and of the others.

const READINGS_WIDE = 760; // px; a narrower page shows the term that is pointed at alone
const READINGS_HEAD = 64; // px at the top of the window that the page's own bar may cover

function showReadings(curves, key, x) {
  const { term, chart, element } = curves.panels.get(key);
  const values = x === null ? [] : chart.valuesAt(x);
  curves.tip.hidden = values.length === 0;
  if (!values.length) return;
  const others = curves.root.clientWidth < READINGS_WIDE ? [] : [...curves.panels.values()].filter((panel) =>
    panel.term.key !== key && !panel.element.hidden);
  const read = others.map((panel) => ({ label: panel.term.label, values: panel.chart.valuesAt(x) }));
  const lines = [...new Set(values.map(({ series }) => series.line))];
  const place = `${X_SHORT[curves.preferences.x]} ${formatValue(values[0].x)}`;
  const head = (text, name = "") => make("th", { scope: "col", class: name, text });
  const row = (line) => make("tr", {},
    make("th", { scope: "row" }, lineSample(colorOf(line.info, curves.theme), { dash: dashOf(line.info) }), line.title),
    readingCell(values, line, "training"), readingCell(values, line, "validation"),
    ...read.map((one) => readingCell(one.values, line, "training", "other")));
  curves.tip.replaceChildren(make("table", {},
    make("tr", { class: "quiet" }, head(place), make("th", { scope: "colgroup", colspan: 2, text: `${term.label}${term.unit && `, ${term.unit}`}` }),
      ...read.map(({ label }) => head(label, "other"))),
    make("tr", { class: "quiet" }, head(""), head("training"), head("validation"), ...read.map(() => head("training", "other"))),
    ...lines.map(row)));
  placeReadings(curves, chart, element, x);
}

/** Over the panel, whose lines are being looked at, or under it where its top is out of sight; about the cursor. */
function placeReadings({ root, tip }, { canvas, placeOf }, element, x) {
  const top = element.offsetTop + canvas.offsetTop;
  const fits = canvas.getBoundingClientRect().top - tip.offsetHeight > READINGS_HEAD;
  tip.style.top = `${fits ? top - tip.offsetHeight : top + canvas.offsetHeight}px`;
  const left = element.offsetLeft + placeOf(x) - tip.offsetWidth / 2;
  tip.style.left = `${Math.max(0, Math.min(left, root.clientWidth - tip.offsetWidth))}px`;
}

function readingCell(values, line, part, name = "") {
  const found = values.find(({ series }) => series.line.key === line.key && series.part === part);
  const band = found?.low === undefined || name ? null
    : make("small", { class: "quiet", text: ` (${formatValue(found.low)} to ${formatValue(found.high)})` });
  return make("td", { class: name }, formatValue(found?.y), band);
}

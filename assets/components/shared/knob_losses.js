// Training curves of the runs along a knob: all of them faint, the one that is shown on top.

const knownRows = new Map();

/** A finished run's rows, asked for once. */
function rowsOf(id) {
  if (!knownRows.has(id)) {
    const asked = fetchJson(runUrl(id, "metrics")).then(({ rows }) => rows);
    asked.catch(() => knownRows.delete(id));
    knownRows.set(id, asked);
  }
  return knownRows.get(id);
}

class KnobLosses {
  constructor() {
    this.root = make("div", { class: "losses" });
    this.charts = new Map();
  }

  /** terms: [{key, label, unit}]; one small chart each. */
  open(terms) {
    for (const { chart } of this.charts.values()) chart.destroy();
    this.charts.clear();
    this.root.replaceChildren(...terms.map((term) => {
      const place = make("div", { class: "panel" }, make("div", { class: "title", text: term.label }));
      this.charts.set(term.key, { place, chart: createChart(place, { height: 150, label: term.label, unit: term.unit }) });
      return place;
    }));
  }

  /** runs: [{id, label}] along the line; the one called `shown` is drawn on top in `color`. */
  show(runs, rows, shown, { color, theme }) {
    for (const [key, { place, chart }] of this.charts) {
      const series = runs.map((run, i) => knobSeries(run, rows[i], key, { theme, color, shown: run.id === shown })).filter(({ x }) => x.length);
      series.sort((a, b) => b.faint - a.faint);
      place.hidden = !series.length;
      const last = Math.max(1, ...series.map(({ x }) => x.at(-1)));
      chart.set({ series, xLabel: "step", xRange: [0, last], log: false, theme });
    }
  }

  destroy() {
    for (const { chart } of this.charts.values()) chart.destroy();
  }
}

function knobSeries(run, rows, key, { theme, color, shown }) {
  const known = rows.filter(({ train }) => train?.[key] !== undefined);
  const y = smoothed(known.map(({ train }) => train[key] ?? NaN), 0.8);
  return { x: known.map(({ step }) => step), y, label: run.label, color: shown ? color : theme.text, faint: !shown, width: shown ? 2 : 1, dash: [] };
}

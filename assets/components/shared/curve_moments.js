// Where one looks at curves: the cursor with its numbers, and the time that the page's scrubber shows.

/** Marks a moment in every panel, and in those of the other curves of a comparison; its numbers stand once, at `key`'s. */
function moveCursor(curves, key, x) {
  markMoment(curves, x);
  if (!curves.data.compare) return showReadout(curves);
  showReadings(curves, key, x);
  tellOtherCurves(curves, { cursor: x });
}

function markMoment(curves, x) {
  curves.cursor = x;
  for (const { chart } of curves.panels.values()) chart.setCursor(x);
}

/** One run: each panel's numbers at the cursor, or the latest ones. */
function showReadout(curves) {
  if (curves.data.compare) return;
  const at = curves.cursor ?? Infinity;
  const first = [...curves.panels.values()].find(({ element }) => !element.hidden)?.element;
  for (const { term, chart, readout, element } of curves.panels.values()) {
    if (element.hidden) continue;
    const values = chart.valuesAt(at);
    const x =
      values[0] && curves.cursor !== null && element === first
        ? `${X_SHORT[curves.preferences.x]} ${formatValue(values[0].x)}`
        : "";
    const items = values.map(({ series, y }) => {
      const key = make("i", { class: "key" });
      key.style.background = series.color;
      return make("span", { class: "value", title: series.label }, key, formatValue(y));
    });
    if (x) items.unshift(make("span", { class: "quiet", text: x }));
    if (term.unit && items.length) items.push(make("span", { class: "quiet", text: term.unit }));
    readout.replaceChildren(...items);
  }
}

/** The run by which steps are turned into x: the longest one shown. */
function referenceRun(curves) {
  const total = (run) => run.status?.total ?? run.rows.at(-1)?.step ?? 0;
  return shownRuns(curves).reduce((best, run) => (best && total(best) >= total(run) ? best : run), null);
}

function showTime(curves) {
  const run = referenceRun(curves);
  const { moment } = curves;
  let x = null;
  const meant = moment && (!curves.data.compare || !moment.run);
  if (run?.rows.length && meant) {
    const step = stepAt(moment, run.info.id, run.status?.total ?? run.rows.at(-1).step);
    // While the newest is followed, the end of the line says it already.
    if (step !== null && step !== Infinity) {
      const nearest =
        run.rows[
          nearestIndex(
            run.rows.map((row) => row.step),
            step,
          )
        ];
      x = curves.preferences.x === "step" ? step : (xOfRow(curves, run, nearest) ?? null);
    }
  }
  for (const { chart } of curves.panels.values()) chart.setTime(x);
}

function pickTime(curves, x) {
  const run = referenceRun(curves);
  const one = !curves.data.compare;
  // Several runs have a common time only where the page has a scrubber for all of them.
  if (!run?.rows.length || (!one && (!curves.moment || curves.moment.run))) return;
  const places = run.rows.map((row) => xOfRow(curves, run, row) ?? NaN);
  const { step } = run.rows[nearestIndex(places, x)];
  const total = run.status?.total || run.rows.at(-1).step;
  announceTime({
    fraction: step / total,
    step,
    run: one ? run.info.id : null,
    source: "curves",
    live: false,
  });
}

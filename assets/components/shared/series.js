// From a run's rows to the series of a chart.

const DASHES = { solid: [], dash: [7, 4], dot: [1.5, 3.5], dashdot: [7, 3, 1.5, 3] };

function xOfRow(curves, run, row) {
  if (curves.preferences.x === "step") return row.step;
  return curves.preferences.x === "epoch" ? row.epoch : (row.seconds ?? run.seconds.get(row.step));
}

/** The points of one term of one run, the row under way as the last: part is "train" or "validation". A value that is no number breaks the line. */
function pointsOf(curves, run, part, key) {
  const x = [];
  const y = [];
  for (const row of run.draft ? [...run.rows, run.draft] : run.rows) {
    const value = row[part]?.[key];
    const at = xOfRow(curves, run, row);
    if (value === undefined || at === undefined) continue;
    x.push(at);
    y.push(value ?? NaN);
  }
  return { x, y };
}

/** Exponential moving average with its start corrected; `weight` in [0, 1). */
function smoothed(y, weight) {
  let mean = 0;
  let share = 0;
  return y.map((value) => {
    if (!Number.isFinite(value)) return value;
    mean = weight * mean + (1 - weight) * value;
    share = weight * share + (1 - weight);
    return mean / share;
  });
}

function seriesOf(curves, key) {
  const { theme, preferences, data } = curves;
  return shownRuns(curves).flatMap((run) => {
    const color = colorOf(run.info, theme);
    const name = data.compare ? `${run.info.name}, ` : "";
    const train = pointsOf(curves, run, "train", key);
    const validation = pointsOf(curves, run, "validation", key);
    const dash = data.compare ? dashOf(run.info) : [];
    const series = [];
    if (preferences.smoothing && train.x.length) series.push({ ...train, color, faint: true });
    if (train.x.length) {
      const y = preferences.smoothing ? smoothed(train.y, preferences.smoothing) : train.y;
      series.push({
        x: train.x,
        y,
        color,
        dash,
        label: `${name}${preferences.smoothing ? "training (smoothed)" : "training"}`,
        part: "training",
        run,
      });
    }
    if (validation.x.length) {
      const ink = data.compare ? color : theme.text;
      series.push({
        ...validation,
        color: ink,
        dash: [],
        width: 1,
        marked: true,
        label: `${name}validation`,
        part: "validation",
        run,
      });
    }
    return series;
  });
}

function shownRuns(curves) {
  return [...curves.runs.values()].filter((run) => run.shown);
}

function colorOf(info, theme) {
  return info.color ? readableColor(info.color, theme) : familyColor(info.family, theme);
}

function dashOf(info) {
  return Array.isArray(info.dash) ? info.dash : (DASHES[info.dash] ?? []);
}

/** The whole x range: as long as the training will be while one is under way, so that nothing jumps. */
function wholeRange(curves) {
  let end = 0;
  for (const run of shownRuns(curves)) {
    const last = run.rows.at(-1);
    if (last) end = Math.max(end, xOfRow(curves, run, last) ?? Math.max(0, ...run.seconds.values()));
    if (!run.active || !run.status?.total) continue;
    const epochs = run.status.epochs ?? (last ? (last.epoch / last.step) * run.status.total : 0);
    if (curves.preferences.x === "step") end = Math.max(end, run.status.total);
    if (curves.preferences.x === "epoch") end = Math.max(end, epochs);
  }
  return [0, end || 1];
}

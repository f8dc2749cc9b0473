// From a run's rows to the series of a chart.

const DASHES = { solid: [], dash: [7, 4], dot: [1.5, 3.5], dashdot: [7, 3, 1.5, 3] };

function xOfRow(curves, run, row) {
  if (curves.preferences.x === "step") return row.step;
  return curves.preferences.x === "epoch" ? row.epoch : (row.seconds ?? run.seconds.get(row.step));
}

/**
 * The points of one term of one run, the row under way as the last: part is "train" or "validation". A value that is
 * no number breaks the line.
 */
function pointsOf(curves, run, part, key) {
  const [steps, x, y] = [[], [], []];
  for (const row of run.draft ? [...run.rows, run.draft] : run.rows) {
    const value = row[part]?.[key];
    const at = xOfRow(curves, run, row);
    if (value === undefined || at === undefined) continue;
    steps.push(row.step);
    x.push(at);
    y.push(value ?? NaN);
  }
  return { steps, x, y };
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

/** What a panel draws: for each line its training values (unsmoothed, faint, behind those of a single run) and validation. */
function seriesOf(curves, key) {
  const { theme, preferences, data } = curves;
  return shownLines(curves).flatMap((line) => {
    const color = colorOf(line.info, theme);
    const name = data.compare ? `${line.title}, ` : "";
    const weight = preferences.smoothing;
    const train = lineOf(curves, line, "train", key, weight);
    const validation = lineOf(curves, line, "validation", key, 0);
    const series = [];
    if (train?.raw) series.push({ ...train.raw, color, faint: true });
    if (train) {
      const label = `${name}${weight ? "training (smoothed)" : "training"}`;
      series.push({ ...train, color, dash: data.compare ? dashOf(line.info) : [], label, part: "training", line });
    }
    if (validation) {
      const ink = data.compare ? color : theme.text;
      const label = `${name}validation`;
      series.push({ ...validation, color: ink, dash: [], width: 1, marked: true, label, part: "validation", line });
    }
    return series;
  });
}

/** One term of a line as a series' points: of a single run as they are, of several their mean and band; null where none has any. */
function lineOf(curves, line, part, key, weight) {
  const each = line.runs.map((run) => pointsOf(curves, run, part, key)).filter(({ x }) => x.length);
  if (!each.length) return null;
  const smooth = (points) => (weight ? { ...points, y: smoothed(points.y, weight) } : points);
  if (each.length > 1) return meanOfSeeds(each.map(smooth));
  return { ...smooth(each[0]), raw: weight ? each[0] : null };
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

// The time bus: one scrubber moves every picture, curve and histogram on the page.
//
// A moment is {fraction: step/total in 0..1, step, run, source, live}. `run` is a run's id, or null when the
// moment is meant for every run by its fraction. `live` says: follow the newest there is.

/** Tells every component on the page which moment is shown; remembered for those that mount later. */
function announceTime(detail) {
  announce("time", detail);
}

/** Calls `handler(moment)` at every change, and once soon with the last known moment. Returns unsubscribe. */
function onTime(handler) {
  return onAnnounced("time", handler);
}

/**
 * The step of `run` (of `total` steps) at a moment: Infinity when it follows the newest, null when the
 * moment belongs to another run.
 */
function stepAt(moment, run, total) {
  if (moment.run && moment.run !== run) return null;
  if (moment.live) return Infinity;
  return moment.run === run ? moment.step : Math.round(moment.fraction * total);
}

/** The newest of `snapshots` (sorted by step) with step ≤ `step`, else the first; undefined when there is none. */
function snapshotAt(snapshots, step) {
  return snapshots.findLast((snapshot) => snapshot.step <= step) ?? snapshots[0];
}

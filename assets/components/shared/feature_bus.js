// Which feature is looked at: a wall, a histogram or a link says so, and every panel of the page follows.
//
// The window event is "latentlab:feature", its detail {run: id, feature: index}.

/** Tells every panel that shows the run that this feature was picked; remembered for those that mount later. */
function announceFeature(run, feature) {
  announce("feature", { run, feature });
}

/** Calls `handler({run, feature})` at every pick, and once soon with the last one. Returns unsubscribe. */
function onFeature(handler) {
  return onAnnounced("feature", handler);
}

// Which test example is taken apart: a feature's page says so, and the code editor follows.

/** Tells every panel that shows the run; remembered for those that mount later. */
function announceExample(run, index) {
  announce("example", { run, index });
}

/** Calls `handler({run, index})` at every choice, and once soon with the last one. Returns unsubscribe. */
function onExample(handler) {
  return onAnnounced("example", handler);
}

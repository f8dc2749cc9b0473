// What the encoder made of a person's own input, for every panel that shows latent space.

/** code: {mean, std (null without a posterior), sample (null when the mean is shown)} as arrays, or null. */
function announceOwnInput(run, code) {
  announce("input", { run, code });
}

/** Calls `handler({run, code})` at every change, and once soon with the last one. Returns unsubscribe. */
function onOwnInput(handler) {
  return onAnnounced("input", handler);
}

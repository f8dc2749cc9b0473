// "Reset the view": told to whoever is on the page now, and never to those that mount later.

const RESET_EVENT = "latentlab:reset";

function tellReset() {
  window.dispatchEvent(new CustomEvent(RESET_EVENT));
}

/** Calls `handler()` at every reset. Returns unsubscribe. */
function onReset(handler) {
  window.addEventListener(RESET_EVENT, handler);
  return () => window.removeEventListener(RESET_EVENT, handler);
}

// The curves of one comparison move together: one horizontal axis, one choice of terms, one moment looked at.
//
// Runs that are measured in other units have curves of their own on the page. What is chosen for one holds for all.

const CURVES_NEWS = "latentlab:curves";
const LINKED = ["x", "log", "hidden", "seeds"]; // what a link keeps

/** Tells the page's other curves: {cursor} or {preferences}. */
function tellOtherCurves(curves, news) {
  window.dispatchEvent(new CustomEvent(CURVES_NEWS, { detail: { ...news, axis: curves.preferences.x, from: curves } }));
}

/** Does what other curves tell; returns a function that stops it. */
function followOtherCurves(curves) {
  const listen = ({ detail: { from, axis, cursor, preferences } }) => {
    if (from === curves || !curves.data.compare) return;
    if (preferences) adoptPreferences(curves, preferences);
    else if (axis === curves.preferences.x) markMoment(curves, cursor);
  };
  window.addEventListener(CURVES_NEWS, listen);
  return () => window.removeEventListener(CURVES_NEWS, listen);
}

/** Keeps a choice in the link and on the page, and tells the other curves. */
function sharePreferences(curves, change) {
  const linked = Object.fromEntries(LINKED.map((name) => [name, curves.preferences[name]]));
  window.__latentlabCompared = linked;
  linkPreferences(linked);
  tellOtherCurves(curves, { preferences: change });
}

function adoptPreferences(curves, preferences) {
  Object.assign(curves.preferences, preferences);
  watchCurves(curves);
  showChips(curves);
  buildControls(curves);
  drawLegend(curves);
  if ("x" in preferences) resetView(curves);
  curves.redraw();
}

/** What the link says of a comparison's curves. */
function linkedPreferences() {
  const found = {};
  const [x, log, hidden, seeds] = LINKED.map((name) => readLink(`curves-${name}`));
  if (x in X_AXES) found.x = x;
  if (log !== null) found.log = log === "1";
  if (hidden !== null) found.hidden = hidden.split(",").filter(Boolean);
  if (seeds in SEED_CHOICES) found.seeds = seeds;
  return found;
}

function linkPreferences({ x, log, hidden, seeds }) {
  writeLink({
    "curves-x": x === "step" ? null : x,
    "curves-log": log ? "1" : null,
    "curves-hidden": hidden.join(","),
    "curves-seeds": seeds === "chosen" ? null : seeds,
  });
}

// How a map of dots is handled: drag to move, lasso, pinch or wheel to zoom, keys to walk.

const CLICK_PIXELS = 3;
const LASSO_PIXELS = 4; // between two corners
const MAP_DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** view: a MapView, whose `map` is hovered, selected and gathered on. */
function listenToMap(view) {
  const { canvas, map } = view;
  const pointers = new Map();
  let moved = false;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const drag = (id, at) => {
    const before = pointers.get(id);
    const other = [...pointers].find(([pointer]) => pointer !== id)?.[1];
    if (other) {
      const spread = (point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
      view.lasso = null;
      view.zoom(spread(at) / spread(before), other.x, other.y);
    } else {
      moved ||= Math.hypot(at.x - before.x, at.y - before.y) > CLICK_PIXELS;
      if (!moved) return;
      view.pan(at.x - before.x, at.y - before.y);
    }
    pointers.set(id, at);
  };
  const draw = (at) => {
    const last = view.lasso.at(-1);
    if (Math.hypot(at.x - last.x, at.y - last.y) < LASSO_PIXELS) return;
    view.lasso.push(at);
    view.draw();
  };
  const finish = () => {
    const drawn = view.lasso;
    view.lasso = null;
    view.draw();
    if (drawn.length > 2) map.gather(view.dotsWithin(drawn), "inside the line");
    else map.select(view.dotNear(drawn[0]));
  };
  canvas.onpointerdown = (event) => {
    if (event.button !== 0 || !view.dots) return;
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    moved = pointers.size > 1;
    view.lasso = (map.gathering || event.shiftKey) && !moved ? [place(event)] : null;
  };
  canvas.onpointermove = (event) => {
    if (!view.dots) return;
    if (!pointers.has(event.pointerId)) map.hover(view.dotNear(place(event)));
    else if (view.lasso && pointers.size === 1) draw(place(event));
    else drag(event.pointerId, place(event));
  };
  canvas.onpointerup = (event) => {
    if (!pointers.delete(event.pointerId)) return;
    if (view.lasso) finish();
    else if (!moved) map.select(view.dotNear(place(event)));
  };
  canvas.onpointercancel = (event) => {
    pointers.delete(event.pointerId);
    view.lasso = null;
    view.draw();
  };
  canvas.onpointerleave = () => map.hover(-1);
  canvas.onkeydown = (event) => {
    if (view.dots && !event.ctrlKey && !event.metaKey && pressMapKey(view, event.key)) event.preventDefault();
  };
  canvas.addEventListener("wheel", (event) => {
    // Over a map nobody has clicked, the wheel belongs to the page.
    if (!view.dots || !(event.ctrlKey || canvas.matches(":focus"))) return;
    event.preventDefault();
    const at = place(event);
    view.zoom(Math.exp(-event.deltaY * 0.0015), at.x, at.y);
  }, { passive: false });
}

/** Does what a key means; false when it means nothing here. */
function pressMapKey(view, key) {
  const { map } = view;
  const actions = {
    n: () => map.walkNeighbours(1),
    p: () => map.walkNeighbours(-1),
    g: () => map.gatherNearest(),
    "+": () => view.zoom(1.3),
    "=": () => view.zoom(1.3),
    "-": () => view.zoom(1 / 1.3),
    0: () => view.resetView(),
    Escape: () => (map.group ? map.gather(null) : map.select(-1)),
  };
  if (map.selected < 0 && (key === "n" || key === "p")) map.select(view.dotTowards(0, 0));
  else if (MAP_DIRECTIONS[key]) map.select(view.dotTowards(...MAP_DIRECTIONS[key]));
  else actions[key]?.();
  return key in MAP_DIRECTIONS || key in actions;
}

// How a map of dots is handled: drag to move, pinch or wheel to zoom, keys to walk.

const CLICK_PIXELS = 3;
const MAP_DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** map: {canvas, dots (null until there are any), dotNear, hover, select, pan, zoom, resetView, dotTowards, walkNeighbours}. */
function listenToMap(map) {
  const { canvas } = map;
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
      map.zoom(spread(at) / spread(before), other.x, other.y);
    } else {
      moved ||= Math.hypot(at.x - before.x, at.y - before.y) > CLICK_PIXELS;
      if (!moved) return;
      map.pan(at.x - before.x, at.y - before.y);
    }
    pointers.set(id, at);
  };
  canvas.onpointerdown = (event) => {
    if (event.button !== 0 || !map.dots) return;
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    moved = pointers.size > 1;
  };
  canvas.onpointermove = (event) => {
    if (!map.dots) return;
    if (pointers.has(event.pointerId)) drag(event.pointerId, place(event));
    else map.hover(map.dotNear(place(event)));
  };
  canvas.onpointerup = (event) => {
    if (pointers.delete(event.pointerId) && !moved) map.select(map.dotNear(place(event)));
  };
  canvas.onpointercancel = (event) => pointers.delete(event.pointerId);
  canvas.onpointerleave = () => map.hover(-1);
  canvas.onkeydown = (event) => {
    if (map.dots && !event.ctrlKey && !event.metaKey && pressMapKey(map, event.key)) event.preventDefault();
  };
  canvas.addEventListener("wheel", (event) => {
    // Over a map nobody has clicked, the wheel belongs to the page.
    if (!map.dots || !(event.ctrlKey || canvas.matches(":focus"))) return;
    event.preventDefault();
    const at = place(event);
    map.zoom(Math.exp(-event.deltaY * 0.0015), at.x, at.y);
  }, { passive: false });
}

/** Does what a key means; false when it means nothing here. */
function pressMapKey(map, key) {
  const actions = {
    n: () => map.walkNeighbours(1),
    p: () => map.walkNeighbours(-1),
    "+": () => map.zoom(1.3),
    "=": () => map.zoom(1.3),
    "-": () => map.zoom(1 / 1.3),
    0: () => map.resetView(),
    Escape: () => map.select(-1),
  };
  if (MAP_DIRECTIONS[key]) map.select(map.dotTowards(...MAP_DIRECTIONS[key]));
  else actions[key]?.();
  return key in MAP_DIRECTIONS || key in actions;
}

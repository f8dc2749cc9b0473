// How a chart is handled: by mouse (drag to zoom, shift-drag to pan, ctrl-wheel), by touch and by keyboard.

/** Attaches all gestures of a chart; `act` is {change(view), point(x), pick(x), draw()}. Returns detach. */
function listenToChart(chart, act) {
  const { canvas } = chart;
  const pointers = new Map();
  let start = null;
  let picking = 0;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const handlers = {
    pointerdown(event) {
      if (event.button !== 0) return;
      pointers.set(event.pointerId, place(event));
      canvas.setPointerCapture(event.pointerId);
      if (event.pointerType === "touch") act.point(xValue(chart, place(event).x));
      start = { ...place(event), range: xRangeOf(chart), moved: false, spread: pointerSpread(pointers) };
    },
    pointermove(event) {
      const at = place(event);
      if (pointers.has(event.pointerId)) pointers.set(event.pointerId, at);
      if (pointers.size === 2) return pinchChart(chart, act, pointers, start);
      if (start && event.pointerType !== "touch") {
        start.moved ||= Math.hypot(at.x - start.x, at.y - start.y) > DRAG_PIXELS;
        if (start.moved && event.shiftKey) return panChart(chart, act, start, at.x);
        if (start.moved) chart.brush = { x0: start.x, y0: start.y, x1: at.x, y1: at.y };
      }
      act.point(at.x >= MARGIN.left - 8 ? xValue(chart, at.x) : null);
    },
    pointerup(event) {
      pointers.delete(event.pointerId);
      const at = place(event);
      if (chart.brush) zoomToBrush(chart, act);
      else if (start && !start.moved && at.x >= MARGIN.left) {
        const x = xValue(chart, at.x);
        clearTimeout(picking);
        // A double click resets the view; its first half must not move the time.
        picking = setTimeout(() => act.pick(x), event.pointerType === "touch" ? 0 : 220);
      }
      start = null;
    },
    pointercancel(event) {
      pointers.delete(event.pointerId);
      start = chart.brush = null;
      act.draw();
    },
    pointerleave(event) {
      // A finger that lifts leaves the numbers standing; touching elsewhere takes them away.
      if (!start && event.pointerType !== "touch") act.point(null);
    },
    dblclick() {
      clearTimeout(picking);
      act.change({ x: null, y: null });
    },
    wheel(event) {
      const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (!(event.ctrlKey || event.metaKey) && !(sideways && chart.view.x)) return;
      event.preventDefault();
      if (sideways) return moveRange(chart, act, event.deltaX / chart.width);
      scaleRange(chart, act, Math.exp(event.deltaY * 0.002), xValue(chart, place(event).x));
    },
    blur() {
      act.point(null);
    },
    keydown(event) {
      if (handleChartKey(chart, act, event.key, event.shiftKey)) event.preventDefault();
    },
  };
  for (const [name, handler] of Object.entries(handlers))
    canvas.addEventListener(name, handler, { passive: false });
  return () => {
    clearTimeout(picking);
    for (const [name, handler] of Object.entries(handlers)) canvas.removeEventListener(name, handler);
  };
}

function handleChartKey(chart, act, key, far) {
  const [low, high] = xRangeOf(chart);
  const steps = longestX(chart);
  const here = chart.cursor ?? chart.time ?? steps.at(-1) ?? high;
  const go = (offset) => {
    const at = Math.min(Math.max(nearestIndex(steps, here) + offset, 0), steps.length - 1);
    if (at >= 0) act.point(Math.min(Math.max(steps[at], low), high));
  };
  const actions = {
    ArrowLeft: () => go(far ? -10 : -1),
    ArrowRight: () => go(far ? 10 : 1),
    Home: () => act.point(low),
    End: () => act.point(Math.min(high, steps.at(-1) ?? high)),
    Enter: () => act.pick(here),
    " ": () => act.pick(here),
    "+": () => scaleRange(chart, act, 0.7, here),
    "=": () => scaleRange(chart, act, 0.7, here),
    "-": () => scaleRange(chart, act, 1.4, here),
    0: () => act.change({ x: null, y: null }),
    Escape: () => act.change({ x: null, y: null }),
  };
  actions[key]?.();
  return key in actions;
}

function longestX(chart) {
  const lists = chart.state.series.filter((series) => !series.faint).map((series) => series.x);
  return lists.reduce((longest, x) => (x.length > longest.length ? x : longest), []);
}

/** Zooms x by `factor` about `centre`; never beyond the whole range. */
function scaleRange(chart, act, factor, centre) {
  const [low, high] = xRangeOf(chart);
  setRange(chart, act, centre - (centre - low) * factor, centre + (high - centre) * factor);
}

/** Moves x by a share of its span. */
function moveRange(chart, act, share) {
  const [low, high] = xRangeOf(chart);
  const [least, most] = chart.state.xRange;
  const by = Math.min(Math.max(share * (high - low), least - low), most - high);
  setRange(chart, act, low + by, high + by);
}

function setRange(chart, act, low, high) {
  const [least, most] = chart.state.xRange;
  if (high - low >= (most - least) * 0.999) return act.change({ x: null });
  if (high - low < (most - least) * 1e-4) return;
  act.change({ x: [Math.max(low, least), Math.min(high, most)] });
}

function panChart(chart, act, start, x) {
  const [low, high] = start.range;
  const by = ((start.x - x) / (chart.width - MARGIN.left - MARGIN.right)) * (high - low);
  const [least, most] = chart.state.xRange;
  const bounded = Math.min(Math.max(by, least - low), most - high);
  if (chart.view.x) act.change({ x: [low + bounded, high + bounded] });
}

function pointerSpread(pointers) {
  const [a, b] = [...pointers.values()];
  return b ? Math.max(20, Math.abs(a.x - b.x)) : 0;
}

function pinchChart(chart, act, pointers, start) {
  const [a, b] = [...pointers.values()];
  start.moved = true;
  const [low, high] = start.range;
  const factor = start.spread / pointerSpread(pointers);
  const share = ((a.x + b.x) / 2 - MARGIN.left) / (chart.width - MARGIN.left - MARGIN.right);
  const centre = low + share * (high - low);
  setRange(chart, act, centre - (centre - low) * factor, centre + (high - centre) * factor);
}

function zoomToBrush(chart, act) {
  const { left, right, top, bottom, flat, thin } = brushBox(chart, chart.brush);
  chart.brush = null;
  const view = {};
  if (!thin && right - left > DRAG_PIXELS) view.x = [xValue(chart, left), xValue(chart, right)];
  if (!flat) view.y = [yValue(chart, bottom), yValue(chart, top)];
  act.change(view);
}

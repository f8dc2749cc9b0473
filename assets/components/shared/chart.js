// A small, fast line chart on a canvas. Its view (zoom) is its own and outlives every change of data.
//
// A series is {label, color, dash, x, y, low, high, faint, marked, width}: x rises; `faint` is drawn thin behind and
// not read out; `marked` puts a dot on every point; `low` and `high`, where given, are the band around y.

const MARGIN = { left: 50, right: 12, top: 18, bottom: 34 };
const DRAG_PIXELS = 4;
const BRUSH_PIXELS = 16;

/**
 * A chart in `host`: options {height, label, unit, onCursor(x or null), onPick(x), onView(x view or null)}.
 * Methods: set(state), setCursor(x), setTime(x), setView({x, y}), view(), series(), valuesAt(x),
 * placeOf(x) in pixels, size() in pixels, paint(context) on other paper, destroy().
 */
function createChart(host, { height, label, unit, onCursor, onPick, onView }) {
  const canvas = document.createElement("canvas");
  canvas.className = "chart";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "slider");
  canvas.setAttribute("aria-valuenow", 0);
  canvas.setAttribute("aria-label", label);
  canvas.style.cssText = `display:block;width:100%;height:${height}px;touch-action:pan-y;cursor:crosshair`;
  host.append(canvas);
  const chart = {
    canvas,
    context: canvas.getContext("2d"),
    width: 0,
    height,
    label,
    unit,
    state: { series: [], xLabel: "step", xRange: [0, 1], log: false, theme: null },
    view: { x: null, y: null },
    shown: null, // the y range on screen, on its way to the wanted one
    cursor: null,
    time: null,
    brush: null,
    frame: 0,
  };
  const draw = () => {
    chart.frame ||= requestAnimationFrame(() => {
      chart.frame = 0;
      if (drawChart(chart)) draw();
    });
  };
  const resize = new ResizeObserver(() => {
    chart.width = canvas.clientWidth;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(chart.width * ratio);
    canvas.height = Math.round(height * ratio);
    chart.shown = null;
    if (chart.frame) cancelAnimationFrame(chart.frame);
    chart.frame = 0;
    if (drawChart(chart)) draw();
  });
  resize.observe(canvas);
  const change = (view) => {
    chart.view = { ...chart.view, ...view };
    draw();
    if ("x" in view) onView?.(chart.view.x);
  };
  const point = (x) => {
    chart.cursor = x;
    draw();
    describeChart(chart);
    onCursor?.(x);
  };
  const release = listenToChart(chart, { change, point, draw, pick: (x) => onPick?.(x) });
  return {
    canvas,
    view: () => chart.view,
    series: () => chart.state.series,
    valuesAt: (x) => valuesAt(chart, x),
    placeOf: (x) => xPixel(chart, x),
    size: () => [chart.width, chart.height],
    paint: (context) => drawPlot({ ...chart, context }),
    set(state) {
      if (state.log !== chart.state.log) chart.shown = null;
      Object.assign(chart.state, state);
      describeChart(chart);
      draw();
    },
    setCursor(x) {
      if (chart.cursor === x) return;
      chart.cursor = x;
      describeChart(chart);
      draw();
    },
    setTime(x) {
      chart.time = x;
      draw();
    },
    setView(view) {
      chart.view = { ...chart.view, ...view };
      draw();
    },
    destroy() {
      resize.disconnect();
      release();
      cancelAnimationFrame(chart.frame);
      canvas.remove();
    },
  };
}

/** Every read-out series' point nearest to x: [{series, x, y, low, high}], without those that ended well before it. */
function valuesAt(chart, x) {
  const slack = (chart.state.xRange[1] - chart.state.xRange[0]) * 0.05;
  return chart.state.series
    .filter((series) => !series.faint && series.x.length && (x === Infinity || x <= series.x.at(-1) + slack))
    .map((series) => {
      const at = nearestIndex(series.x, x);
      return { series, x: series.x[at], y: series.y[at], low: series.low?.[at], high: series.high?.[at] };
    });
}

function describeChart(chart) {
  const { canvas, label, unit, state } = chart;
  const [low, high] = state.xRange;
  const x = chart.cursor ?? high;
  const values = valuesAt(chart, x).map(({ series, y }) => `${series.label} ${formatValue(y)}`);
  canvas.setAttribute("aria-label", `${label}, line chart over ${state.xLabel}`);
  canvas.setAttribute("aria-valuemin", low);
  canvas.setAttribute("aria-valuemax", high);
  canvas.setAttribute("aria-valuenow", x);
  const text = values.length
    ? `${state.xLabel} ${formatValue(x)}: ${values.join(", ")} ${unit}`
    : "no values yet";
  canvas.setAttribute("aria-valuetext", text);
}

function xRangeOf(chart) {
  return chart.view.x ?? chart.state.xRange;
}

function xPixel(chart, x) {
  const [low, high] = xRangeOf(chart);
  return MARGIN.left + ((x - low) / (high - low || 1)) * (chart.width - MARGIN.left - MARGIN.right);
}

function xValue(chart, pixel) {
  const [low, high] = xRangeOf(chart);
  const value = low + ((pixel - MARGIN.left) / (chart.width - MARGIN.left - MARGIN.right)) * (high - low);
  return Math.min(Math.max(value, low), high);
}

function yPixel(chart, y) {
  const { low, high } = chart.shown;
  const value = chart.state.log ? Math.log10(y) : y;
  return MARGIN.top + ((high - value) / (high - low || 1)) * (chart.height - MARGIN.top - MARGIN.bottom);
}

function yValue(chart, pixel) {
  const { low, high } = chart.shown;
  const value = high - ((pixel - MARGIN.top) / (chart.height - MARGIN.top - MARGIN.bottom)) * (high - low);
  return chart.state.log ? 10 ** value : value;
}

/**
 * The y range to show, in scale units (log10 on a log axis), and what it leaves out: the first steps of a
 * training are often so far off that they would flatten everything after them.
 */
function wantedRange(chart) {
  const { series, log } = chart.state;
  const [from, to] = xRangeOf(chart);
  if (chart.view.y) {
    const [low, high] = chart.view.y.map((y) => (log ? Math.log10(Math.max(y, 1e-12)) : y));
    return { low, high, cut: null };
  }
  const settled = from + (to - from) * 0.02;
  const all = [Infinity, -Infinity];
  const late = [Infinity, -Infinity];
  let lateCount = 0;
  const take = (x, y) => {
    const value = log ? Math.log10(y) : y;
    if (!Number.isFinite(value)) return;
    all[0] = Math.min(all[0], value);
    all[1] = Math.max(all[1], value);
    if (x < settled) return;
    lateCount += 1;
    late[0] = Math.min(late[0], value);
    late[1] = Math.max(late[1], value);
  };
  for (const { x, y, low, high } of series) {
    for (let i = firstAtLeast(x, from); i < x.length && x[i] <= to; i++) {
      take(x[i], y[i]);
      if (low) for (const bound of [low[i], high[i]]) take(x[i], bound);
    }
  }
  if (all[0] > all[1]) return { low: log ? -1 : 0, high: 1, cut: null };
  const span = late[1] - late[0];
  const clipped = !log && !chart.view.x && lateCount > 30 && span > 0 && all[1] - all[0] > 2 * span;
  const [low, high] = clipped ? late : all;
  // Values that differ by rounding only are one value.
  const flat = high - low <= 1e-9 * Math.abs(high);
  const room = flat ? Math.abs(high) * 0.1 || 0.5 : (high - low) * 0.06;
  // A quantity that is never negative gets no room below 0.
  const floor = !log && all[0] >= 0 ? Math.max(0, low - room) : low - room;
  const first = series.find(({ faint, y }) => !faint && y.length)?.y[0];
  const outside = clipped && (first > high + room || first < floor);
  return { low: floor, high: high + room, cut: outside ? first : null };
}

/** Moves the range on screen towards the wanted one; true while it is still under way. */
function approachRange(chart, wanted) {
  if (!chart.shown || matchMedia("(prefers-reduced-motion: reduce)").matches) {
    chart.shown = { ...wanted };
    return false;
  }
  const near = (wanted.high - wanted.low) * 0.002;
  let moving = false;
  for (const end of ["low", "high"]) {
    const gap = wanted[end] - chart.shown[end];
    moving ||= Math.abs(gap) > near;
    chart.shown[end] = Math.abs(gap) > near ? chart.shown[end] + gap * 0.3 : wanted[end];
  }
  chart.shown.cut = wanted.cut;
  return moving;
}

// A heat map whose columns are moments and whose rows are dimensions: pointed at, walked by keys, clicked to go there.

const STRIP = { left: 40, right: 8, bottom: 34, tallest: 420, row: 22 };
const STRIP_KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * A strip in `host`. onPoint(cell {row, column} or null) at every move, onChoose(column) at a click or Enter.
 * Methods: set({values [rows][columns], most, rowNames, columnNames, xLabel, shown: a column, label, theme}), destroy().
 */
function createHeatStrip(host, { onPoint, onChoose }) {
  const canvas = make("canvas", { tabindex: "0", role: "application", "aria-roledescription": "heat map" });
  host.append(canvas);
  const strip = { canvas, state: null, width: 0, pointed: null };
  const draw = oncePerFrame(() => paintStrip(strip));
  const point = (cell) => {
    strip.pointed = cell;
    draw();
    onPoint(cell);
  };
  const stop = watchWidth(host, (width) => {
    strip.width = width;
    draw();
  });
  canvas.onpointermove = (event) => point(cellUnder(strip, event));
  canvas.onpointerleave = canvas.onblur = () => point(null);
  canvas.onclick = (event) => {
    const cell = cellUnder(strip, event);
    if (cell) onChoose(cell.column);
  };
  canvas.onkeydown = (event) => {
    if (!strip.state) return;
    const { values, shown } = strip.state;
    const here = strip.pointed ?? { row: 0, column: shown };
    if (event.key === "Enter" || event.key === " ") onChoose(here.column);
    else if (!(event.key in STRIP_KEYS)) return;
    else {
      const [across, down] = strip.pointed ? STRIP_KEYS[event.key] : [0, 0];
      const within = (value, count) => Math.min(Math.max(value, 0), count - 1);
      point({ row: within(here.row + down, values.length), column: within(here.column + across, values[0].length) });
    }
    event.preventDefault();
  };
  return {
    set(state) {
      strip.state = state;
      canvas.setAttribute("aria-label", state.label);
      draw();
    },
    destroy() {
      stop();
      draw.cancel();
      canvas.remove();
    },
  };
}

/** {row, high, wide}: CSS pixels of a cell, and of the whole. */
function stripSizes({ state: { values }, width }) {
  const row = Math.min(STRIP.row, Math.max(2, STRIP.tallest / values.length));
  return { row, wide: (width - STRIP.left - STRIP.right) / values[0].length, high: row * values.length };
}

function cellUnder(strip, event) {
  if (!strip.state || !strip.width) return null;
  const box = strip.canvas.getBoundingClientRect();
  const { row, wide } = stripSizes(strip);
  const cell = { row: Math.floor((event.clientY - box.top) / row), column: Math.floor((event.clientX - box.left - STRIP.left) / wide) };
  const inside = cell.row >= 0 && cell.row < strip.state.values.length && cell.column >= 0 && cell.column < strip.state.values[0].length;
  return inside ? cell : null;
}

/** The colour of a share 0..1: from the page's own through blue to its strongest contrast. */
function heatColor(share, theme) {
  const stops = [rgbOf(theme.background), rgbOf(familyColor("variational", theme)), rgbOf(theme.dark ? "#E4F3FD" : "#00263D")];
  const at = Math.min(Math.max(share, 0), 1) * 2;
  return cssOf(at <= 1 ? mixColors(stops[0], stops[1], at) : mixColors(stops[1], stops[2], at - 1));
}

function paintStrip(strip) {
  const { canvas, state, width, pointed } = strip;
  if (!state || !width) return;
  const { values, most, theme, shown } = state;
  const { row, wide, high } = stripSizes(strip);
  const context = preparePaper(canvas, width, high + STRIP.bottom);
  values.forEach((line, i) => line.forEach((value, column) => {
    if (value === null) return;
    context.fillStyle = heatColor(value / (most || 1), theme);
    context.fillRect(STRIP.left + column * wide, i * row, wide + 0.5, row + 0.5);
  }));
  context.strokeStyle = theme.border;
  context.lineWidth = 1;
  context.strokeRect(STRIP.left + 0.5, 0.5, wide * values[0].length - 1, high - 1);
  const frame = (x, y, w, h) => {
    for (const [color, weight] of [[theme.background, 4], [theme.text, 2]]) {
      context.strokeStyle = color;
      context.lineWidth = weight;
      context.strokeRect(x, y, w, h);
    }
  };
  if (shown >= 0) frame(STRIP.left + shown * wide + 1, 1, Math.max(wide - 2, 1), high - 2);
  if (pointed) frame(STRIP.left + pointed.column * wide + 1, pointed.row * row + 1, Math.max(wide - 2, 1), Math.max(row - 2, 1));
  paintStripNames(context, strip, { row, wide, high });
}

/** Names of rows and columns, as many as have room. */
function paintStripNames(context, { state, width }, { row, wide, high }) {
  const { rowNames, columnNames, xLabel, theme } = state;
  context.fillStyle = theme.muted;
  context.font = `11px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  const every = Math.ceil(12 / row);
  rowNames.forEach((name, i) => i % every === 0 && context.fillText(name, STRIP.left - 6, (i + 0.5) * row));
  context.textAlign = "center";
  let free = STRIP.left;
  columnNames.forEach((name, column) => {
    const half = context.measureText(name).width / 2;
    const x = Math.min(STRIP.left + (column + 0.5) * wide, width - half - 1);
    if (x - half < free) return;
    context.fillText(name, x, high + 10);
    free = x + half + 10;
  });
  context.textAlign = "right";
  context.fillText(xLabel, width - STRIP.right, high + 26);
}

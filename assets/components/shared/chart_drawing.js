// What a chart puts on its canvas: axes, lines, the time, the cursor, the brush.

function drawChart(chart) {
  const { context, width, height, state } = chart;
  if (!width || !state.theme) return false;
  const moving = approachRange(chart, wantedRange(chart));
  const ratio = chart.canvas.width / width;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  drawPlot(chart);
  if (chart.time !== null) drawTime(chart);
  if (chart.cursor !== null) drawCursor(chart);
  if (chart.brush) drawBrush(chart);
  return moving;
}

/** The figure itself, without what belongs to the moment: axes and lines. */
function drawPlot(chart) {
  const { context, width, height, state } = chart;
  drawAxes(chart);
  context.save();
  context.beginPath();
  context.rect(
    MARGIN.left - 1,
    MARGIN.top - 3,
    width - MARGIN.left - MARGIN.right + 4,
    height - MARGIN.top - MARGIN.bottom + 6,
  );
  context.clip();
  for (const series of state.series) drawSeries(chart, series);
  context.restore();
}

function drawAxes(chart) {
  const { context, width, height, state, shown } = chart;
  const { theme } = state;
  const bottom = height - MARGIN.bottom;
  context.font = `11px ${theme.font}`;
  context.lineWidth = 1;
  context.textBaseline = "middle";
  context.textAlign = "right";
  const room = Math.max(2, Math.round((bottom - MARGIN.top) / 38));
  const ticks = state.log
    ? logTicks(10 ** shown.low, 10 ** shown.high, room)
    : linearTicks(shown.low, shown.high, room);
  for (const tick of ticks) {
    const y = Math.round(yPixel(chart, tick)) + 0.5;
    context.strokeStyle = theme.border;
    context.globalAlpha = 0.55;
    drawLine(context, MARGIN.left, y, width - MARGIN.right, y);
    context.globalAlpha = 1;
    context.fillStyle = theme.muted;
    context.fillText(formatTick(tick), MARGIN.left - 7, y);
  }
  context.strokeStyle = theme.border;
  drawLine(context, MARGIN.left, bottom + 0.5, width - MARGIN.right, bottom + 0.5);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.fillStyle = theme.muted;
  const [low, high] = xRangeOf(chart);
  for (const tick of linearTicks(low, high, Math.max(2, Math.floor((width - MARGIN.left) / 58)))) {
    const x = Math.round(xPixel(chart, tick)) + 0.5;
    drawLine(context, x, bottom, x, bottom + 4);
    context.fillText(formatTick(tick), Math.min(x, width - 14), bottom + 6);
  }
  context.textAlign = "right";
  context.fillText(state.xLabel, width - MARGIN.right, bottom + 20);
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  const scale = `${chart.unit}${state.log ? " (log)" : ""}`.trim();
  context.fillText(scale, 2, 9);
  if (shown.cut !== null && !chart.view.y) {
    const start = Math.max(MARGIN.left, 2 + context.measureText(scale).width + 12);
    context.fillText(`${shown.cut > shown.high ? "↑" : "↓"} begins at ${formatValue(shown.cut)}`, start, 9);
  }
}

function drawLine(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

function drawSeries(chart, series) {
  const { context, state } = chart;
  const [from, to] = xRangeOf(chart);
  const first = Math.max(0, firstAtLeast(series.x, from) - 1);
  const last = Math.min(series.x.length - 1, firstAtLeast(series.x, to));
  if (series.low) drawBand(chart, series, first, last);
  context.strokeStyle = context.fillStyle = series.color;
  context.globalAlpha = series.faint ? 0.28 : 1;
  context.lineWidth = series.width ?? (series.faint ? 1 : 1.6);
  context.lineJoin = "round";
  context.setLineDash(series.faint ? [] : (series.dash ?? []));
  context.beginPath();
  tracePath(chart, series, first, last);
  context.stroke();
  context.setLineDash([]);
  const spacing =
    (xPixel(chart, series.x[last]) - xPixel(chart, series.x[first])) / Math.max(1, last - first);
  if (series.marked && (spacing > 7 || last === first)) {
    for (let i = first; i <= last; i++) {
      if (!state.log || series.y[i] > 0)
        drawDot(context, xPixel(chart, series.x[i]), yPixel(chart, series.y[i]), 2.2);
    }
  } else if (last === first && last >= 0) {
    drawDot(context, xPixel(chart, series.x[first]), yPixel(chart, series.y[first]), 2);
  }
  context.globalAlpha = 1;
}

/** The line through points first..last; where points are denser than pixels, each column's extremes only. */
function tracePath(chart, { x, y }, first, last) {
  const { context, state } = chart;
  const dense = last - first > 3 * chart.width;
  let pen = false;
  let column = NaN;
  let low = Infinity;
  let high = -Infinity;
  for (let i = first; i <= last; i++) {
    if (!Number.isFinite(y[i]) || (state.log && y[i] <= 0)) {
      pen = false;
      continue;
    }
    const px = xPixel(chart, x[i]);
    const py = yPixel(chart, y[i]);
    if (!dense) {
      if (pen) context.lineTo(px, py);
      else context.moveTo(px, py);
      pen = true;
    } else if (Math.floor(px) === column) {
      low = Math.min(low, py);
      high = Math.max(high, py);
    } else {
      if (low < high) {
        context.lineTo(column, low);
        context.lineTo(column, high);
      }
      if (pen) context.lineTo(px, py);
      else context.moveTo(px, py);
      pen = true;
      column = Math.floor(px);
      low = high = py;
    }
  }
  if (low < high) {
    context.lineTo(column, low);
    context.lineTo(column, high);
  }
}

function drawDot(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function drawTime(chart) {
  const { context, state } = chart;
  const [low, high] = xRangeOf(chart);
  if (chart.time < low || chart.time > high) return;
  const x = Math.round(xPixel(chart, chart.time)) + 0.5;
  context.strokeStyle = context.fillStyle = state.theme.primary;
  context.lineWidth = 1;
  drawLine(context, x, MARGIN.top - 4, x, chart.height - MARGIN.bottom);
  context.beginPath();
  context.moveTo(x - 4, MARGIN.top - 5);
  context.lineTo(x + 4, MARGIN.top - 5);
  context.lineTo(x, MARGIN.top + 1);
  context.fill();
}

function drawCursor(chart) {
  const { context, state } = chart;
  const [low, high] = xRangeOf(chart);
  if (chart.cursor < low || chart.cursor > high) return;
  const x = Math.round(xPixel(chart, chart.cursor)) + 0.5;
  context.strokeStyle = state.theme.muted;
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  drawLine(context, x, MARGIN.top, x, chart.height - MARGIN.bottom);
  context.setLineDash([]);
  for (const { series, x: at, y } of valuesAt(chart, chart.cursor)) {
    if (at < low || at > high || !Number.isFinite(y) || (state.log && y <= 0)) continue;
    const py = yPixel(chart, y);
    if (py < MARGIN.top - 2 || py > chart.height - MARGIN.bottom + 2) continue;
    context.fillStyle = state.theme.background;
    drawDot(context, xPixel(chart, at), py, 4.5);
    context.fillStyle = series.color;
    drawDot(context, xPixel(chart, at), py, 3);
  }
}

function drawBrush(chart) {
  const { context, brush, state } = chart;
  const { left, right, top, bottom } = brushBox(chart, brush);
  context.fillStyle = state.theme.primary;
  context.globalAlpha = 0.12;
  context.fillRect(left, top, right - left, bottom - top);
  context.globalAlpha = 1;
}

/** A drag as a box: one that is flat (or thin) spans the whole height (or width). */
function brushBox(chart, { x0, y0, x1, y1 }) {
  const flat = Math.abs(y1 - y0) < BRUSH_PIXELS;
  const thin = Math.abs(x1 - x0) < BRUSH_PIXELS && !flat;
  const clampX = (x) => Math.min(Math.max(x, MARGIN.left), chart.width - MARGIN.right);
  const clampY = (y) => Math.min(Math.max(y, MARGIN.top), chart.height - MARGIN.bottom);
  return {
    left: thin ? MARGIN.left : clampX(Math.min(x0, x1)),
    right: thin ? chart.width - MARGIN.right : clampX(Math.max(x0, x1)),
    top: flat ? MARGIN.top : clampY(Math.min(y0, y1)),
    bottom: flat ? chart.height - MARGIN.bottom : clampY(Math.max(y0, y1)),
    flat,
    thin,
  };
}

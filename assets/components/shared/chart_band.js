// The band of a series that has one: `low` and `high` beside its y, from one to the other at each x.

/** Fills the band over points first..last; where a bound is no number, or has no logarithm, it stops or ends at the edge. */
function drawBand(chart, series, first, last) {
  const { context } = chart;
  const floor = chart.height; // below what is seen
  const pixel = (y) => (chart.state.log && y <= 0 ? floor : yPixel(chart, y));
  context.fillStyle = series.color;
  context.globalAlpha = series.marked ? 0.1 : 0.18;
  for (const [from, to] of unbroken(series.y, first, last)) {
    context.beginPath();
    for (let i = from; i <= to; i += 1) context.lineTo(xPixel(chart, series.x[i]), pixel(series.high[i]));
    for (let i = to; i >= from; i -= 1) context.lineTo(xPixel(chart, series.x[i]), pixel(series.low[i]));
    context.closePath();
    context.fill();
  }
  context.globalAlpha = 1;
}

/** Stretches [from, to] of first..last in which every value is a number. */
function unbroken(values, first, last) {
  const stretches = [];
  for (let i = first; i <= last; i += 1) {
    if (!Number.isFinite(values[i])) continue;
    if (i > first && Number.isFinite(values[i - 1])) stretches.at(-1)[1] = i;
    else stretches.push([i, i]);
  }
  return stretches;
}

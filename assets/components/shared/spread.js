// How codes are spread, as states of bar charts (bars.js): their sizes, and how many features are on in an example.
//
// `arrays` are those that core/training/histogram.py describes; runs of earlier versions have `histogram` alone.

const BEFORE_ANY = 1e-9; // values that are shared by none are no bars

/** How many code values `arrays` count in all. */
function countedCodes(arrays) {
  return arrays.magnitudes ? sumOf(arrays.magnitudes.data) : null;
}

function sumOf(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** The edge between magnitudes nearest to `threshold`, as its index. */
function edgeNear(arrays, threshold) {
  const edges = arrays.magnitude_edges.data;
  return edges.reduce((best, edge, i) => (
    Math.abs(Math.log(edge / threshold)) < Math.abs(Math.log(edges[best] / threshold)) ? i : best), 0);
}

/** Share of codes whose size does not exceed an edge between magnitudes, given by its index. */
function shareUpTo(arrays, edge) {
  return sumOf(arrays.magnitudes.data.subarray(0, edge + 1)) / countedCodes(arrays);
}

/** Bars of the sizes of codes on a logarithmic axis: from and to are powers of ten, values shares of all codes. */
function magnitudeBars(arrays, { color, below }) {
  const [edges, counts, total] = [arrays.magnitude_edges.data, arrays.magnitudes.data, countedCodes(arrays)];
  const bars = [];
  for (let i = 1; i < edges.length; i += 1) {
    const value = counts[i] / total;
    const [from, to] = [Math.log10(edges[i - 1]), Math.log10(edges[i])];
    bars.push({ from, to, value, color, faint: i <= below,
      text: `${formatValue(edges[i - 1])} to ${formatValue(edges[i])}: ${percent(value)} of all code values` });
  }
  const [first, last] = [bars.findIndex(({ value }) => value > 0), bars.findLastIndex(({ value }) => value > 0)];
  return first < 0 ? bars.slice(40, 81) : bars.slice(first, last + 1);
}

/** Bars of codes on a linear axis, values shares of all `total` codes. */
function linearBars(arrays, total, { color, below }) {
  const edges = arrays.histogram_edges.data;
  return Array.from(arrays.histogram.data, (count, i) => ({
    from: edges[i], to: edges[i + 1], value: count / total, color, faint: edges[i + 1] <= below,
    text: `${formatValue(edges[i])} to ${formatValue(edges[i + 1])}: ${percent(count / total)} of all code values`,
  }));
}

/** Ticks at whole powers of ten between two of them. */
function decadeTicks([low, high], label = (x) => formatTick(10 ** x)) {
  const every = Math.max(1, Math.ceil((high - low) / 6));
  const ticks = [];
  for (let x = Math.ceil(low - 1e-6); x <= high + 1e-6; x += every) ticks.push([x, label(x)]);
  return ticks;
}

/** The same shares on bins as wide as those of `bars`, so that outlines of different bins compare. */
function rescaled(before, bars) {
  if (!before.length || !bars.length) return [];
  const width = bars[0].to - bars[0].from;
  const [low, high] = [bars[0].from, bars.at(-1).to];
  return before.map(({ from, to, value }) => ({ from, to, value: (value * width) / (to - from) }))
    .filter(({ from, to, value }) => from >= low - 1e-6 && to <= high + 1e-6 && value > BEFORE_ANY);
}

/** Row of `active` for a threshold: {counts, width}. */
function activeRow(arrays, threshold) {
  const thresholds = arrays.active_thresholds.data;
  const row = thresholds.reduce((best, value, i) => (
    Math.abs(value - threshold) < Math.abs(thresholds[best] - threshold) ? i : best), 0);
  const bins = arrays.active.shape[1];
  return { counts: arrays.active.data.subarray(row * bins, (row + 1) * bins), width: arrays.active_width.data[row] };
}

/** From a count an example, like `activeRow`. */
function activeRowOf(each) {
  const most = each.reduce((a, b) => Math.max(a, b), 0);
  const width = Math.floor(most / 64) + 1;
  const counts = new Uint32Array(64);
  for (const count of each) counts[Math.floor(count / width)] += 1;
  return { counts, width };
}

/** Features that are on in an example at quantile `share`, by bins. */
function activeQuantile({ counts, width }, share) {
  const wanted = share * sumOf(counts);
  let seen = 0;
  for (let i = 0; i < counts.length; i += 1) {
    seen += counts[i];
    if (seen >= wanted) return i * width + Math.floor((width - 1) / 2);
  }
  return 0;
}

/** Examples by how many of their features are on, as a bar chart's state. */
function activeState({ counts, width }, { theme, log, features }) {
  const total = sumOf(counts);
  const last = counts.findLastIndex((count) => count > 0);
  const first = counts.findIndex((count) => count > 0);
  const color = familyColor("sparse", theme);
  const bars = [];
  for (let i = Math.max(0, first - 1); i <= last + 1; i += 1) {
    const [low, high] = [i * width, (i + 1) * width - 1];
    const said = low === high ? plural(low, "feature") : `${formatValue(low)} to ${formatValue(high)} features`;
    bars.push({ from: low, to: high + 1, value: (counts[i] ?? 0) / total, color,
      text: `${said} on: ${formatValue(counts[i] ?? 0)} of ${formatValue(total)} examples` });
  }
  const range = [bars[0].from, bars.at(-1).to];
  return {
    title: `${activeSaid({ counts, width })} of ${plural(features, "feature")} on`,
    bars,
    aside: null,
    xRange: range,
    xTicks: linearTicks(range[0], range[1] - 1, 6).filter(Number.isInteger).map((x) => [x + 0.5, formatTick(x)]),
    xLabel: "features on in an example",
    yLabel: "share of examples",
    yFormat: percent,
    log,
    theme,
  };
}

/** "Half of the examples have 17 to 25", or "Every example has 32" where all have as many. */
function activeSaid(row) {
  const [least, most] = [activeQuantile(row, 1e-9), activeQuantile(row, 1)];
  return least === most ? `Every example has ${formatValue(most)}` : `Half of the examples have ${middleHalf(row)}`;
}

function middleHalf(row) {
  const [low, high] = [activeQuantile(row, 0.25), activeQuantile(row, 0.75)];
  return low === high ? formatValue(low) : `${formatValue(low)} to ${formatValue(high)}`;
}

/** The thresholds of features as a bar chart's state; null where all are one. */
function thresholdState(thresholds, { theme, log }) {
  const values = Array.from(thresholds);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(high - low > 1e-6 * Math.abs(high))) return null;
  const parts = 32;
  const counts = new Array(parts).fill(0);
  for (const value of values) counts[Math.min(parts - 1, Math.floor(((value - low) / (high - low)) * parts))] += 1;
  const edge = (i) => low + (i / parts) * (high - low);
  const color = familyColor("sparse", theme);
  const bars = counts.map((value, i) => ({ from: edge(i), to: edge(i + 1), value, color,
    text: `${formatValue(edge(i))} to ${formatValue(edge(i + 1))}: ${plural(value, "feature")}` }));
  const middle = quantileOf(values, 0.5);
  return {
    title: `Half of the features fire only above ${formatValue(middle)} or more`,
    bars,
    aside: null,
    xRange: [low, high],
    xTicks: linearTicks(low, high, 5).map((x) => [x, formatTick(x)]),
    xLabel: "threshold of a feature, in the units of pre-activations",
    yLabel: "features",
    log,
    theme,
  };
}

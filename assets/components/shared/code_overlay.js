// Codes of several runs on one axis: their counts brought into the same bins.

const OVERLAY_BINS = 64;

/** Counts between `edges` (rising, one more) as counts between `target`: within a bin they count as even. */
function rebinned(counts, edges, target) {
  const found = new Float64Array(target.length - 1);
  for (let i = 0; i < counts.length; i += 1) {
    if (!counts[i]) continue;
    const [low, high] = [edges[i], edges[i + 1]];
    for (let j = 0; j < found.length; j += 1) {
      const overlap = Math.min(high, target[j + 1]) - Math.max(low, target[j]);
      if (overlap > 0) found[j] += (counts[i] * overlap) / (high - low);
    }
  }
  return found;
}

/**
 * Spreads (of code_spread.js) on one linear axis: {edges, shares: [per spread]}, shares of all its code values, zeros
 * among them, in each bin.
 */
function linearOverlay(spreads, totals) {
  const ends = spreads.map(({ arrays }) => arrays.histogram_edges.data);
  const low = Math.min(...ends.map((edges) => edges[0]));
  const high = Math.max(...ends.map((edges) => edges.at(-1)));
  const edges = Array.from({ length: OVERLAY_BINS + 1 }, (_, i) => low + (i / OVERLAY_BINS) * (high - low));
  const shares = spreads.map(({ arrays }, i) =>
    Array.from(rebinned(arrays.histogram.data, arrays.histogram_edges.data, edges), (count) => count / totals[i]));
  return { edges, shares };
}

/** The same of sizes on a logarithmic axis, edges in powers of ten; null for a spread that kept no sizes. */
function logOverlay(spreads, totals) {
  const kept = spreads.map(({ arrays }) => arrays.magnitudes?.data);
  const all = spreads.find(({ arrays }) => arrays.magnitudes)?.arrays.magnitude_edges.data;
  if (!all) return null;
  const filled = Array.from(all.keys()).slice(1).filter((i) => kept.some((counts) => counts?.[i] > 0));
  const [first, last] = filled.length ? [filled[0], filled.at(-1)] : [40, 60];
  return {
    edges: Array.from(all.slice(first - 1, last + 1), Math.log10),
    shares: kept.map((counts, i) => counts && Array.from(counts.slice(first, last + 1), (count) => count / totals[i])),
  };
}

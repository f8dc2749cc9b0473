// All codes of a run together: how each dimension varies over examples, and how the aggregate posterior
// q(z) = mean over x of q(z|x) lies beside the prior.
//
// A table of codes is {shape: [N, L], data}; `std` are the deviations of N(mean, σ²), or null where none were kept.

const ACTIVE_VARIANCE = 0.01; // Burda et al. 2016: a dimension whose mean varies more is an active unit
const AGGREGATE = { reach: [4, 16], each: 8 }; // bins lie about 0, at least and at most so far, `each` to 1

/** Variance over examples of each dimension's mean (unbiased, as the summary's), [L]. */
function variancesOf({ shape: [count, size], data }) {
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  for (let i = 0; i < data.length; i += 1) mean[i % size] += data[i] / count;
  for (let i = 0; i < data.length; i += 1) square[i % size] += (data[i] - mean[i % size]) ** 2;
  return Array.from(square, (sum) => sum / Math.max(count - 1, 1));
}

/** Counts of log10 of positive values in even bins, those beyond the ends in the last ones; zeros apart. */
function logHistogram(values, { low, high, bins }) {
  const counts = new Array(bins).fill(0);
  const positive = values.filter((value) => value > 0);
  for (const value of positive) {
    const place = Math.floor(((Math.log10(value) - low) / (high - low)) * bins);
    counts[Math.min(Math.max(place, 0), bins - 1)] += 1;
  }
  return { low, high, counts, zeros: values.length - positive.length };
}

const normalBelow = (z) => (1 + erf(z * Math.SQRT1_2)) / 2;

/** Bins {low, high, bins} that hold nearly all codes; what lies beyond them counts in the last ones. */
function aggregateBins({ data }, std) {
  const [least, most] = AGGREGATE.reach;
  const far = quantileOf(data.map((mean, i) => Math.abs(mean) + (std ? 3 * std.data[i] : 0)), 0.999);
  const reach = Math.min(Math.max(least, Math.ceil(far)), most);
  return { low: -reach, high: reach, bins: 2 * reach * AGGREGATE.each };
}

/** Share of N(0, 1) in each bin. */
function priorMasses({ low, high, bins }) {
  const width = (high - low) / bins;
  return Array.from({ length: bins }, (_, i) => normalBelow(low + (i + 1) * width) - normalBelow(low + i * width));
}

/** Share of the aggregate posterior of dimension j in each bin, what lies beyond the ends in the last ones. */
function aggregateMasses({ shape: [count, size], data }, std, j, { low, high, bins }) {
  const width = (high - low) / bins;
  const masses = new Float64Array(bins);
  const within = (bin) => Math.min(Math.max(bin, 0), bins - 1);
  for (let row = j; row < data.length; row += size) {
    const mean = data[row];
    const sigma = std ? std.data[row] : 0;
    const from = within(Math.floor((mean - 4 * sigma - low) / width));
    const to = within(Math.floor((mean + 4 * sigma - low) / width));
    let below = 0;
    for (let bin = from; bin <= to; bin += 1) {
      const upTo = bin === to ? 1 : normalBelow((low + (bin + 1) * width - mean) / sigma);
      masses[bin] += (upTo - below) / count;
      below = upTo;
    }
  }
  return masses;
}

/** KL from N(0, 1) in nats of shares of bins, within which both count as even. */
function klOfMasses(masses, { low, high, bins }) {
  const width = (high - low) / bins;
  const logPrior = (z) => Math.log(width) - (z * z + Math.log(2 * Math.PI)) / 2;
  return Math.max(0, masses.reduce((sum, mass, i) => (mass > 0 ? sum + mass * (Math.log(mass) - logPrior(low + (i + 0.5) * width)) : sum), 0));
}

/**
 * What a dimension costs over these examples, in nats: {kl, off, told}. kl = told + off: what its value tells about
 * the example (the mutual information), and how far all codes together lie from the prior.
 */
function costOf(codes, std, j, bins) {
  const { shape: [count, size], data } = codes;
  let kl = 0;
  for (let i = j; i < data.length; i += size) {
    const variance = Math.max(std.data[i] ** 2, 1e-12);
    kl += (data[i] ** 2 + variance - 1 - Math.log(variance)) / 2 / count;
  }
  const off = Math.min(klOfMasses(aggregateMasses(codes, std, j, bins), bins), kl);
  return { kl, off, told: kl - off };
}

/** Share of examples on which each dimension is on (not exactly 0), [L]. */
function onShares({ shape: [count, size], data }) {
  const on = new Array(size).fill(0);
  for (let i = 0; i < data.length; i += 1) if (data[i] !== 0) on[i % size] += 1 / count;
  return on;
}

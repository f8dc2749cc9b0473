// How far each latent dimension is walked: over quantiles of the aggregate posterior, of the prior, or a fixed range.

const LEVELS = { least: 0.02, most: 0.98 }; // as the manifold of a 2-D latent space
const REACHES = [1.5, 2.5, 3, 4]; // standard deviations of a fixed range
const HALVINGS = 32;

/** `count` levels from 2 to 98 %. */
function walkLevels(count) {
  return Array.from({ length: count }, (_, i) => LEVELS.least + ((LEVELS.most - LEVELS.least) * i) / (count - 1));
}

/** Quantiles of the even mixture of N(means_i, deviations_i²), by bisection of its distribution function. */
function mixtureQuantiles(means, deviations, levels) {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < means.length; i += 1) {
    least = Math.min(least, means[i] - 6 * deviations[i]);
    most = Math.max(most, means[i] + 6 * deviations[i]);
  }
  const below = (x) => {
    let sum = 0;
    for (let i = 0; i < means.length; i += 1) sum += 0.5 * (1 + erf(((x - means[i]) / deviations[i]) * Math.SQRT1_2));
    return sum / means.length;
  };
  return levels.map((level) => {
    let [low, high] = [least, most];
    for (let round = 0; round < HALVINGS; round += 1) {
      const middle = (low + high) / 2;
      if (below(middle) < level) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  });
}

/** The values of one dimension over all test examples, of `codes` or `std`. */
function columnOf({ data, shape: [count, size] }, j) {
  return Float32Array.from({ length: count }, (_, i) => data[i * size + j]);
}

/** Ranges that a run has, the usual one first: key → what a person reads. prior: see priors.js. */
function rangesOf(prior) {
  const fixed = "a fixed range";
  if (prior?.kind === "normal") return { posterior: "posterior quantiles", prior: "prior quantiles", fixed };
  // Most numbers of a sparse code are exactly 0: their quantiles would be too.
  if (prior?.kind === "spike_and_slab") return { prior: "prior quantiles", fixed };
  return { posterior: "code quantiles", fixed };
}

/**
 * Where the `count` cells of dimension j stand. space: {test, prior, centre, spread}, the last two [L]: the mean and
 * the deviation that a fixed range is told in.
 */
function walkValues({ range, reach }, { test, prior, centre, spread }, j, count) {
  if (range === "fixed") return Array.from({ length: count }, (_, i) => centre[j] + spread[j] * reach * ((2 * i) / (count - 1) - 1));
  const levels = walkLevels(count);
  if (range === "prior") return levels.map(normalQuantile);
  const { codes, std } = test.arrays;
  if (prior?.kind === "normal" && std) return mixtureQuantiles(columnOf(codes, j), columnOf(std, j), levels);
  return levels.map((level) => quantileOf(columnOf(codes, j), level));
}

/** What stands over the cells: levels, or deviations of a fixed range. */
function walkHeads({ range, reach }, prior, count) {
  if (range !== "fixed") return walkLevels(count).map((level) => `${Math.round(100 * level)} %`);
  const unit = standardScale(prior) ? "σ" : " sd";
  return Array.from({ length: count }, (_, i) => Number((reach * ((2 * i) / (count - 1) - 1)).toFixed(2)))
    .map((value) => (value ? formatTick(value) + unit : "0"));
}

/** The chosen range in a sentence. */
function rangeSentence({ range, reach }, { prior, test }) {
  const slab = prior?.kind === "spike_and_slab" ? "the prior’s slab" : "the prior";
  if (range === "prior") return `From the 2 % to the 98 % quantile of ${slab} N(0, 1), in equal steps of probability.`;
  if (range === "fixed") {
    return standardScale(prior) ? `From ${MINUS}${reach} to ${reach} standard deviations of ${slab} N(0, 1).`
      : `From ${MINUS}${reach} to ${reach} standard deviations of the test codes about their mean: there is no prior N(0, 1) to walk along.`;
  }
  const whose = prior?.kind === "normal" && test.arrays.std ? "the aggregate posterior, the mixture of the posteriors" : "the codes";
  return `From the 2 % to the 98 % quantile of ${whose} of ${formatValue(test.count)} test examples, each dimension by itself.`;
}

// Ways from one code to another, and how likely the prior finds the places on them.

const FINE_STEPS = 16; // of a step, when an arc is cut into steps of equal length

/** The point at the share t of the straight line from a to b; of codes, or of pictures. */
function mixCodes(a, b, t) {
  return a.map((value, j) => value + (b[j] - value) * t);
}

/** Spherical interpolation; where a direction is missing or they are (anti)parallel no arc is defined, so the line. */
function arcCodes(a, b, t) {
  const dot = a.reduce((sum, value, j) => sum + value * b[j], 0);
  const norms = Math.hypot(...a) * Math.hypot(...b);
  const angle = norms ? Math.acos(Math.min(Math.max(dot / norms, -1), 1)) : 0;
  if (Math.sin(angle) < 1e-4) return mixCodes(a, b, t);
  const [left, right] = [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
  return a.map((value, j) => value * left + b[j] * right);
}

/** ‖a − b‖₂. */
function distanceOf(a, b) {
  let sum = 0;
  for (let j = 0; j < a.length; j += 1) sum += (a[j] - b[j]) ** 2;
  return Math.sqrt(sum);
}

/** From a to b in `steps` steps of equal length along the line or the arc: steps + 1 codes. */
function evenLeg(kind, a, b, steps) {
  const shares = Array.from({ length: steps + 1 }, (_, i) => i / steps);
  if (kind === "linear") return shares.map((t) => mixCodes(a, b, t));
  // An arc between codes of different norms is walked faster where it is farther out.
  const fine = steps * FINE_STEPS;
  const lengths = new Float64Array(fine + 1);
  let before = arcCodes(a, b, 0);
  for (let i = 1; i <= fine; i += 1) {
    const here = arcCodes(a, b, i / fine);
    lengths[i] = lengths[i - 1] + distanceOf(before, here);
    before = here;
  }
  return shares.map((share) => {
    const wanted = share * lengths[fine];
    const i = Math.min(Math.max(firstAtLeast(lengths, wanted), 1), fine);
    const part = (wanted - lengths[i - 1]) / (lengths[i] - lengths[i - 1] || 1);
    return arcCodes(a, b, (i - 1 + part) / fine);
  });
}

/** Through all ends in turn, each leg in `steps` steps of equal length: legs × steps + 1 codes. */
function evenWalk(kind, ends, steps) {
  const legs = ends.slice(1).map((end, i) => evenLeg(kind, ends[i], end, steps));
  return legs.flatMap((leg, i) => (i ? leg.slice(1) : leg));
}

/** log N(z; 0, I) in nats. */
function logPrior(z) {
  return z.reduce((sum, value) => sum - (value * value + Math.log(2 * Math.PI)) / 2, 0);
}

/**
 * log p(z) in nats, or null where a code has no density: without a prior, and between the entries of a codebook.
 * Spike and slab: with respect to Lebesgue's measure plus a point mass at 0, as the model's own.
 */
function logPriorOf(prior, z) {
  if (prior?.kind === "normal") return logPrior(z);
  if (prior?.kind !== "spike_and_slab") return null;
  const { spike } = prior;
  return z.reduce((sum, value) => sum + (value === 0 ? Math.log(spike) : Math.log1p(-spike) + logPrior([value])), 0);
}

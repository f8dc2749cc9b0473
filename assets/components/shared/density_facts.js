// What the small multiples beside the prior say of each dimension, in words and as shares of bins.
//
// usable: {codes, std (null without σ), of: whose codes, in words}; shown: the same of the moment that is asked for.

/** What the small multiples show, in words. */
function tilesSaid(usable, shown, prior) {
  if (!usable) return "The snapshots of this run keep means without σ; this opens when the run has finished.";
  if (prior?.kind === "spike_and_slab") {
    return `Blue: codes that are on, of ${usable.of}; dashed: the slab N(0, 1). The prior switches a dimension on for ${showShare(1 - prior.spike)} of examples.`;
  }
  const late = usable.of === shown.of ? "" : " This run’s snapshots keep means without σ, so what is shown is the end of training.";
  return `Blue: the aggregate posterior, every N(mean, σ²) of ${usable.of} together; dashed: the prior N(0, 1). `
    + `A dimension’s cost is what it tells about an example, and how far all codes together lie off the prior.${late}`;
}

/** Each dimension of a Gaussian posterior: its cost in two parts. */
function costFacts({ codes, std }, bins) {
  return Array.from({ length: codes.shape[1] }, (_, j) => {
    const { kl, off, told } = costOf(codes, std, j, bins);
    const said = `${latentName(j)} · ${showNumber(kl)} nats = ${showNumber(told)} told + ${showNumber(off)} off`;
    return { j, said, label: `${latentName(j)}: density of all codes beside the prior. ${said} the prior`, massesOf: () => aggregateMasses(codes, std, j, bins) };
  });
}

/** Each dimension of a spike-and-slab code: how often it is on, and the strengths then. */
function onFacts({ codes }, bins) {
  const [count, size] = codes.shape;
  return onShares(codes).map((share, j) => {
    const on = Float32Array.from({ length: count }, (_, i) => codes.data[i * size + j]).filter((value) => value !== 0);
    const said = `${latentName(j)} · on for ${showShare(share)}`;
    return { j, said, label: `${said} of examples; density of its strength then, beside the slab`,
      massesOf: () => (on.length ? aggregateMasses({ shape: [on.length, 1], data: on }, null, 0, bins) : new Float64Array(bins.bins)) };
  });
}

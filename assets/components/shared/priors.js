// What a run's prior p(z) is, and codes drawn from it.
// prior: {kind: "normal"} | {kind: "spike_and_slab", spike} | {kind: "codebook", groups} | null

const PRIORS = {
  normal: "Codes z are drawn from the prior N(0, I) and stretched by T",
  spike_and_slab: "Codes z are drawn from the prior, each number 0 or, with probability α = 1 − spike, from N(0, 1), which is stretched by T",
  codebook: "Codes are drawn from the uniform prior: every group is any entry of the codebook, all as likely",
};

/** Whether numbers of the code that are on follow N(0, 1), so that 0 ± 2.5 is where they lie. */
function standardScale(prior) {
  return prior?.kind === "normal" || prior?.kind === "spike_and_slab";
}

/**
 * A code from the prior at a temperature, made of standard normal numbers (twice as many as z has): the first half
 * says how strong, the second which are on, or which entries of the codebook stand there.
 */
function codeFromPrior(prior, noise, temperature, codebook, z) {
  const quantile = (j) => (1 + erf(noise[z.length + j] * Math.SQRT1_2)) / 2;
  if (prior.kind === "codebook") {
    const { shape: [size, width], data } = codebook;
    for (let group = 0; group < prior.groups; group += 1) {
      const entry = Math.min(Math.floor(quantile(group) * size), size - 1);
      z.set(data.subarray(entry * width, (entry + 1) * width), group * width);
    }
    return z;
  }
  const share = prior.kind === "spike_and_slab" ? 1 - prior.spike : 1;
  for (let j = 0; j < z.length; j += 1) z[j] = quantile(j) <= share ? temperature * noise[j] : 0;
  return z;
}

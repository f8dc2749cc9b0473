// How far a reconstruction is from one example, in the terms of the run that made it.

/** log ∫₀¹ eᵃᵗ dt = log((eᵃ − 1)/a), the log-normaliser of the continuous Bernoulli with logit a. */
function logUnitIntegral(a) {
  const size = Math.abs(a);
  if (size < 1e-2) return a / 2 + (a * a) / 24;
  return Math.max(a, 0) + Math.log(-Math.expm1(-size) / size);
}

const sumOver = (x, term) => x.reduce((sum, value, i) => sum + term(value, i), 0);

/** −log p(x | z) in nats for each likelihood whose parameters the decoder's file holds; a: logits, p: means. */
const EXAMPLE_NATS = {
  // Exact for grey x too: the mean over drawing each pixel black or white with its grey as the probability.
  bernoulli: (x, { a }) => sumOver(x, (value, i) => ACTIVATIONS.softplus(a[i]) - value * a[i]),
  cross_entropy: (x, { a }) => sumOver(x, (value, i) => ACTIVATIONS.softplus(a[i]) - value * a[i]),
  continuous_bernoulli: (x, { a }) => sumOver(x, (value, i) => logUnitIntegral(a[i]) - value * a[i]),
  // Of grey levels the model is given (255 x + u) / 256, u in [0, 1): here with u in the middle.
  gaussian_learned: (x, { p, deviations }) => (deviations === null ? null
    : sumOver(x, (value, i) => (((255 * value + 0.5) / 256 - p[i]) / deviations[i]) ** 2 / 2 + Math.log(deviations[i]) + Math.log(2 * Math.PI) / 2)),
  gaussian: (x, { p, sigma }) => (sigma === null ? null
    : sumOver(x, (value, i) => ((value - p[i]) / sigma) ** 2 / 2) + x.length * (Math.log(sigma) + Math.log(2 * Math.PI) / 2)),
};

/** The decoder's numbers before its output map; a copy. */
function logitsOf(decoder, z) {
  return forward({ ...decoder, outputMap: null }, z).slice();
}

/** {text, nats (null where they are not known here)} of example x rebuilt from code z. */
function exampleError(decoder, { likelihood, sigma = null }, x, z) {
  const p = forward(decoder, z).slice();
  if (likelihood === "multinomial") {
    const [words, total] = [sumOver(x, (value) => value), sumOver(p, (value) => value)];
    const nats = -sumOver(x, (value, i) => (value ? value * Math.log(Math.max(p[i] / total, 1e-30)) : 0));
    return { nats, text: words ? `perplexity per word ${formatTick(Number(Math.exp(nats / words).toPrecision(3)))}` : "no word yet" };
  }
  const squared = sumOver(x, (value, i) => (value - p[i]) ** 2) / x.length;
  const nats = EXAMPLE_NATS[likelihood]?.(x, { a: logitsOf(decoder, z), p, sigma, deviations: deviationsAt(decoder, z) }) ?? null;
  const mean = `mean squared error ${showNumber(squared, 4)}`;
  return { nats, text: nats === null ? mean : `${showNumber(nats, 1)} nats (${likelihood.replaceAll("_", " ")}), ${mean}` };
}

/** KL(q ‖ N(0, I)) of one code in nats. */
function codeKl({ mean, logVariance }) {
  return mean.reduce((sum, value, j) => sum + (value * value + Math.exp(logVariance[j]) - 1 - logVariance[j]) / 2, 0);
}

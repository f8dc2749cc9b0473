// Draws of an example from p(x | z): what the decoder's mean leaves out.

/** Uniform numbers in 0..1 of a source of standard normal ones. */
const uniformOf = (normal) => (1 + erf(normal() * Math.SQRT1_2)) / 2;

/**
 * One draw for each likelihood whose parameters the browser has. given: {a: the decoder's numbers before its output
 * map, p: its means, sigma, normal: a source of standard normal numbers}. What is not here cannot be drawn.
 */
const LIKELIHOOD_DRAWS = {
  bernoulli: ({ p, normal }) => p.map((mean) => (uniformOf(normal) < mean ? 1 : 0)),
  // By the inverse of P(X ≤ x) = (exp(a x) − 1) / (exp(a) − 1), which is x itself at a = 0.
  continuous_bernoulli: ({ a, normal }) => a.map((logit) => {
    const uniform = uniformOf(normal);
    return Math.abs(logit) < 1e-3 ? uniform : Math.log1p(uniform * Math.expm1(logit)) / logit;
  }),
  gaussian: ({ p, sigma, normal }) => p.map((mean) => mean + sigma * normal()),
  multinomial: ({ p, normal }) => drawnWords(p, normal),
};

/** Why there is no draw, or null where there is one. */
function whyNoDraw(likelihood, sigma) {
  if (likelihood === "cross_entropy") return "Cross-entropy on grey values is not a likelihood: nothing can be drawn from it.";
  if (!LIKELIHOOD_DRAWS[likelihood]) return "The browser has the means of this likelihood alone, not its deviations.";
  return likelihood === "gaussian" && sigma === null ? "This run’s σ was not logged." : null;
}

/** As many words as the shares p add up to, each drawn by its share: how often each came. */
function drawnWords(p, normal) {
  const total = p.reduce((sum, value) => sum + value, 0);
  const counts = new Float32Array(p.length);
  const below = new Float64Array(p.length);
  p.reduce((sum, value, i) => (below[i] = sum + value), 0);
  for (let word = 0; word < Math.round(total); word += 1) {
    counts[Math.min(firstAtLeast(below, uniformOf(normal) * total), p.length - 1)] += 1;
  }
  return counts;
}

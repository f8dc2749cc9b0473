// How sparse examples are, by the definitions of the run's own report (core/evaluation/sparsity.py).

const HALF_LEVEL = 0.5 / 255; // what is below half a grey level is printed as black

/** (√n − ‖x‖₁/‖x‖₂)/(√n − 1): 0 for even values, 1 for a single one; null of nothing but zeros. */
function hoyerOf(values) {
  let [sum, square] = [0, 0];
  for (const value of values) {
    sum += Math.abs(value);
    square += value * value;
  }
  if (square === 0 || values.length < 2) return null;
  const root = Math.sqrt(values.length);
  return (root - sum / Math.sqrt(square)) / (root - 1);
}

/** Of some examples together: {zeros: share of exact zeros, dark: share below half a grey level, hoyer: mean}. */
function sparsityOf(examples) {
  let [zeros, dark, count] = [0, 0, 0];
  for (const values of examples) {
    count += values.length;
    for (const value of values) {
      zeros += value === 0;
      dark += Math.abs(value) < HALF_LEVEL;
    }
  }
  const hoyers = examples.map(hoyerOf).filter((value) => value !== null);
  return { zeros: zeros / count, dark: dark / count, hoyer: hoyers.length ? hoyers.reduce((a, b) => a + b) / hoyers.length : null };
}

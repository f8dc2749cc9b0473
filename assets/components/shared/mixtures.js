// Codes from a fitted Gaussian mixture, stored as {weights [K], means [K, L], factors [K, L, L] or [K, L]}.

/** The component that a uniform number in 0..1 falls to, by the weights. */
function mixtureComponent({ weights }, uniform) {
  let sum = 0;
  for (let k = 0; k < weights.data.length; k += 1) {
    sum += weights.data[k];
    if (uniform < sum) return k;
  }
  return weights.data.length - 1;
}

/**
 * A code made of standard normal numbers, twice as many as z has: the first half is where in its Gaussian it lies, the
 * first of the second half which Gaussian it is. The temperature stretches it about its Gaussian's mean.
 */
function codeFromMixture(mixture, noise, temperature, z) {
  const { means, factors } = mixture;
  const size = z.length;
  const k = mixtureComponent(mixture, (1 + erf(noise[size] * Math.SQRT1_2)) / 2);
  const full = factors.shape.length === 3;
  for (let i = 0; i < size; i += 1) {
    let away = 0;
    if (full) for (let j = 0; j <= i; j += 1) away += factors.data[(k * size + i) * size + j] * noise[j];
    else away = factors.data[k * size + i] * noise[i];
    z[i] = means.data[k * size + i] + temperature * away;
  }
  return z;
}

// Convolutions and transposed convolutions, 4×4 and stride 2, on pictures [height, width, channels].
// Weights are [in, 4, 4, out], so that the innermost loop runs along memory.

const KERNEL = 4;
const STRIDE = 2;
const PADDING = 1;

/** The first and the last filter row (or column) that lies inside a side of n, from `start`. */
const firstInside = (start) => Math.max(0, -start);
const lastInside = (start, n) => Math.min(KERNEL, n - start) - 1;

/** A bias a channel at every place, or one for each number of the output. */
function startFromBias(values, bias) {
  for (let at = 0; at < values.length; at += bias.length) values.set(bias, at);
}

/** values[to …] += a · weight[from …], `count` numbers; the inner loop of both kinds. */
function addScaled(values, to, weight, from, a, count) {
  for (let j = 0; j < count; j += 1) values[to + j] += a * weight[from + j];
}

/** Each output place gathers what its filter sees. */
function convolve({ from: [height, width, inputs], to: [rows, columns, outputs], weight, bias, values }, input) {
  startFromBias(values, bias);
  const row = KERNEL * outputs;
  for (let y = 0; y < rows; y += 1) {
    const top = y * STRIDE - PADDING;
    for (let x = 0; x < columns; x += 1) {
      const left = x * STRIDE - PADDING;
      const to = (y * columns + x) * outputs;
      for (let i = firstInside(top); i <= lastInside(top, height); i += 1) {
        for (let j = firstInside(left); j <= lastInside(left, width); j += 1) {
          const at = ((top + i) * width + left + j) * inputs;
          for (let c = 0; c < inputs; c += 1) {
            const a = input[at + c];
            if (a !== 0) addScaled(values, to, weight, (c * KERNEL + i) * row + j * outputs, a, outputs);
          }
        }
      }
    }
  }
}

/** Each input place scatters its filter over the output. */
function convolveTransposed(layer, input) {
  const { from: [height, width, inputs], to: [rows, columns, outputs], weight, bias, values } = layer;
  startFromBias(values, bias);
  const row = KERNEL * outputs;
  for (let y = 0; y < height; y += 1) {
    const top = y * STRIDE - PADDING;
    const first = firstInside(top);
    const last = lastInside(top, rows);
    for (let x = 0; x < width; x += 1) {
      const left = x * STRIDE - PADDING;
      const begin = firstInside(left);
      const count = (lastInside(left, columns) - begin + 1) * outputs;
      const at = (y * width + x) * inputs;
      for (let c = 0; c < inputs; c += 1) {
        const a = input[at + c];
        if (a === 0) continue; // ReLU
        for (let i = first; i <= last; i += 1) { // a filter's row lies in one piece, here and there
          const to = ((top + i) * columns + left + begin) * outputs;
          addScaled(values, to, weight, (c * KERNEL + i) * row + begin * outputs, a, count);
        }
      }
    }
  }
}

// A trained encoder or decoder in plain JavaScript: y = x W + b, weights stored [in, out], or
// convolutions (convolution.js).

/** erf with |error| < 1.2e-7 (Numerical Recipes, Chebyshev fit of erfc); torch's GELU uses erf. */
function erf(x) {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const series = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418
    + t * (-0.18628806 + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587
    + t * (-0.82215223 + t * 0.17087277))))))));
  const rest = t * Math.exp(-x * x + series);
  return x >= 0 ? 1 - rest : rest - 1;
}

const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/**
 * Mean of a continuous Bernoulli from its logit a: 1/(1 - e^-a) - 1/a. Near a = 0 both terms
 * blow up and cancel, so their series is used (error < 1e-8 for |a| < 0.5).
 */
function continuousBernoulliMean(a) {
  if (Math.abs(a) < 0.5) {
    const square = a * a;
    return 0.5 + a * (1 / 12 - square * (1 / 720 - square / 30240));
  }
  return 1 / (1 - Math.exp(-a)) - 1 / a;
}

const ACTIVATIONS = {
  none: null,
  relu: (x) => (x > 0 ? x : 0),
  tanh: Math.tanh,
  softplus: (x) => (x > 20 ? x : Math.log1p(Math.exp(x))),
  gelu: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
};

const OUTPUT_MAPS = { identity: null, sigmoid, continuous_bernoulli_mean: continuousBernoulliMean, softmax: null };

/** Pre-activations to codes in place; the second argument is the network, for what a rule needs. */
const CODE_RULES = {
  identity: (code) => code,
  relu: (code) => applyInPlace(code, ACTIVATIONS.relu),
  sigmoid: (code) => applyInPlace(code, sigmoid),
  topk: (code, { description: { k } }) => keepLargest(code, k),
  threshold: (code, { tensors: { threshold } }) => keepAbove(code, threshold.data),
  gated: (code, { tensors: { gate_scale: scale, gate_offset: offset } }) => (
    gate(code, scale.data, offset.data)),
  nearest: (code, { tensors: { codebook } }) => toNearest(code, codebook),
};

function named(table, name, what) {
  if (!(name in table)) {
    throw new Error(`This ${what} is not known here: ${name}. Known: ${Object.keys(table).join(", ")}.`);
  }
  return table[name];
}

function applyInPlace(values, map) {
  if (map) for (let i = 0; i < values.length; i += 1) values[i] = map(values[i]);
  return values;
}

/** Shares e^y / Σ e^y of all outputs together. */
function softmax(values) {
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  let total = 0;
  for (let i = 0; i < values.length; i += 1) total += values[i] = Math.exp(values[i] - most);
  for (let i = 0; i < values.length; i += 1) values[i] /= total;
  return values;
}

/** ReLU of the k largest entries, the others 0; among equals the first ones are kept. */
function keepLargest(values, k) {
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b);
  for (let rank = 0; rank < order.length; rank += 1) {
    if (rank >= k || values[order[rank]] < 0) values[order[rank]] = 0;
  }
  return values;
}

const LAYERS = { dense: multiply, conv: convolve, conv_transpose: convolveTransposed };

/** A layer as it is computed: `apply` fills `values`, which the next call overwrites. */
function buildLayer(layer, tensors) {
  const { shape, data: weight } = tensors[layer.weight];
  const apply = named(LAYERS, layer.kind ?? "dense", "kind of layer");
  const size = ([height, width, channels]) => height * width * channels;
  const { from = null, to = null } = layer;
  const [inputs, outputs] = from ? [size(from), size(to)] : shape;
  const bias = layer.bias ? tensors[layer.bias].data : new Float32Array(outputs);
  const activation = named(ACTIVATIONS, layer.activation, "activation");
  const values = new Float32Array(outputs);
  return { apply, inputs, outputs, from, to, weight, bias, activation, values };
}

/** Entries above their own threshold, the others 0. */
function keepAbove(values, thresholds) {
  for (let i = 0; i < values.length; i += 1) if (values[i] <= thresholds[i]) values[i] = 0;
  return values;
}

/** Where the gate is open (above 0), ReLU of scale times it plus offset. */
function gate(values, scale, offset) {
  for (let i = 0; i < values.length; i += 1) {
    values[i] = values[i] > 0 ? Math.max(0, values[i] * scale[i] + offset[i]) : 0;
  }
  return values;
}

/** Each stretch of a codebook entry's length becomes the entry nearest to it. */
function toNearest(values, { shape: [size, width], data }) {
  const distance = (at, entry) => {
    let sum = 0;
    for (let j = 0; j < width; j += 1) sum += (values[at + j] - data[entry * width + j]) ** 2;
    return sum;
  };
  for (let at = 0; at < values.length; at += width) {
    let best = 0;
    for (let entry = 1; entry < size; entry += 1) if (distance(at, entry) < distance(at, best)) best = entry;
    values.set(data.subarray(best * width, (best + 1) * width), at);
  }
  return values;
}

/** Spike and slab, raw = [μ | log σ² | logit γ]: μ where γ is at least ½, else exactly 0. */
function likelierPart(raw) {
  const size = raw.length / 3;
  return raw.slice(0, size).map((mean, j) => (raw[2 * size + j] >= 0 ? mean : 0));
}

/** description: decoder.json or encoder.json; tensors: its weights file, parsed. */
function buildNetwork(description, tensors) {
  const layers = description.layers.map((layer) => buildLayer(layer, tensors));
  const { output = null, input_map: inputMap = null, head = null, rule = "identity" } = description;
  return {
    layers,
    inputs: layers[0].inputs,
    outputs: layers[layers.length - 1].outputs,
    shape: output?.shape ?? null,
    drawing: output?.drawing ?? null,
    outputBound: output?.bound ?? null,
    outputMap: output ? named(OUTPUT_MAPS, output.map, "output map") : null,
    scale: output?.scale ?? 1,
    offset: output?.offset ? tensors[output.offset].data : null,
    deviation: output?.deviation ? { floor: output.deviation.floor, layer: buildLayer(output.deviation.layer, tensors) } : null,
    inputScale: inputMap?.scale ?? 1,
    inputOffset: inputMap?.offset ? tensors[inputMap.offset].data : null,
    prepared: inputMap ? new Float32Array(layers[0].inputs) : null,
    head,
    codeRule: head === "code" ? named(CODE_RULES, rule, "code rule") : null,
    tensors,
    bound: description.log_variance_bound ?? null,
    description,
  };
}

/** Loads e.g. ("/api/runs/<id>/files", "decoder.json") and the weights it names. */
async function loadNetwork(baseUrl, jsonName) {
  const description = await fetchFacts(`${baseUrl}/${jsonName}`);
  const tensors = await fetchTensors(`${baseUrl}/${description.weights}?h=${description.hash}`);
  return buildNetwork(description, tensors);
}

/** Four rows of W at a time, so that the running sums are loaded and stored a quarter as often. */
function multiply({ inputs, outputs, weight, bias, values }, input) {
  values.set(bias);
  let row = 0;
  for (; row + 3 < inputs; row += 4) {
    const a = input[row];
    const b = input[row + 1];
    const c = input[row + 2];
    const d = input[row + 3];
    if (a === 0 && b === 0 && c === 0 && d === 0) continue; // sparse codes, ReLU
    let at = row * outputs;
    let bt = at + outputs;
    let ct = bt + outputs;
    let dt = ct + outputs;
    for (let j = 0; j < outputs; j += 1) {
      values[j] += a * weight[at++] + b * weight[bt++] + c * weight[ct++] + d * weight[dt++];
    }
  }
  for (; row < inputs; row += 1) {
    const a = input[row];
    if (a === 0) continue;
    let at = row * outputs;
    for (let j = 0; j < outputs; j += 1) values[j] += a * weight[at++];
  }
}

function applyLayer(layer, input) {
  layer.apply(layer, input);
  return applyInPlace(layer.values, layer.activation);
}

/**
 * One example through the network. Decoders give the mean picture in data units, encoders the raw
 * head output. The result is the network's own buffer: the next call overwrites it.
 */
function forward(net, input) {
  let values = input;
  if (net.prepared) {
    const { prepared, inputScale, inputOffset } = net;
    for (let i = 0; i < prepared.length; i += 1) {
      prepared[i] = (input[i] - (inputOffset ? inputOffset[i] : 0)) / inputScale;
    }
    values = prepared;
  }
  for (const layer of net.layers) {
    net.beforeLast = values;
    values = applyLayer(layer, values);
  }
  if (net.outputBound) applyInPlace(values, (y) => net.outputBound * Math.tanh(y / net.outputBound));
  applyInPlace(values, net.outputMap);
  if (net.description.output?.map === "softmax") softmax(values);
  if (net.scale !== 1) for (let i = 0; i < values.length; i += 1) values[i] *= net.scale;
  if (net.offset) for (let i = 0; i < values.length; i += 1) values[i] += net.offset[i];
  return values;
}

/** Learned σ of each feature at code z in data units, a copy; null where the decoder has none. */
function deviationsAt(net, z) {
  if (!net.deviation) return null;
  forward(net, z);
  const { layer, floor } = net.deviation;
  return applyLayer(layer, net.beforeLast).map((y) => net.scale * Math.exp(floor + ACTIVATIONS.softplus(y - floor)));
}

/** inputs: Float32Array of count rows -> a new Float32Array of count output rows. */
function forwardBatch(net, inputs, count) {
  const results = new Float32Array(count * net.outputs);
  for (let i = 0; i < count; i += 1) {
    const input = inputs.subarray(i * net.inputs, (i + 1) * net.inputs);
    results.set(forward(net, input), i * net.outputs);
  }
  return results;
}

/** Encoder: {mean, logVariance} as copies; logVariance is null where the code is no distribution. */
function encode(net, input) {
  const raw = forward(net, input).slice();
  if (net.head === "spike_and_slab") return { mean: likelierPart(raw), logVariance: null };
  if (net.head !== "gaussian") return { mean: net.codeRule(raw, net), logVariance: null };
  const size = raw.length / 2;
  const logVariance = raw.slice(size);
  const { softplus } = ACTIVATIONS;
  const { bound } = net; // the model keeps log σ² softly within ±bound; so do we
  if (bound) applyInPlace(logVariance, (v) => softplus(2 * bound - softplus(bound - v)) - bound);
  return { mean: raw.slice(0, size), logVariance };
}

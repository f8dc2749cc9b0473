// Reading safetensors: an 8-byte little-endian header length, a JSON header, then raw tensors.

const HALF = new Float32Array(65536); // every 16-bit float, decoded once
for (let bits = 0; bits < 65536; bits += 1) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) HALF[bits] = sign * fraction * 2 ** -24;
  else if (exponent === 31) HALF[bits] = fraction ? NaN : sign * Infinity;
  else HALF[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function decodeHalf(raw) {
  const bits = new Uint16Array(raw);
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i += 1) values[i] = HALF[bits[i]];
  return values;
}

const TENSOR_TYPES = {
  F16: decodeHalf,
  F32: (raw) => new Float32Array(raw),
  U8: (raw) => new Uint8Array(raw),
  U16: (raw) => new Uint16Array(raw),
  I16: (raw) => new Int16Array(raw),
  I32: (raw) => new Int32Array(raw),
  U32: (raw) => new Uint32Array(raw),
};

/** ArrayBuffer -> {name: {shape, data}}; F16 becomes Float32Array, the others their own kind. */
function parseSafetensors(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(header)
    .filter(([name]) => name !== "__metadata__")) {
    if (!TENSOR_TYPES[dtype]) throw new Error(`Tensor ${name} has type ${dtype}, which is not read here.`);
    // slice() copies, because typed arrays need aligned bytes and the file does not promise them
    const data = TENSOR_TYPES[dtype](buffer.slice(8 + length + from, 8 + length + to));
    tensors[name] = { shape, data };
  }
  return tensors;
}

function missingFile(url, { status }) {
  const error = new Error(`${url.split("?")[0]} is not there (HTTP ${status}).`);
  error.missing = status === 404;
  return error;
}

const KEPT_FETCHES = 160; // two runs of 40 snapshots, with their weights
const fetches = new Map();

/** One request per URL while it is remembered; a failed one is forgotten so that it can be retried. */
function fetchOnce(url, read) {
  if (fetches.has(url)) {
    const known = fetches.get(url);
    fetches.delete(url);
    fetches.set(url, known); // newest last
    return known;
  }
  const loading = fetch(url).then((response) => {
    if (!response.ok) throw missingFile(url, response);
    return read(response);
  });
  loading.catch(() => fetches.delete(url));
  fetches.set(url, loading);
  if (fetches.size > KEPT_FETCHES) fetches.delete(fetches.keys().next().value);
  return loading;
}

/** Tensors of a file by URL, parsed once. */
function fetchTensors(url) {
  return fetchOnce(url, async (response) => parseSafetensors(await response.arrayBuffer()));
}

/** JSON by URL, parsed once. */
function fetchFacts(url) {
  return fetchOnce(url, (response) => response.json());
}

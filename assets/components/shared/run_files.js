// What a run has written, by URL: its test examples, snapshots and networks.

const IDLE_NATS = 0.01; // a dimension under this mean KL says nothing

function runUrl(id, path) {
  return `/api/runs/${encodeURIComponent(id)}/${path}`;
}

/** Base of a run's files, for loadNetwork. */
function runFiles(id) {
  return runUrl(id, "files");
}

/** With its content hash in the address a file is cached for good. */
function hashedUrl(url, hash) {
  return hash ? `${url}?h=${hash}` : url;
}

/**
 * A run's test examples: {count, labels, names, arrays, sheet, tiles, words}. arrays are the tensors of
 * test/arrays.safetensors; sheet and tiles go to drawTile; names are the class names in order. Text has no
 * sheet but words: {names, inputs} of the documents.
 */
async function loadTest(id, names = null) {
  const meta = await fetchFacts(runUrl(id, "files/test/meta.json"));
  const url = (name) => hashedUrl(runUrl(id, `files/test/${name}`), meta.files?.[name]);
  const tiles = meta.sheets.thumbnails ?? null;
  const [arrays, sheet, words] = await Promise.all([
    fetchTensors(url("arrays.safetensors")),
    tiles && loadSheet(url(tiles.file)),
    tiles ? null : fetchFacts(url("words.json")),
  ]);
  const labels = arrays.labels.data;
  const classes = Math.max(...labels) + 1;
  const given = names ?? (meta.label_names?.length === 0 ? ["unlabelled"] : meta.label_names) ?? [];
  return {
    count: labels.length,
    labels,
    names: Array.from({ length: classes }, (_, label) => given[label] ?? String(label)),
    arrays,
    sheet,
    tiles,
    words,
  };
}

/** A test example's values, [features]: what an encoder takes. Runs keep those that their thumbnails would clip. */
function inputOf(test, index) {
  const { inputs } = test.arrays;
  if (!inputs) return tileValues(test.sheet, test.tiles, index);
  return inputs.data.slice(index * inputs.shape[1], (index + 1) * inputs.shape[1]);
}

/** One tile of a sheet as the values that it shows, row by row (in its own largest magnitude where it has no scale). */
function tileValues(sheet, tiles, index) {
  const { width, height, columns, signed = false } = tiles;
  const scale = tiles.scale ?? 1;
  const valueOf = signed ? (level) => ((level - 128) / 127) * scale : (level) => (level / 255) * scale;
  const left = (index % columns) * width;
  const top = Math.floor(index / columns) * height;
  const values = new Float32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const from = (top + row) * sheet.width + left;
    for (let column = 0; column < width; column += 1) values[row * width + column] = valueOf(sheet.data[from + column]);
  }
  return values;
}

/** A run's snapshots by rising step (asked anew each time: a run may still be running). */
async function loadSnapshots(id) {
  const response = await fetch(runUrl(id, "snapshots"));
  if (!response.ok) throw missingFile(runUrl(id, "snapshots"), response);
  const { snapshots } = await response.json();
  return snapshots.sort((a, b) => a.step - b.step);
}

function snapshotUrl(id, snapshot, file) {
  return hashedUrl(runUrl(id, `snapshots/${snapshot.step}/${file}`), snapshot.files?.[file]);
}

/** Mean KL from N(0, I) per latent dimension in nats, over the test examples: ½(μ² + σ² − 1 − log σ²). */
function klPerDimension(codes, std) {
  const [count, size] = codes.shape;
  const kl = new Float64Array(size);
  for (let i = 0; i < codes.data.length; i += 1) {
    const variance = std.data[i] ** 2;
    kl[i % size] += (codes.data[i] ** 2 + variance - 1 - Math.log(Math.max(variance, 1e-12))) / 2 / count;
  }
  return Array.from(kl);
}

/** Spread of each code dimension over the test examples, for models without a posterior. */
function variancePerDimension(codes) {
  const [count, size] = codes.shape;
  const mean = new Float64Array(size);
  const square = new Float64Array(size);
  for (let i = 0; i < codes.data.length; i += 1) {
    mean[i % size] += codes.data[i] / count;
    square[i % size] += codes.data[i] ** 2 / count;
  }
  return Array.from(square, (value, j) => value - mean[j] ** 2);
}

/** A test example as a button; `pressed` (true, false or null for a plain button) is what it says of itself. */
function exampleButton(test, index, size, ink, { label, onclick, pressed = null }) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  drawTile(preparePaper(canvas, size, size), test.sheet, test.tiles, index, 0, 0, size, size, ink);
  return make("button", { type: "button", class: "example", onclick, "aria-label": label,
    "aria-pressed": pressed === null ? null : String(pressed) }, canvas);
}

/** `count` test examples, the classes in turn, beginning somewhere else for every seed. */
function exampleChoice(test, count, seed) {
  const normal = seededNormals(seed);
  const keys = Array.from(test.labels, () => normal());
  const shuffled = keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b]);
  const seen = new Map();
  const turns = shuffled.map((i) => {
    seen.set(test.labels[i], (seen.get(test.labels[i]) ?? 0) + 1);
    return [seen.get(test.labels[i]), test.labels[i], i];
  });
  return turns.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, count).map(([, , i]) => i);
}

/** The stored code of a test example (mean codes of the same examples as on the map and the pad). */
function codeOf(test, index) {
  const size = test.arrays.codes.shape[1];
  return test.arrays.codes.data.subarray(index * size, (index + 1) * size);
}

/** Latent dimensions by what they carry: {kl (null without a posterior), rank, order}, most first. */
function rankDimensions(test, kl = null) {
  const { codes, std } = test.arrays;
  const nats = kl ?? (std ? klPerDimension(codes, std) : null);
  const rank = nats ?? variancePerDimension(codes);
  return { kl: nats, rank, order: rank.map((_, j) => j).sort((a, b) => rank[b] - rank[a]) };
}

// Is a made-up example a copy? Its nearest training example, and how near such things usually are.

const COPY_SLICE_MS = 8; // of a frame, for looking through the training examples

/** What a run keeps to judge samples by, or null where nothing was prepared: see core/sampling.py. */
async function loadSampling(id) {
  const answer = await fetch(runUrl(id, "files/sampling/meta.json"));
  if (answer.status === 404) return null;
  const meta = await answer.json();
  const url = (name) => hashedUrl(runUrl(id, `files/sampling/${name}`), meta.files[name]);
  const mixture = meta.mixture && (await fetchTensors(url("mixture.safetensors")));
  return { meta, url, mixture };
}

/** The training examples: {count, of, labels, sheet, tiles, rows, names}; rows is Float32Array [count, features]. */
async function loadTraining({ meta: { training }, url }, size) {
  const [tensors, sheet, names] = await Promise.all([
    fetchTensors(url("training.safetensors")),
    training.sheet && loadSheet(url(training.sheet.file)),
    training.sheet ? null : fetchFacts(url("names.json")),
  ]);
  const rows = new Float32Array(training.count * size);
  if (tensors.values) rows.set(tensors.values.data);
  else if (sheet) for (let i = 0; i < training.count; i += 1) rows.set(tileValues(sheet, training.sheet, i), i * size);
  else fillShares(rows, size, tensors);
  return { ...training, size, rows, sheet, tiles: training.sheet, names, labels: tensors.labels.data, text: Boolean(tensors.counts), tensors };
}

/** Roots of the shares of each document's words, whose distance is √2 times the Hellinger distance. */
function fillShares(rows, size, { starts, columns, counts }) {
  for (let i = 0; i + 1 < starts.data.length; i += 1) {
    let total = 0;
    for (let k = starts.data[i]; k < starts.data[i + 1]; k += 1) total += counts.data[k];
    for (let k = starts.data[i]; k < starts.data[i + 1]; k += 1) rows[i * size + columns.data[k]] = Math.sqrt(counts.data[k] / (total || 1));
  }
}

/** A made-up example as it is compared. */
function comparedValues({ text }, values) {
  if (!text) return values;
  const total = values.reduce((sum, value) => sum + value, 0) || 1;
  return values.map((value) => Math.sqrt(Math.max(value, 0) / total));
}

/** A training document's words, most frequent first: [[word, count], …]. */
function documentWords({ tensors: { starts, columns, counts } }, index, vocabulary, most) {
  const [from, to] = [starts.data[index], starts.data[index + 1]];
  return Array.from({ length: to - from }, (_, k) => [vocabulary[columns.data[from + k]], counts.data[from + k]])
    .sort((a, b) => b[1] - a[1]).slice(0, most);
}

/** How many of the reference distances (percentiles 0…100, rising) lie below one, in percent. */
function percentileOf(percentiles, distance) {
  return Math.min(Math.max(firstAtLeast(percentiles, distance), 0), 100);
}

/**
 * Finds the nearest training example of each of `samples`, a slice of a frame at a time; onFound(i, {index, distance,
 * percentile}) for each. Returns a function that stops it.
 */
function searchCopies(training, percentiles, samples, onFound) {
  let [at, frame] = [0, 0];
  const step = () => {
    const end = performance.now() + COPY_SLICE_MS;
    while (at < samples.length && performance.now() < end) {
      const found = nearestRow(training.rows, training.size, comparedValues(training, samples[at]));
      onFound(at, { ...found, percentile: percentileOf(percentiles, found.distance) });
      at += 1;
    }
    if (at < samples.length) frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}

// How a sparse run's codes are spread at a moment: what its snapshot, or at the end its test examples, keep of them.

/**
 * {snapshot, near, arrays, examples, split, total, zeros} at a snapshot; `last` whether it is the newest: of a run whose test
 * examples are kept (`tested`) and that is over, those are meant. `zeros` is the share of all `total` code values that are
 * zero, or, where `near` is not 0, that are at most so far from it.
 */
async function codeSpread(run, snapshot, last, { tested, features }) {
  const near = snapshot.scalars.near_zero ?? 0;
  if (!last || !tested || run.live) {
    const [arrays, probe] = await Promise.all([
      fetchTensors(snapshotUrl(run.id, snapshot, "arrays.safetensors")),
      fetchFacts(runUrl(run.id, "files/probe/meta.json")),
    ]);
    const split = probe.split === "train" ? "training" : "validation";
    const examples = probe.code_labels.length;
    return { snapshot, near, arrays, examples, split, total: examples * features, zeros: snapshot.scalars.zeros };
  }
  const meta = await fetchFacts(runUrl(run.id, "files/test/meta.json"));
  const arrays = await fetchTensors(hashedUrl(runUrl(run.id, "files/test/arrays.safetensors"), meta.files["arrays.safetensors"]));
  const total = meta.count * features;
  const zeros = 1 - sumOf(arrays.histogram.data) / total;
  return { snapshot, near, arrays, examples: meta.count, split: "test", total, zeros };
}

/** The same of a run with a latent space: the means of its codes, all dimensions together. */
async function latentSpread(run, snapshot, last, { tested }) {
  const test = last && tested && !run.live;
  const meta = test ? await fetchFacts(runUrl(run.id, "files/test/meta.json")) : null;
  const url = test ? hashedUrl(runUrl(run.id, "files/test/arrays.safetensors"), meta.files["arrays.safetensors"])
    : snapshotUrl(run.id, snapshot, "arrays.safetensors");
  const { codes } = await fetchTensors(url);
  const arrays = countedValues(codes.data);
  const split = test ? "test" : (await fetchFacts(runUrl(run.id, "files/probe/meta.json"))).split === "train" ? "training" : "validation";
  return { snapshot, near: 0, arrays, examples: codes.shape[0], split, total: codes.data.length, zeros: 1 - sumOf(arrays.histogram.data) / codes.data.length };
}

const FINE_BINS = 512; // so that they fall well into the bins of an axis for several runs
const DECADES = { low: -6, high: 4, each: 10 }; // as core/training/histogram.py

/** Values counted as core/training/histogram.py counts codes, in finer bins: `histogram` without zeros, and `magnitudes`. */
function countedValues(values) {
  let [low, high] = [0, 0];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high) high = 1;
  const edges = Float64Array.from({ length: FINE_BINS + 1 }, (_, i) => low + (i / FINE_BINS) * (high - low));
  const counts = new Uint32Array(FINE_BINS);
  const steps = (DECADES.high - DECADES.low) * DECADES.each;
  const sizes = new Uint32Array(steps + 2);
  for (const value of values) {
    if (value) counts[Math.min(Math.floor(((value - low) / (high - low)) * FINE_BINS), FINE_BINS - 1)] += 1;
    const place = value ? Math.ceil((Math.log10(Math.abs(value)) - DECADES.low) * DECADES.each) : 0;
    sizes[Math.min(Math.max(place, 0), steps + 1)] += 1;
  }
  const magnitudes = Float64Array.from({ length: steps + 1 }, (_, i) => 10 ** (DECADES.low + i / DECADES.each));
  return { histogram: { data: counts }, histogram_edges: { data: edges }, magnitudes: { data: sizes }, magnitude_edges: { data: magnitudes } };
}

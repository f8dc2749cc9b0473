// A run's latent space: as it is after training, or at a moment of it.

const AT_THE_END = "the end";

/** {decoder, whose}: the newest that was kept up to a step, and in words when that was. */
async function decoderAt(run, snapshots, step, final) {
  const kept = snapshots.filter((snapshot) => snapshot.weights);
  const weights = kept.findLast((snapshot) => snapshot.step <= step) ?? kept[0];
  if (!weights) return { decoder: final, whose: AT_THE_END };
  const tensors = await fetchTensors(snapshotUrl(run, weights, "decoder.safetensors"));
  return { decoder: buildNetwork(final.description, tensors), whose: `step ${weights.step}` };
}

/** What a panel says whose codes are of the end of the training and whose decoder is not, or had to be. */
function pastDecoder(name, whose) {
  if (whose === AT_THE_END) return `${name} kept no weights on the way, so this is the end of its training.`;
  return `${name} decodes with the weights of ${whose}; codes are those after training.`;
}

/**
 * The latent space at a snapshot: {decoder, codes, labels, sheet, manifold, stored, step, said}. Codes (of validation
 * examples) and the manifold sheet are the snapshot's own. Weights are kept more seldom: without them the pictures
 * are those of the sheet (`stored`), and where there is none the decoder is the newest up to then. `final` is the
 * trained decoder, whose description they share.
 */
async function latentMoment(run, snapshots, snapshot, final) {
  const manifold = snapshot.sheets.manifold ?? null;
  const [arrays, probe, { decoder, whose }, sheet] = await Promise.all([
    fetchTensors(snapshotUrl(run, snapshot, "arrays.safetensors")),
    fetchFacts(runUrl(run, "files/probe/meta.json")),
    decoderAt(run, snapshots, snapshot.step, final),
    manifold && loadSheet(snapshotUrl(run, snapshot, manifold.file)),
  ]);
  const stored = Boolean(sheet) && !snapshot.weights;
  return {
    decoder,
    sheet,
    manifold,
    stored,
    codes: arrays.codes.data,
    labels: probe.code_labels,
    step: snapshot.step,
    said: `Step ${formatValue(snapshot.step)}: the dots are codes of validation examples then. ${saidOfWeights(snapshot, whose, stored, manifold)}`,
  };
}

/** Where the pictures of a snapshot come from. */
function saidOfWeights(snapshot, whose, stored, manifold) {
  if (snapshot.weights) return "Pictures are decoded with the weights of that moment.";
  const kept = "The weights of that moment were not kept";
  if (stored) return `${kept}: pictures are the nearest of the ${manifold.count} that were stored then.`;
  return `${kept}: pictures are decoded with those of ${whose}, which may not fit these codes.`;
}

/** Places of the stored sheet's rows and columns: prior quantiles .02….98. */
function storedPlaces(side) {
  return Array.from({ length: side }, (_, i) => normalQuantile(0.02 + (0.96 * i) / (side - 1)));
}

/** The picture of a moment's stored sheet whose code is nearest to a point of two dimensions. */
function storedPicture({ sheet, manifold }, point) {
  const places = storedPlaces(manifold.columns);
  const [column, row] = Array.from(point, (value) => nearestIndex(places, value));
  return tileValues(sheet, manifold, (manifold.columns - 1 - row) * manifold.columns + column);
}

/** What a finished run left: {decoder, test, snapshots}. */
async function finishedSpace(run, names) {
  const [decoder, test, snapshots] = await Promise.all([
    loadNetwork(runFiles(run), "decoder.json"),
    loadTest(run, names),
    loadSnapshots(run),
  ]);
  return { decoder, test, snapshots };
}

/**
 * The same of a run in training, from its newest snapshot. There are no test examples yet: `test` holds the labels
 * and codes of validation examples, and says so by `probe`; they have no pictures here.
 */
async function spaceInTraining(run, names) {
  const snapshots = await loadSnapshots(run);
  const kept = snapshots.findLast((snapshot) => snapshot.files["decoder.json"]);
  const newest = snapshots.at(-1);
  if (!kept) throw new Error("The pad opens with the first snapshot of the training.");
  const [description, tensors, arrays, probe] = await Promise.all([
    fetchFacts(snapshotUrl(run, kept, "decoder.json")),
    fetchTensors(snapshotUrl(run, kept, "decoder.safetensors")),
    fetchTensors(snapshotUrl(run, newest, "arrays.safetensors")),
    fetchFacts(runUrl(run, "files/probe/meta.json")),
  ]);
  const labels = probe.code_labels;
  const kl = arrays.kl_per_dimension ?? null;
  const classes = Math.max(...labels) + 1;
  const test = {
    probe: true,
    count: labels.length,
    labels,
    names: Array.from({ length: classes }, (_, label) => names?.[label] ?? String(label)),
    arrays: { codes: arrays.codes },
  };
  return { decoder: buildNetwork(description, tensors), test, snapshots, kl: kl && Array.from(kl.data) };
}

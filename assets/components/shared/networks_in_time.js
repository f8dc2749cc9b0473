// A run's encoder and decoder at a moment of its training. A few snapshots keep both; a code belongs to the encoder
// and decoder of the same step, so the two never come from different ones.

/** Snapshots that keep an encoder and a decoder. */
function snapshotsWithNetworks(snapshots) {
  return snapshots.filter(({ files }) => files["encoder.json"] && files["decoder.json"]);
}

async function snapshotNetwork(run, snapshot, name) {
  const [description, tensors] = await Promise.all([
    fetchFacts(snapshotUrl(run, snapshot, `${name}.json`)),
    fetchTensors(snapshotUrl(run, snapshot, `${name}.safetensors`)),
  ]);
  return buildNetwork(description, tensors);
}

/**
 * {encoder, decoder, step, fits, asked} at a step (Infinity: the end): those of the newest snapshot up to it that kept both.
 * `final` are those of the end, or null; step is null where they are shown; fits: they are of that very moment, whose
 * step is `asked`.
 */
async function networksAt(run, snapshots, step, final) {
  const last = snapshots.at(-1)?.step ?? 0;
  if (final && step >= last) return { ...final, step: null, fits: true };
  const asked = snapshotAt(snapshots, step);
  const kept = snapshotsWithNetworks(snapshots);
  const whose = kept.findLast((snapshot) => snapshot.step <= step) ?? (final ? null : kept[0]);
  if (!whose) return { ...final, step: null, fits: false };
  const [encoder, decoder] = await Promise.all([snapshotNetwork(run, whose, "encoder"), snapshotNetwork(run, whose, "decoder")]);
  return { encoder, decoder, step: whose.step, fits: whose === asked, asked: asked.step };
}

/** Which networks are at work, in a sentence; nothing at the end. */
function saidOfNetworks({ step, fits, asked }) {
  if (step === null) return fits ? "" : "Encoder and decoder are the trained ones: this run kept no encoder of that moment.";
  const whose = `Encoder and decoder as they were at step ${formatValue(step)}`;
  return fits ? `${whose}.` : `${whose}, the last that were kept before step ${formatValue(asked)}.`;
}

/** What a finished run left: {final: {encoder, decoder}, test, snapshots}. */
async function trainedNetworks(run, names) {
  const [encoder, decoder, test, snapshots] = await Promise.all([
    loadNetwork(runFiles(run), "encoder.json"),
    loadNetwork(runFiles(run), "decoder.json"),
    loadTest(run, names),
    loadSnapshots(run),
  ]);
  return { final: { encoder, decoder }, test, snapshots };
}

/** The same in training: networks of snapshots alone, and validation examples as far as they have pictures. */
async function networksInTraining(run, names) {
  const [snapshots, probe] = await Promise.all([loadSnapshots(run), fetchFacts(runUrl(run, "files/probe/meta.json"))]);
  if (!snapshotsWithNetworks(snapshots).length) throw new Error("Your own input opens with the first snapshot that keeps an encoder.");
  const tiles = probe.sheets.inputs ?? null;
  const sheet = tiles && (await loadSheet(hashedUrl(runUrl(run, `files/probe/${tiles.file}`), probe.files[tiles.file])));
  const { labels } = probe;
  const classes = Array.from({ length: Math.max(...labels) + 1 }, (_, label) => names?.[label] ?? String(label));
  return { final: null, snapshots, test: { probe: true, count: labels.length, labels, names: classes, sheet, tiles, arrays: {} } };
}

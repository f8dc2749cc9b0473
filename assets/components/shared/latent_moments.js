// A run's latent space at a moment of its training.

/**
 * The latent space at a snapshot: {decoder, codes, labels, sheet, manifold, step, said}. Codes (of validation
 * examples) and the manifold sheet are the snapshot's own; weights are kept more seldom, so the decoder is the
 * newest up to then. `final` is the trained decoder, whose description they share.
 */
async function latentMoment(run, snapshots, snapshot, final) {
  const kept = snapshots.filter((other) => other.weights);
  const weights = kept.findLast((other) => other.step <= snapshot.step) ?? kept[0];
  const manifold = snapshot.sheets.manifold ?? null;
  const [arrays, probe, tensors, sheet] = await Promise.all([
    fetchTensors(snapshotUrl(run, snapshot, "arrays.safetensors")),
    fetchFacts(runUrl(run, "files/probe/meta.json")),
    weights && fetchTensors(snapshotUrl(run, weights, "decoder.safetensors")),
    manifold && loadSheet(snapshotUrl(run, snapshot, manifold.file)),
  ]);
  const decoder = tensors ? buildNetwork(final.description, tensors) : final;
  const whose = weights ? `step ${weights.step}` : "the end";
  return {
    decoder,
    sheet,
    manifold,
    codes: arrays.codes.data,
    labels: probe.code_labels,
    step: snapshot.step,
    said: `Step ${snapshot.step}: the dots are codes of validation examples then. Weights for decoding are from ${whose}.`,
  };
}

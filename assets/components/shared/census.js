// Which features were dead when: from a run's census, or from its snapshots where it has none.

/** The features in a set that the census wrote: base64 of its bits, lowest first, as a Uint8Array of 0 and 1. */
function featureSet(text, count) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3] >> (i & 7)) & 1);
}

/**
 * {moments: [{step, epoch, dead: Uint8Array}], restarts: [{step, epoch, features: [index]}], counted}, of a run's census
 * rows; `counted` says whether there were any.
 */
function censusOf(rows, count) {
  const moments = rows.filter((row) => row.dead !== undefined).map(({ step, epoch, dead }) => ({ step, epoch, dead: featureSet(dead, count) }));
  const restarts = rows.filter((row) => row.restarted !== undefined).map(({ step, epoch, restarted }) => {
    const set = featureSet(restarted, count);
    return { step, epoch, features: Array.from(set.keys()).filter((i) => set[i]) };
  });
  return { moments, restarts, counted: moments.length > 0 };
}

/** The same from snapshots, in which a feature is dead that fired on none of the examples looked at. */
async function censusFromSnapshots(run, snapshots) {
  const moments = await Promise.all(snapshots.filter(({ step }) => step > 0).map(async (snapshot) => {
    const { density } = await fetchTensors(snapshotUrl(run.id, snapshot, "arrays.safetensors"));
    return { step: snapshot.step, epoch: snapshot.epoch, dead: Uint8Array.from(density.data, (share) => Number(share === 0)) };
  }));
  return { moments, restarts: [], counted: false };
}

/** Features that were dead at some moment, those dead longest first: [{feature, share: of the time, spans: [[from, to]]}]. */
function deadLives({ moments }) {
  if (!moments.length) return [];
  const total = moments.at(-1).epoch || 1;
  const lives = [];
  for (let feature = 0; feature < moments[0].dead.length; feature += 1) {
    const spans = [];
    let from = 0;
    for (const { epoch, dead } of moments) {
      if (dead[feature]) {
        if (spans.at(-1)?.[1] === from) spans.at(-1)[1] = epoch;
        else spans.push([from, epoch]);
      }
      from = epoch;
    }
    if (spans.length) lives.push({ feature, spans, share: spans.reduce((sum, [a, b]) => sum + b - a, 0) / total });
  }
  return lives.sort((a, b) => b.share - a.share || a.feature - b.feature);
}

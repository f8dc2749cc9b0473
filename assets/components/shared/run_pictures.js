// The same pictures of several runs: rows of tiles that stand under each other, one kind at a time.
//
// A row is {count, draw(paper, i, x, y, size, theme)}; null where the run has no such pictures.

const PICTURE_KINDS = {
  reconstructions: { name: "Reconstructions", said: "each rebuilt from its mean code" },
  samples: { name: "Samples", said: "decoder means of noise from the prior, the same for runs of one seed and as many dimensions" },
  atoms: { name: "Atoms", said: "the first features of each dictionary, each in its own scale" },
  path: { name: "Interpolation", said: "decoder means on the line between the mean codes of two test examples" },
};

/** What a run has to show: {meta of test (null before the end), snapshots}. */
async function loadFaces(run) {
  const [meta, snapshots] = await Promise.all([
    fetchFacts(runUrl(run.id, "files/test/meta.json")).catch(() => null),
    loadSnapshots(run.id),
  ]);
  return { meta, snapshots };
}

/** The kinds that at least one of the runs has. */
function kindsOf(runs, faces) {
  const has = (name) => faces.some(({ snapshots }) => snapshots.at(-1)?.sheets[name]);
  const walks = runs.some((run, i) => run.family !== "sparse" && faces[i].meta);
  return Object.keys(PICTURE_KINDS).filter((kind) => (kind === "path" ? walks : has(kind)));
}

/** A run's row of one kind; `share` in 0..1 is the moment of training, `pair` the two ends of a path. */
async function pictureRow(run, face, kind, share, pair) {
  if (kind === "path") return face.meta && run.family !== "sparse" ? pathRow(run.id, pair) : null;
  if (kind === "reconstructions" && share === 1 && face.meta) return testRow(run.id, face.meta, "reconstructions");
  const snapshot = snapshotAt(face.snapshots, Math.round(share * run.total_steps));
  const tiles = snapshot?.sheets[kind];
  if (!tiles) return null;
  return sheetRow(await loadSheet(snapshotUrl(run.id, snapshot, tiles.file)), tiles);
}

/** What the reconstructions are of: test examples at the end, before it the validation ones of the snapshots. */
async function inputRow(run, face, share) {
  if (share === 1 && face.meta) return testRow(run.id, face.meta, "thumbnails");
  const probe = await fetchFacts(runUrl(run.id, "files/probe/meta.json"));
  const tiles = probe.sheets.inputs;
  return sheetRow(await loadSheet(hashedUrl(runUrl(run.id, `files/probe/${tiles.file}`), probe.files[tiles.file])), tiles);
}

async function testRow(id, meta, name) {
  const tiles = meta.sheets[name];
  return sheetRow(await loadSheet(hashedUrl(runUrl(id, `files/test/${tiles.file}`), meta.files?.[tiles.file])), tiles);
}

function sheetRow(sheet, tiles) {
  return {
    count: tiles.count,
    draw: (paper, i, x, y, size, theme) => drawTile(paper, sheet, tiles, i, x, y, size, size, theme.ink),
  };
}

const PATH_STEPS = 14;
const pathModels = new Map();

/** Decoder means at equal steps between two test examples' mean codes; at the end of training only. */
async function pathRow(id, [from, to]) {
  if (!pathModels.has(id)) pathModels.set(id, Promise.all([loadNetwork(runFiles(id), "decoder.json"), loadTest(id)]));
  const [decoder, test] = await pathModels.get(id);
  const drawing = drawingOf(decoder);
  const [a, b] = [from, to].map((index) => Array.from(codeOf(test, index)));
  const values = Array.from({ length: PATH_STEPS }, (_, i) =>
    forward(decoder, Float32Array.from(mixCodes(a, b, i / (PATH_STEPS - 1)))).slice());
  return {
    count: PATH_STEPS,
    draw: (paper, i, x, y, size, theme) => drawPicture(paper, values[i], drawing, x, y, size, size, theme.ink),
  };
}

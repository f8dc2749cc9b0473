// Test examples beyond those that every panel loads: codes, labels and thumbnails, for maps that show them all.

/** `test` (of loadTest) and what the run keeps of further examples, as one; `more` draws those from `test.count` on. */
async function withFurther(run, test) {
  const meta = await fetchFacts(runUrl(run, "files/further/meta.json"));
  const url = (name) => hashedUrl(runUrl(run, `files/further/${name}`), meta.files[name]);
  const tiles = meta.sheets.thumbnails;
  const [{ codes, labels }, sheet] = await Promise.all([fetchTensors(url("arrays.safetensors")), loadSheet(url(tiles.file))]);
  const [count, size] = test.arrays.codes.shape;
  const joined = (first, second) => {
    const all = new first.constructor(first.length + second.length);
    all.set(first);
    all.set(second, first.length);
    return all;
  };
  return {
    ...test,
    count: count + codes.shape[0],
    labels: joined(test.labels, labels.data),
    arrays: { ...test.arrays, codes: { shape: [count + codes.shape[0], size], data: joined(test.arrays.codes.data, codes.data) } },
    more: { from: count, sheet, tiles },
  };
}

/** Draws a test example, be it of the first or of the further ones. */
function drawExample(context, test, index, x, y, w, h, ink) {
  const { more } = test;
  if (more && index >= more.from) drawTile(context, more.sheet, more.tiles, index - more.from, x, y, w, h, ink);
  else drawTile(context, test.sheet, test.tiles, index, x, y, w, h, ink);
}

// What a run looks like at its end, in three rows of pictures.

/** [{name, picture: {sheet, tiles}}]: test examples, their reconstructions and, where there are any, samples or atoms. */
async function loadFace(id) {
  const [meta, snapshots] = await Promise.all([fetchFacts(runUrl(id, "files/test/meta.json")), loadSnapshots(id)]);
  const last = snapshots.at(-1);
  const test = async (name) => {
    const tiles = meta.sheets[name];
    const url = hashedUrl(runUrl(id, `files/test/${tiles.file}`), meta.files?.[tiles.file]);
    return { tiles, sheet: await loadSheet(url) };
  };
  const made = ["samples", "atoms"].find((name) => last.sheets[name]);
  const [inputs, rebuilt, own] = await Promise.all([
    test("thumbnails"),
    test("reconstructions"),
    made && loadSheet(snapshotUrl(id, last, last.sheets[made].file)).then((sheet) => ({ tiles: last.sheets[made], sheet })),
  ]);
  const rows = [
    { name: "Test examples", picture: inputs },
    { name: "Rebuilt from the mean code", picture: rebuilt },
  ];
  if (own) rows.push({ name: made === "samples" ? "Samples: decoder means of fixed noise from the prior" : "First atoms", picture: own });
  return rows;
}

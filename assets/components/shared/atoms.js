// The atoms of a sparse run at a snapshot, and how one is drawn: pictures as pictures, rows of a table and vectors as
// bars, text by its words.

/** "picture", "bars" or "words": the form that atoms of a kind of data take. */
function atomForm(kind) {
  return { text: "words", table: "bars", vector: "bars" }[kind] ?? "picture";
}

/**
 * A snapshot's atoms: {form, count, sheet, tiles, size, words, density, norms, cosines, scales}. Text has words in the
 * place of a sheet; norms and cosines are null in runs of earlier versions; size is the number of bars.
 */
async function loadAtoms(run, snapshot) {
  const form = atomForm(run.kind);
  const tiles = snapshot.sheets.atoms;
  const [arrays, sheet, words] = await Promise.all([
    fetchTensors(snapshotUrl(run.id, snapshot, "arrays.safetensors")),
    form === "words" ? null : loadSheet(snapshotUrl(run.id, snapshot, tiles.file)),
    form === "words" ? fetchFacts(snapshotUrl(run.id, snapshot, "words.json")) : null,
  ]);
  const known = (name) => arrays[name]?.data ?? null;
  return { form, sheet, tiles, size: form === "bars" ? valuesInTile(sheet, tiles) : null, words: words?.atoms, looked: words?.encoder, count: arrays.density.data.length,
    density: arrays.density.data, norms: known("norms"), cosines: known("cosines"), scales: known("scales") };
}

/** How many of a tile's squares are values: a grid as nearly square as can be may end in empty ones. */
function valuesInTile(sheet, tiles) {
  let size = 0;
  for (let i = 0; i < tiles.count; i += 1) size = Math.max(size, tileValues(sheet, tiles, i).findLastIndex((value) => value !== 0) + 1);
  return size;
}

/** An atom's values in data units, to the sheet's 255 levels; for text {word: value} of its largest words. */
function atomValues(atoms, feature) {
  if (atoms.form === "words") return Object.fromEntries(atoms.words[feature]);
  const values = tileValues(atoms.sheet, atoms.tiles, feature);
  return values.map((value) => value * atoms.scales[feature]);
}

/** Cosine of every atom with atom `feature`, each by what its picture (or its words) tells. */
function atomCosines(atoms, feature) {
  const rows = Array.from({ length: atoms.count }, (_, i) => atomValues(atoms, i));
  const length = (row) => Math.sqrt(Object.values(row).reduce((sum, value) => sum + value * value, 0)) || 1;
  const dot = atoms.form === "words"
    ? (a, b) => Object.entries(a).reduce((sum, [word, value]) => sum + value * (b[word] ?? 0), 0)
    : (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const [own, size] = [rows[feature], length(rows[feature])];
  return rows.map((row) => dot(row, own) / (size * length(row)));
}

/** Draws a picture or bars into (x, y, w, h). */
function paintAtom(context, atoms, feature, x, y, w, h, theme) {
  const { sheet, tiles } = atoms;
  if (atoms.form === "picture") drawSignedTile(context, sheet, tiles, feature, x, y, w, h, theme.dark);
  else drawSignedBars(context, tileValues(sheet, tiles, feature).subarray(0, atoms.size), x, y, w, h, theme);
}

/** Values in −1..1 as upright bars around a middle line: vermilion up, blue down. */
function drawSignedBars(context, values, x, y, w, h, theme) {
  const [step, middle] = [w / values.length, y + h / 2];
  context.fillStyle = theme.border;
  context.fillRect(x, middle - 0.5, w, 1);
  values.forEach((value, i) => {
    const tall = (Math.abs(value) * (h - 2)) / 2;
    context.fillStyle = cssOf(signedInk(value, theme.dark));
    context.fillRect(x + i * step, value < 0 ? middle : middle - tall, Math.max(step - (step > 3 ? 1 : 0), 0.5), tall);
  });
}

/** An atom's words in one line. */
function wordsOf(words, count = 6) {
  return words.slice(0, count).map(([word]) => word).join(" · ") || "no word";
}

/** How often a feature fires, in words. */
function firingOf(share) {
  return share === 0 ? "never fires" : `fires on ${showShare(share)}`;
}

/** A button that shows an atom and what is said of it; text has its words instead of a picture. */
function atomButton(atoms, feature, said, theme, { size = 48, ...options }) {
  const label = `Feature ${feature}, ${said}`;
  const text = make("span", { class: "quiet", text: said });
  const button = make("button", { type: "button", class: "atom-button", title: label, "aria-label": label, ...options });
  if (atoms.form === "words") button.append(make("strong", { text: wordsOf(atoms.words[feature], 4) }), text);
  else {
    const canvas = make("canvas", { "aria-hidden": "true" });
    const wide = atoms.form === "bars" ? size * 1.6 : size;
    paintAtom(preparePaper(canvas, wide, size), atoms, feature, 0, 0, wide, size, theme);
    button.append(canvas, text);
  }
  return button;
}

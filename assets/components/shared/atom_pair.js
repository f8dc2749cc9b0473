// One feature's two directions beside each other: what it looks for (encoder) and what it adds (decoder).

const PAIR_SIDE = 88;

/** Encoder and decoder directions of a finished run: {seen(i), added(i), reading, shape}; what a feature adds is in data units. */
async function loadDirections(run) {
  const [encoder, decoder, reading] = await Promise.all([
    loadNetwork(runFiles(run.id), "encoder.json"), loadNetwork(runFiles(run.id), "decoder.json"), loadReading(run),
  ]);
  const [inward, outward] = [encoder.layers[0], decoder.layers[0]];
  return {
    reading,
    shape: drawingOf(decoder),
    seen: (i) => Float32Array.from({ length: inward.inputs }, (_, row) => inward.weight[row * inward.outputs + i]),
    added: (i) => outward.weight.subarray(i * outward.outputs, (i + 1) * outward.outputs).map((value) => value * decoder.scale),
  };
}

function cosineOf(a, b) {
  const dot = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);
  return dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1);
}

class AtomPair {
  constructor() {
    const side = (text) => {
      const face = make("div", { class: "pair-face" });
      return { face, figure: make("figure", {}, face, make("figcaption", { class: "quiet", text })) };
    };
    this.sides = { seen: side("looks for (encoder)"), added: side("adds (decoder)") };
    this.title = make("p", { class: "title" });
    this.words = make("p", { class: "quiet" });
    this.root = make("div", { class: "wall-pair", "aria-live": "polite" },
      this.sides.added.figure, this.sides.seen.figure, make("div", {}, this.title, this.words));
  }

  /** Shows a feature; `directions` is null while the run has no networks yet. */
  show(atoms, directions, feature, theme, near) {
    const [added, seen] = directions ? [directions.added(feature), directions.seen(feature)] : [null, null];
    const cosine = directions ? cosineOf(added, seen) : atoms.cosines?.[feature];
    this.face(this.sides.added, atoms, feature, added, directions, theme, atoms.words?.[feature]);
    this.face(this.sides.seen, atoms, feature, seen, directions, theme, atoms.looked?.[feature]);
    const fires = `${firingOf(atoms.density[feature])}${near ? ` above ${formatValue(near)}` : ""}`;
    this.title.textContent = `Feature ${feature} ${fires}${cosine === undefined ? "" : `; cosine of its two directions ${showNumber(cosine, 2)}`}`;
    this.words.textContent = this.said(cosine, Boolean(seen) || Boolean(atoms.looked)) + this.columns(added, directions);
  }

  said(cosine, whole) {
    if (cosine === undefined) return "The cosine of its two directions comes with the end of training.";
    const parts = [cosine > 0.9 ? "It looks for what it adds." : cosine > 0.5
      ? "What it looks for is not quite what it adds: an encoder also has to tell its feature from similar ones."
      : "It looks for something quite different from what it adds: a feature that must be told from many similar ones, or one that has hardly learned."];
    if (!whole) parts.push("The picture of what it looks for comes with the end of training.");
    return parts.join(" ");
  }

  /** In words, the columns of a table that it changes most. */
  columns(added, directions) {
    if (!added || !directions.reading.columns) return "";
    return ` It changes most: ${columnsOfAtom(added, directions.reading.columns).join(", ")}.`;
  }

  face({ face, figure }, atoms, feature, values, directions, theme, words) {
    if (atoms.form === "words") {
      const said = words ? words.map(([word]) => word) : values ? wordsOfAtom(values, directions.reading.vocabulary) : null;
      figure.hidden = !said;
      face.replaceChildren(make("span", { text: said?.slice(0, 8).join(" · ") ?? "" }));
      return;
    }
    const canvas = make("canvas", { "aria-hidden": "true" });
    const own = figure === this.sides.added.figure;
    figure.hidden = !own && !values;
    face.replaceChildren(canvas);
    if (figure.hidden) return;
    const wide = atoms.form === "bars" ? PAIR_SIDE * 1.8 : PAIR_SIDE;
    const context = preparePaper(canvas, wide, PAIR_SIDE);
    if (own) return paintAtom(context, atoms, feature, 0, 0, wide, PAIR_SIDE, theme);
    const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
    const unit = values.map((value) => value / most);
    if (atoms.form === "bars") drawSignedBars(context, unit, 0, 0, wide, PAIR_SIDE, theme);
    else drawSignedPicture(context, unit, directions.shape, 0, 0, PAIR_SIDE, PAIR_SIDE, theme.dark);
  }
}

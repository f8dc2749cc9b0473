// A code taken apart: its features can be switched off, changed and added, and the reconstruction follows here.
//
// data: {run}. Tells Python nothing; listens to example (shared/example_bus.js) and feature (shared/feature_bus.js).

const MOST_TILES = 24;

class CodeEditor {
  constructor(parent) {
    this.parent = parent;
    this.draw = promptly(() => this.timed());
    this.root = make("div", { class: "lab code-editor" });
    parent.append(this.root);
    this.stopExample = onExample(({ run, index }) => {
      if (run === this.data?.run.id && this.dictionary && index !== this.index) this.take({ index });
    });
    this.stopFeature = onFeature(({ run, feature }) => {
      if (run !== this.data?.run.id) return;
      this.chosen = feature;
      if (this.dictionary) this.offer();
    });
    this.stopReset = onReset(() => this.dictionary && this.take({ index: this.index, input: this.input }));
  }

  async update(data) {
    this.data = data;
    this.theme = themeOf(this.parent);
    try {
      if (this.dictionary?.id !== data.run.id) await this.load(data);
      else this.repaint();
      showProblem(this.root, null);
    } catch (error) {
      this.dictionary = null;
      this.root.replaceChildren();
      showProblem(this.root, error);
    }
  }

  async load(data) {
    this.dictionary = null;
    const dictionary = await loadDictionary(data.run);
    if (this.data.run.id !== data.run.id) return;
    if (!dictionary.test.sheet && !dictionary.counts) {
      const error = new Error("This run was trained before the counts of its documents were kept. Train a copy of it, or "
        + "write them with “python -m core evaluate”, and its codes can be edited here.");
      throw error;
    }
    this.dictionary = dictionary;
    this.build();
    const known = lastAnnounced("example");
    const feature = lastAnnounced("feature");
    this.chosen = feature?.run === data.run.id ? feature.feature : null;
    this.take({ index: known?.run === data.run.id ? known.index : exampleChoice(dictionary.test, 1, 3)[0] });
  }

  build() {
    const { dictionary } = this;
    this.source = exampleSource(dictionary, (choice) => this.choose(choice));
    this.readings = codeReadings(dictionary, () => this.theme);
    this.tiles = codeTiles(dictionary, (feature, value) => this.set(feature, value));
    this.about = make("p", { class: "quiet" });
    this.error = make("p", { class: "ce-error", "aria-live": "polite" });
    this.reset = make("button", { type: "button", text: "Reset", onclick: () => this.take({ index: this.index, input: this.input }) });
    this.none = make("button", { type: "button", text: "All off", onclick: () => this.setAll(0) });
    this.other = make("input", { type: "number", min: 0, max: dictionary.size - 1, step: 1, class: "number-field", "aria-label": "Number of a feature to add" });
    const add = make("button", { type: "button", text: "Add feature", onclick: () => this.add(Number(this.other.value)) });
    this.other.onkeydown = (event) => event.key === "Enter" && this.add(Number(this.other.value));
    this.addNote = make("span", { class: "quiet", role: "status" });
    this.root.replaceChildren(
      make("div", { class: "two-columns" },
        make("div", { class: "ce-left" }, this.source.element, this.readings.element, this.error,
          make("div", { class: "row" }, this.reset, this.none)),
        make("div", { class: "ce-right" }, this.about, this.tiles.element,
          make("div", { class: "row" }, add, this.other, this.addNote))));
    this.source.paint(this.theme);
  }

  /** A person chose an example: the feature's page hears of it. */
  choose({ index = null, input = null }) {
    if (index !== null) announceExample(this.data.run.id, index);
    this.take({ index, input });
  }

  /** Encodes an example anew: a test example, or a picture of one's own. */
  take({ index = null, input = null }) {
    const { dictionary } = this;
    this.index = index;
    this.input = index === null ? input : exampleInput(dictionary, index);
    this.encoded = encode(dictionary.encoder, this.input).mean;
    this.code = this.encoded.slice();
    this.before = forward(dictionary.decoder, this.encoded).slice();
    this.baseError = squaredError(this.input, this.before);
    this.added = [];
    this.source.mark(index);
    this.listTiles();
    this.offer();
    this.draw();
  }

  listTiles() {
    const { dictionary, encoded, added } = this;
    const weight = (feature) => encoded[feature] * Math.hypot(...atomOf(dictionary, feature));
    const active = Array.from(encoded.keys()).filter((feature) => firesAt(dictionary, encoded[feature]));
    const norms = new Map(active.map((feature) => [feature, weight(feature)]));
    active.sort((a, b) => norms.get(b) - norms.get(a));
    const listed = [...active.slice(0, MOST_TILES), ...added.filter((feature) => !active.slice(0, MOST_TILES).includes(feature))];
    this.tiles.list(listed.map((feature) => [feature, this.reach(feature)]));
    const rest = active.length - Math.min(active.length, MOST_TILES);
    const name = this.index === null ? "Your drawing" : exampleName(dictionary, this.index);
    const unit = dictionary.decoder.outputMap ? " Contributions are to the logits." : "";
    this.about.textContent = `${name}: ${active.length} of ${dictionary.size} features fire. Each tile is a feature’s contribution, all on one scale. `
      + `Press it to switch it off; the slider sets its value.${unit}`
      + (rest > 0 ? ` The ${rest} weakest have no tile and stay as encoded.` : "");
  }

  /** The largest value of a feature's slider: twice as encoded, or the largest on test data. */
  reach(feature) {
    const top = tensorRow(this.dictionary.test.arrays.top_values, feature)[0];
    return Math.max(2 * this.encoded[feature], top, 1e-3);
  }

  set(feature, value) {
    this.began = performance.now();
    this.code[feature] = value;
    this.draw();
  }

  setAll(value) {
    this.code.fill(value);
    this.draw();
  }

  /** Another feature, at the middle of what it reaches on test data. */
  add(feature) {
    const { size } = this.dictionary;
    if (!Number.isInteger(feature) || feature < 0 || feature >= size || this.other.value === "") {
      this.addNote.textContent = `Features have the numbers 0 to ${size - 1}.`;
      return;
    }
    this.addNote.textContent = "";
    if (!this.added.includes(feature)) this.added.push(feature);
    if (!firesAt(this.dictionary, this.code[feature])) this.code[feature] = this.reach(feature) / 2;
    this.listTiles();
    this.draw();
  }

  /** The page's feature is the one to add, until a person writes another number. */
  offer() {
    if (this.chosen !== null && this.other.getRootNode().activeElement !== this.other) this.other.value = this.chosen;
    this.draw();
  }

  repaint() {
    this.source.paint(this.theme);
    this.source.mark(this.index);
    this.draw();
  }

  /** Draws, and notes how long it took from the change: the benchmark of the interface reads it. */
  timed() {
    this.paint();
    if (!this.began) return;
    const log = (window.__latentlabEdit ??= { samples: [] });
    log.samples.push(performance.now() - this.began);
    if (log.samples.length > 256) log.samples.shift();
    this.began = 0;
  }

  paint() {
    const { dictionary, code, encoded, input, before } = this;
    if (!input) return;
    const output = forward(dictionary.decoder, code);
    this.readings.show(input, output, before);
    this.tiles.show({ code, encoded, chosen: this.chosen, dark: this.theme.dark });
    this.error.textContent = this.errorText(squaredError(input, output));
    this.reset.disabled = code.every((value, i) => value === encoded[i]);
  }

  errorText(error) {
    const spread = this.dictionary.about?.spread.data[0];
    const share = spread ? ` (${formatValue(error / spread)} of the mean distance² from the average example, which is what FVU averages)` : "";
    const change = error / this.baseError - 1;
    const said = Math.abs(change) < 5e-4 ? "as encoded" : `${formatValue(this.baseError)} as encoded: ${change > 0 ? "+" : MINUS}${showShare(Math.abs(change))}`;
    return `Squared error, summed over all values: ${formatValue(error)}${share}, ${said}.`;
  }

  close() {
    this.draw.cancel();
    this.stopExample();
    this.stopFeature();
    this.stopReset();
    this.root.remove();
  }
}

export default mounted((parent) => new CodeEditor(parent));

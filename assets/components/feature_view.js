// One feature of a sparse dictionary: when it fires, and what an example's reconstruction is without it.

const views = new WeakMap();
const TILES = 24;
const COLUMNS_NAMED = 4;
const SIDE = 132;

/** In words, the columns of a table that an atom changes most. */
function columnsOf(atom, columns) {
  if (!columns.length) return "";
  const order = Array.from(atom.keys()).sort((a, b) => Math.abs(atom[b]) - Math.abs(atom[a])).slice(0, COLUMNS_NAMED);
  const said = order.map((i) => `${columns[i]} ${atom[i] < 0 ? "−" : "+"}${formatValue(Math.abs(atom[i]))}`);
  return ` Most in ${said.join(", ")} (in standard deviations, for an activation of 1).`;
}

class FeatureView {
  constructor(parent) {
    this.parent = parent;
    this.factors = new Map();
    this.draw = promptly(() => this.paintParts());
    this.build();
  }

  build() {
    this.atom = makeCanvas("The feature’s atom", "fv-atom");
    this.title = make("p", { class: "fv-title" });
    this.facts = make("p", { class: "quiet" });
    this.top = make("div", { class: "fv-strip" });
    this.random = make("div", { class: "fv-strip" });
    this.firing = make("div", { class: "fv-firing" },
      make("p", { class: "title", text: "Test examples on which it fires most" }), this.top,
      make("p", { class: "title", text: "Test examples on which it fires, at random" }), this.random);
    this.about = make("p", { class: "quiet" });
    this.pictures = ["input", "reconstruction", "error"].map((name) => {
      const canvas = makeCanvas(name);
      return { canvas, figure: make("figure", {}, canvas, make("figcaption", { class: "quiet", text: name })) };
    });
    this.error = make("p", { class: "fv-error", "aria-live": "polite" });
    this.tiles = make("div", { class: "fv-tiles" });
    const button = (text, factorOf) => make("button", { type: "button", text, onclick: () => this.setAll(factorOf) });
    this.only = button("Only this feature", (feature) => (feature === this.data.feature ? 1 : 0));
    this.lab = make("section", { class: "fv-lab" },
      make("p", { class: "title", text: "What this example’s reconstruction is made of" }), this.about,
      make("div", { class: "fv-body" },
        make("div", {}, make("div", { class: "fv-pictures" }, ...this.pictures.map((part) => part.figure)), this.error,
          make("div", { class: "row" }, button("All as encoded", () => 1), button("All off", () => 0), this.only)),
        this.tiles));
    this.root = make("div", { class: "lab feature-view" },
      make("div", { class: "fv-head" }, make("div", { class: "fv-face" }, this.atom, make("div", {}, this.title, this.facts)), this.firing), this.lab);
    this.parent.append(this.root);
  }

  async update(data) {
    this.data = data;
    this.theme = themeOf(this.parent);
    try {
      if (this.run !== data.run.id || !this.test) await this.load(data.run.id);
      showProblem(this.root, null);
    } catch (error) {
      showProblem(this.root, error);
    }
    this.root.classList.toggle("failed", !this.test);
    if (!this.test) return;
    if (!(data.feature >= 0 && data.feature < this.size)) {
      return showProblem(this.root, new Error(`There is no feature ${data.feature}: this run has ${this.size}, counted from 0.`));
    }
    this.paintHead();
    if (this.feature !== data.feature) {
      this.feature = data.feature;
      const first = this.test.arrays.top_examples.data[data.feature * this.test.arrays.top_examples.shape[1]];
      this.take(first >= 0 ? first : (this.example ?? 0));
    } else this.paintExample();
  }

  async load(run) {
    this.run = run;
    this.test = null;
    const [decoder, encoder, test] = await Promise.all([
      loadNetwork(runFiles(run), "decoder.json"), loadNetwork(runFiles(run), "encoder.json"), loadTest(run, this.data.run.label_names),
    ]);
    if (run !== this.run) return;
    Object.assign(this, { decoder, encoder, test, shape: drawingOf(decoder), size: decoder.inputs, feature: null, example: null });
  }

  /** What one unit of a feature adds, in data units (logits where the output is a sigmoid). */
  atomOf(feature) {
    const { outputs, weight } = this.decoder.layers[0];
    return weight.subarray(feature * outputs, (feature + 1) * outputs).map((value) => value * this.decoder.scale);
  }

  codeOfExample(index) {
    return encode(this.encoder, inputOf(this.test, index)).mean;
  }

  paintHead() {
    const { feature } = this.data;
    const { density, top_examples: top, top_values: values, random_examples: random } = this.test.arrays;
    const atom = this.atomOf(feature);
    const largest = atom.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    const tall = (SIDE * this.shape.height) / this.shape.width;
    drawSignedPicture(preparePaper(this.atom, SIDE, tall), atom.map((value) => value / largest), this.shape, 0, 0, SIDE, tall, this.theme.dark);
    this.atom.setAttribute("aria-label", `Atom of feature ${feature}: what it adds to the picture`);
    this.title.textContent = `Feature ${feature}`;
    const share = density.data[feature];
    const width = top.shape[1];
    this.firing.hidden = share === 0;
    this.facts.textContent = share === 0
      ? `Silent: it fired on none of ${this.test.count} test examples, so there is nothing to show.`
      : `Fires on ${showShare(share)} of ${this.test.count} test examples, at most with ${formatValue(values.data[feature * width])}. The picture is its atom: what it adds when it fires.`;
    this.facts.textContent += columnsOf(atom, this.data.columns ?? []);
    const row = (tensor) => Array.from(tensor.data.subarray(feature * tensor.shape[1], (feature + 1) * tensor.shape[1])).filter((index) => index >= 0);
    this.top.replaceChildren(...row(top).map((index, i) => this.exampleFigure(index, values.data[feature * width + i])));
    this.random.replaceChildren(...row(random).map((index) => this.exampleFigure(index, this.storedValue(index, feature))));
  }

  /** A feature's value on an example as the run stored it; the weaker ones it did not store are encoded here. */
  storedValue(index, feature) {
    const { active_indices: indices, active_values: values } = this.test.arrays;
    const from = index * indices.shape[1];
    const place = indices.data.subarray(from, from + indices.shape[1]).indexOf(feature);
    return place < 0 ? this.codeOfExample(index)[feature] : values.data[from + place];
  }

  exampleFigure(index, value) {
    const name = this.test.names[this.test.labels[index]];
    const button = exampleButton(this.test, index, 40, this.theme.ink, {
      label: `Take apart test example ${index}, ${name}, activation ${formatValue(value)}`, onclick: () => this.take(index), pressed: index === this.example,
    });
    button.dataset.example = index;
    return make("figure", {}, button, make("figcaption", { class: "quiet", text: formatValue(value) }));
  }

  /** Takes an example apart: its code, and the features that carry most of it. */
  take(index) {
    this.example = index;
    this.input = inputOf(this.test, index);
    this.code = this.codeOfExample(index);
    this.factors.clear();
    const active = Array.from(this.code.keys()).filter((feature) => this.fires(this.code[feature]));
    const norms = new Map(active.map((feature) => [feature, this.code[feature] * Math.hypot(...this.atomOf(feature))]));
    active.sort((a, b) => norms.get(b) - norms.get(a));
    this.activeCount = active.length;
    this.listed = active.slice(0, TILES);
    if (this.fires(this.code[this.feature]) && !this.listed.includes(this.feature)) this.listed[TILES - 1] = this.feature;
    for (const button of this.firing.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.example) === index));
    }
    this.baseError = this.squaredError(forward(this.decoder, this.code));
    this.buildTiles();
    this.paintExample();
  }

  /** Codes that are never exactly zero count as off near it. */
  fires(value) {
    return value > (this.encoder.description.l0_threshold ?? 0);
  }

  squaredError(picture) {
    return this.input.reduce((sum, value, i) => sum + (value - picture[i]) ** 2, 0);
  }

  buildTiles() {
    this.parts = this.listed.map((feature) => {
      const canvas = make("canvas", { "aria-hidden": "true" });
      const toggle = make("button", { type: "button", class: "fv-switch", "aria-label": `Feature ${feature} in the reconstruction` }, canvas);
      const slider = make("input", { type: "range", min: 0, max: 2, step: 0.05, "aria-label": `Amount of feature ${feature}, 1 as encoded` });
      const amount = make("output", { class: "quiet" });
      toggle.onclick = () => this.setFactor(feature, this.factorOf(feature) === 0 ? 1 : 0);
      slider.oninput = () => this.setFactor(feature, Number(slider.value));
      const element = make("div", { class: `fv-tile${feature === this.feature ? " chosen" : ""}` }, toggle,
        make("p", { text: `feature ${feature}` }), slider, amount);
      return { feature, canvas, toggle, slider, amount, element };
    });
    this.tiles.replaceChildren(...this.parts.map((part) => part.element));
    this.only.textContent = `Only feature ${this.feature}`;
    this.only.hidden = !this.fires(this.code[this.feature]);
    const more = this.activeCount - this.listed.length;
    const unit = this.decoder.outputMap ? "Contributions are to the logits. " : "";
    this.about.textContent = `Test example ${this.example}, ${this.test.names[this.test.labels[this.example]]}: ${this.activeCount} of ${this.size} features fire. `
      + `Each tile is a feature’s contribution (all on one scale). Click it to switch it off, or slide it up to twice its strength. ${unit}`
      + (more > 0 ? `The ${more} weakest are not listed, and stay on unless all are switched off.` : "");
  }

  factorOf(feature) {
    return this.factors.get(feature) ?? 1;
  }

  setFactor(feature, factor) {
    this.factors.set(feature, factor);
    this.draw();
  }

  setAll(factorOf) {
    this.code.forEach((value, feature) => value > 0 && this.factors.set(feature, factorOf(feature)));
    this.draw();
  }

  /** Pictures that depend on the example and theme, not on the sliders. */
  paintExample() {
    if (!this.input) return;
    const tall = (SIDE * this.shape.height) / this.shape.width;
    drawPicture(preparePaper(this.pictures[0].canvas, SIDE, tall), this.input, this.shape, 0, 0, SIDE, tall, this.theme.ink);
    this.contributions = this.parts.map(({ feature }) => this.atomOf(feature).map((value) => value * this.code[feature]));
    this.largest = this.contributions.reduce((most, values) => values.reduce((m, value) => Math.max(m, Math.abs(value)), most), 0) || 1;
    this.paintParts();
  }

  paintParts() {
    if (!this.parts) return;
    const tall = (64 * this.shape.height) / this.shape.width;
    this.parts.forEach(({ feature, canvas, toggle, slider, amount, element }, i) => {
      const factor = this.factorOf(feature);
      const values = this.contributions[i].map((value) => (value * (factor || 1)) / this.largest);
      drawSignedPicture(preparePaper(canvas, 64, tall), values, this.shape, 0, 0, 64, tall, this.theme.dark);
      element.classList.toggle("off", factor === 0);
      toggle.setAttribute("aria-pressed", String(factor > 0));
      if (Number(slider.value) !== factor) slider.value = factor;
      amount.textContent = factor === 0 ? "off" : `× ${factor.toFixed(2)} = ${formatValue(this.code[feature] * factor)}`;
    });
    this.paintReconstruction();
  }

  paintReconstruction() {
    const code = this.code.map((value, feature) => value * this.factorOf(feature));
    const picture = forward(this.decoder, code);
    const tall = (SIDE * this.shape.height) / this.shape.width;
    const error = this.squaredError(picture);
    drawPicture(preparePaper(this.pictures[1].canvas, SIDE, tall), picture, this.shape, 0, 0, SIDE, tall, this.theme.ink);
    const difference = picture.map((value, i) => value - this.input[i]);
    drawSignedPicture(preparePaper(this.pictures[2].canvas, SIDE, tall), difference, this.shape, 0, 0, SIDE, tall, this.theme.dark);
    const change = error / this.baseError - 1;
    const said = Math.abs(change) < 5e-4 ? "as encoded" : `as encoded it was ${formatValue(this.baseError)} (${change > 0 ? "+" : "−"}${showShare(Math.abs(change))})`;
    this.error.textContent = `Squared error, summed over features: ${formatValue(error)}, ${said}`;
  }

  destroy() {
    this.draw.cancel();
    this.root.remove();
  }
}

export default function (component) {
  const { parentElement, data } = component;
  if (!views.has(parentElement)) views.set(parentElement, new FeatureView(parentElement));
  views.get(parentElement).update(data);
  return () => {
    views.get(parentElement)?.destroy();
    views.delete(parentElement);
  };
}

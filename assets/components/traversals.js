// Each latent dimension walked by itself, the others held still; most telling dimensions first.
//
// data: {run, kl: nats per dimension or null}. Tells Python nothing; tells the link: walk, "posterior,test12": the range
// (with its reach, "fixed2.5") and where the other dimensions are held: "mean", a test example or a pin.

const BASES_SHOWN = 10;

class Traversals {
  constructor(parent) {
    Object.assign(this, { parent, pins: {}, base: "mean" });
    this.grid = new TraversalGrid();
    this.ranges = make("div", { class: "row", role: "group", "aria-label": "How far each dimension is walked" });
    this.bases = make("div", { class: "row", role: "group", "aria-label": "Where the other dimensions are held" });
    this.note = make("p", { class: "quiet" });
    this.files = make("div", { class: "row" });
    this.root = make("div", { class: "lab traversals" }, this.ranges, this.bases, this.grid.element, this.files, this.note);
    parent.append(this.root);
    this.stops = [onPins((news) => this.hearPins(news)), onTime((moment) => this.seek(moment))];
  }

  async update(data) {
    const theme = themeOf(this.parent);
    if (this.run && JSON.stringify([this.data, this.theme]) === JSON.stringify([data, theme])) return;
    const before = this.data?.run.id;
    Object.assign(this, { data, theme });
    try {
      if (before !== data.run.id || !this.run) await this.load(data.run);
      showProblem(this.root, null);
    } catch (error) {
      showProblem(this.root, error);
    }
    this.root.classList.toggle("failed", !this.run);
    this.paint();
  }

  async load(facts) {
    this.run = null;
    const run = await new WalkRun(facts).load();
    if (facts.id !== this.data.run.id) return;
    const { test, prior } = { test: run.test, prior: facts.prior };
    const ranked = rankDimensions(test, this.data.kl);
    const { codes } = test.arrays;
    const size = codes.shape[1];
    // Without a prior N(0, 1) the walk follows the codes themselves: their mean and deviation.
    const measured = !standardScale(prior);
    const centre = Float64Array.from({ length: size }, (_, j) => (measured ? columnOf(codes, j).reduce((sum, value) => sum + value, 0) / test.count : 0));
    const spread = Float64Array.from(measured ? variancePerDimension(codes) : { length: size }, (value) => (measured ? Math.sqrt(value) : 1));
    this.space = { test, prior, centre, spread };
    this.run = run;
    this.readLink();
    this.grid.open({ run, order: ranked.order, kl: ranked.kl, space: this.space });
    await this.seek(lastAnnounced("time"));
  }

  readLink() {
    const known = rangesOf(this.space.prior);
    const [range, base] = linkedValue("walk", (text) => this.walkOf(text), this.root, this.validWalks(known)) ?? [];
    const reach = /^fixed(\d(?:\.\d)?)$/.exec(range)?.[1];
    if (reach && REACHES.includes(Number(reach))) this.choice = { range: "fixed", reach: Number(reach) };
    else {
      this.choice = { range: range in known ? range : Object.keys(known)[0], reach: 2.5 };
    }
    const example = /^test(\d{1,6})$/.exec(base)?.[1];
    this.base = PIN_LETTERS.includes(base) || (example && Number(example) < this.space.test.count) ? base : "mean";
  }

  /** [range, base] of a link's text, or null where it names no walk of this run. */
  walkOf(text) {
    const [range, base = "mean", ...more] = text.split(",");
    const reach = /^fixed(\d(?:\.\d)?)$/.exec(range)?.[1];
    const example = /^test(\d{1,6})$/.exec(base)?.[1];
    const ranged = reach ? REACHES.includes(Number(reach)) : range in rangesOf(this.space.prior);
    const based = base === "mean" || PIN_LETTERS.includes(base) || (example && Number(example) < this.space.test.count);
    return ranged && based && !more.length ? [range, base] : null;
  }

  validWalks(known) {
    const ranges = [...Object.keys(known).filter((range) => range !== "fixed"), ...REACHES.map((reach) => `fixed${reach}`)];
    return `${ranges.join(", ")}, then a comma and mean, A, B, C or a test example as test12`;
  }

  choose(changes) {
    Object.assign(this, changes);
    const { choice: { range, reach }, base } = this;
    writeLink({ walk: `${range}${range === "fixed" ? reach : ""},${base}` });
    this.paint();
  }

  hearPins({ run, pins }) {
    const before = JSON.stringify(this.pins);
    this.pins = run === this.data?.run.id ? pins : {};
    if (before !== JSON.stringify(this.pins)) this.paint();
  }

  async seek(moment) {
    if (this.run && (await this.run.seek(moment))) this.paint();
  }

  // --- what is chosen ---------------------------------------------------------------------------------------

  /** The code that the other dimensions keep, and its name. */
  baseCode() {
    const { centre } = this.space;
    if (this.base.startsWith("test")) {
      const example = Number(this.base.slice(4));
      return { z: this.run.codeOfEnd({ example }), name: `the code of test example ${example}, ${this.exampleName(example)}` };
    }
    if (this.pins[this.base]) return { z: this.pins[this.base].z, name: `pin ${this.base}` };
    return { z: centre, name: standardScale(this.space.prior) ? "the prior’s mean" : "the mean code" };
  }

  exampleName(index) {
    const { test } = this.space;
    return test.words ? test.words.names[index] : test.names[test.labels[index]];
  }

  showRanges() {
    const { range, reach } = this.choice;
    const buttons = Object.entries(rangesOf(this.space.prior)).map(([key, text]) => make("button", { type: "button", text: text[0].toUpperCase() + text.slice(1),
      "data-key": key, "aria-pressed": String(key === range), onclick: () => this.choose({ choice: { range: key, reach } }) }));
    const unit = standardScale(this.space.prior) ? "σ" : "sd";
    const select = make("select", { "aria-label": "How far", "data-key": "reach", onchange: () => this.choose({ choice: { range, reach: Number(select.value) } }) },
      ...REACHES.map((value) => make("option", { value, text: `± ${value} ${unit}`, selected: value === reach })));
    this.refill(this.ranges, [make("span", { class: "quiet", text: "Walk over:" }), ...buttons, ...(range === "fixed" ? [select] : [])]);
  }

  showBases() {
    const { test, prior } = this.space;
    const button = (base, text) => make("button", { type: "button", text, "data-key": base, "aria-pressed": String(base === this.base), onclick: () => this.choose({ base }) });
    const examples = test.sheet ? exampleChoice(test, BASES_SHOWN, 1) : [];
    const shown = examples.map((index) => {
      const one = exampleButton(test, index, 32, this.theme.ink, { pressed: this.base === `test${index}`, onclick: () => this.choose({ base: `test${index}` }),
        label: `the code of test example ${index}, ${this.exampleName(index)}` });
      one.dataset.key = `test${index}`;
      return one;
    });
    this.refill(this.bases, [make("span", { class: "quiet", text: "The others stay at:" }), button("mean", standardScale(prior) ? "the prior’s mean" : "the mean code"),
      ...PIN_LETTERS.filter((letter) => this.pins[letter]).map((letter) => button(letter, `pin ${letter}`)), ...shown, ...(test.sheet ? [] : [this.documents()])]);
  }

  documents() {
    const { test } = this.space;
    const known = exampleChoice(test, BASES_SHOWN, 1).map((index) => `test${index}`);
    const bases = this.base.startsWith("test") && !known.includes(this.base) ? [this.base, ...known] : known;
    const select = make("select", { "aria-label": "The code of a test example", "data-key": "document", onchange: () => select.value && this.choose({ base: select.value }) },
      make("option", { value: "", text: "a test example…" }),
      ...bases.map((base) => make("option", { value: base, text: this.exampleName(Number(base.slice(4))), selected: base === this.base })));
    return select;
  }

  /** New children, the focus kept. */
  refill(row, children) {
    const focused = this.root.getRootNode().activeElement?.dataset?.key;
    row.replaceChildren(...children);
    if (focused) children.find(({ dataset }) => dataset.key === focused)?.focus();
  }

  // --- what is shown ----------------------------------------------------------------------------------------

  paint() {
    if (!this.run) return;
    this.showRanges();
    this.showBases();
    this.grid.show({ choice: this.choice, base: this.baseCode().z, theme: this.theme });
    this.note.textContent = this.noteText();
    const drawn = this.data.run.kind !== "text" && this.data.run.kind !== "table";
    this.files.replaceChildren(...(drawn ? [savePictureButtons({ PNG: () => this.save() }, "grid")] : []));
  }

  noteText() {
    const { data: { run }, space, choice } = this;
    const said = [`${rangeSentence(choice, space)} The others stay at ${this.baseCode().name}. Everything decoded is the decoder’s mean.`];
    if (this.grid.kl) said.push("KL is the price of a dimension, averaged over test examples.");
    if (run.kind === "text") said.push("Of each dimension the words whose probability moves most.");
    else if (run.kind === "table") said.push("Of each dimension the features that move most, in their own units; shaded by deviations from the training rows’ mean.");
    else said.push("The frame marks the picture nearest to the base.");
    if (this.run.said) said.push(`${this.run.said} How far a dimension is walked is told by the codes after training.`);
    return said.join(" ");
  }

  save() {
    const { grid, data: { run } } = this;
    const lines = grid.lines.filter(({ element }) => grid.folded.open || element.parentElement === grid.active);
    const note = `${rangeSentence(this.choice, this.space)} Decoder’s means.`;
    return saveTraversal(grid, lines, { title: `${run.name}, from ${this.baseCode().name}`, note, name: fileName("traversals", run.name) });
  }

  close() {
    this.grid.destroy();
    for (const stop of this.stops) stop();
    this.root.remove();
  }
}

export default mounted((parent) => new Traversals(parent));

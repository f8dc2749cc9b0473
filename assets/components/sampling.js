// Made-up examples: codes from the prior or a fitted mixture, decoded in the browser and looked at for copies.

const PICTURES = 24;
const DOCUMENTS = 6;
const SETTLE_MS = 250; // after the last change, before copies are looked for

class Sampling {
  constructor(parent) {
    this.parent = parent;
    Object.assign(this, { seed: 1, before: null, temperature: 1, form: "mean", chosen: 0, searching: false, found: [] });
    this.draw = promptly(() => this.paint());
    this.controls = new SampleControls(this);
    this.cells = make("div", { class: "sample-cells", role: "group", "aria-label": "Samples" });
    this.cells.onkeydown = (event) => this.walk(event);
    this.detail = new SampleDetail(this);
    this.sparsity = new SampleSparsity(this);
    this.about = make("p", { class: "quiet" });
    this.spoken = make("p", { class: "unseen", "aria-live": "polite" });
    this.root = make("div", { class: "lab sampling" }, this.controls.root, this.about,
      make("div", { class: "sample-body" }, this.cells, this.detail.root), this.sparsity.root, this.spoken);
    parent.append(this.root);
  }

  async update(data) {
    this.data = data;
    this.theme = themeOf(this.parent);
    try {
      if (this.run !== data.run.id || !this.decoder) await this.load(data.run);
      if (!this.sampling && data.prepared) this.sampling = await loadSampling(data.run.id);
      this.sources = sampleSources(data.prior, this.sampling);
      if (!this.sources.some(({ name }) => name === this.source)) this.source = this.sources[0]?.name;
      showProblem(this.root, null);
    } catch (error) {
      showProblem(this.root, error);
    }
    this.root.classList.toggle("failed", !this.decoder || !this.source);
    if (this.decoder && !this.source) showProblem(this.root, new Error(data.nothing));
    if (!this.decoder || !this.source) return;
    this.controls.build();
    this.draw();
  }

  async load(run) {
    this.run = run.id;
    this.decoder = null;
    const [decoder, test, reading] = await Promise.all([
      loadNetwork(runFiles(run.id), "decoder.json"), loadTest(run.id, run.label_names), loadReading(run)]);
    if (run.id !== this.run) return;
    Object.assign(this, { decoder, test, reading, kind: run.kind, sampling: null, source: null, training: null });
    this.shape = run.kind === "text" ? null : drawingOf(decoder);
    this.count = run.kind === "text" ? DOCUMENTS : PICTURES;
    this.sparsity.load();
  }

  /** One code of the list is the same noise at every temperature and of every source. */
  noiseRow(i) {
    const key = `${this.run} ${this.seed}`;
    if (this.noiseKey !== key) {
      const normal = seededNormals(this.seed);
      this.rows = Float32Array.from({ length: this.count * 2 * this.decoder.inputs }, () => normal());
      this.noiseKey = key;
    }
    const wide = 2 * this.decoder.inputs;
    return this.rows.subarray(i * wide, (i + 1) * wide);
  }

  codeOf(i) {
    const z = new Float32Array(this.decoder.inputs);
    if (this.source === "mixture") return codeFromMixture(this.sampling.mixture, this.noiseRow(i), this.temperature, z);
    return codeFromPrior(this.data.prior, this.noiseRow(i), this.temperature, this.decoder.tensors.codebook, z);
  }

  /** {mean, draw (null where there is none)} of sample i. */
  example(i) {
    const z = this.codeOf(i);
    const mean = forward(this.decoder, z).slice();
    const { likelihood, run: { sigma } } = this.data;
    if (whyNoDraw(likelihood, sigma)) return { mean, draw: null };
    const a = likelihood === "continuous_bernoulli" ? logitsOf(this.decoder, z) : null;
    const normal = seededNormals(this.seed * 1009 + i);
    return { mean, draw: LIKELIHOOD_DRAWS[likelihood]({ a, p: mean, sigma, normal }) };
  }

  paint() {
    if (!this.decoder || !this.source) return;
    this.examples = Array.from({ length: this.count }, (_, i) => this.example(i));
    if (!this.examples[0].draw) this.form = "mean";
    this.found = [];
    this.shown = this.examples.map(({ mean, draw }) => (this.form === "draw" ? draw : mean));
    this.about.textContent = this.said();
    this.controls.sync();
    this.paintCells();
    this.detail.paint();
    this.sparsity.paint();
    this.lookForCopies();
  }

  said() {
    const codes = this.sources.find(({ name }) => name === this.source).about;
    const form = this.form === "draw" ? "a draw from the likelihood at each code" : "the decoder’s mean at each code, not a draw from the likelihood";
    const why = this.sampling?.meta.no_mixture_because ?? "";
    return `${codes} Shown: ${form}. ${temperatureWords(this.temperature, this.source, this.data.prior)} ${why}`;
  }

  paintCells() {
    while (this.cells.childElementCount > this.count) this.cells.lastChild.remove();
    while (this.cells.childElementCount < this.count) this.cells.append(this.cell(this.cells.childElementCount));
    this.cells.classList.toggle("worded", this.kind === "text");
    [...this.cells.children].forEach((button, i) => {
      this.paintCell(button, i);
      button.setAttribute("aria-pressed", String(i === this.chosen));
      button.tabIndex = i === this.chosen ? 0 : -1;
    });
  }

  cell(i) {
    return make("button", { type: "button", class: "sample-cell", onclick: () => this.choose(i) }, make("span"), make("span", { class: "quiet" }));
  }

  paintCell(button, i) {
    const [what, near] = button.children;
    const found = this.found[i];
    if (this.kind === "text") {
      const top = largestOf(this.shown[i], 6);
      what.textContent = top.map((word) => this.reading.vocabulary[word]).join(", ");
      near.textContent = found ? `near ${this.training.names[found.index]}` : "";
    } else {
      paintTile(what, (context, size) => drawPicture(context, this.shown[i], this.shape, 1, 1, size - 2, size - 2, this.theme.ink));
      near.hidden = !found;
      if (found) paintTile(near, (context, size) => drawTile(context, this.training.sheet, this.training.tiles, found.index, 1, 1, size - 2, size - 2, this.theme.ink));
    }
    const nearest = found ? `; nearest training example ${found.index}, ${copyWords(found)}` : "";
    button.setAttribute("aria-label", `Sample ${i + 1}${this.kind === "text" ? `: ${what.textContent}` : ""}${nearest}`);
    button.classList.toggle("copy", Boolean(found && found.percentile < 1));
  }

  choose(i) {
    this.chosen = i;
    this.paintCells();
    this.detail.paint();
    this.spoken.textContent = this.cells.children[i].getAttribute("aria-label");
  }

  walk(event) {
    const across = Math.max(1, Math.round(this.cells.clientWidth / this.cells.firstChild.offsetWidth));
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }[event.key];
    if (!step) return;
    event.preventDefault();
    this.choose(Math.min(Math.max(this.chosen + step, 0), this.count - 1));
    this.cells.children[this.chosen].focus();
  }

  renew(seed) {
    this.before = this.seed;
    this.seed = seed;
    this.draw();
  }

  /** Looks for copies from now on, after loading what to look among. */
  async search(on) {
    this.searching = on;
    this.controls.sync();
    if (on) this.training ??= await loadTraining(this.sampling, this.decoder.outputs);
    this.draw();
  }

  lookForCopies() {
    this.stopSearch?.();
    clearTimeout(this.settling);
    if (!this.searching || !this.training) return;
    // Means are as smooth as reconstructions, draws as rough as data: each has its own yardstick.
    const yardstick = this.sampling.meta.distances.reconstructions;
    const means = this.examples.map(({ mean }) => mean);
    this.settling = setTimeout(() => {
      this.stopSearch = searchCopies(this.training, yardstick, means, (i, found) => {
        this.found[i] = found;
        this.paintCell(this.cells.children[i], i);
        if (i === this.chosen) this.detail.paint();
        if (i === this.count - 1) this.controls.tally();
      });
    }, SETTLE_MS);
  }

  close() {
    clearTimeout(this.settling);
    this.stopSearch?.();
    this.draw.cancel();
    this.root.remove();
  }
}

export default mounted((parent) => new Sampling(parent));

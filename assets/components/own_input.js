// Your own input: drawn by hand, typed, or a test example; encoded and decoded here, in the browser.
//
// data: {run, likelihood, centred, training}. Follows the scrubber where networks were kept (networks_in_time.js).
// Tells Python nothing; tells the page: input (shared/own_input_bus.js) and pins.

const CHOICES = 12;
const SIDE = 196; // pixels of a picture
const TELL_MS = 600;
const WORDS = /[\p{L}_][\p{L}\p{N}_]*/gu;

class OwnInput {
  constructor(parent) {
    this.parent = parent;
    this.draws = 1;
    this.seed = 3;
    this.arrivals = 0;
    this.encodeSoon = oncePerFrame(() => this.encode());
    this.root = make("div", { class: "lab own-input" });
    parent.append(this.root);
    this.stops = [onTime(() => this.seek()), onAnnounced("scrub", () => this.prepare())];
  }

  async update(data) {
    this.data = data;
    this.theme = themeOf(this.parent);
    try {
      if (this.run !== data.run.id || !this.encoder) await this.load(data.run.id);
      showProblem(this.root, null);
    } catch (error) {
      showProblem(this.root, error);
    }
    if (this.encoder) this.paint();
  }

  async load(run) {
    this.run = run;
    this.encoder = null;
    const { data } = this;
    const load = data.training ? networksInTraining : trainedNetworks;
    const [{ final, snapshots, test }, reading] = await Promise.all([load(run, data.run.label_names), loadReading(data.run)]);
    const now = await networksAt(run, snapshots, this.stepShown(), final);
    if (run !== this.run) return;
    Object.assign(this, { final, snapshots, test, now, encoder: now.encoder, decoder: now.decoder, shape: drawingOf(now.decoder), reading: { ...reading } });
    this.places = new Map(reading.vocabulary?.map((word, i) => [word, i]) ?? []);
    this.build();
    if (this.test.sheet) this.pick(exampleChoice(test, 1, this.seed)[0]);
    else this.type();
    if (lastAnnounced("scrub")) this.prepare();
  }

  // --- the moment -------------------------------------------------------------------------------------------

  /** The step that the page's scrubber is at, of this run. */
  stepShown() {
    const moment = lastAnnounced("time");
    return (moment && stepAt(moment, this.run, this.data.run.total_steps)) ?? Infinity;
  }

  async seek() {
    if (!this.encoder) return;
    const arrival = (this.arrivals += 1);
    const now = await networksAt(this.run, this.snapshots, this.stepShown(), this.final);
    if (arrival !== this.arrivals) return;
    Object.assign(this, { now, encoder: now.encoder, decoder: now.decoder });
    this.encode();
  }

  /** Fetches all networks that were kept, before the scrubber moves. */
  async prepare() {
    if (!this.encoder || this.prepared === this.run) return;
    this.prepared = this.run;
    for (const { step } of snapshotsWithNetworks(this.snapshots)) await networksAt(this.run, this.snapshots, step, this.final);
  }

  build() {
    const { kind } = this.data.run;
    this.inputs = make("div", { class: "own-inputs" }, ...(kind === "text" ? this.buildWords() : this.buildPictures()));
    this.mean = decodedView(kind, "Reconstruction from the mean");
    this.sample = decodedView(kind, "Reconstruction from a sample of the code");
    this.meanText = make("figcaption", { class: "quiet" });
    this.sigma = sigmaView();
    this.sampleText = make("figcaption", { class: "quiet" });
    this.again = make("button", { type: "button", text: "Sample again", onclick: () => {
      this.draws += 1;
      this.encode();
    } });
    this.sampled = make("figure", {}, make("div", { class: "own-view" }, this.sample.element), this.sampleText, this.again);
    this.about = make("p", { class: "quiet own-about" });
    this.spoken = make("p", { class: "unseen", "aria-live": "polite" });
    const pins = make("div", { class: "row", role: "group", "aria-label": "Pins" }, make("span", { class: "quiet", text: "Pin its mean:" }),
      ...PIN_LETTERS.map((letter) => make("button", { type: "button", text: letter, "aria-label": `Put pin ${letter} on your input`,
        onclick: () => this.pin(letter) })));
    this.root.replaceChildren(make("div", { class: "own-body" }, this.inputs,
      make("figure", {}, make("div", { class: "own-view" }, this.mean.element), this.meanText, this.sigma.element, pins), this.sampled), this.about, this.spoken);
  }

  // --- ways to give an input --------------------------------------------------------------------------------

  buildPictures() {
    const { shape, data, test, theme } = this;
    const drawn = data.run.kind === "image" && !shape.signed && shape.scale === 1;
    this.paper = new DrawingPaper(shape.width, shape.height, () => this.encodeSoon());
    this.paper.canvas.classList.toggle("fixed", !drawn);
    if (!drawn) this.paper.canvas.onpointerdown = null;
    this.paper.centred = data.centred;
    const clear = make("button", { type: "button", text: "Clear", onclick: () => {
      this.paper.clear();
      this.encode();
    } });
    const centre = make("button", { type: "button", text: "Centre by mass", "aria-pressed": String(data.centred),
      title: "Moves a drawing so that its centre of mass is in the middle, as MNIST's digits are; its size stays", onclick: () => {
        this.paper.centred = !this.paper.centred;
        centre.setAttribute("aria-pressed", String(this.paper.centred));
        this.encode();
      } });
    const kind = test.probe ? "Validation" : "Test";
    const strip = make("div", { class: "own-strip", role: "group", "aria-label": `${kind} examples to choose from` });
    const fill = () => strip.replaceChildren(...exampleChoice(test, CHOICES, this.seed).map((index) => exampleButton(test, index, 30, theme.ink, {
      label: `Take ${kind.toLowerCase()} example ${index}, ${test.names[test.labels[index]]}`,
      onclick: () => this.pick(index),
    })));
    fill();
    const others = make("button", { type: "button", text: "Other examples", onclick: () => {
      this.seed += 1;
      fill();
    } });
    this.note = make("p", { class: "quiet" });
    return [this.paper.canvas, make("div", { class: "row" }, ...(drawn ? [clear, centre] : []), others), strip, this.note];
  }

  buildWords() {
    this.text = make("textarea", { rows: 5, "aria-label": "Words to encode", spellcheck: "false" });
    this.text.value = "Return the shortest path between two nodes of the graph";
    this.text.oninput = () => this.type();
    this.note = make("p", { class: "quiet" });
    return [this.text, this.note];
  }

  pick(index) {
    const { test } = this;
    this.picked = index;
    this.paper.keep(inputOf(test, index));
    this.note.textContent = `${test.probe ? "Validation" : "Test"} example ${index}, ${test.names[test.labels[index]]}.`;
    this.encode();
  }

  /** Counts of the words typed that the model knows. */
  type() {
    const words = this.text.value.toLowerCase().match(WORDS) ?? [];
    const known = words.filter((word) => this.places.has(word));
    this.counts = new Float32Array(this.places.size);
    for (const word of known) this.counts[this.places.get(word)] += 1;
    this.note.textContent = `${known.length} of ${words.length} words are among the ${formatValue(this.places.size)} that the model counts.`;
    this.encode();
  }

  // --- what the model makes of it ---------------------------------------------------------------------------

  encode() {
    const input = this.paper ? this.paper.values() : this.counts;
    if (this.paper && !this.paper.kept) {
      this.picked = null;
      this.note.textContent = this.paper.centred
        ? "Your drawing, moved so that its centre of mass is in the middle, as MNIST’s digits are." : "Your drawing, where you drew it.";
    }
    const { mean, logVariance } = encode(this.encoder, input);
    const std = logVariance?.map((value) => Math.exp(value / 2)) ?? null;
    const normal = seededNormals(this.draws);
    const sample = std && mean.map((value, j) => value + std[j] * normal());
    this.code = { input, mean, logVariance, std, sample };
    // A code has no place on the map of another moment.
    announceOwnInput(this.run, this.now.fits ? { mean, std, sample } : null);
    this.paint();
  }

  pin(letter) {
    const known = lastAnnounced("pins");
    const pins = known?.run === this.run ? known.pins : {};
    announcePins(this.run, { ...pins, [letter]: { z: Array.from(this.code.mean), example: this.pinned() } }, this);
  }

  /** The test example that a pin is put on, if it is one, by the trained encoder. */
  pinned() {
    return this.now.step === null && !this.test.probe ? this.picked ?? null : null;
  }

  paint() {
    if (!this.code) return;
    const { code, decoder, data, theme: { ink }, shape, test } = this;
    if (this.paper) {
      const height = Math.round((SIDE * shape.height) / shape.width);
      drawPicture(preparePaper(this.paper.canvas, SIDE, height), code.input, shape, 0, 0, SIDE, height, ink);
      this.paper.canvas.setAttribute("aria-label", this.picked == null ? "Your drawing. Instead of drawing, choose a test example below."
        : `${this.note.textContent} Draw on it to begin a picture of your own.`);
    }
    const facts = { ...this.reading, shape, ink, side: Math.min(SIDE, this.mean.element.parentElement.clientWidth) };
    const terms = { likelihood: data.likelihood, sigma: data.run.sigma };
    const said = (what, z) => `${what}: ${exampleError(decoder, terms, code.input, z).text}`;
    this.meanText.textContent = said(code.std ? "From the mean of its code" : "From its code", code.mean);
    this.mean.show(forward(decoder, code.mean), facts);
    this.sigma.show(deviationsAt(decoder, code.mean), facts);
    this.sampled.hidden = !code.sample;
    if (code.sample) {
      this.sampleText.textContent = said(`From sample ${this.draws} of its code, mean + σ × noise`, code.sample);
      this.sample.show(forward(decoder, code.sample), facts);
    }
    const when = saidOfNetworks(this.now);
    this.about.textContent = `${this.aboutText()}${when ? ` ${when}` : ""}`;
    clearTimeout(this.telling); // a stroke is told when it is over
    this.telling = setTimeout(() => (this.spoken.textContent = `${this.note.textContent} ${this.meanText.textContent}. ${this.about.textContent}`), TELL_MS);
  }

  aboutText() {
    const { code, data: { run, likelihood } } = this;
    const fed = likelihood === "bernoulli" ? " It is fed in grey; in training each pixel was drawn black or white." : "";
    if (code.std) {
      const parts = Array.from(code.mean.keys()).slice(0, 3).map((j) => `${latentName(j)} = ${showNumber(code.mean[j])} ± ${showNumber(code.std[j])}`);
      const more = code.mean.length > 3 ? ", …" : "";
      return `Its code (mean ± σ): ${parts.join(", ")}${more}; KL ${showNumber(codeKl(code), 1)} nats. `
        + `On the pad: diamond = mean, ellipse = one σ, cross = the sample.${fed}`;
    }
    const why = {
      spike_and_slab: "Shown is the likelier part of its code, each number on or exactly 0; nothing is drawn.",
      codebook: "Its code is made of the nearest entries of the codebook; nothing is drawn.",
    }[run.prior?.kind] ?? "A plain autoencoder gives one code and no σ, so there is no noise to sample.";
    return `${why} On the pad: diamond.`;
  }

  close() {
    for (const stop of this.stops) stop();
    this.encodeSoon.cancel();
    clearTimeout(this.telling);
    announceOwnInput(this.run, null);
    this.root.remove();
  }
}

export default mounted((parent) => new OwnInput(parent));

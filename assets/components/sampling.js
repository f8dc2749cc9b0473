// Draws from the prior, decoded in the browser.

const samplings = new WeakMap();
const SIDE = 6;
const WIDEST = 480;

class Sampling {
  constructor(parent) {
    this.parent = parent;
    this.seed = 1;
    this.temperature = 1;
    this.draw = promptly(() => this.paint());
    this.build();
    this.stopWidth = watchWidth(this.stage, (width) => {
      this.width = Math.min(width, WIDEST);
      this.draw();
    });
  }

  build() {
    this.canvas = makeCanvas("Samples", "sample-grid");
    this.stage = make("div", { class: "sample-stage" }, this.canvas);
    this.slider = make("input", { type: "range", min: 0, max: 2, step: 0.05, value: 1 });
    this.slider.oninput = () => {
      this.temperature = Number(this.slider.value);
      this.draw();
    };
    this.value = make("output", {});
    this.stretch = make("label", { class: "sample-slider" }, make("span", { text: "T · temperature" }), this.value, this.slider);
    const fresh = make("button", { type: "button", text: "New noise", onclick: () => {
      this.seed += 1;
      this.draw();
    } });
    this.straight = make("button", { type: "button", text: "T = 1", onclick: () => {
      this.temperature = 1;
      this.slider.value = 1;
      this.draw();
    } });
    this.noise = make("span", { class: "quiet" });
    this.about = make("p", {});
    this.note = make("p", { class: "quiet" });
    this.root = make("div", { class: "lab sampling" }, make("div", { class: "sample-body" }, this.stage,
      make("div", { class: "sample-side" }, this.stretch, make("div", { class: "row" }, fresh, this.straight, this.noise),
        this.about, this.note)));
    this.parent.append(this.root);
  }

  async update(data) {
    this.theme = themeOf(this.parent);
    this.prior = data.prior;
    this.about.textContent = `${PRIORS[this.prior.kind]}; what is shown for each is the decoder’s mean picture, not a draw of pixels.`;
    this.stretch.hidden = this.straight.hidden = this.note.hidden = this.prior.kind === "codebook";
    try {
      if (this.run !== data.run.id || !this.decoder) await this.load(data.run.id);
      showProblem(this.root, null);
    } catch (error) {
      showProblem(this.root, error);
    }
    this.root.classList.toggle("failed", !this.decoder);
    this.draw();
  }

  async load(run) {
    this.run = run;
    this.decoder = null;
    const decoder = await loadNetwork(runFiles(run), "decoder.json");
    if (run === this.run) Object.assign(this, { decoder, shape: drawingOf(decoder) });
  }

  /** One code of the grid is the same noise at every temperature, so that moving T moves each picture. */
  noiseRows() {
    const count = SIDE * SIDE * 2 * this.decoder.inputs;
    const key = `${this.run} ${this.seed}`;
    if (this.noiseKey !== key) {
      const normal = seededNormals(this.seed);
      this.rows = Float32Array.from({ length: count }, () => normal());
      this.noiseKey = key;
    }
    return this.rows;
  }

  paint() {
    if (!this.decoder || !this.width) return;
    const size = this.decoder.inputs;
    const rows = this.noiseRows();
    const cell = this.width / SIDE;
    const height = (cell * this.shape.height) / this.shape.width;
    const context = preparePaper(this.canvas, this.width, height * SIDE);
    const z = new Float32Array(size);
    for (let i = 0; i < SIDE * SIDE; i += 1) {
      const noise = rows.subarray(i * 2 * size, (i + 1) * 2 * size);
      codeFromPrior(this.prior, noise, this.temperature, this.decoder.tensors.codebook, z);
      const [x, y] = [(i % SIDE) * cell, Math.floor(i / SIDE) * height];
      drawPicture(context, forward(this.decoder, z), this.shape, x + 2, y + 2, cell - 4, height - 4, this.theme.ink);
    }
    this.value.textContent = this.temperature.toFixed(2);
    this.noise.textContent = `noise seed ${this.seed}`;
    this.note.textContent = this.said();
    this.canvas.setAttribute("aria-label", `${SIDE * SIDE} decoded draws from the prior${this.stretch.hidden ? "" : ` at temperature ${this.temperature.toFixed(2)}`}, noise seed ${this.seed}`);
  }

  said() {
    if (this.temperature === 0) return "T = 0: every code is the prior’s mean, so every picture is the same.";
    if (this.temperature < 1) return "Below 1 codes stay nearer the middle: safer pictures, less variety.";
    if (this.temperature > 1) return "Above 1 codes leave the region the prior favours: the decoder was seldom trained there.";
    return "T = 1 is the prior itself.";
  }

  destroy() {
    this.stopWidth();
    this.draw.cancel();
    this.root.remove();
  }
}

export default function (component) {
  const { parentElement, data } = component;
  if (!samplings.has(parentElement)) samplings.set(parentElement, new Sampling(parentElement));
  samplings.get(parentElement).update(data);
  return () => {
    samplings.get(parentElement)?.destroy();
    samplings.delete(parentElement);
  };
}

// Each latent dimension walked by itself, the others held still; most telling dimensions first.

const traversals = new WeakMap();
const CELLS = 9;
const REACH = 2.5;
const CHUNK_MS = 8;
const CHOICES = 10;
const LABEL_WIDTH = 118;

class Traversals {
  constructor(parent) {
    this.parent = parent;
    this.base = -1; // -1: the mean; else a test example
    this.fill = oncePerFrame(() => this.paintSome());
    this.build();
    this.stopWidth = watchWidth(this.active, (width) => {
      this.width = width;
      this.paint();
    });
  }

  build() {
    this.choice = make("div", { class: "row", role: "group", "aria-label": "Where the other dimensions are held" });
    this.head = make("div", { class: "walk-head quiet", "aria-hidden": "true" });
    this.active = make("div", { class: "walk-rows" });
    this.summary = make("summary", {});
    this.idle = make("div", { class: "walk-rows" });
    this.folded = make("details", {}, this.summary, this.idle);
    this.folded.ontoggle = () => this.paint();
    this.note = make("p", { class: "quiet" });
    this.root = make("div", { class: "lab traversals" }, make("p", { class: "quiet", text: "The other dimensions stay at:" }),
      this.choice, this.head, this.active, this.folded, this.note);
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
    this.buildChoice();
    this.paint();
  }

  async load(run) {
    this.run = run;
    this.test = null;
    const [decoder, test] = await Promise.all([loadNetwork(runFiles(run), "decoder.json"), loadTest(run, this.data.run.label_names)]);
    if (run !== this.run) return;
    Object.assign(this, { decoder, test, shape: drawingOf(decoder), base: -1 });
    Object.assign(this, rankDimensions(test, this.data.kl));
    this.prior = standardScale(this.data.run.prior);
    this.centre = new Float32Array(decoder.inputs);
    this.spread = new Float32Array(decoder.inputs).fill(1);
    if (!this.prior) this.measureCodes();
    this.buildRows();
  }

  /** Without a prior the walk follows the codes themselves: their mean and standard deviation. */
  measureCodes() {
    const { data, shape: [count, size] } = this.test.arrays.codes;
    for (let i = 0; i < data.length; i += 1) this.centre[i % size] += data[i] / count;
    this.spread = Float32Array.from(variancePerDimension(this.test.arrays.codes), Math.sqrt);
  }

  buildRows() {
    const row = (j) => {
      const canvas = makeCanvas("Pictures along this dimension", "walk-row");
      const amount = this.kl ? `${showNumber(this.kl[j])} nats` : `sd ${formatValue(this.spread[j])}`;
      const element = make("div", { class: "walk-line" },
        make("p", {}, make("em", { text: latentName(j) }), make("span", { class: "quiet", text: amount })), canvas);
      return { j, canvas, element };
    };
    const isIdle = (j) => this.kl && this.kl[j] < IDLE_NATS;
    this.lines = this.order.map(row);
    this.active.replaceChildren(...this.lines.filter(({ j }) => !isIdle(j)).map((line) => line.element));
    const idle = this.lines.filter(({ j }) => isIdle(j));
    this.idle.replaceChildren(...idle.map((line) => line.element));
    this.folded.hidden = idle.length === 0;
    this.summary.textContent = `${idle.length} inactive dimension${idle.length === 1 ? "" : "s"} (KL < ${IDLE_NATS} nats)`;
    const unit = this.prior ? "σ" : " sd";
    this.head.replaceChildren(...Array.from({ length: CELLS }, (_, i) => {
      const at = -REACH + (2 * REACH * i) / (CELLS - 1);
      return make("span", { text: i % 2 ? "" : at === 0 ? "0" : `${showNumber(at, at % 1 ? 2 : 1).replace(/0$/, "").replace(/\.$/, "")}${unit}` });
    }));
    this.note.textContent = this.prior
      ? `From −2.5 to 2.5 standard deviations of ${this.data.run.prior.kind === "normal" ? "the prior" : "the prior’s slab"} N(0, 1), by the decoder’s mean picture. KL is the price of a dimension, averaged over test examples. `
        + "The frame marks the picture nearest to the base."
      : "From −2.5 to 2.5 standard deviations of the test codes about their mean: there is no prior N(0, 1) to walk along. "
        + "The frame marks the picture nearest to the base.";
  }

  buildChoice() {
    const { test, theme } = this;
    const choose = (base) => () => {
      this.base = base;
      for (const [i, button] of [...this.choice.children].entries()) {
        button.setAttribute("aria-pressed", String(this.examples[i] === base));
      }
      this.paint();
    };
    this.examples = [-1, ...exampleChoice(test, CHOICES, 1)];
    this.choice.replaceChildren(...this.examples.map((index) => {
      const pressed = this.base === index;
      if (index < 0) {
        return make("button", { type: "button", text: this.prior ? "the prior’s mean" : "the mean code", "aria-pressed": String(pressed), onclick: choose(-1) });
      }
      return exampleButton(test, index, 32, theme.ink, { pressed, onclick: choose(index),
        label: `the code of test example ${index}, ${test.names[test.labels[index]]}` });
    }));
  }

  paint() {
    if (!this.test || !this.width) return;
    const narrow = this.width < 520;
    this.root.classList.toggle("narrow", narrow);
    this.cell = Math.min(Math.floor((this.width - (narrow ? 0 : LABEL_WIDTH)) / CELLS), 72);
    this.head.style.width = `${this.cell * CELLS}px`;
    this.waiting = this.lines.filter(({ element }) => this.folded.open || element.parentElement === this.active);
    this.fill();
  }

  /** Rows a few a frame, so that many dimensions do not hold up the page. */
  paintSome() {
    const end = performance.now() + CHUNK_MS;
    while (this.waiting.length && performance.now() < end) this.paintLine(this.waiting.shift());
    if (this.waiting.length) this.fill();
  }

  paintLine({ j, canvas }) {
    const { cell, shape, theme } = this;
    const height = (cell * shape.height) / shape.width;
    const context = preparePaper(canvas, cell * CELLS, height);
    const z = Float32Array.from(this.base < 0 ? this.centre : codeOf(this.test, this.base));
    const place = ((z[j] - this.centre[j]) / (this.spread[j] || 1) + REACH) / (2 * REACH);
    const marked = Math.min(Math.max(Math.round(place * (CELLS - 1)), 0), CELLS - 1);
    for (let i = 0; i < CELLS; i += 1) {
      z[j] = this.centre[j] + this.spread[j] * (-REACH + (2 * REACH * i) / (CELLS - 1));
      drawPicture(context, forward(this.decoder, z), shape, i * cell + 2, 2, cell - 4, height - 4, theme.ink);
    }
    context.strokeStyle = theme.primary;
    context.lineWidth = 1;
    context.strokeRect(marked * cell + 1.5, 1.5, cell - 3, height - 3);
    canvas.setAttribute("aria-label", `${CELLS} pictures as ${latentName(j)} goes from −${REACH} to ${REACH} standard deviations`);
  }

  destroy() {
    this.stopWidth();
    this.fill.cancel();
    this.root.remove();
  }
}

export default function (component) {
  const { parentElement, data } = component;
  if (!traversals.has(parentElement)) traversals.set(parentElement, new Traversals(parentElement));
  traversals.get(parentElement).update(data);
  return () => {
    traversals.get(parentElement)?.destroy();
    traversals.delete(parentElement);
  };
}

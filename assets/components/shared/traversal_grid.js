// The rows of a traversal: each dimension's name and price beside what is decoded as it alone is walked.

const GRID_CHUNK_MS = 8;
const GRID_LABEL = 126;
const GRID_ROWS = 6; // words or features of a dimension
const TRAVERSAL_CELLS = { image: [9, 72], vector: [9, 72], table: [5, 96], text: [5, 150] }; // how many, and how wide at most

class TraversalGrid {
  constructor() {
    this.fill = oncePerFrame(() => this.paintSome());
    this.head = make("div", { class: "walk-head quiet", "aria-hidden": "true" });
    this.active = make("div", { class: "walk-rows" });
    this.summary = make("summary", {});
    this.idle = make("div", { class: "walk-rows" });
    this.folded = make("details", {}, this.summary, this.idle);
    this.folded.ontoggle = () => this.paint();
    this.element = make("div", { class: "walk-grid", tabindex: "0", role: "group", "aria-label": "Each dimension walked by itself" }, this.head, this.active, this.folded);
    this.stopWidth = watchWidth(this.element, (width) => {
      this.width = width;
      this.paint();
    });
  }

  /** run: a WalkRun; order and kl: of rankDimensions; space: see walkValues. */
  open({ run, order, kl, space }) {
    Object.assign(this, { run, kl, space });
    const isIdle = (j) => kl && kl[j] < IDLE_NATS;
    this.lines = order.map((j) => this.newLine(j));
    const idle = this.lines.filter(({ j }) => isIdle(j));
    this.active.replaceChildren(...this.lines.filter(({ j }) => !isIdle(j)).map((line) => line.element));
    this.idle.replaceChildren(...idle.map((line) => line.element));
    this.folded.hidden = idle.length === 0;
    this.summary.textContent = `${idle.length} inactive dimension${idle.length === 1 ? "" : "s"} (KL < ${IDLE_NATS} nats)`;
  }

  newLine(j) {
    const view = stripView(this.run.facts.kind);
    const span = make("span", { class: "quiet" });
    const element = make("div", { class: "walk-line" }, make("p", {}, make("em", { text: latentName(j) }), make("span", { class: "quiet", text: this.priceOf(j) }), span), view.element);
    return { j, view, span, element };
  }

  priceOf(j) {
    return this.kl ? `${showNumber(this.kl[j])} nats` : `sd ${formatValue(this.space.spread[j])}`;
  }

  /** choice: {range, reach}; base: the code that the other dimensions keep. */
  show({ choice, base, theme }) {
    Object.assign(this, { choice, base, theme });
    this.paint();
  }

  paint() {
    if (!this.base || !this.width) return;
    const [count, most] = TRAVERSAL_CELLS[this.run.facts.kind];
    const narrow = this.width < 520;
    const table = this.run.facts.kind === "table" ? FEATURE_NAMES : 0;
    this.element.classList.toggle("narrow", narrow);
    this.count = count;
    this.cell = Math.max(Math.min(Math.floor((this.width - table - (narrow ? 0 : GRID_LABEL)) / count), most), most > 72 ? 62 : 0);
    this.head.style.width = `${this.cell * count}px`;
    this.head.style.marginLeft = `${table + (narrow ? 0 : GRID_LABEL)}px`;
    this.head.style.gridTemplateColumns = `repeat(${count}, 1fr)`;
    this.head.replaceChildren(...this.heads().map((text, i) => make("span", { text: i % 2 && count > 5 && narrow ? "" : text })));
    this.waiting = this.lines.filter(({ element }) => this.folded.open || element.parentElement === this.active);
    this.fill();
  }

  heads() {
    return walkHeads(this.choice, this.space.prior, this.count);
  }

  /** Rows a few a frame, so that many dimensions do not hold up the page. */
  paintSome() {
    const end = performance.now() + GRID_CHUNK_MS;
    while (this.waiting.length && performance.now() < end) this.paintLine(this.waiting.shift());
    if (this.waiting.length) this.fill();
  }

  /** What is decoded as dimension j is walked: {values: [count], list, nearest: the cell nearest to the base}. */
  walked(j) {
    const values = walkValues(this.choice, this.space, j, this.count);
    const z = Float32Array.from(this.base);
    const list = values.map((value) => {
      z[j] = value;
      return this.run.decoded(z);
    });
    const gaps = values.map((value) => Math.abs(value - this.base[j]));
    return { values, list, nearest: gaps.indexOf(Math.min(...gaps)) };
  }

  paintLine(line) {
    const { j, view, span } = line;
    const { run, theme, cell, count } = this;
    const { values, list, nearest } = this.walked(j);
    const ends = [values[0], values.at(-1)].map((value) => showNumber(value));
    span.textContent = ends.join(" to ");
    const rows = run.facts.kind === "text" || run.facts.kind === "table" ? movingMost(list, GRID_ROWS) : null;
    view.show(list, { shape: run.shape, reading: run.reading, rows, theme, size: cell,
      label: `${count} decoded means as ${latentName(j)} goes from ${ends.join(" to ")}, the others at the base` });
    if (!rows) frameCell(view.element, nearest, cell, run.shape, theme);
  }

  destroy() {
    this.stopWidth();
    this.fill.cancel();
  }
}

function frameCell(canvas, i, size, shape, theme) {
  const context = canvas.getContext("2d");
  context.strokeStyle = theme.primary;
  context.lineWidth = 1;
  context.strokeRect(i * size + 1.5, 1.5, size - 3, (size * shape.height) / shape.width - 3);
}

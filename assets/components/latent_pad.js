// The latent pad: drag a point through latent space and see what the decoder makes of it.
// Everything here runs in the browser; Python hears of the point when it is let go.

const pads = new WeakMap();

class LatentPad {
  constructor(parent) {
    this.parent = parent;
    this.sent = new Set();
    this.showDots = true;
    this.showPictures = false;
    this.arrivals = 0;
    this.build();
    this.drawGround = oncePerFrame(() => this.paintGround());
    this.drawPoint = promptly(() => this.paintPoint());
    this.decodeMore = oncePerFrame(() => this.fillGround());
    this.stopWidth = watchWidth(this.square, (width) => this.resize(width));
    this.stopTime = onTime((moment) => this.seek(moment));
  }

  build() {
    this.ground = makeCanvas("The latent space", "pad-ground");
    this.marks = make("canvas", {
      class: "pad-marks",
      tabindex: "0",
      role: "application",
      "aria-roledescription": "two-dimensional pad",
    });
    this.square = make("div", { class: "pad-square" }, this.ground, this.marks);
    this.picture = makeCanvas("Decoded picture", "pad-picture");
    this.values = make("dl", { class: "pad-values" });
    this.nearTile = makeCanvas("Nearest test example");
    this.nearDecoded = makeCanvas("Its reconstruction");
    this.nearText = make("p", { class: "quiet" });
    this.near = make("div", { class: "pad-near" },
      make("figure", {}, this.nearTile, make("figcaption", { class: "quiet", text: "nearest test example" })),
      make("figure", {}, this.nearDecoded, make("figcaption", { class: "quiet", text: "its reconstruction" })),
      this.nearText);
    this.spoken = make("p", { class: "unseen", "aria-live": "polite" });
    this.time = make("p", { class: "quiet pad-time" });
    this.controls = make("div", { class: "row pad-controls" });
    this.others = make("details", { class: "pad-others" });
    const side = make("div", { class: "pad-side" },
      make("figure", { class: "pad-main" }, this.picture,
        make("figcaption", { class: "quiet", text: "decoded here: the decoder’s mean picture" })),
      make("div", { class: "pad-facts" }, this.values, this.near));
    this.root = make("div", { class: "lab latent-pad" },
      make("div", { class: "pad-body" }, make("div", { class: "pad-left" }, this.square, this.controls), side),
      this.others, this.time, this.spoken);
    this.parent.append(this.root);
    listenToPad(this);
  }

  arrived(event) {
    this.waiting ||= event.timeStamp;
  }

  /** Coordinate of the point along the pad's x (0) or y (1). */
  at(axis) {
    const dimension = this.dims[axis];
    return dimension < 0 ? 0 : this.point[dimension];
  }

  moveTo(x, y) {
    const bound = (value, centre) => Math.min(Math.max(value, centre - this.reach), centre + this.reach);
    this.point[this.dims[0]] = bound(x, this.centre[0]);
    if (this.dims[1] >= 0) this.point[this.dims[1]] = bound(y, this.centre[1]);
    this.drawPoint();
  }

  release() {
    const point = Array.from(this.point, (value) => Number(value.toFixed(4)));
    this.sent.add(JSON.stringify(point));
    this.setStateValue("point", point);
    this.speak();
  }

  speak() {
    this.spoken.textContent = [...this.values.children].map((item) => item.textContent).join(" ")
      + (this.near.hidden ? "" : `. ${this.nearText.textContent}`);
  }

  async update(data, setStateValue) {
    this.setStateValue = setStateValue;
    this.data = data;
    this.theme = themeOf(this.parent);
    this.colors = classColors(this.theme);
    this.root.classList.toggle("compact", Boolean(data.compact));
    if (this.run !== data.run.id || this.failed) {
      this.run = data.run.id;
      this.failed = null;
      await this.load(this.run).catch((error) => (this.failed = error));
      showProblem(this.root, this.failed);
      this.root.classList.toggle("failed", Boolean(this.failed));
    }
    if (!this.final) return;
    this.take(data.point);
    this.drawGround();
    this.drawPoint();
  }

  /** A point from Python is taken once, never while dragging, and never as an echo of our own. */
  take(point) {
    const key = JSON.stringify(point ?? null);
    if (key === this.given || this.dragging) return;
    this.given = key;
    if (point?.length === this.size && !this.sent.has(key)) this.point.set(point);
    this.syncSliders();
  }

  async load(run) {
    this.final = null;
    const [decoder, test, snapshots] = await Promise.all([
      loadNetwork(runFiles(run), "decoder.json"),
      loadTest(run, this.data.run.label_names),
      loadSnapshots(run),
    ]);
    if (run !== this.run) return;
    this.test = test;
    this.snapshots = snapshots;
    this.size = decoder.inputs;
    Object.assign(this, rankDimensions(test, this.data.kl));
    this.shape = drawingOf(decoder);
    this.point = new Float32Array(this.size);
    this.final = { decoder, codes: test.arrays.codes.data, labels: test.labels, step: null };
    this.shown = this.final;
    this.chooseDims(this.data.dims ?? this.order.slice(0, 2).sort((a, b) => a - b));
    this.buildControls();
    if (window.__latentlabTime) this.seek(window.__latentlabTime);
  }

  chooseDims([a, b = -1]) {
    this.dims = [a, b < this.size && b !== a ? b : -1];
    const spread = dotsFrom(this.final.codes, this.size, ...this.dims);
    const bounds = [spread.x, spread.y].map((list) => [quantileOf(list, 0.005), quantileOf(list, 0.995)]);
    if (standardScale(this.data.run.prior)) {
      this.centre = [0, 0];
      this.reach = Math.max(3, ...bounds.flat().map(Math.abs)) * 1.05;
    } else {
      this.centre = bounds.map(([low, high]) => (low + high) / 2);
      this.reach = (Math.max(...bounds.map(([low, high]) => high - low)) / 2) * 1.1 || 1;
    }
    const across = this.dims.map((dimension) => this.dimensionName(dimension)).filter(Boolean).join(" across, ");
    this.marks.setAttribute("aria-label", `Latent space: ${across}${this.dims[1] < 0 ? " across" : " up"}. `
      + "Drag, or move with the arrow keys; with shift in larger steps, Home goes to the centre.");
    this.ground.setAttribute("aria-label",
      `${this.final.labels.length} test examples as dots at their codes, coloured by label`);
    this.resize(this.width);
  }

  dimensionName(dimension) {
    return dimension < 0 ? "" : latentName(dimension);
  }

  buildControls() {
    const toggle = (text, key) => {
      const button = make("button", { type: "button", text, "aria-pressed": String(this[key]) });
      button.onclick = () => {
        this[key] = !this[key];
        button.setAttribute("aria-pressed", String(this[key]));
        this.drawGround();
      };
      return button;
    };
    const home = make("button", { type: "button", text: "Centre", onclick: () => this.goHome() });
    const parts = [toggle("Test codes", "showDots"), toggle("Decoded pictures", "showPictures"), home];
    if (this.size > 2) parts.push(this.dimensionChoice(0, "across"), this.dimensionChoice(1, "up"));
    this.controls.replaceChildren(...parts);
    this.buildSliders();
  }

  goHome() {
    this.point.fill(0);
    this.moveTo(...this.centre);
    this.syncSliders();
    this.release();
  }

  dimensionChoice(axis, word) {
    return dimensionSelect(this, this.dims[axis], word, (chosen) => {
      const dims = [...this.dims];
      if (chosen === dims[1 - axis]) dims[1 - axis] = dims[axis];
      dims[axis] = chosen;
      this.chooseDims(dims);
      this.buildControls();
      this.setStateValue("dims", dims);
    });
  }

  buildSliders() {
    const rest = this.order.filter((j) => !this.dims.includes(j));
    this.others.hidden = rest.length === 0;
    if (!rest.length) return;
    const move = (j, value, event) => {
      this.arrived(event);
      this.point[j] = value;
      this.drawPoint();
    };
    const release = () => {
      this.release();
      this.drawGround();
    };
    this.others.replaceChildren(...dimensionSliders(rest, this, move, release));
    this.syncSliders();
  }

  syncSliders() {
    syncDimensionSliders(this.others, this.point);
  }

  resize(width) {
    this.width = width;
    if (!width || !this.final) return;
    this.plane = planeAround(...this.centre, this.reach, width);
    this.drawGround();
    this.drawPoint();
  }

  /** The time bus: dots of the newest snapshot up to the moment, weights of the newest that kept them. */
  async seek(moment) {
    if (!this.final || !this.snapshots.length) return;
    const last = this.snapshots.at(-1).step;
    const step = stepAt(moment, this.run, last);
    if (step === null) return;
    const arrival = (this.arrivals += 1);
    const shown = step >= last ? this.final : await latentMoment(this.run, this.snapshots, snapshotAt(this.snapshots, step), this.final.decoder);
    if (arrival !== this.arrivals || shown === this.shown) return;
    this.shown = shown;
    this.time.textContent = shown.step === null ? "" : shown.said;
    this.drawGround();
    this.drawPoint();
  }

  paintGround() {
    if (!this.plane) return;
    const { width, theme, plane, dims, shown, centre, reach } = this;
    const context = preparePaper(this.ground, width, width);
    if (this.showPictures) this.paintPictures(context);
    const names = dims.map((dimension) => this.dimensionName(dimension));
    paintGuides(context, { plane, width, centre, reach, names, prior: this.data.run.prior?.kind === "normal" }, theme);
    if (!this.showDots) return;
    const dots = dotsFrom(shown.codes, this.size, ...dims);
    const radius = this.data.compact ? 1.5 : 2;
    drawDots(context, plane, dots, shown.labels, this.colors, { radius, alpha: this.showPictures ? 0.55 : 0.8 });
    if (!this.showPictures) drawClassNames(context, plane, dots, shown.labels, this.test.names, theme);
  }

  /** Pictures on an even grid, decoded a few a frame; at a snapshot of two dimensions, the run's own sheet. */
  paintPictures(context) {
    const { width, plane, shown, theme: { ink } } = this;
    context.globalAlpha = this.showDots ? 0.45 : 0.9;
    if (shown.sheet && this.size === 2) paintManifold(context, plane, shown.sheet, shown.manifold, ink);
    else {
      const { dims, point, shape } = this;
      this.grid = gridFor(this.grid, { decoder: shown.decoder, shape, plane, width, dims, point, ink });
      if (!gridIsFull(this.grid)) this.decodeMore();
      context.imageSmoothingEnabled = width * (window.devicePixelRatio || 1) < this.grid.canvas.width;
      context.drawImage(this.grid.canvas, 0, 0, width, width);
    }
    context.globalAlpha = 1;
  }

  /** A drag has the frame to itself; the grid goes on after it. */
  fillGround() {
    if (!this.showPictures || this.dragging) return;
    fillGrid(this.grid);
    this.drawGround();
  }

  paintPoint() {
    if (!this.plane) return;
    const decoded = forward(this.shown.decoder, this.point);
    const side = this.picture.parentElement.clientWidth;
    const height = Math.round((side * this.shape.height) / this.shape.width);
    drawPicture(preparePaper(this.picture, side, height), decoded, this.shape, 0, 0, side, height, this.theme.ink);
    const near = this.shown === this.final ? nearestRow(this.shown.codes, this.size, this.point) : null;
    this.paintMark(near);
    this.paintValues();
    this.measure();
    this.paintNearest(near);
  }

  paintMark(near) {
    const { plane, theme, width } = this;
    const context = preparePaper(this.marks, width, width);
    const [x, y] = [planeX(plane, this.at(0)), planeY(plane, this.at(1))];
    if (near && this.showDots && !this.data.compact) {
      const dots = dotsFrom(this.shown.codes.subarray(near.index * this.size, (near.index + 1) * this.size), this.size, ...this.dims);
      const [nx, ny] = [planeX(plane, dots.x[0]), planeY(plane, this.dims[1] < 0 ? 0 : dots.y[0])];
      context.strokeStyle = theme.text;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(nx, ny);
      context.stroke();
      context.beginPath();
      context.arc(nx, ny, 4, 0, 2 * Math.PI);
      context.stroke();
    }
    context.beginPath();
    context.arc(x, y, 9, 0, 2 * Math.PI);
    context.strokeStyle = theme.background;
    context.lineWidth = 6;
    context.stroke();
    context.strokeStyle = theme.primary;
    context.lineWidth = 3;
    context.stroke();
  }

  paintValues() {
    const shown = this.dims.filter((dimension) => dimension >= 0);
    if (this.values.childElementCount !== shown.length) {
      this.values.replaceChildren(...shown.map(() => make("div", {}, make("dt"), make("dd"))));
    }
    shown.forEach((dimension, i) => {
      const [term, value] = this.values.children[i].children;
      term.textContent = latentName(dimension);
      value.textContent = showNumber(this.point[dimension]);
    });
  }

  /** Event to drawn, for the benchmark: the oldest event of this frame until its picture is on the canvas. */
  measure() {
    if (!this.waiting) return;
    const log = (window.__latentlabPad ??= { lastMs: 0, count: 0, samples: new Float32Array(256) });
    log.lastMs = performance.now() - this.waiting;
    log.samples[log.count % log.samples.length] = log.lastMs;
    log.count += 1;
    this.waiting = 0;
  }

  paintNearest(near) {
    this.near.hidden = !near || Boolean(this.data.compact);
    if (this.near.hidden) return;
    this.nearText.textContent = `${this.test.names[this.test.labels[near.index]]}, at distance ${showNumber(near.distance)}${this.size > 2 ? ` in all ${this.size} dimensions` : ""}`;
    const key = `${near.index} ${this.theme.ink}`;
    if (this.nearest === key) return;
    this.nearest = key;
    const { sheet, tiles } = this.test;
    const { ink } = this.theme;
    drawTile(preparePaper(this.nearTile, 64, 64), sheet, tiles, near.index, 0, 0, 64, 64, ink);
    const code = this.final.codes.subarray(near.index * this.size, (near.index + 1) * this.size);
    drawPicture(preparePaper(this.nearDecoded, 64, 64), forward(this.final.decoder, code), this.shape, 0, 0, 64, 64, ink);
  }

  destroy() {
    this.stopWidth();
    this.stopTime();
    for (const frame of [this.drawGround, this.drawPoint, this.decodeMore]) frame.cancel();
    this.root.remove();
  }
}

export default function (component) {
  const { parentElement, data, setStateValue } = component;
  if (!pads.has(parentElement)) pads.set(parentElement, new LatentPad(parentElement));
  pads.get(parentElement).update(data, setStateValue);
  return () => {
    pads.get(parentElement)?.destroy();
    pads.delete(parentElement);
  };
}

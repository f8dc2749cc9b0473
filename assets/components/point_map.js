// Test examples as dots: their codes projected to the plane, coloured by label.

const maps = new WeakMap();
const MOVE_MS = 700;
const NEIGHBOURS = 8;
const TELL_MS = 350;
const AXES = { pca: ["PC 1", "PC 2"], latent: ["z₁", "z₂"], umap: null };

class PointMap {
  constructor(parent) {
    this.parent = parent;
    this.hidden = new Set();
    this.selected = -1;
    this.hovered = -1;
    this.draw = oncePerFrame(() => this.paint());
    this.build();
    this.stopWidth = watchWidth(this.stage, (width) => this.resize(width));
  }

  build() {
    this.canvas = make("canvas", { class: "map-canvas", tabindex: "0", role: "application", "aria-roledescription": "map" });
    this.stage = make("div", { class: "map-stage" }, this.canvas);
    this.chips = make("div", { class: "row", role: "group", "aria-label": "Classes shown" });
    this.tile = makeCanvas("Test example", "map-tile");
    this.title = make("p", { class: "title" });
    this.words = make("p", { class: "map-words" });
    this.note = make("p", { class: "quiet" });
    this.neighbours = make("div", { class: "map-neighbours" });
    this.spoken = make("p", { class: "unseen", "aria-live": "polite" });
    this.panel = make("div", { class: "map-panel" }, this.tile, this.title, this.words, this.note, this.neighbours);
    this.reset = make("button", { type: "button", text: "Reset view", onclick: () => this.resetView() });
    this.hint = make("p", { class: "quiet map-hint",
      text: "Drag to move; pinch, or scroll once clicked, to zoom; arrow keys walk from dot to dot, n and p through neighbours." });
    this.root = make("div", { class: "lab point-map" }, this.chips,
      make("div", { class: "map-body" }, this.stage, this.panel), make("div", { class: "row" }, this.reset, this.hint), this.spoken);
    this.parent.append(this.root);
    listenToMap(this);
  }

  async update(data, setStateValue) {
    this.data = data;
    this.setStateValue = setStateValue;
    this.theme = themeOf(this.parent);
    this.colors = classColors(this.theme);
    try {
      if (this.run !== data.run.id || !this.test) await this.load(data.run.id);
      await this.show(data.method);
      showProblem(this.root, null);
    } catch (error) {
      showProblem(this.root, error);
    }
    this.root.classList.toggle("failed", !this.test);
    if (!this.test) return;
    this.buildChips();
    this.paintPanel();
    this.draw();
  }

  async load(run) {
    this.run = run;
    this.test = null;
    const test = await loadTest(run, this.data.run.label_names);
    if (run !== this.run) return;
    this.test = test;
    this.count = Math.min(test.count, 5000);
    this.labels = test.labels.subarray(0, this.count);
    this.layouts = new Map();
    this.method = null;
    this.dots = null;
    this.hidden.clear();
    this.selected = this.hovered = -1;
  }

  /** Places of every dot under a method, scaled into the square −1…1. */
  async layout(method) {
    if (this.layouts.has(method)) return this.layouts.get(method);
    const source = this.data.methods[method];
    if (!source) throw new Error(`There is no map called ${method} for this run.`);
    let flat = source.points?.flat();
    if (source.points_url) flat = (await fetchTensors(source.points_url)).points.data;
    const codes = this.test.arrays.codes;
    const dots = flat ? dotsFrom(flat, 2, 0, 1) : dotsFrom(codes.data, codes.shape[1], 0, codes.shape[1] > 1 ? 1 : -1);
    this.count = Math.min(this.count, dots.x.length);
    const bounds = [dots.x, dots.y].map((list) => [quantileOf(list, 0.002), quantileOf(list, 0.998)]);
    const half = Math.max(...bounds.map(([low, high]) => high - low)) / 2 || 1;
    const placed = {
      x: dots.x.map((x) => (x - (bounds[0][0] + bounds[0][1]) / 2) / half),
      y: dots.y.map((y) => (y - (bounds[1][0] + bounds[1][1]) / 2) / half),
    };
    this.layouts.set(method, placed);
    return placed;
  }

  /** Goes to a method's places; from another method's places every dot travels, unless motion is unwelcome. */
  async show(method) {
    if (this.method === method) return;
    const run = this.run;
    const target = await this.layout(method);
    if (run !== this.run || this.data.method !== method) return;
    this.labels = this.test.labels.subarray(0, this.count);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.journey = this.dots && !still
      ? { from: { x: this.dots.x.slice(), y: this.dots.y.slice() }, to: target, start: performance.now() } : null;
    if (!this.journey) this.dots = { x: target.x.slice(), y: target.y.slice() };
    this.method = method;
    this.resetView();
    const name = { pca: "PCA", umap: "UMAP", latent: "two latent dimensions" }[method] ?? method;
    this.canvas.setAttribute("aria-label", `${name} of ${this.count} test codes, coloured by label. `
      + "Arrow keys go to the nearest dot in that direction, n and p through neighbours, plus and minus zoom, 0 resets.");
  }

  travel() {
    const { from, to, start } = this.journey;
    const share = Math.min((performance.now() - start) / MOVE_MS, 1);
    const eased = share * share * (3 - 2 * share);
    for (const axis of ["x", "y"]) {
      for (let i = 0; i < this.count; i += 1) this.dots[axis][i] = from[axis][i] + (to[axis][i] - from[axis][i]) * eased;
    }
    if (share === 1) this.journey = null;
    else this.draw();
  }

  buildChips() {
    const { names } = this.test;
    const chips = (names.length < 2 ? [] : names).map((name, label) => {
      const dot = make("span", { class: "map-dot", "aria-hidden": "true" });
      dot.style.background = this.colors[label % this.colors.length];
      const chip = make("button", { type: "button", class: "map-chip", "aria-pressed": String(!this.hidden.has(label)) }, dot, name);
      chip.onclick = () => {
        if (!this.hidden.delete(label)) this.hidden.add(label);
        chip.setAttribute("aria-pressed", String(!this.hidden.has(label)));
        this.draw();
      };
      return chip;
    });
    const key = JSON.stringify([this.test.names, this.colors, [...this.hidden]]);
    if (key !== this.chipKey) this.chips.replaceChildren(...chips);
    this.chipKey = key;
  }

  resize(width) {
    this.width = width;
    this.height = Math.min(width, 600);
    this.resetView();
  }

  resetView() {
    if (!this.width) return;
    this.plane = planeAround(0, 0, 1.07, this.width, this.height);
    this.draw();
  }

  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const { plane } = this;
    const fit = Math.min(this.width, this.height) / 2.14;
    const scale = Math.min(Math.max(plane.scale * factor, fit * 0.8), fit * 60);
    const [left, top] = [plane.left + x / plane.scale - x / scale, plane.top - y / plane.scale + y / scale];
    this.plane = { left, top, scale };
    this.draw();
  }

  pan(dx, dy) {
    this.plane.left -= dx / this.plane.scale;
    this.plane.top += dy / this.plane.scale;
    this.draw();
  }

  /** The visible dot nearest to a place on the canvas, or -1. */
  dotNear({ x, y }, reach = 14) {
    return dotAt(this.plane, this.dots, this.labels, this.hidden, x, y, reach);
  }

  /** The nearest visible dot within 45° of a direction; the one nearest to the middle when none is selected. */
  dotTowards(dx, dy) {
    const { dots, selected } = this;
    if (selected < 0) return this.dotNear({ x: this.width / 2, y: this.height / 2 }, Infinity);
    let best = selected;
    let least = Infinity;
    for (let i = 0; i < this.count; i += 1) {
      if (this.hidden.has(this.labels[i])) continue;
      const [x, y] = [dots.x[i] - dots.x[selected], dots.y[i] - dots.y[selected]];
      const along = x * dx + y * dy;
      const square = x * x + y * y;
      if (along > 0 && along * along * 2 >= square && square < least) [least, best] = [square, i];
    }
    return best;
  }

  walkNeighbours(step) {
    if (this.selected < 0) return this.select(this.dotTowards(0, 0));
    const anchor = this.anchor ?? this.selected;
    const rank = Math.min(Math.max((this.rank ?? 0) + step, 0), 60);
    const list = this.nearestTo(anchor, 61);
    this.select(list[rank], { anchor, rank });
  }

  /** Examples by distance in the latent space itself, all its dimensions, the example first. */
  nearestTo(index, count) {
    const { data, shape: [, size] } = this.test.arrays.codes;
    const distances = Array.from({ length: this.count }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < size; j += 1) sum += (data[i * size + j] - data[index * size + j]) ** 2;
      return i === index ? -1 : sum;
    });
    return distances.map((_, i) => i).sort((a, b) => distances[a] - distances[b]).slice(0, count);
  }

  hover(index) {
    if (index === this.hovered) return;
    this.hovered = index;
    this.paintPanel();
    this.draw();
  }

  select(index, walk = {}) {
    this.anchor = walk.anchor;
    this.rank = walk.rank;
    if (index === this.selected) return;
    this.selected = index;
    this.hovered = -1;
    this.bringIntoView(index);
    this.paintPanel();
    this.draw();
    this.spoken.textContent = index < 0 ? "Nothing selected" : `${this.title.textContent}. ${this.note.textContent}`;
    // Python hears of the dot one stops at, not of every dot on the way.
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.setStateValue("selected", index < 0 ? null : index), TELL_MS);
  }

  bringIntoView(index) {
    if (index < 0) return;
    const [x, y] = [planeX(this.plane, this.dots.x[index]), planeY(this.plane, this.dots.y[index])];
    if (x >= 0 && y >= 0 && x <= this.width && y <= this.height) return;
    this.pan(this.width / 2 - x, this.height / 2 - y);
  }

  paintPanel() {
    const index = this.hovered >= 0 ? this.hovered : this.selected;
    this.panel.classList.toggle("empty", index < 0);
    if (index < 0) {
      this.title.textContent = "";
      this.words.textContent = "";
      this.note.textContent = "Point at a dot to see the example behind it; click to keep it.";
      this.neighbours.replaceChildren();
      this.panelKey = null;
      return;
    }
    const key = `${this.run} ${index} ${this.theme.ink}`;
    if (key === this.panelKey) return;
    this.panelKey = key;
    const { names, words } = this.test;
    this.showExample(this.tile, index, 112);
    this.tile.setAttribute("aria-label", `Test example ${index}, ${names[this.labels[index]]}`);
    this.title.textContent = names[this.labels[index]];
    this.words.textContent = words ? `${words.names[index]}: ${words.inputs[index].map(([word]) => word).join(", ")}` : "";
    const list = this.nearestTo(index, NEIGHBOURS + 1).slice(1);
    const same = list.filter((other) => this.labels[other] === this.labels[index]).length;
    this.note.textContent = `test example ${index}; ${same} of its ${list.length} nearest in the latent space share its label:`;
    this.neighbours.replaceChildren(...list.map((other) => {
      const go = { type: "button", class: "map-neighbour", onclick: () => this.select(other),
        "aria-label": `Go to test example ${other}, ${names[this.labels[other]]}` };
      if (words) return make("button", { ...go, text: words.names[other], class: "map-neighbour named" });
      const canvas = makeCanvas("Neighbour");
      this.showExample(canvas, other, 40);
      return make("button", go, canvas);
    }));
  }

  /** Draws a test example; one that is text has no picture, and its canvas is put away. */
  showExample(canvas, index, size) {
    const { sheet, tiles } = this.test;
    canvas.hidden = !sheet;
    if (sheet) drawTile(preparePaper(canvas, size, size), sheet, tiles, index, 0, 0, size, size, this.theme.ink);
  }

  paint() {
    if (!this.dots || !this.plane) return;
    if (this.journey) this.travel();
    const { theme, plane, dots, labels, hidden } = this;
    const context = preparePaper(this.canvas, this.width, this.height);
    const zoomed = plane.scale / (Math.min(this.width, this.height) / 2.14);
    const radius = Math.min(5, (this.count > 2500 ? 1.8 : 2.3) * Math.sqrt(Math.max(zoomed, 1)));
    drawDots(context, plane, dots, labels, this.colors, { radius, alpha: 0.8, hidden });
    if (!this.journey) drawClassNames(context, plane, dots, labels, this.test.names, theme, hidden);
    const names = AXES[this.method];
    context.font = `12px ${theme.font}`;
    context.textBaseline = "alphabetic";
    if (names) {
      context.textAlign = "right";
      haloText(context, `${names[0]} →`, this.width - 8, this.height - 8, theme.muted, theme.background);
      context.textAlign = "left";
      haloText(context, `↑ ${names[1]}`, 8, 18, theme.muted, theme.background);
    } else {
      context.textAlign = "left";
      haloText(context, "axes without meaning", 8, this.height - 8, theme.muted, theme.background);
    }
    this.ring(context, this.selected, 8, theme.primary, 2.5);
    this.ring(context, this.hovered, 7, theme.text, 1.5);
  }

  ring(context, index, radius, color, width) {
    if (index < 0) return;
    const [x, y] = [planeX(this.plane, this.dots.x[index]), planeY(this.plane, this.dots.y[index])];
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.lineWidth = width + 3;
    context.strokeStyle = this.theme.background;
    context.stroke();
    context.lineWidth = width;
    context.strokeStyle = color;
    context.stroke();
  }

  destroy() {
    clearTimeout(this.telling);
    this.stopWidth();
    this.draw.cancel();
    this.root.remove();
  }
}

export default function (component) {
  const { parentElement, data, setStateValue } = component;
  if (!maps.has(parentElement)) maps.set(parentElement, new PointMap(parentElement));
  maps.get(parentElement).update(data, setStateValue);
  return () => {
    maps.get(parentElement)?.destroy();
    maps.delete(parentElement);
  };
}

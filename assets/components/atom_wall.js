// The dictionary: one tile a feature, what it adds when it fires, as a picture, as bars or in words.
//
// data: {run: {id, kind, total_steps, live}, tested, map: {url} or null}
// Tells Python nothing; a click announces the page's feature.

const GAP = 4;
const BAR = 3;

class AtomWall {
  constructor(parent) {
    this.parent = parent;
    this.sort = "density";
    this.cursor = this.hovered = -1;
    this.build();
    this.drawTiles = oncePerFrame(() => this.paintTiles());
    this.drawMarks = oncePerFrame(() => this.paintMarks());
    this.stopWidth = watchWidth(this.stage, (width) => {
      this.width = width;
      this.drawTiles();
    });
    this.reader = new MomentReader({
      root: this.root,
      load: async (snapshot) => ({ snapshot, atoms: await loadAtoms(this.data.run, snapshot) }),
      show: (content) => this.take(content),
    });
    this.stopFeature = onFeature(({ run, feature }) => {
      if (run !== this.data?.run.id || feature === this.chosen) return;
      this.chosen = feature;
      if (this.sort === "similar") this.arrange();
      this.drawTiles();
    });
  }

  build() {
    this.select = make("select", { "aria-label": "Order of the features", onchange: () => {
      this.sort = this.select.value;
      this.arrange();
      this.drawTiles();
    } });
    this.count = make("span", { class: "quiet" });
    this.pair = new AtomPair();
    this.canvas = make("canvas", { class: "wall-tiles", tabindex: "0", role: "application", "aria-roledescription": "wall of pictures" });
    this.marks = make("canvas", { class: "wall-marks", "aria-hidden": "true" });
    this.big = make("canvas", { "aria-hidden": "true" });
    this.facts = make("p");
    this.card = make("div", { class: "wall-card", hidden: true }, this.big, this.facts);
    this.stage = make("div", { class: "wall-stage" }, this.canvas, this.marks, this.card);
    this.cards = new AtomCards({ choose: (feature) => this.choose(feature) });
    this.legend = make("p", { class: "quiet wall-legend" });
    this.spoken = make("p", { class: "unseen", "aria-live": "polite" });
    this.root = make("div", { class: "lab atom-wall" }, this.pair.root,
      make("div", { class: "row" }, this.select, this.count), this.stage, this.cards.root, this.legend, this.spoken);
    this.parent.append(this.root);
    this.listen();
  }

  update(data) {
    const before = this.data;
    this.data = data;
    this.theme = themeOf(this.parent);
    if (before?.run.id !== data.run.id) {
      Object.assign(this, { shown: null, order: null, chosen: null, directions: null, points: null });
      this.count.textContent = "no snapshot yet";
    }
    this.reader.follow(data.run);
    if (data.tested && !this.directions) this.loadRest(loadDirections(data.run), "directions");
    if (data.map && before?.map?.url !== data.map.url) this.loadRest(fetchTensors(data.map.url).then(({ points }) => points.data), "points");
    this.drawTiles();
  }

  /** What comes after the wall is there: the encoder's directions, the map. */
  async loadRest(coming, name) {
    const run = this.data.run.id;
    try {
      const value = await coming;
      if (run !== this.data.run.id) return;
      this[name] = value;
      this.offerOrders();
      this.drawTiles();
    } catch (error) {
      if (!error.missing) showProblem(this.root, error);
    }
  }

  take({ snapshot, atoms }) {
    this.shown = { snapshot, ...atoms };
    this.offerOrders();
    this.chosen ??= atoms.density.reduce((best, share, i) => (share > atoms.density[best] ? i : best), 0);
    // The order is kept while time is scrubbed, so that a feature stays where it is.
    if (this.order?.length !== atoms.count) this.arrange();
    this.drawTiles();
  }

  offerOrders() {
    if (!this.shown) return;
    const names = possibleOrders(this.shown, this.points);
    if (!names.includes(this.sort)) this.sort = "density";
    this.select.replaceChildren(...names.map((value) => make("option", { value, text: ATOM_ORDERS[value].text })));
    this.select.value = this.sort;
  }

  arrange() {
    if (!this.shown) return;
    const columns = this.geometry().columns;
    this.order = atomOrder(this.shown, this.sort, { chosen: this.chosen, points: this.points, columns });
    this.arranged = columns;
    this.cursor = -1;
  }

  geometry() {
    const { count, form, tiles } = this.shown;
    const bars = form === "bars";
    const wanted = (count <= 64 ? 56 : count <= 160 ? 44 : count <= 512 ? 36 : 28) * (bars ? 1.8 : 1);
    const columns = Math.max(bars ? 4 : 6, Math.floor(((this.width ?? 600) + GAP) / (wanted + GAP)));
    const tile = ((this.width ?? 600) + GAP) / columns - GAP;
    const tall = bars ? tile * 0.6 : tiles ? (tile * tiles.height) / tiles.width : tile;
    return { columns, tile, tall, across: tile + GAP, down: tall + BAR + GAP, rows: Math.ceil(count / columns) };
  }

  /** All tiles, from the sheet; the frames of what is pointed at lie on a canvas of their own. */
  paintTiles() {
    if (!this.shown || !this.width || !this.order) return;
    const { shown, theme } = this;
    const began = performance.now();
    const g = (this.grid = this.geometry());
    if (this.sort === "map" && this.arranged !== g.columns) this.arrange();
    const text = shown.form === "words";
    this.stage.classList.toggle("unused", text);
    this.cards.root.hidden = !text;
    if (text) this.cards.draw(shown, this.order, this.chosen);
    else {
      const context = preparePaper(this.canvas, this.width, g.rows * g.down);
      this.order.forEach((feature, place) => this.paintTile(context, feature, ...this.placeOf(place), g));
    }
    const silent = shown.density.reduce((sum, share) => sum + (share === 0), 0);
    const { step } = shown.snapshot;
    this.count.textContent = `${formatValue(shown.count)} features${silent ? `, ${formatValue(silent)} silent` : ""}, step ${formatValue(step)}`;
    this.canvas.setAttribute("aria-label", `${shown.count} dictionary atoms at step ${step}, ${silent} silent. Arrow keys move, Enter chooses a feature.`);
    this.writeLegend();
    this.pair.show(shown, this.directions, this.chosen, theme, shown.snapshot.scalars.near_zero);
    this.paintMarks();
    window.__latentlabWall = { run: this.data.run.id, count: shown.count, milliseconds: performance.now() - began };
  }

  paintTile(context, feature, x, y, g) {
    const { shown, theme } = this;
    const silent = shown.density[feature] === 0;
    context.globalAlpha = silent ? 0.3 : 1;
    context.fillStyle = theme.secondary;
    context.fillRect(x, y, g.tile, g.tall);
    paintAtom(context, shown, feature, x, y, g.tile, g.tall, theme);
    context.globalAlpha = 1;
    context.fillStyle = context.strokeStyle = theme.muted;
    if (!silent) {
      const share = Math.min(Math.max(1 + Math.log10(shown.density[feature]) / 3, 0.02), 1);
      context.fillRect(x, y + g.tall + 1, g.tile * share, 1.5);
      return;
    }
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x + g.tile * 0.15, y + g.tall * 0.85);
    context.lineTo(x + g.tile * 0.85, y + g.tall * 0.15);
    context.stroke();
  }

  writeLegend() {
    const { theme, shown } = this;
    const key = (sign) => {
      const box = make("span", { class: "wall-key", "aria-hidden": "true" });
      box.style.background = cssOf(signedInk(sign, theme.dark));
      return box;
    };
    const bar = "Bar: how often the feature fires, from 1 in 1,000 to always, on a log scale. Faded with a stroke: fired on none of the validation examples as of this step.";
    if (shown.form === "words") return this.legend.replaceChildren("Each card is one feature: the words it adds when it fires, and how often it fires on validation examples.");
    const noun = shown.form === "bars" ? "raises a value" : "adds ink";
    this.legend.replaceChildren(key(1), ` ${noun} `, key(-1), ` ${shown.form === "bars" ? "lowers it" : "takes it away"}; each tile on its own scale. ${bar}`);
  }

  placeOf(place) {
    const { columns, across, down } = this.grid;
    return [(place % columns) * across, Math.floor(place / columns) * down];
  }

  paintMarks() {
    if (!this.grid || !this.order || this.shown?.form === "words") return;
    const { theme, grid } = this;
    const context = preparePaper(this.marks, this.width, grid.rows * grid.down);
    const focused = this.canvas.matches(":focus-visible");
    this.frame(context, this.order.indexOf(this.chosen), theme.primary, 2.5);
    this.frame(context, this.hovered, theme.text, 1.5);
    if (focused) this.frame(context, this.cursor, theme.text, 1.5);
    this.paintCard(this.hovered >= 0 ? this.hovered : focused ? this.cursor : -1);
  }

  frame(context, place, color, weight) {
    if (place < 0) return;
    context.strokeStyle = color;
    context.lineWidth = weight;
    context.strokeRect(...this.placeOf(place), this.grid.tile, this.grid.tall);
  }

  /** The tile that is pointed at, enlarged beside it. */
  paintCard(place) {
    this.card.hidden = place < 0;
    if (place < 0) return;
    const { grid: { tile, tall }, order, shown, theme } = this;
    const side = 112;
    const high = (side * tall) / tile;
    paintAtom(preparePaper(this.big, side, high), shown, order[place], 0, 0, side, high, theme);
    this.facts.textContent = `feature ${order[place]} ${firingOf(shown.density[order[place]])}`;
    const [x, y] = this.placeOf(place);
    this.card.style.left = `${Math.min(x, Math.max(this.width - 136, 0))}px`;
    this.card.style.top = `${y + tall + 8}px`;
  }

  listen() {
    const { canvas } = this;
    const placeAt = (event) => {
      if (!this.grid || !this.order) return -1;
      const box = canvas.getBoundingClientRect();
      const [column, row] = [Math.floor((event.clientX - box.left) / this.grid.across), Math.floor((event.clientY - box.top) / this.grid.down)];
      const place = row * this.grid.columns + column;
      return column >= 0 && column < this.grid.columns && row >= 0 && place < this.order.length ? place : -1;
    };
    const hover = (place) => {
      if (place === this.hovered) return;
      this.hovered = place;
      this.drawMarks();
    };
    canvas.onpointermove = (event) => hover(event.pointerType === "touch" ? -1 : placeAt(event));
    canvas.onpointerleave = () => hover(-1);
    canvas.onclick = (event) => {
      const place = placeAt(event);
      if (place < 0) return;
      this.cursor = place;
      this.choose(this.order[place]);
    };
    canvas.onfocus = canvas.onblur = () => this.drawMarks();
    canvas.onkeydown = (event) => this.order && this.press(event);
  }

  press(event) {
    const { columns } = this.grid;
    const last = this.order.length - 1;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -Infinity, End: Infinity };
    if (event.key === "Enter" || event.key === " ") this.choose(this.order[Math.max(this.cursor, 0)]);
    else if (steps[event.key] !== undefined) {
      this.cursor = this.cursor < 0 ? 0 : Math.min(Math.max(this.cursor + steps[event.key], 0), last);
      this.spoken.textContent = `feature ${this.order[this.cursor]} ${firingOf(this.shown.density[this.order[this.cursor]])}`;
      this.drawMarks();
    } else return;
    event.preventDefault();
  }

  choose(feature) {
    this.chosen = feature;
    announceFeature(this.data.run.id, feature);
    if (this.sort === "similar") this.arrange();
    this.drawTiles();
  }

  close() {
    this.reader.close();
    this.stopFeature();
    this.stopWidth();
    this.drawTiles.cancel();
    this.drawMarks.cancel();
    this.root.remove();
  }
}

export default mounted((parent) => new AtomWall(parent));

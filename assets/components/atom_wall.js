// The dictionary as pictures: one tile a feature, what it adds to the picture when it fires.

const walls = new WeakMap();
const GAP = 4;
const BAR = 3;
const SORTS = { density: "most often firing first", norm: "largest atom first", index: "by index" };

/** Euclidean norm of each atom in data units, from the signed sheet (±127 levels = ± its scale). */
function atomNorms(sheet, tiles, scales) {
  return Array.from({ length: tiles.count }, (_, i) => {
    const values = tileValues(sheet, tiles, i);
    return scales[i] * Math.hypot(...values);
  });
}

class AtomWall {
  constructor(parent) {
    this.parent = parent;
    this.snapshots = [];
    this.cursor = -1;
    this.hovered = -1;
    this.arrivals = 0;
    this.draw = oncePerFrame(() => this.paint());
    this.build();
    this.stopWidth = watchWidth(this.stage, (width) => {
      this.width = width;
      this.draw();
    });
    this.stopTime = onTime((moment) => {
      this.moment = moment;
      this.seek();
    });
  }

  build() {
    this.select = make("select", { "aria-label": "Order of the features" },
      ...Object.entries(SORTS).map(([value, text]) => make("option", { value, text })));
    this.select.onchange = () => {
      this.sort = this.select.value;
      this.arrange();
      this.draw();
    };
    this.count = make("span", { class: "quiet" });
    this.canvas = make("canvas", { tabindex: "0", role: "application", "aria-roledescription": "wall of pictures" });
    this.card = make("div", { class: "wall-card", hidden: true }, (this.big = make("canvas", { "aria-hidden": "true" })), (this.facts = make("p")));
    this.stage = make("div", { class: "wall-stage" }, this.canvas, this.card);
    this.legend = make("p", { class: "quiet wall-legend" },
      make("span", { class: "wall-key adds", "aria-hidden": "true" }), "adds ink ",
      make("span", { class: "wall-key takes", "aria-hidden": "true" }), "takes it away; each tile on its own scale. "
      + "Bar: how often the feature fires, from 1 in 1,000 to always, on a log scale. Faded with a stroke: fired on none of the validation examples as of this step.");
    this.spoken = make("p", { class: "unseen", "aria-live": "polite" });
    this.root = make("div", { class: "lab atom-wall" }, make("div", { class: "row" }, this.select, this.count), this.stage, this.legend, this.spoken);
    this.parent.append(this.root);
    this.listen();
  }

  update(data, setStateValue) {
    this.data = data;
    this.setStateValue = setStateValue;
    this.theme = themeOf(this.parent);
    for (const [i, sign] of [1, -1].entries()) {
      this.legend.querySelectorAll(".wall-key")[i].style.background = cssOf(signedInk(sign, this.theme.dark));
    }
    if (this.sortGiven !== data.sort) {
      this.sort = this.sortGiven = this.select.value = data.sort ?? "density";
      this.order = null;
    }
    if (Number.isInteger(data.feature) && data.feature !== this.given) this.chosen = this.given = data.feature;
    if (this.run !== data.run.id) this.follow(data.run);
    this.draw();
  }

  follow(run) {
    this.stopWatching?.();
    this.run = run.id;
    this.snapshots = [];
    this.shown = this.order = null;
    this.count.textContent = "no snapshot yet";
    this.stopWatching = watchRun(run.id, {
      onSnapshot: (meta) => {
        if (!meta.sheets.atoms) return;
        this.snapshots.push(meta);
        this.snapshots.sort((a, b) => a.step - b.step);
        // Many arrive at once at the start; one look at the newest is enough.
        clearTimeout(this.settling);
        this.settling = setTimeout(() => this.seek(), 30);
      },
    }, { live: Boolean(run.live) });
  }

  async seek() {
    if (!this.snapshots.length) return;
    const total = this.data.run.total_steps ?? this.snapshots.at(-1).step;
    const step = this.moment ? stepAt(this.moment, this.run, total) : Infinity;
    if (step === null) return;
    const snapshot = snapshotAt(this.snapshots, step);
    if (snapshot === this.shown?.snapshot) return;
    const arrival = (this.arrivals += 1);
    try {
      const tiles = snapshot.sheets.atoms;
      const [sheet, arrays] = await Promise.all([
        loadSheet(snapshotUrl(this.run, snapshot, tiles.file)),
        fetchTensors(snapshotUrl(this.run, snapshot, "arrays.safetensors")),
      ]);
      if (arrival !== this.arrivals) return;
      this.shown = { snapshot, sheet, tiles, density: arrays.density.data, scales: arrays.scales.data };
      showProblem(this.root, null);
      if (this.order?.length !== tiles.count) this.arrange();
      this.draw();
    } catch (error) {
      showProblem(this.root, error);
    }
  }

  /** The order is taken once and kept while time is scrubbed, so that a feature stays where it is. */
  arrange() {
    if (!this.shown) return;
    const { sheet, tiles, scales, density } = this.shown;
    const rank = { density: () => density, norm: () => atomNorms(sheet, tiles, scales), index: () => null }[this.sort]();
    this.order = Array.from({ length: tiles.count }, (_, i) => i);
    if (rank) this.order.sort((a, b) => rank[b] - rank[a] || a - b);
  }

  geometry() {
    const { count, width, height } = this.shown.tiles;
    const wanted = count <= 64 ? 56 : count <= 160 ? 44 : count <= 512 ? 36 : 28;
    const columns = Math.max(6, Math.floor((this.width + GAP) / (wanted + GAP)));
    const tile = (this.width + GAP) / columns - GAP;
    const tall = (tile * height) / width;
    return { columns, tile, tall, across: tile + GAP, down: tall + BAR + GAP, rows: Math.ceil(count / columns) };
  }

  paint() {
    if (!this.shown || !this.width || !this.order) return;
    const { sheet, tiles, density, snapshot } = this.shown;
    const { theme } = this;
    const g = (this.grid = this.geometry());
    const context = preparePaper(this.canvas, this.width, g.rows * g.down);
    this.order.forEach((feature, place) => {
      const [x, y] = [(place % g.columns) * g.across, Math.floor(place / g.columns) * g.down];
      const dead = density[feature] === 0;
      context.globalAlpha = dead ? 0.3 : 1;
      context.fillStyle = theme.secondary;
      context.fillRect(x, y, g.tile, g.tall);
      drawSignedTile(context, sheet, tiles, feature, x, y, g.tile, g.tall, theme.dark);
      context.globalAlpha = 1;
      if (dead) this.strike(context, x, y, g);
      else this.bar(context, x, y + g.tall + 1, g.tile, density[feature]);
    });
    this.frame(context, this.order.indexOf(this.chosen ?? -1), theme.primary, 2.5);
    this.frame(context, this.hovered, theme.text, 1.5);
    if (this.canvas.matches(":focus-visible")) this.frame(context, this.cursor, theme.text, 1.5);
    const dead = density.reduce((sum, value) => sum + (value === 0), 0);
    this.count.textContent = `${tiles.count} features${dead ? `, ${dead} silent` : ""}, step ${snapshot.step}`;
    this.canvas.setAttribute("aria-label", `${tiles.count} dictionary atoms at step ${snapshot.step}, ${dead} silent. Arrow keys move, Enter chooses a feature.`);
    this.paintCard();
  }

  strike(context, x, y, { tile, tall }) {
    context.strokeStyle = this.theme.muted;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x + tile * 0.15, y + tall * 0.85);
    context.lineTo(x + tile * 0.85, y + tall * 0.15);
    context.stroke();
  }

  bar(context, x, y, width, density) {
    context.fillStyle = this.theme.muted;
    context.fillRect(x, y, width * Math.min(Math.max(1 + Math.log10(density) / 3, 0.02), 1), 1.5);
  }

  frame(context, place, color, weight) {
    if (place < 0) return;
    const { columns, across, down, tile, tall } = this.grid;
    context.strokeStyle = color;
    context.lineWidth = weight;
    context.strokeRect((place % columns) * across, Math.floor(place / columns) * down, tile, tall);
  }

  said(feature) {
    const share = this.shown.density[feature];
    return share === 0 ? `feature ${feature}: silent` : `feature ${feature} fires on ${showShare(share)} of examples`;
  }

  /** The tile under the pointer, or under the keyboard's cursor, enlarged beside it. */
  paintCard() {
    const place = this.hovered >= 0 ? this.hovered : this.canvas.matches(":focus-visible") ? this.cursor : -1;
    this.card.hidden = place < 0;
    if (place < 0) return;
    const { columns, across, down, tall } = this.grid;
    const { sheet, tiles } = this.shown;
    const feature = this.order[place];
    const side = 96;
    drawSignedTile(preparePaper(this.big, side, (side * tiles.height) / tiles.width), sheet, tiles, feature, 0, 0, side, (side * tiles.height) / tiles.width, this.theme.dark);
    this.facts.textContent = this.said(feature);
    const x = (place % columns) * across;
    this.card.style.left = `${Math.min(x, Math.max(this.width - 132, 0))}px`;
    this.card.style.top = `${Math.floor(place / columns) * down + tall + 8}px`;
  }

  listen() {
    const { canvas } = this;
    const placeAt = (event) => {
      if (!this.grid) return -1;
      const box = canvas.getBoundingClientRect();
      const [column, row] = [Math.floor((event.clientX - box.left) / this.grid.across), Math.floor((event.clientY - box.top) / this.grid.down)];
      const place = row * this.grid.columns + column;
      return column >= 0 && column < this.grid.columns && row >= 0 && place < this.order.length ? place : -1;
    };
    canvas.onpointermove = (event) => {
      const place = event.pointerType === "touch" ? -1 : placeAt(event);
      if (place === this.hovered) return;
      this.hovered = place;
      this.draw();
    };
    canvas.onpointerleave = () => {
      this.hovered = -1;
      this.draw();
    };
    canvas.onclick = (event) => {
      const place = placeAt(event);
      if (place >= 0) this.choose(place);
    };
    canvas.onfocus = canvas.onblur = () => this.draw();
    canvas.onkeydown = (event) => this.order && this.press(event);
  }

  press(event) {
    const { columns } = this.grid;
    const last = this.order.length - 1;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -Infinity, End: Infinity };
    if (event.key === "Enter" || event.key === " ") this.choose(Math.max(this.cursor, 0));
    else if (steps[event.key] !== undefined) {
      this.cursor = this.cursor < 0 ? 0 : Math.min(Math.max(this.cursor + steps[event.key], 0), last);
      this.spoken.textContent = this.said(this.order[this.cursor]);
      this.draw();
    } else return;
    event.preventDefault();
  }

  choose(place) {
    this.cursor = place;
    this.chosen = this.order[place];
    this.setStateValue("feature", this.chosen);
    this.draw();
  }

  destroy() {
    clearTimeout(this.settling);
    this.stopWatching?.();
    this.stopWidth();
    this.stopTime();
    this.draw.cancel();
    this.root.remove();
  }
}

export default function (component) {
  const { parentElement, data, setStateValue } = component;
  if (!walls.has(parentElement)) walls.set(parentElement, new AtomWall(parentElement));
  walls.get(parentElement).update(data, setStateValue);
  return () => {
    walls.get(parentElement)?.destroy();
    walls.delete(parentElement);
  };
}

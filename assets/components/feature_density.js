// How often features fire: their densities with dead ones apart, the rarest and the commonest by name, and which were
// dead when.
//
// data: {run: {id, kind, total_steps, live}, tested, window: examples after which a feature is dead, rare}
// Tells Python nothing; what is clicked is announced as the page's feature.

const LISTED = 7;
const TALLEST = 240;

class FeatureDensity {
  constructor(parent) {
    this.parent = parent;
    this.build();
    this.reader = new MomentReader({
      root: this.root,
      load: (snapshot, last) => this.load(snapshot, last),
      show: (content) => {
        this.content = content;
        this.draw();
        if (this.data.run.live || !this.census) this.loadCensus();
      },
    });
    this.stopFeature = onFeature(({ run, feature }) => {
      if (run !== this.data?.run.id) return;
      this.chosen = feature;
      this.drawLife();
    });
  }

  build() {
    this.densities = titledBars({ onPick: (i) => this.pick(i) });
    this.lists = make("div", { class: "lists" });
    this.lifeTitle = make("p", { class: "title" });
    this.canvas = make("canvas", { tabindex: 0, role: "application", "aria-roledescription": "timeline of dead features" });
    this.stage = make("div", { class: "life" }, this.canvas);
    this.told = make("span", { class: "quiet bars-readout", "aria-live": "polite" });
    this.words = make("p", { class: "quiet words" });
    this.root = make("section", { class: "lab feature-density" },
      make("div", { class: "charts" }, this.densities.root, this.lists),
      this.lifeTitle, this.stage, this.told, this.words);
    this.parent.append(this.root);
    this.paintSoon = oncePerFrame(() => this.drawLife());
    this.stopWidth = watchWidth(this.stage, (width) => {
      this.width = width;
      this.paintSoon();
    });
    this.listen();
  }

  update(data) {
    if (this.data?.run.id !== data.run.id) Object.assign(this, { content: null, census: null, group: null, row: -1 });
    const tested = this.data?.tested;
    this.data = data;
    this.theme = themeOf(this.parent);
    this.reader.follow(data.run);
    if (tested !== undefined && tested !== data.tested) this.reader.again();
    this.draw();
    this.drawLife();
  }

  /** Densities on validation examples; at the end of training on the whole test set, as in the summary. */
  async load(snapshot, last) {
    const { run, tested } = this.data;
    const [atoms, probe] = await Promise.all([loadAtoms(run, snapshot), fetchFacts(runUrl(run.id, "files/probe/meta.json"))]);
    const near = snapshot.scalars.near_zero ?? 0;
    if (last && tested && !run.live) {
      const { summary } = await fetchFacts(runUrl(run.id, "").slice(0, -1));
      if (summary) return { atoms, near, snapshot, density: summary.test.density, examples: summary.test.dead_window, split: "test" };
    }
    const split = probe.split === "train" ? "training" : "validation";
    return { atoms, near, snapshot, density: Array.from(atoms.density), examples: probe.code_labels.length, split };
  }

  async loadCensus() {
    const { run } = this.data;
    const count = this.content.density.length;
    try {
      const { rows } = await fetchJson(runUrl(run.id, "census"));
      const found = censusOf(rows, count);
      const census = found.counted ? found : await censusFromSnapshots(run, this.reader.snapshots);
      if (run.id !== this.data.run.id) return;
      this.census = census;
      this.lives = deadLives(census);
      this.drawLife();
    } catch (error) {
      showProblem(this.root, error);
    }
  }

  pick(i) {
    this.group = this.group === i ? null : i;
    this.draw();
  }

  draw() {
    if (!this.content) {
      this.words.textContent = "Waiting for the first snapshot.";
      return;
    }
    const { density, examples, split, near } = this.content;
    const state = densityState(density, { theme: this.theme, examples, split, near });
    this.state = state;
    if (this.group !== null && this.group > state.bars.length) this.group = null;
    this.densities.title.textContent = state.title;
    this.densities.bars.set({ ...state, picked: this.group ?? undefined, label: `${state.title}. Bar chart; Enter lists a bar’s features` });
    this.drawLists();
  }

  /** Features of the chosen bar; without one the commonest and the rarest. */
  drawLists() {
    const { density } = this.content;
    const order = density.map((_, i) => i).sort((a, b) => density[b] - density[a] || a - b);
    if (this.group !== null) {
      const members = (this.group === 0 ? order.filter((i) => density[i] === 0) : order.filter((i) => this.state.placeOf(density[i]) === this.group - 1));
      const said = this.group === 0 ? "Features that never fired" : `Features that ${this.state.bars[this.group - 1].said}`;
      this.lists.replaceChildren(this.list(`${said}: ${members.length}`, members.slice(0, 3 * LISTED), members.length - 3 * LISTED),
        make("button", { type: "button", text: "Rarest and commonest", onclick: () => this.pick(this.group) }));
      return;
    }
    const living = order.filter((i) => density[i] > 0);
    this.lists.replaceChildren(
      this.list("Everywhere, nearly: those that fire on the most examples", living.slice(0, LISTED)),
      this.list("Rare: those that fire on the fewest", living.slice(-LISTED).reverse()));
  }

  list(title, features, left = 0) {
    const { atoms, density } = this.content;
    const buttons = features.map((feature) => atomButton(atoms, feature, showShare(density[feature]), this.theme, {
      onclick: () => announceFeature(this.data.run.id, feature),
    }));
    const rest = left > 0 ? make("p", { class: "quiet", text: `and ${left} more` }) : null;
    return make("div", { class: "list" }, make("p", { class: "title", text: title }), make("div", { class: `buttons ${atoms.form}` }, ...buttons), rest);
  }

  drawLife() {
    const { census, lives, data, content } = this;
    if (!census || !content) return;
    const count = content.density.length;
    const now = census.moments.at(-1)?.dead.reduce((sum, one) => sum + one, 0) ?? 0;
    const begun = census.restarts.reduce((sum, { features }) => sum + features.length, 0);
    this.stage.hidden = !lives.length;
    this.lifeTitle.textContent = lives.length
      ? `${formatValue(lives.length)} of ${plural(count, "feature")} ${lives.length === 1 ? "was" : "were"} dead for some time, ${formatValue(now)} ${data.run.live ? "now" : "at the end"}`
      : `No feature of ${formatValue(count)} was dead at any moment ${data.run.live ? "so far" : "of training"}`;
    const window = census.counted
      ? `Dead: fired on none of the last ${formatValue(data.window)} training examples.`
      : "Dead: fired on none of the validation examples of a snapshot. This run comes from an earlier version, which did not count at every moment.";
    const restarted = begun ? ` Resampling began ${formatValue(begun)} anew, at ${plural(census.restarts.length, "moment")} (marked).` : "";
    this.words.textContent = `${window}${restarted}${lives.length ? " A row is a feature, those longest dead on top; grey is dead. Click a row to see the feature." : ""}`;
    if (lives.length && this.width) this.paintLife();
  }

  paintLife() {
    const { lives, census, theme, width } = this;
    const rowTall = Math.min(10, Math.max(1, TALLEST / lives.length));
    const tall = Math.min(TALLEST, rowTall * lives.length);
    const [left, top, bottom] = [4, census.restarts.length ? 16 : 4, 30];
    const across = width - left - 12;
    const end = census.moments.at(-1).epoch || 1;
    this.plot = { left, top, tall, across, end, each: tall / lives.length };
    const context = preparePaper(this.canvas, width, top + tall + bottom);
    context.fillStyle = cssOf(mixColors(rgbOf(familyColor("sparse", theme)), rgbOf(theme.background), 0.8));
    context.fillRect(left, top, across, tall);
    context.fillStyle = theme.muted;
    const x = (epoch) => left + (epoch / end) * across;
    lives.forEach(({ spans }, i) => {
      const each = Math.max(tall / lives.length - (rowTall > 4 ? 1 : 0), 0.6);
      for (const [from, to] of spans) context.fillRect(x(from), top + i * (tall / lives.length), Math.max(x(to) - x(from), 1), each);
    });
    this.paintRestarts(context, x);
    this.paintAxis(context, x);
    this.paintRow(context, this.row, theme.text);
    this.paintRow(context, lives.findIndex(({ feature }) => feature === this.chosen), theme.primary);
    this.canvas.setAttribute("aria-label", `${this.lifeTitle.textContent}. Arrow keys move between features, Enter chooses one.`);
  }

  /** A triangle above each resampling, and a line down through the features. */
  paintRestarts(context, x) {
    const { theme, plot: { top, tall } } = this;
    context.strokeStyle = context.fillStyle = theme.primary;
    context.lineWidth = 1;
    for (const { epoch } of this.census.restarts) {
      context.beginPath();
      context.moveTo(x(epoch) - 4, top - 10);
      context.lineTo(x(epoch) + 4, top - 10);
      context.lineTo(x(epoch), top - 3);
      context.fill();
      context.fillRect(x(epoch) - 0.5, top, 1, tall);
    }
  }

  paintAxis(context, x) {
    const { theme, plot: { top, tall, end, left, across } } = this;
    context.fillStyle = theme.muted;
    context.font = `11px ${theme.font}`;
    context.textBaseline = "top";
    for (const tick of linearTicks(0, end, 6)) {
      context.textAlign = tick === 0 ? "left" : x(tick) > left + across - 12 ? "right" : "center";
      context.fillText(formatTick(tick), x(tick), top + tall + 4);
    }
    context.textAlign = "right";
    context.fillText("epoch", left + across, top + tall + 17);
  }

  paintRow(context, row, color) {
    if (row < 0) return;
    const { left, top, across, each } = this.plot;
    context.strokeStyle = color;
    context.lineWidth = 1.5;
    context.strokeRect(left - 1, top + row * each - 1, across + 2, Math.max(each, 2) + 1);
  }

  listen() {
    const { canvas } = this;
    const rowAt = (event) => {
      if (!this.plot) return -1;
      const row = Math.floor((event.clientY - canvas.getBoundingClientRect().top - this.plot.top) / this.plot.each);
      return row >= 0 && row < this.lives.length ? row : -1;
    };
    canvas.onpointermove = (event) => this.point(rowAt(event));
    canvas.onpointerleave = canvas.onblur = () => this.point(-1);
    canvas.onclick = (event) => this.choose(rowAt(event));
    canvas.onkeydown = (event) => {
      if (!this.lives?.length) return;
      const last = this.lives.length - 1;
      const places = { ArrowUp: this.row - 1, ArrowDown: this.row + 1, Home: 0, End: last };
      if (event.key === "Enter" || event.key === " ") this.choose(this.row);
      else if (event.key in places) this.point(Math.min(Math.max(places[event.key], 0), last));
      else return;
      event.preventDefault();
    };
  }

  point(row) {
    if (row === this.row) return;
    this.row = row;
    const life = this.lives?.[row];
    this.told.textContent = life ? this.saidOf(life) : "";
    this.paintSoon();
  }

  saidOf({ feature, spans, share }) {
    const again = this.census.restarts.filter(({ features }) => features.includes(feature)).map(({ epoch }) => formatValue(epoch));
    const restarted = again.length ? `, begun anew at epoch ${again.join(", ")}` : "";
    const last = spans.at(-1)[1] === this.plot.end ? "to the end" : `last at epoch ${formatValue(spans.at(-1)[1])}`;
    return `Feature ${feature}: dead for ${percent(share)} of training, ${last}${restarted}`;
  }

  choose(row) {
    if (row >= 0) announceFeature(this.data.run.id, this.lives[row].feature);
  }

  close() {
    this.reader.close();
    this.stopFeature();
    this.stopWidth();
    this.paintSoon.cancel();
    this.densities.bars.destroy();
    this.root.remove();
  }
}

export default mounted((parent) => new FeatureDensity(parent));

// What the KL divergence did: what each dimension costs over the training, which ones are in use, and where all
// codes together lie beside the prior.
//
// data: {run, variances: the whole test set's histogram {low, high, counts, zeros} or null}
// Tells Python nothing; a click on the strip moves the page's moment.

const VARIANCE_BINS = { low: -6, high: 2, bins: 32 };
const TILES_AT_FIRST = 8;

class KlPanel {
  constructor(parent) {
    this.parent = parent;
    this.snapshots = [];
    this.arrays = new Map(); // by step
    this.moment = null;
    this.everything = false;
    this.stopRun = () => {};
    this.build();
    this.draw = oncePerFrame(() => this.paint());
    this.stops = [onTime((moment) => {
      this.moment = moment;
      this.draw();
    }), watchWidth(this.tiles, () => this.draw())];
  }

  build() {
    this.title = make("p", { class: "title" });
    this.stripHost = make("div");
    this.stripText = make("p", { class: "quiet kl-readout", "aria-live": "polite" });
    this.scale = make("span", { class: "kl-scale", "aria-hidden": "true" });
    this.most = make("span");
    const legend = make("p", { class: "quiet kl-legend" }, make("span", { text: "0" }), this.scale, this.most);
    this.strip = createHeatStrip(this.stripHost, {
      onPoint: (cell) => (this.stripText.textContent = cell ? this.cellText(cell) : this.stripHelp()),
      onChoose: (column) => this.choose(this.snapshots[column]),
    });
    this.unitsTitle = make("p", { class: "title" });
    this.unitsHost = make("div");
    this.unitsText = make("p", { class: "quiet kl-readout" });
    this.units = createBars(this.unitsHost, { height: 170, onPoint: (text) => (this.unitsText.textContent = text ?? this.unitsHelp) });
    this.tilesTitle = make("p", { class: "title" });
    this.tilesText = make("p", { class: "quiet" });
    this.tiles = make("div", { class: "kl-tiles" });
    this.more = make("button", { type: "button", hidden: true, onclick: () => {
      this.everything = !this.everything;
      this.draw();
    } });
    this.root = make("div", { class: "lab kl" },
      make("section", {}, this.title, this.stripHost, make("div", { class: "kl-below" }, this.stripText, legend)),
      make("section", {}, this.unitsTitle, this.unitsHost, this.unitsText),
      make("section", {}, this.tilesTitle, this.tilesText, this.tiles, this.more));
    this.parent.append(this.root);
    this.made = [];
  }

  async update(data) {
    this.data = data;
    this.theme = themeOf(this.parent);
    if (this.run !== data.run.id) {
      this.run = data.run.id;
      Object.assign(this, { snapshots: [], test: null });
      this.arrays.clear();
      this.stopRun();
      this.stopRun = watchRun(this.run, { onSnapshot: (meta) => this.take(meta) }, { live: data.run.live });
      this.loadTest(this.run);
    }
    this.draw();
  }

  /** The codes of test examples; a run in training has none yet. */
  async loadTest(run) {
    const test = await loadTest(run).catch(() => null);
    if (run !== this.run) return;
    this.test = test && { codes: test.arrays.codes, std: test.arrays.std ?? null };
    this.draw();
  }

  async take(meta) {
    const { run } = this;
    try {
      const arrays = await fetchTensors(snapshotUrl(run, meta, "arrays.safetensors"));
      if (run !== this.run || !arrays.kl_per_dimension) return;
      this.arrays.set(meta.step, arrays);
      this.snapshots = [...this.snapshots.filter(({ step }) => step !== meta.step), meta].sort((a, b) => a.step - b.step);
      showProblem(this.root, null);
      this.draw();
    } catch (error) {
      showProblem(this.root, error);
    }
  }

  choose(snapshot) {
    const { id, total_steps: total, live } = this.data.run;
    const newest = snapshot === this.snapshots.at(-1);
    announceTime({ fraction: snapshot.step / (total || 1), step: snapshot.step, run: id, source: this, live: newest && (live || snapshot.step >= total) });
  }

  /** Index of the snapshot that the page shows. */
  shownColumn() {
    const step = this.moment ? stepAt(this.moment, this.run, this.data.run.total_steps) ?? Infinity : Infinity;
    return Math.max(0, this.snapshots.findLastIndex((snapshot) => snapshot.step <= step));
  }

  /** {codes, std, of, when}: of test examples at the end, else of the shown snapshot's validation examples. */
  shownCodes(column) {
    const count = (codes) => formatValue(codes.shape[0]);
    if (column === this.snapshots.length - 1 && this.test) {
      return { ...this.test, ended: true, of: `${count(this.test.codes)} test examples` };
    }
    const { step } = this.snapshots[column];
    const { codes, deviations = null } = this.arrays.get(step);
    return { codes, std: deviations, ended: false, of: `${count(codes)} validation examples at step ${formatValue(step)}` };
  }

  // --- drawing ----------------------------------------------------------------------------------------------

  paint() {
    if (!this.snapshots.length) {
      this.title.textContent = "Waiting for the first snapshot";
      return;
    }
    const column = this.shownColumn();
    const last = this.arrays.get(this.snapshots.at(-1).step).kl_per_dimension.data;
    this.order = Array.from(last.keys()).sort((a, b) => last[b] - last[a]);
    this.paintStrip(column);
    const shown = this.shownCodes(column);
    this.paintUnits(shown);
    this.paintTiles(shown);
  }

  paintStrip(column) {
    const { snapshots, order, theme } = this;
    const kl = snapshots.map(({ step }) => this.arrays.get(step).kl_per_dimension.data);
    this.values = order.map((j) => kl.map((one) => one[j]));
    const most = Math.max(...this.values.flat(), IDLE_NATS);
    const now = kl[column];
    const active = order.filter((j) => now[j] >= IDLE_NATS).length;
    this.title.textContent = `KL of each dimension at each snapshot: ${active} of ${plural(order.length, "dimension")} over ${IDLE_NATS} nats at step ${formatValue(snapshots[column].step)}`;
    this.scale.style.background = `linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map((share) => heatColor(share, theme)).join(", ")})`;
    this.most.textContent = `${formatValue(most)} nats`;
    this.strip.set({
      values: this.values,
      most,
      shown: column,
      rowNames: order.map(latentName),
      columnNames: snapshots.map(({ step }) => formatTick(step)),
      xLabel: "step of the snapshot",
      label: `${this.title.textContent}. Arrow keys read the numbers, Enter goes to a snapshot.`,
      theme,
    });
    if (!this.stripText.textContent) this.stripText.textContent = this.stripHelp();
  }

  stripHelp() {
    return "A row is a dimension, the dearest at the end of training first; the stronger the colour, the dearer. Point at a cell for its number, click to go there.";
  }

  cellText({ row, column }) {
    const { step, epoch } = this.snapshots[column];
    const nats = this.values[row][column];
    return `${latentName(this.order[row])} at step ${formatValue(step)} (epoch ${formatValue(epoch)}): ${showNumber(nats, 3)} nats`
      + `${nats < IDLE_NATS ? ", which is nothing" : ""}.`;
  }

  paintUnits({ codes, of, ended }) {
    // Of a spike and slab, snapshots keep the likelier part and not the mean.
    const late = this.data.run.prior?.kind === "spike_and_slab";
    const whole = ended || late ? this.data.variances : null;
    this.unitsTitle.parentElement.hidden = late && !whole;
    if (late && !whole) return;
    const { low, high, counts, zeros } = whole ?? logHistogram(variancesOf(codes), VARIANCE_BINS);
    const { theme } = this;
    const place = (i) => low + (i * (high - low)) / counts.length;
    const threshold = Math.log10(ACTIVE_VARIANCE);
    const bars = counts.map((value, i) => {
      const active = place(i) >= threshold - 1e-9;
      return { from: place(i), to: place(i + 1), value, faint: !active,
        color: active ? familyColor("variational", theme) : theme.muted,
        text: `variance ${formatValue(10 ** place(i))} to ${formatValue(10 ** place(i + 1))}: ${plural(value, "dimension")}, ${active ? "active" : "inactive"}` };
    });
    const active = bars.reduce((sum, bar) => sum + (bar.faint ? 0 : bar.value), 0);
    const total = counts.reduce((sum, count) => sum + count, zeros);
    this.unitsTitle.textContent = `${formatValue(active)} of ${plural(total, "dimension")} ${active === 1 ? "is" : "are"} active: the mean moves with the example`;
    this.unitsHelp = `Variance of each dimension’s mean over ${whole ? "all test examples" : of}${late ? ", at the end of training" : ""}; active is over ${ACTIVE_VARIANCE} (the line).`;
    this.unitsText.textContent = this.unitsHelp;
    const ticks = Array.from({ length: Math.floor((high - low) / 2) + 1 }, (_, i) => low + 2 * i);
    this.units.set({ bars, theme, log: false, xRange: [low, high], xTicks: ticks.map((x) => [x, formatTick(10 ** x)]),
      aside: zeros ? { label: "0", value: zeros, color: theme.muted, text: `exactly 0: ${plural(zeros, "dimension")}` } : null,
      mark: threshold, xLabel: "variance of the mean over examples (log)", yLabel: "dimensions",
      label: `${this.unitsTitle.textContent}. ${this.unitsHelp} Bar chart` });
  }

  paintTiles(shown) {
    const sparse = this.data.run.prior?.kind === "spike_and_slab";
    const usable = shown.std || sparse ? shown : this.test ? { ...this.test, of: "test examples at the end" } : null;
    this.tilesTitle.textContent = sparse ? "How often each dimension is on, and how strong then" : "All codes together, beside the prior";
    this.tilesText.textContent = tilesSaid(usable, shown, this.data.run.prior);
    this.tiles.hidden = this.more.hidden = !usable;
    if (!usable) return;
    const bins = aggregateBins(usable.codes, usable.std);
    const facts = sparse ? onFacts(usable, bins) : costFacts(usable, bins);
    const places = new Map(this.order.map((j, place) => [j, place])); // of the end, so that nothing jumps
    facts.sort((a, b) => places.get(a.j) - places.get(b.j));
    const count = this.everything ? facts.length : Math.min(TILES_AT_FIRST, facts.length);
    while (this.made.length < count) this.made.push(densityTile());
    this.tiles.replaceChildren(...this.made.slice(0, count).map(({ element }) => element));
    const drawn = facts.slice(0, count).map((fact) => ({ ...fact, masses: fact.massesOf() }));
    const prior = priorMasses(bins);
    const top = Math.min(0.25, Math.max(1.15 * Math.max(...prior), ...drawn.map(({ masses }) => Math.max(...masses))));
    drawn.forEach((fact, i) => this.made[i].show({ ...fact, prior, bins, top, theme: this.theme }));
    this.more.hidden = facts.length <= TILES_AT_FIRST;
    this.more.textContent = this.everything ? "Fewer dimensions" : `All ${facts.length} dimensions`;
  }

  close() {
    this.stopRun();
    for (const stop of this.stops) stop();
    this.draw.cancel();
    this.strip.destroy();
    this.units.destroy();
    this.root.remove();
  }
}

export default mounted((parent) => new KlPanel(parent));

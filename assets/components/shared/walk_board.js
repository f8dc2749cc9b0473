// Walks on one axis: a strip each, the two charts under them, and what each shows at the place that is looked at.

const BOARD_CHUNK_MS = 10;
const MOMENT_SIDE = 132;
const TABLE_ROWS = 10;
const OTHER_COLOR = "#AA4499"; // of a second run of the same family
const WALK_KINDS = {
  linear: { dash: [], about: "straight through latent space" },
  spherical: { dash: [6, 4], about: "along the arc about the origin" },
  data: { dash: [1.5, 3.5], about: "a blend of the data, no model: for contrast" },
};
const FAMILY_WORDS = { plain: "plain", variational: "VAE" };

/** What a walk that knows no model goes through. */
function dataWords(kind) {
  return `through ${{ text: "word shares", table: "features", image: "pixels" }[kind] ?? "values"}`;
}

class WalkBoard {
  /** onTouch(): a hand moved the place. */
  constructor(onTouch) {
    Object.assign(this, { onTouch, k: null, length: 0, tracks: [] });
    this.fill = oncePerFrame(() => this.computeSome());
    this.draw = promptly(() => this.paintPlace());
    const touch = (place) => this.touch(place);
    this.strips = make("div", { class: "walk-strips" });
    this.density = new PathChart("Prior density on the way: log p(z), in nats", touch);
    this.change = new PathChart("How much changes with each step of equal length: ‖Δx̂‖", touch);
    this.axis = make("div", { class: "walk-axis", tabindex: "0", role: "group", "aria-label": "Walks and charts on one axis" },
      this.strips, this.density.element, this.change.element);
    this.moments = make("div", { class: "walk-moments" });
    this.stopWidth = watchWidth(this.axis, (width) => {
      this.width = width;
      this.arrange();
    });
  }

  /** runs: one or two WalkRuns; stops: resolved ends in turn; names: of the stops; kinds: a Set of WALK_KINDS. */
  show({ runs, stops, numbers, names, kinds, theme, onPlace }) {
    const steps = stepsOfLeg(stops.length - 1);
    Object.assign(this, { runs, numbers, names, theme, onPlace, steps, length: steps * (stops.length - 1) + 1 });
    this.k = Math.min(this.k ?? Math.round(this.length / 2), this.length - 1);
    const own = runs[0];
    const wanted = [...["linear", "spherical"].flatMap((kind) => runs.map((run) => [run, kind])), [own, "data"]];
    this.rows = own.facts.kind === "table" ? movingMost(stops.map((stop) => own.valuesOfEnd(stop)), TABLE_ROWS) : null;
    this.tracks = wanted.filter(([, kind]) => kinds.has(kind)).map(([run, kind]) => this.newTrack(run, kind, stops));
    this.arrange();
    this.fill();
  }

  newTrack(run, kind, stops) {
    const own = run === this.runs[0];
    // A place of this run's own space is, to the other, what its encoder makes of the picture there.
    const walk = new Walk(kind, run, own ? stops : stops.map((stop) => ({ ...stop, z: null })), this.steps);
    const same = this.runs[1]?.facts.family === this.runs[0].facts.family;
    const whose = this.runs.length < 2 ? "" : ` · ${same ? run.facts.name : FAMILY_WORDS[run.facts.family]}`;
    const name = kind === "data" ? dataWords(run.facts.kind) : `${kind}${whose}`;
    const color = kind === "data" ? this.theme.muted
      : own || !same ? familyColor(run.facts.family, this.theme) : readableColor(OTHER_COLOR, this.theme);
    const { dash, about } = WALK_KINDS[kind];
    const view = stripView(run.facts.kind);
    const moment = decodedView(run.facts.kind, name);
    const label = make("p", { class: "walk-label" }, make("strong", { text: name }), ` ${about}`);
    const figure = make("figure", {}, make("div", {}, moment.element), make("figcaption", { class: "quiet", text: name }));
    return { run, kind, walk, name, color, dash, view, moment, figure, element: make("div", {}, label, view.element) };
  }

  get done() {
    return this.tracks.every(({ walk }) => walk.done);
  }

  computeSome() {
    const end = performance.now() + BOARD_CHUNK_MS;
    for (const track of this.tracks.filter(({ walk }) => !walk.done)) {
      while (!track.walk.done && performance.now() < end) track.walk.step();
      if (!track.walk.done) return this.fill();
      this.paintStrip(track);
    }
    this.paintPlace();
  }

  goTo(k) {
    this.k = Math.min(Math.max(k, 0), this.length - 1);
    this.draw();
  }

  touch(px) {
    const { left, size, perLeg } = this.cells;
    this.onTouch();
    this.goTo(Math.round(((px - left) / size - 0.5) * (this.steps / perLeg)));
  }

  /** Steps of the walk that the cells of the strips show. */
  cellSteps() {
    return Array.from({ length: this.cells.count }, (_, i) => Math.round((i * this.steps) / this.cells.perLeg));
  }

  arrange() {
    if (!this.width || !this.tracks.length) return;
    this.cells = cellsOf(this.runs[0].facts.kind, this.width, (this.length - 1) / this.steps);
    this.strips.replaceChildren(...this.tracks.map(({ element }) => element));
    this.moments.replaceChildren(...this.tracks.map(({ figure }) => figure));
    for (const track of this.tracks.filter(({ walk }) => walk.done)) this.paintStrip(track);
    this.paintPlace();
  }

  paintStrip({ run, walk, view, name }) {
    if (!this.cells) return;
    view.show(this.cellSteps().map((k) => walk.values[k]), { shape: run.shape, reading: run.reading, rows: this.rows, theme: this.theme, size: this.cells.size,
      label: `${this.cells.count} decoded means, ${name}: ${this.names.join(" to ")}` });
    view.element.onclick = (event) => this.touch(event.clientX - view.element.getBoundingClientRect().left);
  }

  paintPlace() {
    if (!this.cells || !this.done) return;
    for (const { run, walk, moment, figure } of this.tracks) {
      moment.show(walk.values[this.k], { ...run.reading, shape: run.shape, ink: this.theme.ink, side: Math.min(MOMENT_SIDE, figure.clientWidth) });
    }
    this.paintCharts();
    this.onPlace();
  }

  /** Where the place is, in words: "40 % from 1 to 2". */
  placeText() {
    const leg = Math.min(Math.floor(this.k / this.steps), this.numbers.length - 2);
    return `${Math.round((100 * (this.k - leg * this.steps)) / this.steps)} % from ${this.numbers[leg]} to ${this.numbers[leg + 1]}`;
  }

  paintCharts() {
    const { size, left, perLeg, count } = this.cells;
    const { k, length, theme } = this;
    const placeOf = (step) => left + ((step * perLeg) / this.steps + 0.5) * size;
    const marks = this.numbers.map((number, i) => ({ step: i * this.steps, text: String(number) }));
    const shared = { length, k, marks, placeOf, width: left + size * count, theme };
    const lineOf = ({ name, color, dash }, values, offset) => ({ name, color, dash, values, at: (i) => i + offset, near: (step) => Math.max(0, step - 2 * offset) });
    const dense = this.tracks.filter(({ walk }) => walk.densities);
    const lines = this.tracks.map((track) => lineOf(track, track.walk.changes, 0.5));
    this.density.show({ ...shared, lines: dense.map((track) => lineOf(track, track.walk.densities, 0)), references: this.averageDraws(dense),
      digits: 1, floor: null, reading: this.densityReading() });
    this.change.show({ ...shared, lines, digits: this.runs[0].facts.kind === "text" ? 5 : 2, floor: 0, reading: changeReading(lines) });
  }

  /** E[log p(z)] of draws from a normal prior: −L/2 (1 + log 2π). */
  averageDraws(dense) {
    const normal = [...new Set(dense.map(({ run }) => run))].filter(({ facts }) => facts.prior.kind === "normal");
    const whose = ({ facts }) => (normal.length > 1 ? ` of ${facts.name}` : "");
    return normal.map((run) => ({ name: `an average draw from the prior${whose(run)}`, color: this.theme.muted, dash: [1.5, 3.5],
      value: (-run.final.inputs * (1 + Math.log(2 * Math.PI))) / 2 }));
  }

  densityReading() {
    const said = [];
    const kinds = this.runs.map(({ facts }) => facts.prior?.kind ?? null);
    const without = this.runs.filter(({ facts }) => facts.prior === null).map(({ facts }) => facts.name);
    if (without.length) said.push(`${without.join(" and ")} has no prior, so no density.`);
    if (kinds.includes("codebook")) said.push("The prior of a codebook knows its entries alone; between them there is no density.");
    if (kinds.includes("spike_and_slab")) said.push("A number of the code that is exactly 0 counts with its probability, another with its density.");
    return said.join(" ");
  }

  destroy() {
    this.stopWidth();
    for (const frame of [this.fill, this.draw]) frame.cancel();
  }
}

/** How uneven each walk is: a hole between codes is a leap. */
function changeReading(lines) {
  const leaps = lines.filter(({ values }) => values.some((value) => value > 0)).map(({ name, values }) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return `${name} ${showNumber(Math.max(...values) / mean, 1)}`;
  });
  return leaps.length ? `Where a line leaps, the example jumps. The largest step over the average one: ${leaps.join(", ")} times.` : "";
}

// The effect of a knob: a number against it, and a slider through the runs of one line that swaps everything at
// once: the mark on the chart, the run's numbers, its training curves, its code and its pictures.
//
// data: {lines (shared/knob_chart.js), runs: {id: {name, label, family, kind, numbers: [{label, value, unit, help}]}},
//        x: {title, unit, log}, y: {title, unit, help}, terms: [{key, label, unit}], columns, pictures}
// Tells Python nothing; tells the link: at (the id of the run that is shown). What the slider shows is loaded at the
// start, so that it asks the server for nothing.

const ALONG_TILE = { size: 44, gap: 4 };

class AlongKnob {
  constructor(parent) {
    Object.assign(this, { parent, data: null, width: 0, faces: new Map(), codes: new Map(), rows: new Map() });
    this.chart = plotShape("svg", {});
    this.select = make("select", { "aria-label": "Line", onchange: () => this.chooseLine(Number(this.select.value)) });
    this.slider = make("input", { type: "range", min: 0, step: 1, oninput: () => this.slideTo(Number(this.slider.value)) });
    this.said = make("output", { class: "title" });
    this.name = make("p", { class: "quiet name" });
    this.numbers = make("dl", { class: "numbers" });
    this.losses = new KnobLosses();
    this.code = makeCanvas("");
    this.codeSaid = make("figcaption", { class: "quiet" });
    this.codeFigure = make("figure", { class: "code", hidden: true }, this.codeSaid, this.code);
    this.pictures = make("div", { class: "rows" });
    this.all = make("div", { class: "rows" });
    this.every = make("details", { class: "every" }, make("summary", {}, "All beside each other"), this.all);
    this.note = make("p", { class: "quiet", role: "status" });
    this.root = make("div", { class: "lab along" }, this.chart,
      make("div", { class: "bar" }, this.select, this.slider, this.said), this.name, this.numbers,
      make("div", { class: "beside" }, this.losses.root, this.codeFigure), this.pictures, this.every, this.note);
    parent.append(this.root);
    this.redraw = oncePerFrame(() => this.draw());
    this.stopWidth = watchWidth(this.root, (width) => {
      this.width = width;
      this.redraw();
    });
  }

  update(data) {
    this.theme = themeOf(this.parent);
    const same = JSON.stringify(this.data) === JSON.stringify(data);
    const before = this.at?.run;
    this.data = data;
    if (!same) this.start(before);
    this.redraw();
  }

  start(before) {
    const { data } = this;
    this.losses.open(data.terms);
    this.select.replaceChildren(...data.lines.map(({ name }, i) => make("option", { value: i, text: name })));
    this.select.hidden = data.lines.length < 2;
    this.slider.setAttribute("aria-label", data.x.title);
    this.pictures.hidden = this.every.hidden = !data.pictures;
    const asked = linkedValue("at", (id) => this.placeOf(id), this.root, "the id of a run on one of these lines");
    const longest = data.lines[0].levels;
    this.at = this.placeOf(before) ?? asked ?? { line: 0, run: longest[Math.floor((longest.length - 1) / 2)].runs[0].id };
    this.load();
  }

  /** Which line a run is on: {line, run}; null where it is on none. */
  placeOf(id) {
    const line = this.data.lines.findIndex(({ levels }) => levels.some(({ runs }) => runs.some((run) => run.id === id)));
    return line < 0 ? null : { line, run: id };
  }

  get line() {
    return this.data.lines[this.at.line];
  }

  get level() {
    return this.line.levels.findIndex(({ runs }) => runs.some(({ id }) => id === this.at.run));
  }

  /** The run of each level that the slider shows: of the same seed or fold as the one shown, where there is one. */
  shownRuns() {
    const repeat = this.line.levels[this.level].runs.find(({ id }) => id === this.at.run).repeat;
    return this.line.levels.map(({ runs }) => (runs.some(({ id }) => id === this.at.run) ? this.at.run : (runs.find((run) => run.repeat === repeat) ?? runs[0]).id));
  }

  chooseLine(line) {
    const levels = this.data.lines[line].levels;
    this.pick(line, levels[Math.min(this.level, levels.length - 1)].runs[0].id);
  }

  slideTo(place) {
    this.at = { ...this.at, run: this.shownRuns()[place] };
    writeLink({ at: this.at.run });
    this.redraw();
  }

  pick(line, run) {
    this.at = { line, run };
    writeLink({ at: run });
    this.load();
    this.redraw();
  }

  // --- what is loaded ---------------------------------------------------------------------------------------

  /** Everything that the slider may show on this line; what has come is drawn at once. */
  async load() {
    const { data } = this;
    this.note.textContent = "Loading what these runs wrote …";
    const ids = this.shownRuns();
    const took = await Promise.all([this.at.run, ...ids].map((id) => this.loadRun(id).then(() => null, (error) => error)));
    if (this.data !== data) return;
    const failed = took.find(Boolean);
    this.note.textContent = failed ? `Some of it did not load: ${failed.message}` : "";
    this.redraw();
  }

  async loadRun(id) {
    if (this.faces.has(id)) return;
    const { pictures, runs } = this.data;
    const [face, rows] = await Promise.all([pictures ? loadFace(id) : [], rowsOf(id)]);
    this.faces.set(id, face);
    this.rows.set(id, rows);
    this.redraw();
    this.codes.set(id, await codePicture({ ...runs[id], id }, face));
    this.redraw();
  }

  // --- what is drawn ----------------------------------------------------------------------------------------

  draw() {
    const { data, at, width, theme } = this;
    if (!data || !width) return;
    const run = data.runs[at.run];
    const root = this.root.getRootNode();
    const focused = root.activeElement?.closest?.(".mark")?.dataset.run;
    drawKnobChart(this.chart, { ...data, at, width, theme, onPick: (line, id) => this.pick(line, id) });
    if (focused) this.chart.querySelector(`.mark[data-run="${at.run}"]`)?.focus();
    this.select.value = String(at.line);
    this.slider.max = this.line.levels.length - 1;
    this.slider.value = this.level;
    this.slider.setAttribute("aria-valuetext", run.label);
    this.said.textContent = run.label;
    this.name.textContent = run.name;
    this.numbers.replaceChildren(...run.numbers.map(({ label, value, unit, help }) =>
      make("div", { title: help }, make("dt", {}, label), make("dd", {}, value, make("small", {}, unit ? ` ${unit}` : "")))));
    const ids = this.shownRuns().filter((id) => this.rows.has(id));
    this.losses.show(ids.map((id) => ({ id, label: data.runs[id].label })), ids.map((id) => this.rows.get(id)), at.run,
      { color: readableColor(this.line.color, theme), theme });
    this.drawCode();
    if (data.pictures) this.drawPictures();
    this.root.dataset.run = at.run;
    this.root.dataset.ready = String(this.codes.has(at.run));
  }

  drawCode() {
    const code = this.codes.get(this.at.run);
    this.codeFigure.hidden = !code;
    if (!code) return;
    code.draw(this.code, this.theme);
    this.code.setAttribute("aria-label", code.said);
    this.codeSaid.textContent = `${code.said}.`;
  }

  drawPictures() {
    const { data, faces } = this;
    const face = faces.get(this.at.run);
    if (!face) return;
    this.pictures.replaceChildren(...face.map(({ name, picture }) => this.row(name, picture)));
    const loaded = this.shownRuns().filter((id) => faces.has(id));
    const each = (which) => loaded.map((id) => faces.get(id)[which] && this.row(data.runs[id].label, faces.get(id)[which].picture));
    const own = face[2] ? [make("p", { class: "quiet" }, face[2].name), ...each(2).filter(Boolean)] : [];
    this.all.replaceChildren(this.row("Test examples", face[0].picture), ...each(1), ...own);
  }

  row(name, { sheet, tiles }) {
    const step = ALONG_TILE.size + ALONG_TILE.gap;
    const count = Math.min(this.data.columns, tiles.count, Math.floor((this.width + ALONG_TILE.gap) / step));
    const canvas = makeCanvas(`${name}: ${count} pictures`);
    const paper = preparePaper(canvas, count * step, ALONG_TILE.size);
    for (let i = 0; i < count; i += 1) {
      drawTile(paper, sheet, tiles, i, i * step, 0, ALONG_TILE.size, ALONG_TILE.size, this.theme.ink);
    }
    return make("figure", {}, make("figcaption", { class: "quiet" }, name), canvas);
  }

  close() {
    this.stopWidth();
    this.redraw.cancel();
    this.losses.destroy();
    this.root.remove();
  }
}

export default mounted((parent) => new AlongKnob(parent));

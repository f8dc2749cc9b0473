// The interpolation laboratory: from end to end through latent space, in a line or along an arc, and through the data;
// of two runs at once, so that holes in the one show beside the other.
//
// data: {run, others: runs of the same test set, suggested: the id of one of them or null}
// Tells Python nothing; tells the link: ends (shared/walk_ends.js), against (the other run's id, or "none").

const NONE = "none";

class Interpolation {
  constructor(parent) {
    Object.assign(this, { parent, kinds: new Set(Object.keys(WALK_KINDS)), runs: [], walk: null, pins: {} });
    this.build();
    this.stops = [onPins((news) => this.hearPins(news)), onTime((moment) => this.seek(moment))];
  }

  build() {
    this.picker = new EndsPicker((walk) => this.take(walk));
    this.options = make("div", { class: "row", role: "group", "aria-label": "Which walks" });
    this.board = new WalkBoard(() => this.player.pause());
    const { board } = this;
    this.player = new Player({ length: () => board.length, stops: () => board.cellSteps(), closed: () => this.walk.closed, now: () => board.k, go: (k) => board.goTo(k) });
    this.slider = make("input", { type: "range", min: 0, step: 1, value: 0, "aria-label": "Place on the walk" });
    this.slider.oninput = () => {
      this.player.pause();
      board.goTo(Number(this.slider.value));
    };
    this.value = make("output", { "aria-live": "off" }); // the slider says it, and not at every frame
    this.files = make("div", { class: "row" });
    this.note = make("p", { class: "quiet" });
    this.root = make("div", { class: "lab interpolation" }, this.picker.element, this.options, board.axis,
      make("div", { class: "walk-slider" }, this.player.button, this.player.select, this.slider, this.value), board.moments, this.files, this.note);
    this.parent.append(this.root);
  }

  async update(data) {
    const before = this.data?.run.id;
    const theme = themeOf(this.parent);
    // The page may have run again for another's sake.
    if (this.walk && JSON.stringify([this.data, this.theme]) === JSON.stringify([data, theme])) return;
    Object.assign(this, { data, theme });
    try {
      if (before !== data.run.id || !this.walk) await this.open();
      else await this.setOther(this.wanted());
      showProblem(this.root, null);
    } catch (error) {
      showProblem(this.root, error);
    }
    this.root.classList.toggle("failed", !this.walk);
    this.restart();
  }

  async open() {
    const { run } = this.data;
    Object.assign(this, { walk: null, runs: [] });
    const own = await new WalkRun(run).load();
    if (run.id !== this.data.run.id) return;
    this.runs = [own];
    await this.setOther(this.wanted());
    await this.seek(lastAnnounced("time"));
    const valid = `two to six of test0 to test${own.test.count - 1}, A, B and C, with commas, and loop at the end`;
    this.walk = linkedValue("ends", (text) => endsOf(text, own.test.count), this.root, valid) ?? firstEnds(own.test);
  }

  /** The id of the run to compare with: the link's, else what is suggested. */
  wanted() {
    const known = [NONE, ...this.data.others.map(({ id }) => id)];
    const asked = linkedValue("against", (id) => (known.includes(id) ? id : null), this.root, "none, or the id of a run tested on the same examples");
    return asked ?? this.data.suggested ?? NONE;
  }

  /** Another run by its id: its test examples are the same ones. */
  async setOther(id) {
    const facts = this.data.others.find((other) => other.id === id);
    if (this.runs.length > 1 && this.runs[1].facts.id === facts?.id) return;
    this.other = facts?.id ?? NONE;
    const [own] = this.runs;
    const other = facts && (await new WalkRun(facts).load());
    if (other) await other.loadEncoder();
    if (this.other !== (facts?.id ?? NONE) || own !== this.runs[0]) return;
    this.runs = other ? [own, other] : [own];
  }

  // --- what is walked ---------------------------------------------------------------------------------------

  take(walk) {
    this.walk = walk;
    writeLink({ ends: endsText(walk) });
    this.restart();
  }

  hearPins({ run, pins }) {
    const before = JSON.stringify(this.pins);
    this.pins = run === this.data?.run.id ? pins : {};
    if (before !== JSON.stringify(this.pins)) this.restart();
  }

  /** The scrubber: each run decodes as it did then, where its snapshots kept weights. */
  async seek(moment) {
    const moved = await Promise.all(this.runs.map((run) => run.seek(moment)));
    if (moved.includes(true)) this.restart();
  }

  /** An end as {example, z, picture}: a pin that is gone stands at the first test example. */
  resolved({ example = null, pin }) {
    if (!pin) return { example, z: null };
    const placed = this.pins[pin] ?? { example: 0 };
    if (placed.example !== null) return { example: placed.example, z: null };
    return { example: null, z: placed.z, picture: forward(this.runs[0].final, Float32Array.from(placed.z)).slice() };
  }

  named(end) {
    const { test } = this.runs[0];
    const { example } = this.resolved(end);
    const name = example === null ? "" : test.words ? test.words.names[example] : test.names[test.labels[example]];
    if (!end.pin) return name;
    return this.pins[end.pin] ? `pin ${end.pin}${name && `, ${name}`}` : `pin ${end.pin}, not set: ${name}`;
  }

  restart() {
    if (!this.walk) return;
    const { walk, pins, theme, runs, kinds } = this;
    const turns = stopsOf(walk);
    this.board.show({ runs, kinds, theme, stops: turns.map((end) => this.resolved(end)), names: turns.map((end) => this.named(end)),
      numbers: turns.map((end) => walk.ends.indexOf(end) + 1), onPlace: () => this.showPlace() });
    this.slider.max = this.board.length - 1;
    this.picker.show({ walk, pins, theme, run: runs[0], nameOf: (end) => this.named(end), valuesOf: (end) => runs[0].valuesOfEnd(this.resolved(end)) });
    this.showOptions();
    this.note.textContent = this.noteText();
  }

  showPlace() {
    if (Number(this.slider.value) !== this.board.k) this.slider.value = this.board.k;
    this.value.textContent = this.board.placeText();
    this.slider.setAttribute("aria-valuetext", this.value.textContent);
  }

  // --- controls ---------------------------------------------------------------------------------------------

  showOptions() {
    const { others, run } = this.data;
    const words = { linear: "linear", spherical: "spherical", data: dataWords(run.kind) };
    const toggles = Object.entries(words).map(([kind, text]) => make("button", { type: "button", text: text[0].toUpperCase() + text.slice(1), "data-key": kind,
      "aria-pressed": String(this.kinds.has(kind)), onclick: () => this.toggle(kind) }));
    const select = make("select", { "aria-label": "A run to compare with", "data-key": "against", onchange: () => this.chooseOther(select.value) },
      make("option", { value: NONE, text: "no other run" }),
      ...others.map(({ id, name, family }) => make("option", { value: id, text: `${name} (${family})`, selected: id === this.other })));
    const focused = this.root.getRootNode().activeElement?.dataset?.key;
    this.options.replaceChildren(...toggles, ...(others.length ? [make("span", { class: "quiet", text: "Against:" }), select] : []));
    if (focused) [...this.options.children].find(({ dataset }) => dataset.key === focused)?.focus();
    const drawn = run.kind !== "text" && run.kind !== "table";
    this.files.replaceChildren(...(drawn ? [savePictureButtons({ PNG: () => this.savePng() }, "strips"), savePictureButtons({ GIF: () => this.saveGif() }, "animation")] : []));
  }

  toggle(kind) {
    if (this.kinds.has(kind)) this.kinds.delete(kind);
    else this.kinds.add(kind);
    if (!this.kinds.size) this.kinds.add(kind);
    this.restart();
  }

  async chooseOther(id) {
    writeLink({ against: id });
    await this.setOther(id).then(() => showProblem(this.root, null), (error) => showProblem(this.root, error));
    this.restart();
  }

  noteText() {
    const { runs, walk } = this;
    const said = ["Everything decoded is the decoder’s mean. An end is what the encoder makes of a test example, without noise; a pin is where it is."];
    if (this.data.run.kind === "table") said.push("The tables show the ten features in which the ends differ most, in their own units; shaded by deviations from the training rows’ mean.");
    if (this.data.run.kind === "text") said.push("Words stand with their probability; a document’s own words are those that it uses most.");
    if (runs.length > 1 && walk.ends.some((end) => this.resolved(end).example === null)) {
      said.push(`A pin beside every example is, to ${runs[1].facts.name}, what its encoder makes of the picture at the pin.`);
    }
    return [...said, ...runs.map((run) => run.said).filter(Boolean)].join(" ");
  }

  // --- files ------------------------------------------------------------------------------------------------

  fileFacts() {
    const title = `From ${stopsOf(this.walk).map((end) => this.named(end)).join(" to ")}`;
    const whose = this.runs.map(({ facts }) => facts.name).join(" and ");
    return { title, note: `${whose}. Decoded: the decoder’s means.`, name: fileName("walk", whose), theme: this.theme, closed: this.walk.closed };
  }

  savePng() {
    const { tracks } = this.board;
    const strips = tracks.map(({ name, walk, run }) => ({ name, shape: run.shape, pictures: this.board.cellSteps().map((k) => walk.values[k]) }));
    return saveStrips(strips, this.fileFacts());
  }

  saveGif() {
    return saveAnimation(this.board.tracks.map(({ name, walk, run }) => ({ name, values: walk.values, shape: run.shape })), this.fileFacts());
  }

  close() {
    this.player.pause();
    this.board.destroy();
    for (const stop of this.stops) stop();
    this.root.remove();
  }
}

export default mounted((parent) => new Interpolation(parent));

// Test examples as dots: their codes laid out in the plane, coloured by label; one map, or two side by side.

const TELL_MS = 350;
const NEAREST = 50;
const WALKED = 60; // neighbours that n and p reach

class PointMap {
  constructor(parent) {
    this.parent = parent;
    this.hidden = new Set();
    this.group = null; // a Set of examples, or null
    this.gathered = ""; // which those are, in words
    this.pins = {};
    this.own = null; // what the encoder made of a person's own input
    this.views = [];
    this.selected = this.hovered = -1;
    this.build();
    this.stopPins = onPins(({ run, pins }) => this.hearPins(run, pins));
    this.stopOwn = onOwnInput(({ run, code }) => {
      this.own = run === this.run ? code : null;
      this.draw();
    });
    this.stopReset = onReset(() => this.views.forEach((view) => view.resetView()));
  }

  build() {
    this.chips = make("div", { class: "row", role: "group", "aria-label": "Classes shown" });
    this.choices = make("div", { class: "row" });
    this.stages = make("div", { class: "map-stages" });
    this.example = new MapExample(this);
    this.together = new MapGroup(this);
    this.lasso = make("button", { type: "button", text: "Lasso", "aria-pressed": "false",
      title: "Draw around dots; with the shift key at any time", onclick: () => this.setGathering(!this.gathering) });
    this.gatherer = make("select", { "aria-label": "Gather examples" });
    this.gatherer.onchange = () => this.gatherBy(this.gatherer.value);
    this.all = make("button", { type: "button", "aria-pressed": "false", hidden: true, onclick: () => this.showAll(!this.further) });
    this.reset = make("button", { type: "button", text: "Reset view", onclick: () => this.views.forEach((view) => view.resetView()) });
    this.hint = make("p", { class: "quiet map-hint", text: "Drag to move, or with the lasso (or shift) to gather dots; pinch, or scroll "
      + "once clicked, to zoom; arrow keys walk from dot to dot, n and p through neighbours, g gathers the 50 nearest." });
    this.spoken = make("p", { class: "unseen", "aria-live": "polite" });
    const tools = make("div", { class: "row", role: "group", "aria-label": "Tools of the map" }, this.lasso, this.gatherer, this.all, this.reset);
    this.root = make("div", { class: "lab point-map" }, make("div", { class: "row map-top" }, this.choices, tools), this.chips,
      make("div", { class: "map-body" }, this.stages, this.example.root), this.hint, this.together.root, this.spoken);
    this.parent.append(this.root);
  }

  async update(data, { setStateValue }) {
    this.data = data;
    this.setStateValue = setStateValue;
    this.theme = themeOf(this.parent);
    this.colors = classColors(this.theme);
    try {
      if (this.run !== data.run.id || !this.test) await this.load(data.run);
      this.noticeMethods();
      await this.show();
      showProblem(this.root, null);
    } catch (error) {
      showProblem(this.root, error);
    }
    this.root.classList.toggle("failed", !this.test);
    if (this.test) this.paint();
  }

  async load(run) {
    this.run = run.id;
    this.kind = run.kind;
    this.test = null;
    const [test, reading] = await Promise.all([loadTest(run.id, run.label_names), loadReading(run)]);
    if (run.id !== this.run) return;
    Object.assign(this, { reading, decoding: null, known: null, further: false, first: test });
    this.hidden.clear();
    this.take(test);
  }

  take(test) {
    Object.assign(this, { test, count: test.count, layouts: new Map(), group: null, selected: -1, hovered: -1 });
  }

  /** Every example that the run has kept a code of, or only those that all panels show. */
  async showAll(all) {
    const test = all ? await withFurther(this.run, this.first) : this.first;
    this.further = all;
    this.take(test);
    await this.show();
    this.paint();
  }

  /** The run's decoder, loaded when it is first asked for. */
  decoder() {
    this.decoding ??= loadNetwork(runFiles(this.run), "decoder.json");
    return this.decoding;
  }

  /** What is shown: of the link at first, what is usual without one, and a map that has just been made at once. */
  noticeMethods() {
    const names = this.data.methods.map(({ name }) => name);
    const fresh = this.known && names.find((name) => !this.known.includes(name));
    if (!this.known) {
      const read = (text) => (text.split(",").every((name) => names.includes(name)) ? text.split(",").slice(0, 2) : null);
      this.shown = linkedValue("map", read, this.root, `one or two of ${names.join(", ")}`) ?? this.data.usual;
    } else if (fresh) this.choose([...this.shown.slice(0, -1), fresh]);
    this.shown = this.shown.filter((name) => names.includes(name));
    if (!this.shown.length) this.shown = this.data.usual;
    this.known = names;
  }

  choose(shown) {
    this.shown = shown;
    writeLink({ map: shown.join(",") });
  }

  /** Goes to the chosen methods: a view each. */
  async show() {
    const { run, shown } = this;
    let layouts = await Promise.all(shown.map((name) => this.layout(name)));
    if (layouts.some(({ x }) => x.length > this.count) && this.data.further) {
      this.further = true; // a stored map of more examples than were loaded
      this.take(await withFurther(run, this.first));
      layouts = await Promise.all(shown.map((name) => this.layout(name)));
    }
    if (run !== this.run || shown !== this.shown) return;
    while (this.views.length > shown.length) this.views.pop().destroy();
    while (this.views.length < shown.length) {
      const view = new MapView(this);
      this.views.push(view);
      this.stages.append(view.root);
    }
    this.root.classList.toggle("beside", shown.length > 1);
    this.views.forEach((view, i) => view.show(this.method(shown[i]), layouts[i]));
  }

  method(name) {
    return this.data.methods.find((method) => method.name === name);
  }

  layout(name) {
    if (!this.layouts.has(name)) this.layouts.set(name, layoutOf(this.test.arrays.codes, this.method(name)));
    return this.layouts.get(name);
  }

  paint() {
    this.paintChoices();
    this.paintChips();
    this.paintGatherer();
    this.paintAll();
    this.example.paint();
    this.together.paint();
    this.draw();
  }

  paintAll() {
    const { further } = this.data;
    this.all.hidden = !further;
    this.all.textContent = `All ${formatValue(this.first.count + further)} examples`;
    this.all.setAttribute("aria-pressed", String(this.further));
  }

  draw() {
    for (const view of this.views) view.draw();
  }

  /** Which map, and which beside it. */
  paintChoices() {
    const { methods } = this.data;
    const key = JSON.stringify([methods.map(({ name }) => name), this.shown]);
    if (key === this.choiceKey) return;
    this.choiceKey = key;
    const select = (label, place, options) => {
      const element = make("select", { "aria-label": label }, ...options.map(([value, text]) =>
        make("option", { value, text, selected: value === (this.shown[place] ?? "") })));
      element.onchange = async () => {
        const shown = [...this.shown];
        shown[place] = element.value;
        this.choose(shown.filter(Boolean));
        await this.show();
        this.paint();
      };
      return make("label", { class: "map-choice" }, make("span", { text: label }), element);
    };
    const options = methods.map(({ name, title }) => [name, title]);
    this.choices.replaceChildren(select("Map", 0, options));
    if (methods.length > 1) this.choices.append(select("Second map", 1, [["", "nothing"], ...options.filter(([name]) => name !== this.shown[0])]));
  }

  paintChips() {
    const { names } = this.test;
    const key = JSON.stringify([names, this.colors, [...this.hidden]]);
    if (key === this.chipKey) return;
    this.chipKey = key;
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
    this.chips.replaceChildren(...chips);
  }

  /** The lasso without a hand to draw it: a class, or what lies near. */
  paintGatherer() {
    const { names } = this.test;
    const near = Math.min(NEAREST, this.count);
    const options = [["", "Gather …"], ["near", `the ${near} nearest of the selected dot`],
      ...(names.length < 2 ? [] : names.map((name, label) => [String(label), `all of class ${name}`]))];
    this.gatherer.replaceChildren(...options.map(([value, text]) => make("option", { value, text, disabled: value === "near" && this.selected < 0 })));
  }

  gatherBy(choice) {
    this.gatherer.value = "";
    if (choice === "near") return this.gatherNearest();
    const label = Number(choice);
    if (choice !== "") this.gather(Array.from(this.test.labels.keys()).filter((i) => this.test.labels[i] === label), `of class ${this.test.names[label]}`);
  }

  gatherNearest() {
    if (this.selected < 0) return;
    this.gather(nearestCodes(this.test.arrays.codes, this.selected, Math.min(NEAREST, this.count)), `nearest in the latent space to example ${this.selected}`);
  }

  /** Keeps a group of examples together, said in words; null lets it go. */
  gather(members, words = "") {
    this.group = members && new Set(members);
    this.gathered = words;
    this.together.paint();
    this.draw();
    this.spoken.textContent = members ? `Gathered: ${this.together.title.textContent}.` : "No examples gathered";
  }

  setGathering(on) {
    this.gathering = on;
    this.lasso.setAttribute("aria-pressed", String(on));
    this.root.classList.toggle("gathering", on);
  }

  walkNeighbours(step) {
    const anchor = this.anchor ?? this.selected;
    const rank = Math.min(Math.max((this.rank ?? 0) + step, 0), WALKED, this.count - 1);
    this.select(nearestCodes(this.test.arrays.codes, anchor, rank + 1)[rank], { anchor, rank });
  }

  hover(index) {
    if (index === this.hovered) return;
    this.hovered = index;
    this.example.paint();
    this.draw();
  }

  select(index, walk = {}) {
    this.anchor = walk.anchor;
    this.rank = walk.rank;
    if (index === this.selected) return;
    this.selected = index;
    this.hovered = -1;
    for (const view of this.views) view.bringIntoView(index);
    this.paintGatherer();
    this.example.paint();
    this.draw();
    this.spoken.textContent = index < 0 ? "Nothing selected" : this.example.spoken();
    // Python hears of the dot one stops at, not of every dot on the way.
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.setStateValue("selected", index < 0 ? null : index), TELL_MS);
  }

  /** Puts a pin on a test example, or takes it away from there. */
  pin(letter, index) {
    const { [letter]: before, ...others } = this.pins;
    const pins = before?.example === index ? others : { ...others, [letter]: pinOnExample(this.test, index) };
    announcePins(this.run, pins, this);
  }

  hearPins(run, pins) {
    if (run !== this.run) return;
    this.pins = pins;
    if (!this.test) return;
    this.example.paint();
    this.draw();
  }

  close() {
    clearTimeout(this.telling);
    this.stopPins();
    this.stopOwn();
    this.stopReset();
    for (const view of this.views) view.destroy();
    this.root.remove();
  }
}

export default mounted((parent) => new PointMap(parent));

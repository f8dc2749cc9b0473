// The latent maps of several runs of one test set, as small multiples: test examples that are marked in one, by a lasso,
// a class or nearness, are marked in all, and how much they stay together in each is said.
//
// data: {runs: [{id, name, color, dash, methods}]}; methods as of map_layouts.js. Tells Python nothing.

const MARKED_NEAR = 50;
const MARKED_PICTURES = 16;
const MARKED_TILE = 40;
const MAP_NARROWEST = { wide: 215, small: 160 }; // px, on a page and on a phone
const KIND_NAMES = { pca: "PCA", latent: "The two latents", umap: "UMAP" };

class MapBoard {
  constructor(parent) {
    Object.assign(this, { parent, maps: [], hidden: new Set(), hovered: -1, loading: "" });
    this.forget();
    this.kind = readLink("maps-kind") in KIND_NAMES ? readLink("maps-kind") : "pca";
    this.build();
  }

  forget() {
    Object.assign(this, { group: null, words: "", selected: -1, anchor: null });
  }

  build() {
    this.kinds = make("select", { "aria-label": "Kind of map" });
    this.kinds.onchange = () => this.choose(this.kinds.value);
    this.lasso = make("button", { type: "button", text: "Lasso", "aria-pressed": "false",
      title: "Draw around dots of any map; with the shift key at any time", onclick: () => this.setGathering(!this.gathering) });
    this.marker = make("select", { "aria-label": "Mark examples" });
    this.marker.onchange = () => this.markBy(this.marker.value);
    this.clear = make("button", { type: "button", text: "Let go", hidden: true, onclick: () => this.mark(null) });
    this.reset = make("button", { type: "button", text: "Reset views", onclick: () => this.maps.forEach(({ view }) => view.resetView()) });
    this.hint = make("p", { class: "quiet", text: `Lasso (or shift and drag) marks dots in all maps. By keyboard: arrow keys walk from dot to dot, g marks the ${MARKED_NEAR} nearest in that run’s latent space, Escape lets go.` });
    this.grid = make("div", { class: "linked-maps" });
    this.title = make("p", { class: "title", role: "status" });
    this.mix = make("p", { class: "quiet" });
    this.tiles = makeCanvas("");
    this.table = make("table");
    this.meaning = make("p", { class: "quiet" });
    this.readout = make("section", { class: "marked", "aria-label": "The marked examples", hidden: true },
      this.title, this.mix, this.tiles, make("div", { class: "scroll" }, this.table), this.meaning);
    this.example = make("p", { class: "quiet linked-example" });
    this.root = make("div", { class: "lab compare-maps" },
      make("div", { class: "row", role: "group", "aria-label": "Tools of the maps" }, this.kinds, this.lasso, this.marker, this.clear, this.reset),
      this.hint, this.grid, this.example, this.readout);
    this.parent.append(this.root);
    this.stopWidth = watchWidth(this.root, () => this.layOut());
  }

  async update(data) {
    this.theme = themeOf(this.parent);
    this.colors = classColors(this.theme);
    const wanted = JSON.stringify(data);
    try {
      if (wanted !== this.loading) await this.load(data, wanted);
      else if (this.maps.length) await this.show();
      showProblem(this.root, null);
    } catch (error) {
      showProblem(this.root, error);
    }
  }

  async load(data, wanted) {
    this.loading = wanted;
    const tests = await Promise.all(data.runs.map(({ id }) => loadTest(id)));
    if (wanted !== this.loading) return;
    for (const map of this.maps) map.destroy();
    this.test = tests[0];
    this.forget();
    // Of one test set, runs keep the same examples; one that kept others could not be linked.
    const same = ({ labels }) => labels.length === this.test.labels.length && labels.every((label, i) => label === this.test.labels[i]);
    this.maps = data.runs.map((run, i) => [run, tests[i]]).filter(([, test]) => same(test)).map(([run, test]) => new LinkedMap(this, run, test));
    this.left = data.runs.filter((_, i) => !same(tests[i])).map(({ name }) => name);
    this.grid.replaceChildren(...this.maps.map(({ root }) => root));
    this.paintTools();
    this.layOut();
    await this.show();
    this.markByLink();
  }

  /** As many maps in a row as fit, in rows of equal length as far as possible. */
  layOut() {
    const width = this.root.clientWidth;
    const fits = Math.max(1, Math.floor(width / (width < 480 ? MAP_NARROWEST.small : MAP_NARROWEST.wide)));
    const rows = Math.ceil(this.maps.length / fits) || 1;
    this.grid.style.setProperty("--columns", Math.ceil(this.maps.length / rows) || 1);
  }

  choose(kind) {
    this.kind = kind;
    writeLink({ "maps-kind": kind === "pca" ? null : kind });
    return this.show();
  }

  async show() {
    this.kinds.value = this.kind;
    await Promise.all(this.maps.map((map) => map.show(this.kind)));
    this.paint();
    this.root.dataset.ready = this.kind;
  }

  paintTools() {
    const has = (kind) => this.maps.some(({ run }) => run.methods.some(({ name }) => name.startsWith(kind)));
    this.kinds.replaceChildren(...Object.keys(KIND_NAMES).filter(has).map((value) => make("option", { value, text: KIND_NAMES[value] })));
    if (!has(this.kind)) this.kind = "pca";
    const { names } = this.test;
    const options = [["", "Mark …"], ["near", `the ${Math.min(MARKED_NEAR, this.test.count)} nearest of the selected dot`],
      ...(names.length < 2 ? [] : names.map((name, label) => [String(label), `all of class ${name}`]))];
    this.marker.replaceChildren(...options.map(([value, text]) => make("option", { value, text, disabled: value === "near" && this.selected < 0 })));
  }

  setGathering(on) {
    this.gathering = on;
    this.lasso.setAttribute("aria-pressed", String(on));
    this.root.classList.toggle("gathering", on);
  }

  /** Marks examples in all maps, said in words; null lets them go. `link` brings them back, where a few words can. */
  mark(members, words = "", link = null) {
    this.group = members && new Set(members);
    this.words = words;
    writeLink({ "maps-marked": members && link });
    this.paint();
  }

  markBy(choice) {
    this.marker.value = "";
    if (choice === "near") this.markNearest(this.anchor ?? this.maps[0]);
    else if (choice !== "") this.markClass(Number(choice));
  }

  markClass(label) {
    const { labels, names } = this.test;
    this.mark(Array.from(labels.keys()).filter((i) => labels[i] === label), `of class ${names[label]}`, `class:${label}`);
  }

  markNearest(map, index = this.selected) {
    if (index < 0) return;
    this.mark(nearestCodes(map.test.arrays.codes, index, Math.min(MARKED_NEAR, this.test.count)),
      `nearest to example ${index} in the latent space of ${map.run.name}`, `near:${map.run.id}:${index}`);
  }

  markByLink() {
    const [how, what, index] = (readLink("maps-marked") ?? "").split(":");
    const map = this.maps.find(({ run }) => run.id === what);
    if (how === "class" && this.test.names[Number(what)]) this.markClass(Number(what));
    if (how === "near" && map && Number(index) < this.test.count && /^\d+$/.test(index)) {
      this.selected = Number(index);
      this.markNearest(map);
    }
  }

  hover(index) {
    if (index === this.hovered) return;
    this.hovered = index;
    this.paintExample();
    this.draw();
  }

  select(index, map) {
    this.anchor = map;
    this.walked = { from: index, rank: 0 };
    this.settle(index);
  }

  walk(step, map) {
    const { from, rank } = this.walked ?? { from: this.selected, rank: 0 };
    if (from < 0) return;
    this.walked = { from, rank: Math.min(Math.max(rank + step, 0), MARKED_NEAR, this.test.count - 1) };
    this.anchor = map;
    this.settle(nearestCodes(map.test.arrays.codes, from, this.walked.rank + 1)[this.walked.rank]);
  }

  settle(index) {
    this.selected = index;
    this.hovered = -1;
    for (const { view } of this.maps) view.bringIntoView(index);
    this.paintTools();
    this.paintExample();
    this.draw();
  }

  draw() {
    for (const { view } of this.maps) view.draw();
  }

  paint() {
    this.draw();
    this.paintExample();
    this.paintReadout();
  }

  paintExample() {
    const index = this.hovered >= 0 ? this.hovered : this.selected;
    const { labels, names } = this.test;
    const left = this.left.length ? ` ${this.left.join(", ")} kept other test examples, and is not linked.` : "";
    if (index < 0) {
      this.example.replaceChildren(`Point at a dot to find the same example in every map.${left}`);
      return;
    }
    const tile = this.test.sheet ? makeCanvas("") : null;
    if (tile) drawExample(preparePaper(tile, MARKED_TILE, MARKED_TILE), this.test, index, 0, 0, MARKED_TILE, MARKED_TILE, this.theme.ink);
    this.example.replaceChildren(tile ?? "", `Test example ${index}, ${names[labels[index]]}, ringed in every map.${left}`);
  }

  paintReadout() {
    const { group, test } = this;
    this.clear.hidden = this.readout.hidden = !group;
    if (!group) return;
    const members = [...group];
    this.title.textContent = `${members.length === 1 ? "1 test example" : `${formatValue(members.length)} test examples`} marked, ${this.words}`;
    const mix = classMix(test.labels, members, test.names.length);
    this.mix.textContent = test.names.length < 2 ? "" : `Classes: ${mix.map(({ label, count, share }) => `${test.names[label]}: ${count} (${showShare(share)})`).join(", ")}`;
    this.paintTiles(members);
    this.paintTable(members);
  }

  paintTiles(members) {
    const { test, tiles } = this;
    tiles.hidden = !test.sheet || !members.length;
    if (tiles.hidden) return;
    const some = evenlyOf(members, Math.min(MARKED_PICTURES, Math.max(1, Math.floor(this.root.clientWidth / MARKED_TILE))));
    const paper = preparePaper(tiles, some.length * MARKED_TILE, MARKED_TILE);
    some.forEach((i, place) => drawExample(paper, test, i, place * MARKED_TILE + 1, 1, MARKED_TILE - 2, MARKED_TILE - 2, this.theme.ink));
    tiles.setAttribute("aria-label", `${some.length} of the marked examples: ${some.map((i) => test.names[test.labels[i]]).join(", ")}`);
  }

  paintTable(members) {
    const said = (share) => make("td", { text: share === null ? "–" : showShare(share) });
    const heads = ["How much they stay together", "as codes", "on the map"].map((text) => make("th", { scope: "col", text }));
    const rows = this.maps.map((map) => make("tr", {},
      make("th", { scope: "row" }, lineSample(readableColor(map.run.color, this.theme), { dash: dashOf(map.run) }), map.run.name),
      said(togetherness(map.test.arrays.codes, members)), said(togetherness(pointsOfPlaces(map.layout), members))));
    this.table.replaceChildren(make("tr", { class: "quiet" }, ...heads), ...rows);
    const nearest = Math.min(COMPANY.nearest, members.length - 1);
    this.meaning.textContent = nearest < 1 ? "With fewer than two marked there is nothing to compare."
      : `The share of a marked example’s ${nearest} nearest others, in the whole latent space (as codes) or in the plane (on the map), that are marked too; `
        + `by chance ${showShare((members.length - 1) / (this.test.count - 1))}.`;
  }

  close() {
    this.stopWidth();
    for (const map of this.maps) map.destroy();
    this.root.remove();
  }
}

export default mounted((parent) => new MapBoard(parent));

// One run's map among those of a comparison: what is marked, pointed at or selected belongs to all of them.

class LinkedMap {
  /** board: see compare_maps.js; run: {id, name, color, dash, methods}. */
  constructor(board, run, test) {
    Object.assign(this, { board, run, test, pins: {}, own: null, layouts: new Map() });
    this.view = new MapView(this);
    this.view.reading.hidden = true; // it stands in the tooltip: small maps have no room
    const sample = make("span", { class: "linked-key" });
    this.root = make("section", { class: "linked-map", "aria-label": run.name }, make("h3", { class: "title" }, sample, run.name), this.view.root);
    this.key = sample;
  }

  get theme() { return this.board.theme; }
  get colors() { return this.board.colors; }
  get hidden() { return this.board.hidden; }
  get group() { return this.board.group; }
  get hovered() { return this.board.hovered; }
  get selected() { return this.board.selected; }
  get gathering() { return this.board.gathering; }

  hover(index) {
    this.board.hover(index);
  }

  select(index) {
    this.board.select(index, this);
  }

  gather(members, words) {
    this.board.mark(members, members && `${words} on the map of ${this.run.name}`);
  }

  gatherNearest() {
    this.board.markNearest(this);
  }

  walkNeighbours(step) {
    this.board.walk(step, this);
  }

  /** The map of a kind ("pca", "latent", "umap"), or PCA where the run has none of it. */
  methodOf(kind) {
    const { methods } = this.run;
    return methods.find(({ name }) => name.startsWith(kind)) ?? methods.find(({ name }) => name === "pca");
  }

  async show(kind) {
    const method = this.methodOf(kind);
    if (!this.layouts.has(method.name)) this.layouts.set(method.name, await layoutOf(this.test.arrays.codes, method));
    this.layout = this.layouts.get(method.name);
    const missing = method.name.startsWith(kind) ? "" : `: this run has no ${LINKED_KINDS[kind]}`;
    this.view.show(method, this.layout);
    this.view.title.textContent = `${method.title.split(":")[0]}${missing}`;
    this.view.title.title = method.reading;
    this.key.replaceChildren(lineSample(readableColor(this.run.color, this.theme), { dash: dashOf(this.run) }));
  }

  destroy() {
    this.view.destroy();
    this.root.remove();
  }
}

const LINKED_KINDS = { pca: "principal components", latent: "two latents as they are", umap: "UMAP map yet" };

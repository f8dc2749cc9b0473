// The example behind a dot: its picture or words, its nearest others, and pins on it.

const NEIGHBOURS = 8;

class MapExample {
  /** map: see point_map.js. */
  constructor(map) {
    this.map = map;
    this.tile = makeCanvas("Test example", "map-tile");
    this.title = make("p", { class: "title" });
    this.words = make("p", { class: "map-words" });
    this.row = make("div", { class: "map-row" });
    this.note = make("p", { class: "quiet" });
    this.neighbours = make("div", { class: "map-neighbours" });
    this.pins = make("div", { class: "row", role: "group", "aria-label": "Pins" });
    this.root = make("div", { class: "map-panel" }, this.tile, this.title, this.words, this.row, this.note, this.neighbours, this.pins);
  }

  paint() {
    const { map } = this;
    const { test, theme } = map;
    const index = map.hovered >= 0 ? map.hovered : map.selected;
    this.root.classList.toggle("empty", index < 0);
    const key = `${map.run} ${index} ${theme.ink} ${pinsText(map.pins)}`;
    if (key === this.key) return;
    this.key = key;
    if (index < 0) return this.clear();
    const { names, words, labels } = test;
    this.showExample(this.tile, index, 112);
    this.tile.setAttribute("aria-label", `Test example ${index}, ${names[labels[index]]}`);
    this.title.textContent = names[labels[index]];
    this.words.textContent = words ? `${words.names[index]}: ${words.inputs[index].map(([word]) => word).join(", ")}` : "";
    this.showRow(index);
    const list = nearestCodes(test.arrays.codes, index, NEIGHBOURS + 1).slice(1);
    const same = list.filter((other) => labels[other] === labels[index]).length;
    this.note.textContent = `test example ${index}; ${same} of its ${list.length} nearest in the latent space share its label:`;
    this.neighbours.replaceChildren(...list.map((other) => this.neighbour(other)));
    this.pins.replaceChildren(make("span", { class: "quiet", text: "Pin this example:" }), ...PIN_LETTERS.map((letter) => this.pin(letter, index)));
  }

  clear() {
    this.title.textContent = this.words.textContent = "";
    this.note.textContent = "Point at a dot to see the example behind it; click to keep it.";
    for (const part of [this.row, this.neighbours, this.pins]) part.replaceChildren();
  }

  neighbour(other) {
    const { names, words, labels } = this.map.test;
    const go = { type: "button", class: "map-neighbour", onclick: () => this.map.select(other),
      "aria-label": `Go to test example ${other}, ${names[labels[other]]}` };
    if (words) return make("button", { ...go, text: words.names[other], class: "map-neighbour named" });
    const canvas = makeCanvas("Neighbour");
    this.showExample(canvas, other, 40);
    return make("button", go, canvas);
  }

  pin(letter, index) {
    const here = this.map.pins[letter]?.example === index;
    return make("button", { type: "button", text: letter, "aria-pressed": String(here), "aria-label": `Pin ${letter} on test example ${index}`,
      title: `Pin ${letter}, for every panel of this page`, onclick: () => this.map.pin(letter, index) });
  }

  /** Draws a test example; one that is text has no picture, and its canvas is put away. */
  showExample(canvas, index, size) {
    const { test, theme } = this.map;
    canvas.hidden = !test.sheet;
    if (test.sheet) drawExample(preparePaper(canvas, size, size), test, index, 0, 0, size, size, theme.ink);
  }

  /** A row of a table by its columns. */
  showRow(index) {
    const { kind, test, reading } = this.map;
    if (kind !== "table") return;
    const view = decodedView(kind, `Test example ${index}, by column`);
    view.show(inputOf(test, index), { columns: reading.columns });
    this.row.replaceChildren(view.element);
  }

  spoken() {
    return `${this.title.textContent}. ${this.note.textContent}`;
  }
}

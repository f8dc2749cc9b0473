// Choosing the ends of a walk: press one to choose it anew, then a test example or a pin.

const END_SIDE = 60;
const CHOICES_SHOWN = { pictures: 20, names: 8 };

class EndsPicker {
  /** onChange({ends, closed}). */
  constructor(onChange) {
    Object.assign(this, { onChange, chosen: 0, seed: 1 });
    this.list = make("div", { class: "walk-ends", role: "group", "aria-label": "The ends of the walk, in turn" });
    this.strip = make("div", { class: "walk-choice", role: "group", "aria-label": "Test examples to choose from" });
    this.tools = make("div", { class: "row", role: "group", "aria-label": "Ends" });
    this.say = make("p", { class: "quiet" });
    this.element = make("div", { class: "walk-picker" }, this.list, make("div", {}, this.say, this.strip, this.tools));
  }

  /** walk: {ends, closed}; run: the WalkRun whose test examples they are; pins: {A: {z, example}, …}; nameOf(end). */
  show({ walk, run, pins, theme, nameOf, valuesOf }) {
    Object.assign(this, { walk, run, pins, theme, nameOf, valuesOf });
    this.chosen = Math.min(this.chosen, walk.ends.length);
    const focused = this.element.getRootNode().activeElement?.dataset?.key;
    this.list.replaceChildren(...walk.ends.map((end, i) => this.endFigure(end, i)), ...this.adder());
    this.say.textContent = this.chosen < walk.ends.length ? `What is chosen here becomes end ${this.chosen + 1}.` : "What is chosen here becomes another end.";
    this.strip.replaceChildren(...this.choices());
    this.tools.replaceChildren(...this.buttons());
    if (focused) [...this.element.querySelectorAll("[data-key]")].find(({ dataset }) => dataset.key === focused)?.focus();
  }

  endFigure(end, i) {
    const { test, shape } = this.run;
    const options = { type: "button", "data-key": `end ${i}`, "aria-pressed": String(this.chosen === i), onclick: () => this.choose(i),
      "aria-label": `End ${i + 1}: ${this.nameOf(end)}. Press to choose it anew` };
    const button = make("button", { ...options, class: test.sheet ? "example" : "" });
    if (test.sheet) {
      const canvas = make("canvas", { "aria-hidden": "true" });
      drawPicture(preparePaper(canvas, END_SIDE, END_SIDE), this.valuesOf(end), shape, 0, 0, END_SIDE, END_SIDE, this.theme.ink);
      button.append(canvas);
    } else button.textContent = this.nameOf(end);
    const remove = this.walk.ends.length > 2
      ? make("button", { type: "button", class: "walk-remove", text: "×", "aria-label": `Take end ${i + 1} out`, onclick: () => this.take(i) }) : null;
    return make("figure", {}, button, make("figcaption", { class: "quiet" }, test.sheet ? `${i + 1} · ${this.nameOf(end)}` : `end ${i + 1}`), remove);
  }

  adder() {
    const { ends } = this.walk;
    if (ends.length >= MOST_ENDS) return [];
    return [make("button", { type: "button", class: "walk-add", text: "+", "data-key": "add", "aria-label": "Add an end", title: "Add an end",
      "aria-pressed": String(this.chosen === ends.length), onclick: () => this.choose(ends.length) })];
  }

  choices() {
    const { test } = this.run;
    return exampleChoice(test, CHOICES_SHOWN[test.sheet ? "pictures" : "names"], this.seed).map((index) => {
      const label = `Test example ${index}, ${this.nameOf({ example: index })}`;
      const onclick = () => this.put({ example: index });
      const button = test.sheet ? exampleButton(test, index, 36, this.theme.ink, { label, onclick })
        : make("button", { type: "button", text: test.words.names[index], "aria-label": label, title: label, onclick });
      button.dataset.key = `test ${index}`;
      return button;
    });
  }

  buttons() {
    const { walk, run: { test } } = this;
    const button = (text, onclick, more = {}) => make("button", { type: "button", text, onclick, "data-key": text, ...more });
    const pins = PIN_LETTERS.filter((letter) => this.pins[letter]);
    return [
      ...pins.map((letter) => button(`Pin ${letter}`, () => this.put({ pin: letter }))),
      ...(pins.length > 1 ? [button("Through the pins", () => this.change({ ...walk, ends: pins.map((pin) => ({ pin })) }))] : []),
      button("Random pair", () => this.change(randomEnds(test))),
      button("Turn round", () => this.change({ ...walk, ends: [...walk.ends].reverse() })),
      button("Back to the first", () => this.change({ ...walk, closed: !walk.closed }), { "aria-pressed": String(walk.closed), title: "A closed walk ends where it began" }),
      button("Other examples", () => {
        this.seed += 1;
        this.redraw();
      }),
    ];
  }

  choose(i) {
    this.chosen = i;
    this.redraw();
  }

  redraw() {
    this.show(this);
  }

  put(end) {
    const ends = [...this.walk.ends];
    ends[this.chosen] = end;
    this.chosen = (this.chosen + 1) % ends.length;
    this.change({ ...this.walk, ends });
  }

  take(i) {
    this.change({ ...this.walk, ends: this.walk.ends.filter((_, other) => other !== i) });
  }

  change(walk) {
    this.onChange(walk);
  }
}

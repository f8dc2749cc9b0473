// What stands beside the latent pad: the decoded example, where it is, and the nearest test example.

class PadSide {
  constructor() {
    this.holder = make("div");
    this.saying = make("figcaption", { class: "quiet" });
    this.values = make("dl", { class: "pad-values" });
    this.tile = makeCanvas("Nearest test example");
    this.nearText = make("p", { class: "quiet" });
    this.nearHolder = make("div");
    this.given = make("figure", {}, this.tile, make("figcaption", { class: "quiet", text: "nearest test example" }));
    this.near = make("div", { class: "pad-near" }, this.given,
      make("figure", {}, this.nearHolder, make("figcaption", { class: "quiet", text: "its reconstruction, without noise" })),
      this.nearText);
    this.main = make("figure", { class: "pad-main" }, this.holder, this.saying);
    this.sigma = sigmaView();
    this.root = make("div", { class: "pad-side" }, this.main, make("div", { class: "pad-facts" }, this.values, this.sigma.element, this.near));
  }

  /** Views for a run's kind of example; facts as decodedView takes them. */
  open(kind, facts, test) {
    Object.assign(this, { kind, facts, test, nearest: null });
    this.decoded = decodedView(kind, "Decoded example");
    this.nearDecoded = decodedView(kind, "Reconstruction of the nearest test example");
    this.holder.replaceChildren(this.decoded.element);
    this.nearHolder.replaceChildren(this.nearDecoded.element);
    this.given.hidden = kind === "text" || kind === "table";
    this.root.classList.toggle("listed", this.given.hidden);
    this.sayWhence(false);
  }

  /** stored: the example was decoded when its moment was written, and not here. */
  sayWhence(stored) {
    const text = stored ? SAID_OF_STORED : SAID_OF_DECODED[this.kind] ?? SAID_OF_DECODED.image;
    if (this.saying.textContent !== text) this.saying.textContent = text;
  }

  /** pad: {point, shown, frame, theme, size}; near: {index, distance} or null. */
  show(pad, values, near) {
    const { theme: { ink }, shown, point } = pad;
    const { compact } = pad.data;
    this.decoded.show(values, { ...this.facts, ink, side: this.holder.clientWidth });
    this.sigma.show(shown.stored || compact ? null : deviationsAt(shown.decoder, point), { ...this.facts, ink });
    this.showPlace(pad);
    this.decoded.element.setAttribute("aria-label", `Decoded example (a mean) at ${this.placeText()}`);
    this.near.hidden = !near || Boolean(compact);
    if (!this.near.hidden) this.showNearest(pad, near);
  }

  showPlace(pad) {
    const places = placesOfPad(pad);
    while (this.values.childElementCount > places.length) this.values.lastChild.remove();
    while (this.values.childElementCount < places.length) this.values.append(make("div", {}, make("dt"), make("dd")));
    places.forEach(([name, value], i) => {
      const [term, number] = this.values.children[i].children;
      term.textContent = name;
      number.textContent = showNumber(value);
    });
  }

  placeText() {
    return [...this.values.children].map((item) => `${item.children[0].textContent} ${item.children[1].textContent}`).join(", ");
  }

  showNearest({ theme: { ink }, size, final }, near) {
    const { test } = this;
    const name = test.words?.names[near.index];
    const label = test.names.length > 1 ? test.names[test.labels[near.index]] : "a test example";
    this.nearText.textContent = `${name ? `Nearest test document: ${name}, of ` : "Nearest: "}${label}`
      + `, at distance ${showNumber(near.distance)}${size > 2 ? ` in all ${size} dimensions` : ""}`;
    const key = `${near.index} ${ink}`;
    if (this.nearest === key) return;
    this.nearest = key;
    if (test.sheet) drawTile(preparePaper(this.tile, 64, 64), test.sheet, test.tiles, near.index, 0, 0, 64, 64, ink);
    this.nearDecoded.show(forward(final.decoder, codeOf(test, near.index)), { ...this.facts, ink, side: 64 });
  }

  /** Everything in a sentence, for screen readers. */
  text() {
    const listed = this.given.hidden ? ` Decoded: ${[...this.decoded.element.children].slice(0, 3).map((row) => [...row.children].map((cell) => cell.textContent).join(" ")).join(", ")}.` : "";
    return `${this.placeText()}.${listed}${this.near.hidden ? "" : ` ${this.nearText.textContent}.`}`;
  }
}

const SAID_OF_STORED = "stored at that moment, of the place nearest to the point: the decoder’s mean, not a sample";

const SAID_OF_DECODED = {
  image: "decoded here, in this browser: the decoder’s mean, not a sample",
  text: "decoded here: the likeliest words with their probabilities, not a sample",
  table: "decoded here: the decoder’s mean in deviations from the training mean, ± the model’s σ where it has one, and about in the table’s units",
};

/** What the pad's marks mean, in a line. */
function legendOfPad({ size, test, data, frame, shown }) {
  const shadow = size > 2;
  const codes = data.run.family === "variational" ? "mean codes" : "codes";
  const then = test.probe || shown.step !== null;
  const parts = [`Dots: ${codes} of ${then ? "validation" : "test"} examples${shadow ? `, projected from ${size} dimensions` : ""}.`];
  if (test.arrays.std && !then) parts.push(`Ellipse: one σ of the nearest one’s posterior${shadow ? ", projected" : ""}.`);
  if (data.run.prior?.kind === "normal" && frame.v) {
    parts.push(`Dashed: 1σ and 2σ of the prior N(0, I)${shadow ? ", projected (not a section)" : ""}.`);
  }
  return parts.join(" ");
}

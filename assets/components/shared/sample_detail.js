// One sample at large beside its nearest training example, and how sparse samples are beside data.

const DETAIL_SIDE = 144;
const SPARSITY_EXAMPLES = 200;

class SampleDetail {
  /** lab: see sampling.js. */
  constructor(lab) {
    this.lab = lab;
    this.root = make("div", { class: "sample-detail" });
  }

  paint() {
    const { lab } = this;
    const found = lab.found[lab.chosen];
    const parts = [make("p", { class: "title", text: `Sample ${lab.chosen + 1}` }), this.view(lab.shown[lab.chosen], lab.form, "Sample")];
    if (found) parts.push(make("p", { class: "title", text: this.name(found.index) }), this.nearest(found.index), make("p", { class: "quiet", text: this.verdict(found) }));
    else parts.push(make("p", { class: "quiet", text: lab.sampling ? "“Look for copies” puts the nearest training example beside each sample."
      : lab.data.missing }));
    this.root.replaceChildren(...parts);
  }

  /** A made-up example in the form of its kind; a draw of a document is its most frequent words. */
  view(values, form, label) {
    const { kind, reading, shape, theme } = this.lab;
    const view = decodedView(kind, label);
    view.show(values, { ...reading, sigma: form === "mean" ? this.lab.data.run.sigma : null, shape, ink: theme.ink, side: DETAIL_SIDE });
    return view.element;
  }

  nearest(index) {
    const { kind, training, reading, theme } = this.lab;
    if (kind === "text") {
      const words = documentWords(training, index, reading.vocabulary, TOP_WORDS);
      return make("p", { class: "sample-words", text: words.map(([word, count]) => `${word} ${formatValue(count)}`).join(" · ") });
    }
    if (kind === "table") return this.view(training.rows.subarray(index * training.size, (index + 1) * training.size), "data", "Nearest training example");
    const canvas = makeCanvas(this.name(index));
    drawTile(preparePaper(canvas, DETAIL_SIDE, DETAIL_SIDE), training.sheet, training.tiles, index, 0, 0, DETAIL_SIDE, DETAIL_SIDE, theme.ink);
    return canvas;
  }

  name(index) {
    const { training, test } = this.lab;
    const label = test.names.length > 1 ? ` (${test.names[training.labels[index]]})` : "";
    return training.names ? `Nearest: ${training.names[index]}` : `Nearest training example: ${index}${label}`;
  }

  /** Which distance that is, and what it is compared with. */
  verdict(found) {
    const { distances } = this.lab.sampling.meta;
    const measured = this.lab.kind === "text" ? "√2 times the Hellinger distance of word shares" : "Euclidean, between values";
    return `${copyWords(found)} (${measured}; the decoder’s mean is compared, with the reconstructions of ${formatValue(distances.examples)} test examples; `
      + `real test examples lie ${formatValue(distances.test[50])} from theirs, in the median).`;
  }
}

class SampleSparsity {
  /** lab: see sampling.js. */
  constructor(lab) {
    this.lab = lab;
    this.body = make("tbody");
    this.head = make("tr");
    this.root = make("details", { class: "sample-sparsity" }, make("summary", { text: "As sparse as data?" }),
      make("table", {}, make("thead", {}, this.head), this.body),
      (this.note = make("p", { class: "quiet" })));
    this.root.ontoggle = () => this.paint();
  }

  /** Of data: measured on test examples here, or (text) by the run's own report. */
  load() {
    const { test, data } = this.lab;
    if (!test.sheet) {
      this.real = data.report;
      return;
    }
    const some = Array.from({ length: Math.min(SPARSITY_EXAMPLES, test.count) }, (_, i) => inputOf(test, i));
    this.real = { ...sparsityOf(some), examples: some.length };
  }

  paint() {
    if (!this.root.open || !this.lab.examples) return;
    const { examples, data } = this.lab;
    const grey = data.grey;
    const rows = [[`These ${examples.length} samples, means`, sparsityOf(examples.map(({ mean }) => mean))]];
    if (examples[0].draw) rows.push([`These ${examples.length} samples, draws`, sparsityOf(examples.map(({ draw }) => draw))]);
    if (this.real) rows.unshift([this.real.examples ? `${this.real.examples} test examples` : "Test examples", this.real]);
    const columns = ["", "exact zeros", ...(grey ? ["dark"] : []), "Hoyer"];
    this.note.textContent = `Exact zeros are values that are 0${grey ? "; dark ones lie below half a grey level (1/510), which is printed as black" : ""}. `
      + "Hoyer is 0 where all values are alike and 1 where a single one is not 0, a mean over examples."
      + (grey ? " A likelihood of pixels keeps its means inside 0 and 1: none is exactly 0, but draws are." : "");
    this.head.replaceChildren(...columns.map((text) => make("th", { scope: "col", text })));
    this.body.replaceChildren(...rows.map(([name, { zeros, dark, hoyer }]) => {
      const cells = [showShare(zeros), ...(grey ? [showShare(dark)] : []), hoyer === null ? "–" : showNumber(hoyer, 3)];
      return make("tr", {}, make("th", { scope: "row", text: name }), ...cells.map((text) => make("td", { text })));
    }));
  }
}

// One feature of a sparse dictionary: when it fires, how strongly, with which others, and what it is worth.
//
// data: {run, feature: the link's, or null, linked: whether the feature stands in the link}
// Tells Python nothing; tells the page: feature (shared/feature_bus.js) and example (shared/example_bus.js).

const FACE = 132;

class FeatureView {
  constructor(parent) {
    this.parent = parent;
    this.root = make("div", { class: "lab feature-view" });
    parent.append(this.root);
    this.build();
    this.stopFeature = onFeature(({ run, feature }) => {
      if (run !== this.data?.run.id) return;
      this.show(feature);
    });
    this.stopExample = onExample(({ run, index }) => {
      if (run !== this.data?.run.id) return;
      this.example = index;
      this.paint();
    });
  }

  build() {
    const step = (by, label, text) => make("button", { type: "button", "aria-label": label, text, onclick: () => this.pick(this.feature + by) });
    this.number = make("input", { type: "number", min: 0, step: 1, "aria-label": "Number of the feature", class: "number-field" });
    this.number.onchange = () => this.pick(Number(this.number.value));
    this.of = make("span", { class: "quiet" });
    this.atom = makeCanvas("The feature’s atom", "fv-atom");
    this.words = make("p", { class: "fv-words" });
    this.facts = make("p");
    this.worth = make("p", { class: "fv-worth" });
    this.missing = make("p", { class: "quiet", role: "status" });
    this.examples = featureExamples();
    this.company = featureCompany();
    this.off = withoutFeature();
    this.head = make("div", { class: "fv-face" },
      make("div", { class: "row" }, step(-1, "The feature before", "‹"), make("label", { class: "row" }, "Feature", this.number), step(1, "The next feature", "›"), this.of),
      this.atom, this.words, this.facts, this.worth, this.missing);
    this.body = make("div", { class: "two-columns" }, make("div", { class: "fv-side" }, this.head, this.company.element),
      make("div", { class: "fv-main" }, this.examples.element, this.off.element, this.company.partners));
    this.body.hidden = true;
    this.root.append(this.body);
  }

  async update(data) {
    this.data = data;
    this.theme = themeOf(this.parent);
    try {
      if (this.dictionary?.id !== data.run.id) await this.load(data);
      showProblem(this.root, null);
    } catch (error) {
      this.dictionary = null;
      showProblem(this.root, error);
    }
    this.body.hidden = !this.dictionary;
    if (this.dictionary) this.paint();
  }

  async load(data) {
    this.dictionary = null;
    const dictionary = await loadDictionary(data.run);
    if (this.data !== data && this.data.run.id !== data.run.id) return;
    this.dictionary = dictionary;
    this.number.max = dictionary.size - 1;
    this.of.textContent = `of ${formatValue(dictionary.size)}, from 0`;
    const known = lastAnnounced("feature");
    const asked = known?.run === data.run.id ? known.feature : data.feature;
    this.feature = this.example = null;
    const there = asked !== null && asked < dictionary.size;
    if (data.linked && !there) writeLink({ feature: null }); // what stands there is of another run
    this.show(there ? asked : this.busiest());
    if (known?.run !== data.run.id) announceFeature(data.run.id, this.feature);
  }

  busiest() {
    const { data } = this.dictionary.test.arrays.density;
    return data.indexOf(data.reduce((most, value) => Math.max(most, value), 0));
  }

  /** A person chose: everybody on the page hears of it, this view too. */
  pick(feature) {
    if (!Number.isInteger(feature)) return;
    const last = this.dictionary.size - 1;
    announceFeature(this.data.run.id, Math.min(Math.max(feature, 0), last));
  }

  show(feature) {
    if (!this.dictionary || feature === this.feature || !(feature >= 0 && feature < this.dictionary.size)) return;
    const asked = this.feature !== null;
    this.feature = feature;
    const first = tensorRow(this.dictionary.test.arrays.top_examples, feature)[0];
    if (first >= 0) this.example = first;
    if (this.data.linked && asked) writeLink({ feature });
    this.paint();
  }

  paint() {
    const { dictionary, feature, theme } = this;
    if (!dictionary || feature === null) return;
    const { test, about } = dictionary;
    const atom = atomOf(dictionary, feature);
    if (this.number.value !== String(feature)) this.number.value = feature;
    this.atom.hidden = dictionary.kind === "text";
    if (!this.atom.hidden) drawAtom(this.atom, atom, dictionary.shape, FACE, theme.dark);
    this.atom.setAttribute("aria-label", `Atom of feature ${feature}: what it adds when it fires`);
    this.words.textContent = atomSentence(dictionary, atom);
    const share = test.arrays.density.data[feature];
    this.facts.textContent = share === 0
      ? `Silent: it fired on none of ${formatValue(test.count)} test examples.`
      : `Fires on ${showShare(share)} of ${formatValue(test.count)} test examples, at most with ${formatValue(tensorRow(test.arrays.top_values, feature)[0])}.`;
    this.missing.textContent = about ? "" : "This run was trained before its histogram, classes, companions and worth were kept. "
      + "Train a copy of it, or write them with “python -m core evaluate”, and they appear.";
    this.worth.textContent = about && share > 0 ? this.worthOf(feature) : "";
    this.company.element.hidden = this.company.partners.hidden = !about || share === 0;
    this.examples.element.hidden = this.off.element.hidden = share === 0;
    if (share === 0) return;
    if (about) this.company.show(dictionary, feature, { theme, choose: (other) => this.pick(other) });
    const choose = (index) => announceExample(this.data.run.id, index);
    this.examples.show(dictionary, feature, { ink: theme.ink, chosen: this.example, choose });
    this.off.show(dictionary, feature, this.example, theme);
  }

  worthOf(feature) {
    const [whole, without] = [this.dictionary.about.fvu.data[0], this.dictionary.about.fvu_without.data[feature]];
    const change = without - whole;
    const way = change > 0 ? "rises" : "falls";
    return `With it off everywhere, FVU ${way} from ${formatValue(whole)} to ${formatValue(without)} (${change < 0 ? MINUS : "+"}${formatValue(Math.abs(change))}).`;
  }

  close() {
    this.stopFeature();
    this.stopExample();
    this.company.destroy();
    this.root.remove();
  }
}

export default mounted((parent) => new FeatureView(parent));

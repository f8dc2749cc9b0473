// Test examples on which a feature fires: the strongest, some from every tenth of its range, and random ones.

const EXAMPLE_GROUPS = {
  strongest: ["Strongest", "What it says loudest. Alone they mislead: look at the others before you give it a name."],
  quantiles: ["From all of its range", "Its activations in ten equal parts, weakest first, with examples drawn from each."],
  random: ["At random", "Drawn from all test examples on which it fires: what you would usually meet."],
};
const SHOWN_DOCUMENTS = 6;

/** The three groups: {element, show(dictionary, feature, {ink, chosen, choose})}. */
function featureExamples() {
  const strips = {};
  const sections = Object.entries(EXAMPLE_GROUPS).map(([name, [title, about]]) => {
    strips[name] = make("div", { class: `fv-strip ${name}` });
    return make("section", { class: "fv-group", "data-group": name },
      make("p", { class: "title", text: title }), make("p", { class: "quiet", text: about }), strips[name]);
  });
  const element = make("div", { class: "fv-examples" }, ...sections);

  const show = (dictionary, feature, { ink, chosen, choose }) => {
    const { arrays } = dictionary.test;
    const figure = (index, value) => make("figure", {},
      exampleChoiceButton(dictionary, index, {
        ink, note: `activation ${formatValue(value)}`, pressed: index === chosen, onclick: () => choose(index),
      }),
      make("figcaption", { class: "quiet", text: formatValue(value) }));
    const most = dictionary.test.sheet ? Infinity : SHOWN_DOCUMENTS;
    const top = tensorRow(arrays.top_examples, feature);
    const values = tensorRow(arrays.top_values, feature);
    const strongest = top.map((index, i) => [index, values[i]]).filter(([index]) => index >= 0);
    strips.strongest.replaceChildren(...strongest.slice(0, most).map(([index, value]) => figure(index, value)));
    const random = tensorRow(arrays.random_examples, feature).filter((index) => index >= 0);
    strips.random.replaceChildren(...random.slice(0, most).map((index) => figure(index, storedCode(dictionary, index, feature))));
    strips.quantiles.parentElement.hidden = !dictionary.about;
    if (dictionary.about) strips.quantiles.replaceChildren(...quantileColumns(dictionary, feature, figure));
  };
  return { element, show };
}

/** One column a tenth: its share of the range over its examples. */
function quantileColumns({ about, test }, feature, figure) {
  const { quantile_examples: examples, quantile_values: values } = about;
  const [, parts, each] = examples.shape;
  const indices = tensorRow(examples, feature);
  const strengths = tensorRow(values, feature);
  const shown = test.sheet ? each : 1;
  return Array.from({ length: parts }, (_, part) => {
    const inside = Array.from({ length: shown }, (_, i) => part * each + i).filter((at) => indices[at] !== PADDED);
    return make("div", { class: "fv-part" },
      make("span", { class: "quiet", text: `${part * 10}–${part * 10 + 10} %` }),
      ...inside.map((at) => figure(indices[at], strengths[at])));
  });
}

// What a feature fires on by class, how strongly, and which other features fire with it.

const COMPANY_SIDE = 40;

/** Histogram and classes in `element`, companions in `partners`; show(dictionary, feature, {theme, choose}). */
function featureCompany() {
  const readout = make("p", { class: "quiet", "aria-live": "polite" });
  const plot = make("div");
  const bars = createBars(plot, { height: 150, onPoint: (text) => (readout.textContent = text ?? "") });
  const classes = rowsView("Classes of the examples on which it fires", "pad-words", 2);
  const mix = make("section", { class: "fv-group", "data-group": "classes" },
    make("p", { class: "title", text: "Classes" }),
    make("p", { class: "quiet", text: "Of each class, the share of test examples on which it fires." }), classes.element);
  const list = make("div", { class: "fv-partners" });
  const partners = make("section", { class: "fv-group", "data-group": "partners" }, make("p", { class: "title", text: "Features that fire with it" }),
    make("p", { class: "quiet", text: "By φ, the correlation of on and off over the test examples (1 always together, 0 as often as chance); "
      + "Jaccard: of the examples with either, the share with both." }), list);
  const element = make("div", { class: "fv-company" },
    make("section", { class: "fv-group", "data-group": "histogram" }, make("p", { class: "title", text: "How strongly it fires" }), plot, readout),
    mix);

  const show = (dictionary, feature, { theme, choose }) => {
    const { about, test } = dictionary;
    bars.set(valueBars(dictionary, feature, theme));
    mix.hidden = test.names.length < 2;
    if (!mix.hidden) classes.write(classShares(dictionary, feature));
    list.replaceChildren(...companionsOf(about, feature).map((one) => companionButton(dictionary, one, theme, choose)));
    if (!list.childElementCount) list.append(make("p", { class: "quiet", text: "None more often than chance has it." }));
  };
  return { element, partners, show, destroy: () => bars.destroy() };
}

function valueBars({ about, test }, feature, theme) {
  const counts = tensorRow(about.value_histogram, feature);
  const most = about.value_max.data[feature];
  const wide = most / counts.length;
  const fired = counts.reduce((sum, count) => sum + count, 0);
  const color = familyColor("sparse", theme);
  return {
    theme,
    log: false,
    label: `Activations of feature ${feature}: it is off on ${showShare(1 - fired / test.count)} of ${formatValue(test.count)} test examples, and reaches ${formatValue(most)}.`,
    bars: counts.map((value, i) => ({
      from: i * wide, to: (i + 1) * wide, value, color,
      text: `${value} test examples between ${formatValue(i * wide)} and ${formatValue((i + 1) * wide)}`,
    })),
    aside: { label: "off", share: 1 - fired / test.count, color: theme.muted, value: 0, text: `off on ${formatValue(test.count - fired)} of ${formatValue(test.count)} test examples` },
    xRange: [0, most || 1],
    xTicks: linearTicks(0, most || 1, 5).map((tick) => [tick, formatTick(tick)]),
    xLabel: "activation",
    yLabel: "examples",
  };
}

/** Of each class, how often the feature fires on it, most often first. */
function classShares({ about, test }, feature) {
  const counts = tensorRow(about.label_counts, feature);
  const all = counts.map(() => 0);
  for (const label of test.labels) all[label] += 1;
  const order = Array.from(counts.keys()).filter((i) => all[i]).sort((a, b) => counts[b] / all[b] - counts[a] / all[a]);
  return order.map((i) => ({ texts: [test.names[i], `${showShare(counts[i] / all[i])} (${counts[i]} of ${all[i]})`], share: counts[i] / all[i] }));
}

/** [{feature, phi, jaccard}], most correlated first. */
function companionsOf(about, feature) {
  const [places, phi, jaccard] = ["partners", "phi", "jaccard"].map((name) => tensorRow(about[name], feature));
  return places.map((place, i) => ({ feature: place, phi: phi[i], jaccard: jaccard[i] })).filter((one) => one.feature !== PADDED);
}

function companionButton(dictionary, { feature, phi, jaccard }, theme, choose) {
  const atom = atomOf(dictionary, feature);
  const facts = `φ ${phi.toFixed(2)}, Jaccard ${jaccard.toFixed(2)}`;
  const button = make("button", { type: "button", class: "fv-partner", onclick: () => choose(feature), "aria-label": `Feature ${feature}, ${facts}` });
  if (dictionary.kind === "text") {
    button.append(make("span", { text: wordsOfAtom(atom, dictionary.reading.vocabulary, 4).join(" · ") }));
  } else {
    const canvas = make("canvas", { "aria-hidden": "true" });
    drawAtom(canvas, atom, dictionary.shape, COMPANY_SIDE, theme.dark);
    button.append(canvas);
  }
  button.append(make("strong", { text: `feature ${feature}` }), make("span", { class: "quiet", text: facts }));
  return button;
}

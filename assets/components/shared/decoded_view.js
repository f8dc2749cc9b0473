// A decoded example as people read it: a picture, the likeliest words, or a table of features.

const TOP_WORDS = 10;

/**
 * The view that fits a run: {element, show(values, facts)}. kind: "image", "vector", "table" or "text";
 * facts: {shape, ink, side} of pictures, {vocabulary} of text, {columns: [{name, mean, deviation}], sigma} of tables.
 */
function decodedView(kind, label) {
  return kind === "text" ? wordsView(label) : kind === "table" ? featuresView(label) : pictureView(label);
}

function pictureView(label) {
  const element = makeCanvas(label, "pad-picture");
  const show = (values, { shape, ink, side }) => {
    const height = Math.round((side * shape.height) / shape.width);
    drawPicture(preparePaper(element, side, height), values, shape, 0, 0, side, height, ink);
  };
  return { element, show };
}

/** A list whose rows are made once and written anew. */
function rowsView(label, className, cells) {
  const element = make("ol", { class: className, "aria-label": label, tabindex: "0" }); // it may scroll
  const write = (rows) => {
    while (element.childElementCount > rows.length) element.lastChild.remove();
    while (element.childElementCount < rows.length) {
      element.append(make("li", {}, ...Array.from({ length: cells }, () => make("span"))));
    }
    rows.forEach(({ texts, share }, i) => {
      const row = element.children[i];
      texts.forEach((text, cell) => (row.children[cell].textContent = text));
      row.style.setProperty("--share", `${100 * share}%`);
    });
  };
  return { element, write };
}

function wordsView(label) {
  const { element, write } = rowsView(label, "pad-words", 2);
  const show = (values, { vocabulary }) => {
    const total = values.reduce((sum, value) => sum + value, 0) || 1;
    const top = largestOf(values, TOP_WORDS);
    write(top.map((i) => ({ texts: [vocabulary[i], showShare(values[i] / total)], share: values[i] / (values[top[0]] || 1) })));
  };
  return { element, show };
}

/** Features in deviations from the training rows' means, with σ where the model has one, and about in the table's units. */
function featuresView(label) {
  const { element, write } = rowsView(label, "pad-features", 3);
  const show = (values, { columns, sigma }) => write(columns.map(({ name, mean, deviation }, i) => ({
    texts: [name, `${showNumber(values[i])}${sigma ? ` ± ${showNumber(sigma)}` : ""}`, `≈ ${formatTick(Number((mean + deviation * values[i]).toPrecision(3)))}`],
    share: Math.min(1, Math.abs(values[i]) / 3),
  })));
  return { element, show };
}

/** Indices of the `count` largest values, largest first. */
function largestOf(values, count) {
  const kept = [];
  for (let i = 0; i < values.length; i += 1) {
    if (kept.length === count && values[i] <= values[kept.at(-1)]) continue;
    let at = kept.length;
    while (at > 0 && values[kept[at - 1]] < values[i]) at -= 1;
    kept.splice(at, 0, i);
    if (kept.length > count) kept.pop();
  }
  return kept;
}

/** What a run's decoded examples need beside their numbers: its words or its columns, by URL. */
async function loadReading({ kind, data_set: name, sigma = null }) {
  if (kind === "text") return { vocabulary: await fetchFacts(`/api/data/${encodeURIComponent(name)}/vocabulary.json`) };
  if (kind === "table") return { columns: (await fetchFacts(`/api/data/${encodeURIComponent(name)}/facts.json`)).columns, sigma };
  return {};
}

// Decoded examples side by side: pictures in a row, columns of likely words, or a table of features.
//
// A view is {element, show(list of values, {shape, reading, rows, theme, size, label})}. Of words the values are their
// shares; `rows` are the features of a table that are shown, or words that every column shows in place of its own top.

const STRIP_WORDS = 6;
const FEATURE_NAMES = 132;
const CELL_WIDTHS = { picture: [34, 84], words: [112, 150], features: [62, 84] };

function stripView(kind) {
  return kind === "text" ? wordStrip() : kind === "table" ? featureStrip() : pictureStrip();
}

/**
 * How many cells of a strip fit, so that every end of `legs` legs has one: {count, perLeg, size, left}, `left` being
 * the room that names of rows take before the first cell.
 */
function cellsOf(kind, width, legs) {
  const look = kind === "text" ? "words" : kind === "table" ? "features" : "picture";
  const [least, most] = CELL_WIDTHS[look];
  const room = width - (look === "features" ? FEATURE_NAMES : 0);
  const wanted = look === "picture" && width > 700 ? 64 : least;
  const perLeg = Math.max(legs > 3 ? 1 : 2, Math.floor((Math.floor(room / wanted) - 1) / legs));
  const count = legs * perLeg + 1;
  return { count, perLeg, size: Math.min(Math.max(room / count, least), most), left: look === "features" ? FEATURE_NAMES : 0 };
}

function pictureStrip() {
  const element = makeCanvas("Pictures along the path", "strip-pictures");
  const show = (list, { shape, theme, size, label }) => {
    const height = (size * shape.height) / shape.width;
    const context = preparePaper(element, size * list.length, height);
    list.forEach((values, i) => drawPicture(context, values, shape, i * size + 1, 1, size - 2, height - 2, theme.ink));
    element.setAttribute("aria-label", label);
  };
  return { element, show };
}

function wordStrip() {
  const element = make("div", { class: "strip-words", role: "group" });
  const show = (list, { reading, rows, size, label }) => {
    element.setAttribute("aria-label", label);
    element.style.gridTemplateColumns = `repeat(${list.length}, ${size}px)`;
    const shown = list.map((shares) => rows ?? largestOf(shares, STRIP_WORDS));
    const most = Math.max(...list.flatMap((shares, cell) => shown[cell].map((i) => shares[i]))) || 1;
    element.replaceChildren(...list.map((shares, cell) => make("ol", { class: "pad-words" },
      ...shown[cell].map((i) => wordLine(reading.vocabulary[i], shares[i], most)))));
  };
  return { element, show };
}

function wordLine(word, share, most) {
  const line = make("li", {}, make("span", { text: word, title: word }), make("span", { text: `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %` }));
  line.style.setProperty("--share", `${(100 * share) / most}%`);
  return line;
}

/** The `count` entries in which examples differ most, in their own order. */
function movingMost(list, count) {
  const spans = list[0].map((_, i) => Math.max(...list.map((values) => values[i])) - Math.min(...list.map((values) => values[i])));
  return largestOf(spans, count).sort((a, b) => a - b);
}

/** Features in the table's own units; shaded by how many deviations they are from the training rows' mean. */
function featureStrip() {
  const element = make("table", { class: "strip-features" });
  const show = (list, { reading, theme, size, label, rows }) => {
    element.replaceChildren(make("caption", { class: "unseen", text: label }), make("tbody", {}, ...rows.map((i) => {
      const { name, mean, deviation } = reading.columns[i];
      return make("tr", {}, make("th", { scope: "row", text: name, title: name }),
        ...list.map((values) => featureCell(values[i], mean + deviation * values[i], theme, size)));
    })));
  };
  return { element, show };
}

function featureCell(deviations, value, theme, size) {
  const cell = make("td", { text: formatTick(Number(value.toPrecision(3))), title: `${showNumber(deviations)} deviations from the mean` });
  cell.style.width = `${size}px`;
  cell.style.backgroundColor = cssOf(signedInk(deviations, theme.dark), Math.min(0.45, Math.abs(deviations) * 0.15));
  return cell;
}

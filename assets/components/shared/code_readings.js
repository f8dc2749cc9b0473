// An example, what a code makes of it, and how far apart they are: pictures, words with counts, or table rows.

const READ_WORDS = 12;

/** The view that fits a sparse run: {element, show(input, output, before)}; `before`: the output as encoded. */
function codeReadings(dictionary, themeNow) {
  if (dictionary.kind === "text") return wordReadings(dictionary);
  if (dictionary.kind === "table") return columnReadings(dictionary);
  return pictureReadings(dictionary, themeNow);
}

function pictureReadings({ shape }, themeNow) {
  const names = ["input", "reconstruction", "error"];
  const parts = names.map((name) => makeCanvas(name));
  const element = make("div", { class: "readings-pictures" }, ...parts.map((canvas, i) => (
    make("figure", {}, canvas, make("figcaption", { class: "quiet", text: names[i] })))));
  const show = (input, output) => {
    const theme = themeNow();
    const side = 132;
    const tall = (side * shape.height) / shape.width;
    const paper = (canvas) => preparePaper(canvas, side, tall);
    drawPicture(paper(parts[0]), input, shape, 0, 0, side, tall, theme.ink);
    drawPicture(paper(parts[1]), output, shape, 0, 0, side, tall, theme.ink);
    const difference = output.map((value, i) => (value - input[i]) / shape.scale);
    drawSignedPicture(paper(parts[2]), difference, shape, 0, 0, side, tall, theme.dark);
  };
  return { element, show };
}

/** Rows of cells that are made once and written anew. */
function readingTable(headings, label) {
  const body = make("tbody");
  const head = make("tr", {}, ...headings.map((text) => make("th", { scope: "col", text })));
  const table = make("table", { "aria-label": label }, make("thead", {}, head), body);
  const write = (rows) => {
    while (body.rows.length > rows.length) body.deleteRow(-1);
    while (body.rows.length < rows.length) {
      body.append(make("tr", {}, make("th", { scope: "row" }), ...headings.slice(1).map(() => make("td"))));
    }
    rows.forEach((cells, i) => cells.forEach((text, cell) => {
      if (body.rows[i].cells[cell].textContent !== text) body.rows[i].cells[cell].textContent = text;
    }));
  };
  return { element: make("div", { class: "readings-table", tabindex: "0", role: "region", "aria-label": label }, table), write };
}

/** The words of a document or of what is expected of it, most expected first. */
function wordReadings({ reading: { vocabulary } }) {
  const { element, write } = readingTable(["word", "in the document", "expected", "as encoded"], "Words and their counts");
  const show = (input, output, before) => {
    const shown = [...new Set([...largestOf(output, READ_WORDS), ...largestOf(input, READ_WORDS)])];
    shown.sort((a, b) => output[b] - output[a]);
    write(shown.map((i) => [vocabulary[i], String(Math.round(input[i])), showNumber(output[i]), showNumber(before[i])]));
  };
  return { element, show };
}

/** Every column in the units of its origin. */
function columnReadings({ reading: { columns } }) {
  const { element, write } = readingTable(["column", "measured", "rebuilt", "as encoded"], "Columns in their own units");
  const inUnits = ({ mean, deviation }, value) => formatTick(Number((mean + deviation * value).toPrecision(4)));
  const show = (input, output, before) => write(columns.map((column, i) => (
    [column.name, inUnits(column, input[i]), inUnits(column, output[i]), inUnits(column, before[i])])));
  return { element, show };
}

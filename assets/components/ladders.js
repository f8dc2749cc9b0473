// The examples as ladders: rungs side by side, each with its picture and the numbers that tell the story.
//
// data: {ladders: [{title, says, rungs: [{id, name, rung, family, page, picture: {url, sheet, alt},
//        numbers: [{label, value, unit, help, share}]}]}]}; share is of the ladder's largest, 0..1
// Triggers `open` with {page, query} when a link is followed in this tab.

const shelves = new WeakMap();
const RUNG_COLUMNS = 6;
const RUNG_ROWS = 2;

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  let shelf = shelves.get(parentElement);
  if (!shelf) {
    const root = make("div", { class: "lab ladders" });
    parentElement.append(root);
    shelf = { root, shown: "", pictures: [] };
    shelf.stop = watchWidth(root, () => drawRungs(shelf));
    shelves.set(parentElement, shelf);
  }
  shelf.theme = themeOf(parentElement);
  shelf.open = (page, query) => setTriggerValue("open", { page, query });
  const text = JSON.stringify(data.ladders);
  if (shelf.shown !== text) {
    shelf.shown = text;
    shelf.pictures = [];
    shelf.root.replaceChildren(...data.ladders.map((ladder) => ladderOf(shelf, ladder)));
  }
  for (const bar of shelf.root.querySelectorAll("[data-family]")) {
    bar.style.background = familyColor(bar.dataset.family, shelf.theme);
  }
  drawRungs(shelf);
  return () => {
    shelves.delete(parentElement);
    shelf.stop();
    shelf.root.remove();
  };
}

/** A link that opens without loading the program anew; a click for another tab stays the browser's. */
function innerLink(shelf, page, query, options) {
  const link = make("a", { href: `/${page}?${new URLSearchParams(query)}`, target: "_self", ...options });
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    shelf.open(page, query);
  };
  return link;
}

function ladderOf(shelf, { title, says, rungs }) {
  const compare = innerLink(shelf, "compare", { runs: rungs.map(({ id }) => id).join(",") }, { class: "compare", text: "Compare these" });
  compare.setAttribute("aria-label", `Compare these: ${title}`);
  return make("section", { class: "ladder", "aria-label": title },
    make("div", { class: "about" }, make("h3", { text: title }), make("p", { text: says }), compare),
    make("ol", { class: "rungs" }, ...rungs.map((rung) => rungOf(shelf, rung))));
}

function rungOf(shelf, { id, name, rung, family, page, picture, numbers }) {
  const canvas = makeCanvas(picture.alt, "face");
  shelf.pictures.push({ canvas, picture });
  const rows = numbers.map(({ label, value, unit, help, share }) => {
    const bar = make("i", { "data-family": family });
    bar.style.width = `${100 * share}%`;
    return make("div", { title: help },
      make("dt", { text: label }), make("dd", { text: value }, unit ? make("small", { text: ` ${unit}` }) : null),
      make("span", { class: "bar", "aria-hidden": "true" }, bar));
  });
  return make("li", { class: "rung" },
    innerLink(shelf, page, { run: id }, { class: "open", text: rung, "aria-label": `${rung}: open ${name}`, title: name }),
    canvas, make("dl", {}, ...rows));
}

function drawRungs(shelf) {
  for (const one of shelf.pictures) drawRung(one, shelf.theme).catch(() => one.canvas.setAttribute("aria-label", "The picture could not be loaded"));
}

async function drawRung({ canvas, picture: { url, sheet } }, theme) {
  const pixels = await loadSheet(url);
  const width = canvas.parentElement?.querySelector("dl").clientWidth;
  if (!width) return;
  const gap = sheet.signed ? 4 : 2;
  const size = Math.floor((width + gap) / RUNG_COLUMNS) - gap;
  const context = preparePaper(canvas, RUNG_COLUMNS * (size + gap) - gap, RUNG_ROWS * (size + gap) - gap);
  const count = Math.min(RUNG_COLUMNS * RUNG_ROWS, sheet.count);
  for (let i = 0; i < count; i++) {
    const [x, y] = [i % RUNG_COLUMNS, Math.floor(i / RUNG_COLUMNS)].map((at) => at * (size + gap));
    drawTile(context, pixels, sheet, i, x, y, size, size, theme.ink);
  }
  canvas.dataset.ready = "1";
}

// The same pictures of several runs under each other: reconstructions, samples, atoms or a path between two codes;
// one scrubber for all of them (and for curves and codes on the page), and two swiped over each other.
//
// data: {runs: [{id, name, family, color, dash, note, total_steps}], columns, linked}
// Tells Python nothing; tells the link, each name with `linked` behind it: pictures (which kind), moment (share of the
// training), between (the two test examples of a path), swipe (run on the left, run on the right, where they meet).

const grids = new WeakMap();
const CELL = { size: 44, gap: 4 };
const BORDERS = { solid: "solid", dash: "dashed", dot: "dotted", dashdot: "dashed" };

export default function (component) {
  const { parentElement, data } = component;
  if (!grids.has(parentElement)) grids.set(parentElement, newGrid(parentElement));
  const grid = grids.get(parentElement);
  grid.theme = themeOf(parentElement);
  const same = JSON.stringify(grid.data) === JSON.stringify(data);
  grid.data = data;
  if (same) grid.refresh();
  else startGrid(grid);
  return () => {
    grids.delete(parentElement);
    grid.stopWidth();
    grid.stopTime();
    grid.refresh.cancel();
    grid.root.remove();
  };
}

function newGrid(parent) {
  const grid = { data: null, faces: [], kind: "reconstructions", share: 1, pair: [0, 1], swiped: false, asked: 0, width: 0 };
  grid.kinds = make("div", { class: "kinds", role: "group", "aria-label": "Which pictures" });
  grid.scrub = make("input", { type: "range", min: 0, max: 1, step: 0.01, value: 1, "aria-label": "Moment of training, for all runs" });
  grid.when = make("output", { class: "quiet" });
  grid.time = make("label", { class: "time" }, make("span", { class: "quiet", text: "training" }), grid.scrub, grid.when);
  grid.other = make("button", { type: "button", text: "Other ends", onclick: () => otherEnds(grid) });
  grid.swipe = make("button", { type: "button", text: "Swipe two", "aria-pressed": "false", onclick: () => toggleSwipe(grid) });
  grid.caption = make("p", { class: "quiet", role: "status" });
  grid.over = newSwipe(grid);
  grid.scroll = make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "The same pictures of each run" });
  grid.root = make("div", { class: "lab grid" },
    make("div", { class: "bar" }, grid.kinds, grid.time, grid.other, grid.swipe), grid.caption, grid.over.root, grid.scroll);
  parent.append(grid.root);
  grid.refresh = oncePerFrame(() => refreshGrid(grid));
  grid.scrub.oninput = () => announceTime(sharedMoment(Number(grid.scrub.value)));
  grid.stopTime = onTime((moment) => {
    if (moment.run) return; // meant for one run alone, on another page
    grid.share = moment.live ? 1 : moment.fraction;
    grid.scrub.value = grid.share;
    grid.refresh();
  });
  grid.scrub.onchange = () => linkGrid(grid, { moment: grid.share === 1 ? null : grid.share });
  grid.stopWidth = watchWidth(grid.root, (width) => {
    grid.width = width;
    if (grid.rows) drawGrid(grid);
  });
  return grid;
}

/** A moment for every run on the page, by its share of the training; at 1 the newest there is. */
function sharedMoment(share) {
  return { fraction: share, step: null, run: null, source: "grid", live: share === 1 };
}

/** Two rows over each other: the left part of one, the right part of the other. */
function newSwipe(grid) {
  const choice = (label) => make("select", { "aria-label": label, onchange: () => {
    drawSwipe(grid);
    linkSwipe(grid);
  } });
  const over = { left: choice("Run on the left"), right: choice("Run on the right"), canvas: makeCanvas("Two runs over each other") };
  over.slider = make("input", { type: "range", min: 0, max: 1, step: 0.005, value: 0.5, "aria-label": "Where one run ends and the other begins" });
  over.slider.oninput = () => drawSwipe(grid);
  over.slider.onchange = () => linkSwipe(grid);
  over.root = make("div", { class: "swipe", hidden: true },
    make("div", { class: "bar" }, over.left, over.right), over.canvas, over.slider);
  return over;
}

async function startGrid(grid) {
  const { data } = grid;
  try {
    const faces = await Promise.all(data.runs.map(loadFaces));
    if (grid.data !== data) return;
    grid.faces = faces;
    const kinds = kindsOf(data.runs, faces);
    const first = !grid.opened;
    grid.opened = true;
    if (first) readGridLink(grid, kinds);
    if (!kinds.includes(grid.kind)) grid.kind = kinds[0];
    grid.kinds.replaceChildren(...kinds.map((kind) => make("button", {
      type: "button", text: PICTURE_KINDS[kind].name, "aria-pressed": String(kind === grid.kind), "data-kind": kind,
      onclick: () => chooseKind(grid, kind),
    })));
    const options = () => data.runs.map(({ name }, i) => make("option", { value: i, text: name }));
    grid.over.left.replaceChildren(...options());
    grid.over.right.replaceChildren(...options());
    grid.over.right.value = Math.min(1, data.runs.length - 1);
    grid.swipe.hidden = data.runs.length < 2;
    if (first) readSwipeLink(grid);
    grid.refresh();
  } catch (error) {
    grid.caption.textContent = `The pictures did not load: ${error.message}`;
  }
}

// --- the link -------------------------------------------------------------------------------------------

function linkGrid({ data }, values) {
  writeLink(Object.fromEntries(Object.entries(values).map(([name, value]) => [`${name}${data.linked}`, value])));
}

function linkSwipe(grid) {
  const { left, right, slider } = grid.over;
  linkGrid(grid, { swipe: grid.swiped ? [left.value, right.value, slider.value].join(",") : null });
}

function gridLink(grid, name, parse, valid) {
  return linkedValue(`${name}${grid.data.linked}`, parse, grid.root, valid);
}

function readGridLink(grid, kinds) {
  grid.kind = gridLink(grid, "pictures", (text) => (kinds.includes(text) ? text : null), kinds.join(", ")) ?? grid.kind;
  grid.share = gridLink(grid, "moment", (text) => shareOf(text), "a share of the training from 0 to 1") ?? 1;
  grid.scrub.value = grid.share;
  const count = examplesOf(grid);
  grid.pair = gridLink(grid, "between", (text) => {
    const ends = /^(\d{1,6}),(\d{1,6})$/.exec(text)?.slice(1).map(Number);
    return ends?.every((end) => end < count) ? ends : null;
  }, `two test examples, as 0,1, each less than ${count}`) ?? grid.pair;
}

function readSwipeLink(grid) {
  const most = grid.data.runs.length;
  const swipe = gridLink(grid, "swipe", (text) => {
    const [left, right, share] = text.split(",");
    const runs = [left, right].every((place) => /^\d$/.test(place ?? "") && Number(place) < most);
    return runs && shareOf(share) !== null ? [left, right, share] : null;
  }, `two of the ${most} runs, counted from 0, and a share, as 0,1,0.5`);
  if (!swipe) return;
  [grid.over.left.value, grid.over.right.value, grid.over.slider.value] = swipe;
  showSwipe(grid, true);
}

function shareOf(text) {
  const share = /^[01]?(\.\d+)?$/.test(text ?? "") && text !== "" ? Number(text) : NaN;
  return share >= 0 && share <= 1 ? share : null;
}

// --- what is chosen -------------------------------------------------------------------------------------

function chooseKind(grid, kind) {
  grid.kind = kind;
  linkGrid(grid, { pictures: kind });
  for (const button of grid.kinds.children) button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
  grid.refresh();
}

function toggleSwipe(grid) {
  showSwipe(grid, !grid.swiped);
  linkSwipe(grid);
}

function showSwipe(grid, swiped) {
  grid.swiped = swiped;
  grid.swipe.setAttribute("aria-pressed", String(grid.swiped));
  grid.over.root.hidden = !grid.swiped;
  drawSwipe(grid);
}

/** Test examples that every run has kept. */
function examplesOf({ faces }) {
  return Math.min(...faces.filter(({ meta }) => meta).map(({ meta }) => meta.count ?? meta.sheets.thumbnails.count));
}

/** Two test examples, the same for every run. */
function otherEnds(grid) {
  const count = examplesOf(grid);
  grid.pair = [Math.floor(Math.random() * count), Math.floor(Math.random() * count)];
  linkGrid(grid, { between: grid.pair.join(",") });
  grid.refresh();
}

/** Loads what is asked for and keeps what is shown until it is there; only the last question is answered. */
async function refreshGrid(grid) {
  const { data, faces, kind, share, pair } = grid;
  if (!faces.length) return;
  const asked = (grid.asked += 1);
  grid.time.hidden = kind === "path";
  grid.other.hidden = kind !== "path";
  grid.when.textContent = share === 1 ? "end" : `${Math.round(100 * share)} %`;
  try {
    const rows = await Promise.all(data.runs.map((run, i) => pictureRow(run, faces[i], kind, share, pair)));
    const first = faces.findIndex(({ meta }) => meta);
    const inputs = kind === "reconstructions" ? await inputRow(data.runs[Math.max(0, first)], faces[Math.max(0, first)], share) : null;
    if (asked !== grid.asked) return;
    Object.assign(grid, { rows, inputs });
    const of = kind === "reconstructions" ? (share === 1 ? "Test examples, " : "Validation examples, ") : "";
    grid.caption.textContent = `${of}${PICTURE_KINDS[kind].said}${kind === "path" ? ", at the end of training" : ""}.`.replace(/^./, (c) => c.toUpperCase());
    drawGrid(grid);
  } catch (error) {
    if (asked === grid.asked) grid.caption.textContent = `These pictures did not load: ${error.message}`;
  }
}

function drawGrid(grid) {
  const table = make("table", {}, make("caption", { class: "unseen", text: grid.caption.textContent }));
  if (grid.inputs) table.append(gridLine(grid, { name: "Input", note: "" }, grid.inputs, "inputs"));
  grid.data.runs.forEach((run, i) => table.append(gridLine(grid, run, grid.rows[i], "")));
  grid.scroll.replaceChildren(table);
  grid.root.dataset.ready = grid.kind;
  drawSwipe(grid);
}

function gridLine(grid, { name, note, color, dash }, row, kind) {
  const head = make("th", { scope: "row" });
  if (color) {
    const key = make("span", { class: "key" });
    key.style.borderTopColor = color;
    key.style.borderTopStyle = BORDERS[dash] ?? "solid";
    head.append(key);
  }
  head.append(make("span", { text: name }));
  const said = row ? note : "none of this run yet";
  if (said) head.append(make("small", { text: said }));
  const cell = make("td");
  if (row) cell.append(paintRow(grid, row, makeCanvas(said ? `${name}: ${said}` : name)));
  return make("tr", { class: kind }, head, cell);
}

function tilesOf(grid, row) {
  return Math.min(grid.data.columns, row.count);
}

function paintRow(grid, row, canvas) {
  const step = CELL.size + CELL.gap;
  const paper = preparePaper(canvas, tilesOf(grid, row) * step, CELL.size);
  for (let i = 0; i < tilesOf(grid, row); i += 1) row.draw(paper, i, i * step, 0, CELL.size, grid.theme);
  return canvas;
}

function drawSwipe(grid) {
  const { over, rows } = grid;
  if (!grid.swiped || !rows) return;
  const [left, right] = [over.left, over.right].map((select) => rows[Number(select.value)]);
  const count = Math.max(1, Math.min(6, ...[left, right].filter(Boolean).map((row) => tilesOf(grid, row)), Math.floor(grid.width / 70)));
  const size = Math.min(112, Math.floor(grid.width / count) - CELL.gap);
  const width = count * (size + CELL.gap);
  const paper = preparePaper(over.canvas, width, size);
  const share = Number(over.slider.value);
  over.slider.style.width = `${width}px`;
  const half = (row, from, to) => {
    if (!row) return;
    paper.save();
    paper.beginPath();
    paper.rect(from, 0, to - from, size);
    paper.clip();
    for (let i = 0; i < count; i += 1) row.draw(paper, i, i * (size + CELL.gap), 0, size, grid.theme);
    paper.restore();
  };
  half(left, 0, share * width);
  half(right, share * width, width);
  paper.fillStyle = grid.theme.primary;
  paper.fillRect(share * width - 1, 0, 2, size);
}

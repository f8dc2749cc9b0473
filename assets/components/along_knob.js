// Runs along a knob: a slider that swaps everything shown of one run for the next, and all of them below.
//
// data: {runs: [{id, name, label, numbers: [{label, value, unit}]}], columns, label}
// Tells Python nothing. All sheets are loaded at the start, so that the slider asks the server for nothing.

const alongs = new WeakMap();
const ALONG_TILE = { size: 44, gap: 4 };

export default function (component) {
  const { parentElement, data } = component;
  if (!alongs.has(parentElement)) alongs.set(parentElement, newAlong(parentElement));
  const along = alongs.get(parentElement);
  along.theme = themeOf(parentElement);
  if (along.data?.runs.map(({ id }) => id).join() !== data.runs.map(({ id }) => id).join()) startAlong(along, data);
  else along.redraw();
  return () => {
    alongs.delete(parentElement);
    along.stopWidth();
    along.redraw.cancel();
    along.root.remove();
  };
}

function newAlong(parent) {
  const along = { data: null, faces: [], place: 0, width: 0 };
  along.slider = make("input", { type: "range", min: 0, step: 1 });
  along.said = make("output", { class: "title" });
  along.numbers = make("dl", { class: "numbers" });
  along.rows = make("div", { class: "rows" });
  along.all = make("div", { class: "rows" });
  along.note = make("p", { class: "quiet", role: "status" });
  along.root = make(
    "div",
    { class: "lab along" },
    make("div", { class: "bar" }, along.slider, along.said),
    along.numbers,
    along.rows,
    make("details", { class: "every" }, make("summary", {}, "All beside each other"), along.all),
    along.note,
  );
  parent.append(along.root);
  along.slider.addEventListener("input", () => {
    along.place = Number(along.slider.value);
    along.redraw();
  });
  along.redraw = oncePerFrame(() => drawAlong(along));
  along.stopWidth = watchWidth(along.root, (width) => {
    along.width = width;
    along.redraw();
  });
  return along;
}

async function startAlong(along, data) {
  along.data = data;
  along.faces = [];
  along.place = Math.floor((data.runs.length - 1) / 2);
  along.slider.max = data.runs.length - 1;
  along.slider.value = along.place;
  along.slider.setAttribute("aria-label", data.label);
  along.note.textContent = "Loading pictures …";
  try {
    const faces = await Promise.all(data.runs.map((run) => loadFace(run.id)));
    if (along.data !== data) return;
    along.faces = faces;
    along.note.textContent = "";
    along.redraw();
  } catch (error) {
    along.note.textContent = `The pictures did not load: ${error.message}`;
  }
}


function drawAlong(along) {
  const { data, faces, place } = along;
  if (!data) return;
  const run = data.runs[place];
  along.said.textContent = run.label;
  along.slider.setAttribute("aria-valuetext", run.label);
  along.numbers.replaceChildren(
    ...run.numbers.map(({ label, value, unit }) =>
      make("div", {}, make("dt", {}, label), make("dd", {}, value, make("small", {}, unit ? ` ${unit}` : ""))),
    ),
  );
  if (!faces.length || !along.width) return;
  along.rows.replaceChildren(...faces[place].map((row) => alongRow(along, row.name, row.picture)));
  const inputs = alongRow(along, "Test examples", faces[0][0].picture);
  const each = (which) => data.runs.map(({ label }, i) => faces[i][which] && alongRow(along, label, faces[i][which].picture));
  const own = faces[0][2] ? [make("p", { class: "quiet" }, faces[0][2].name), ...each(2).filter(Boolean)] : [];
  along.all.replaceChildren(inputs, ...each(1), ...own);
  along.root.dataset.run = run.id;
}

function alongRow(along, name, { sheet, tiles }) {
  const step = ALONG_TILE.size + ALONG_TILE.gap;
  const count = Math.min(along.data.columns, tiles.count, Math.floor((along.width + ALONG_TILE.gap) / step));
  const canvas = makeCanvas(`${name}: ${count} pictures`);
  const paper = preparePaper(canvas, count * step, ALONG_TILE.size);
  for (let i = 0; i < count; i += 1) {
    drawTile(paper, sheet, tiles, i, i * step, 0, ALONG_TILE.size, ALONG_TILE.size, along.theme.ink);
  }
  return make("figure", {}, make("figcaption", { class: "quiet" }, name), canvas);
}

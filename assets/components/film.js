// Probe images over their reconstructions, and samples, at the moment that the scrubber shows.
//
// data: {run: {id, family, total_steps, live}}
// Tells Python nothing.

const instances = new WeakMap();
const TILE = { least: 30, most: 64, gap: 4, between: 14 };
const REBUILT = {
  plain: "below each its reconstruction",
  sparse: "below each its reconstruction from the sparse code",
  variational: "below each the reconstruction of its mean code",
};

export default function (component) {
  const { parentElement, data } = component;
  if (!instances.has(parentElement)) instances.set(parentElement, newFilm(parentElement));
  const film = instances.get(parentElement);
  updateFilm(film, parentElement, data);
  return () => {
    instances.delete(parentElement);
    closeFilm(film);
  };
}

function newFilm(parent) {
  const strip = (label) => {
    const canvas = makeCanvas(label);
    const caption = make("figcaption", { class: "quiet" });
    return { canvas, caption, figure: make("figure", {}, caption, canvas) };
  };
  const film = {
    run: null,
    snapshots: [],
    moment: null,
    picture: null,
    inputs: null,
    width: 0,
    asked: 0,
    close: () => {},
  };
  film.rebuilt = strip("Reconstructions");
  film.samples = strip("Samples");
  film.samples.figure.hidden = true;
  film.note = make("p", { class: "quiet note", role: "status" });
  film.root = make("div", { class: "lab film" }, film.rebuilt.figure, film.samples.figure, film.note);
  parent.append(film.root);
  film.redraw = oncePerFrame(() => drawFilm(film));
  film.stopWidth = watchWidth(film.root, (width) => {
    film.width = width;
    film.redraw();
  });
  film.stopTime = onTime((moment) => {
    film.moment = moment;
    showMoment(film);
  });
  return film;
}

function closeFilm(film) {
  film.stopTime();
  film.stopWidth();
  film.redraw.cancel();
  film.close();
  film.root.remove();
}

function updateFilm(film, parent, { run }) {
  const before = film.run;
  film.run = run;
  film.theme = themeOf(parent);
  film.redraw();
  if (before?.id === run.id && !(run.live && !before.live)) return;
  if (before?.id !== run.id) {
    film.snapshots = [];
    film.picture = film.inputs = null;
  }
  film.close();
  film.close = watchRun(
    run.id,
    {
      onSnapshot(meta) {
        film.snapshots = [...film.snapshots.filter(({ step }) => step !== meta.step), meta].sort(
          (a, b) => a.step - b.step,
        );
        showMoment(film);
      },
    },
    { live: run.live },
  );
  film.redraw();
}

/** The inputs that all snapshots rebuild; written before the first snapshot. */
async function loadInputs(id) {
  const meta = await fetchFacts(runUrl(id, "files/probe/meta.json"));
  const tiles = meta.sheets.inputs;
  const sheet = await loadSheet(hashedUrl(runUrl(id, `files/probe/${tiles.file}`), meta.files[tiles.file]));
  return { id, sheet, tiles, split: meta.split };
}

/** Loads what the moment shows, and keeps the last picture until it is there. */
async function showMoment(film) {
  const { run, snapshots, moment } = film;
  if (!run || !snapshots.length) return;
  const asked = moment ? stepAt(moment, run.id, run.total_steps) : Infinity;
  const snapshot = snapshotAt(snapshots, asked ?? Infinity);
  if (film.asked === snapshot) return;
  film.asked = snapshot;
  try {
    const load = (tiles) =>
      tiles && loadSheet(snapshotUrl(run.id, snapshot, tiles.file)).then((sheet) => ({ sheet, tiles }));
    film.inputs ??= loadInputs(run.id);
    const { reconstructions, samples } = snapshot.sheets;
    const [inputs, rebuilt, drawn] = await Promise.all([film.inputs, load(reconstructions), load(samples)]);
    // Scrubbing fast, sheets arrive in any order: only the one asked for last is shown.
    if (film.asked !== snapshot) return;
    film.picture = { snapshot, inputs, rebuilt, samples: drawn };
    film.note.textContent = "";
    film.redraw();
  } catch (error) {
    film.asked = film.inputs = null;
    film.note.textContent = error.message;
  }
}

function drawFilm(film) {
  const { picture, run, width } = film;
  if (!width || !film.theme) return;
  if (!picture) {
    film.rebuilt.caption.textContent = "Pictures appear with the first snapshot.";
    preparePaper(film.rebuilt.canvas, width, pairsLayout(width, 16, 1).height);
    return;
  }
  const { inputs, rebuilt, samples, snapshot } = picture;
  const when = `at step ${snapshot.step}`;
  const from = inputs.split === "validation" ? "Validation examples" : "Training examples";
  // Codes from another prior than N(0, I) are no means.
  const kind = run.family === "variational" && run.prior?.kind !== "normal" ? "plain" : run.family;
  const said = REBUILT[kind] ?? REBUILT.plain;
  film.rebuilt.caption.textContent = `${from}, and ${said}`;
  film.rebuilt.canvas.setAttribute(
    "aria-label",
    `${rebuilt.tiles.count} ${from.toLowerCase()}, ${said}, ${when}`,
  );
  drawStrip(film, film.rebuilt.canvas, [inputs, rebuilt]);
  film.samples.figure.hidden = !samples;
  if (!samples) return;
  film.samples.caption.textContent = "Samples from the prior, from the same noise all along";
  film.samples.canvas.setAttribute("aria-label", `${samples.tiles.count} samples from the prior, ${when}`);
  drawStrip(film, film.samples.canvas, [samples]);
}

/** Tiles across and their size: all in one row where that fits, else 8 (or 4) in a row. */
function pairsLayout(width, count, rows, aspect = 1) {
  const { least, most, gap, between } = TILE;
  const fits = (columns) => (width + gap) / columns - gap >= least;
  const columns = [count, Math.ceil(count / 2), Math.ceil(count / 4)].find(fits) ?? 4;
  const size = Math.min(most, (width + gap) / columns - gap);
  const blocks = Math.ceil(count / columns);
  const block = rows * size * aspect + (rows - 1) * gap;
  return { columns, size, block, height: blocks * block + (blocks - 1) * (rows > 1 ? between : gap) };
}

/** Draws strips above each other, column under column; wrapped together where the page is narrow. */
function drawStrip(film, canvas, strips) {
  const { tiles } = strips[0];
  const aspect = tiles.height / tiles.width;
  const { columns, size, block, height } = pairsLayout(film.width, tiles.count, strips.length, aspect);
  const context = preparePaper(canvas, film.width, Math.ceil(height));
  const step = block + (strips.length > 1 ? TILE.between : TILE.gap);
  strips.forEach(({ sheet, tiles: description }, row) => {
    for (let i = 0; i < description.count; i++) {
      const x = (i % columns) * (size + TILE.gap);
      const y = Math.floor(i / columns) * step + row * (size * aspect + TILE.gap);
      drawTile(context, sheet, description, i, x, y, size, size * aspect, film.theme.ink);
    }
  });
}

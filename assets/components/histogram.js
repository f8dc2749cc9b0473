// How codes, features or latent dimensions are spread at the moment that the scrubber shows.
//
// data: {run: {id, family, total_steps, live}, what: "codes" | "density" | "kl", live}
// Tells Python nothing.

const instances = new WeakMap();
const KINDS = {
  codes: { needs: "histogram", state: codesState, log: true },
  density: { needs: "density", state: densityState, log: false },
  kl: { needs: "kl_per_dimension", state: klState, log: false },
};

export default function (component) {
  const { parentElement, data } = component;
  if (!instances.has(parentElement)) instances.set(parentElement, newHistogram(parentElement));
  const histogram = instances.get(parentElement);
  updateHistogram(histogram, parentElement, data);
  return () => {
    instances.delete(parentElement);
    closeHistogram(histogram);
  };
}

function newHistogram(parent) {
  const histogram = {
    run: null,
    what: null,
    log: null,
    snapshots: [],
    moment: null,
    asked: null,
    content: null,
    close: () => {},
  };
  histogram.title = make("div", { class: "title" });
  histogram.readout = make("span", { class: "quiet readout" });
  histogram.scale = make("button", {
    type: "button",
    text: "log",
    "aria-label": "Logarithmic vertical axis",
  });
  histogram.scale.onclick = () => {
    histogram.log = !histogram.log;
    drawHistogram(histogram);
  };
  histogram.plot = make("div");
  const head = make("div", { class: "head" }, histogram.title, histogram.scale);
  histogram.root = make("section", { class: "lab histogram" }, head, histogram.plot, histogram.readout);
  parent.append(histogram.root);
  histogram.bars = createBars(histogram.plot, {
    height: 200,
    onPoint: (text) => (histogram.readout.textContent = text ?? ""),
  });
  histogram.stopTime = onTime((moment) => {
    histogram.moment = moment;
    loadMoment(histogram);
  });
  return histogram;
}

function closeHistogram(histogram) {
  histogram.stopTime();
  histogram.bars.destroy();
  histogram.close();
  histogram.root.remove();
}

function updateHistogram(histogram, parent, { run, what }) {
  const before = histogram.run;
  histogram.theme = themeOf(parent);
  if (before?.id !== run.id || histogram.what !== what) {
    Object.assign(histogram, { snapshots: [], asked: null, content: null, log: KINDS[what].log });
    histogram.title.textContent = "Waiting for the first snapshot";
  }
  const follow = before?.id !== run.id || histogram.what !== what || (run.live && !before.live);
  Object.assign(histogram, { run, what });
  drawHistogram(histogram);
  if (!follow) return;
  histogram.close();
  histogram.close = watchRun(
    run.id,
    {
      onSnapshot(meta) {
        histogram.snapshots = [...histogram.snapshots.filter(({ step }) => step !== meta.step), meta].sort(
          (a, b) => a.step - b.step,
        );
        loadMoment(histogram);
      },
    },
    { live: run.live },
  );
}

/** Loads the arrays of the moment; what is on screen stays until they are there. */
async function loadMoment(histogram) {
  const { run, snapshots, moment, what } = histogram;
  if (!run || !snapshots.length) return;
  const step = moment ? stepAt(moment, run.id, run.total_steps) : Infinity;
  const snapshot = snapshotAt(snapshots, step ?? Infinity);
  if (histogram.asked === snapshot) return;
  histogram.asked = snapshot;
  try {
    const tensors = await fetchTensors(snapshotUrl(run.id, snapshot, "arrays.safetensors"));
    if (!tensors[KINDS[what].needs]) throw new Error("This run's snapshots do not hold what is shown here.");
    const probe = what === "density" ? await fetchFacts(runUrl(run.id, "files/probe/meta.json")) : null;
    // Scrubbing fast, files arrive in any order: only the one asked for last is shown.
    if (histogram.asked !== snapshot) return;
    histogram.content = { snapshot, tensors, examples: probe?.code_labels.length };
    drawHistogram(histogram);
  } catch (error) {
    histogram.asked = null;
    histogram.title.textContent = error.message;
  }
}

function drawHistogram(histogram) {
  const { content, what, theme, log } = histogram;
  histogram.scale.setAttribute("aria-pressed", log);
  if (!content) return;
  const { snapshot, tensors, examples } = content;
  const state = KINDS[what].state(tensors, snapshot.scalars ?? {}, { theme, log, examples });
  histogram.title.textContent = state.title;
  histogram.bars.set({ ...state, label: `${state.title}, at step ${formatValue(snapshot.step)}. Bar chart` });
}

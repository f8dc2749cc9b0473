// The one time axis of a page: chooses the snapshot that every picture, curve and histogram shows.
//
// data: {run: {id, total_steps, steps_per_epoch, epochs, live}, steps: [snapshot steps],
//        linked: whether the moment stands in the link, step: the link's or null,
//        shared: whether other runs of the page go along, each at the same share of its training}
// Tells Python nothing.

const instances = new WeakMap();
const TRACK = 1000; // positions of the range input
const FRAME_MS = 170; // playing: one snapshot this long

export default function (component) {
  const { parentElement, data } = component;
  if (!instances.has(parentElement)) instances.set(parentElement, newScrubber(parentElement));
  const scrubber = instances.get(parentElement);
  updateScrubber(scrubber, data);
  return () => {
    instances.delete(parentElement);
    closeScrubber(scrubber);
  };
}

function newScrubber(parent) {
  const scrubber = {
    source: {}, // tells this scrubber's own announcements from others'
    run: null,
    steps: [],
    step: 0,
    following: true,
    active: false,
    timer: null,
    close: () => {},
    play: make("button", { type: "button", class: "play", "aria-label": "Play" }),
    range: make("input", {
      type: "range",
      min: 0,
      max: TRACK,
      step: 1,
      "aria-label": "Moment of the training",
    }),
    marks: make("div", { class: "marks", "aria-hidden": "true" }),
    label: make("span", { class: "label" }),
    live: make(
      "button",
      { type: "button", class: "live", title: "Follow the newest snapshot" },
      make("i"),
      "live",
    ),
  };
  scrubber.root = make(
    "div",
    { class: "lab scrubber", role: "group", "aria-label": "Time" },
    scrubber.play,
    make("div", { class: "track" }, scrubber.marks, scrubber.range),
    scrubber.label,
    scrubber.live,
  );
  scrubber.play.onclick = () => (scrubber.timer ? stopPlaying(scrubber) : startPlaying(scrubber));
  scrubber.live.onclick = () => goLive(scrubber);
  scrubber.range.oninput = () => {
    stopPlaying(scrubber);
    goTo(scrubber, nearestStep(scrubber, Number(scrubber.range.value)));
  };
  scrubber.range.onkeydown = (event) => moveByKey(scrubber, event);
  // About to be moved: whoever shows moments may fetch them all now, and not one by one on the way.
  for (const kind of ["pointerenter", "focusin"]) {
    scrubber.root.addEventListener(kind, () => announce("scrub", { run: scrubber.run?.id }));
  }
  scrubber.stopTime = onTime((moment) => hearMoment(scrubber, moment));
  scrubber.stopReset = onReset(() => goLive(scrubber));
  parent.append(scrubber.root);
  return scrubber;
}

function closeScrubber(scrubber) {
  stopPlaying(scrubber);
  scrubber.stopTime();
  scrubber.stopReset();
  scrubber.close();
  scrubber.root.remove();
}

function updateScrubber(scrubber, { run, steps = [], linked = false, step = null, shared = false }) {
  const before = scrubber.run;
  const joined = shared && !scrubber.shared && before?.id === run.id;
  Object.assign(scrubber, { run, linked, shared });
  if (before?.id !== run.id) {
    scrubber.steps = [];
    scrubber.following = true;
    stopPlaying(scrubber);
    const known = lastAnnounced("time");
    if (known && (known.run ?? run.id) === run.id && !known.live) {
      scrubber.following = false;
      scrubber.step = known.step;
    }
  }
  takeSteps(scrubber, steps);
  if (joined) announceStep(scrubber);
  if (before?.id !== run.id && scrubber.following && step !== null) {
    goTo(scrubber, scrubber.steps.findLast((one) => one <= step) ?? scrubber.steps[0]);
  }
  if (before?.id !== run.id || (run.live && !before.live)) followRun(scrubber);
}

function followRun(scrubber) {
  scrubber.close();
  scrubber.active = scrubber.run.live;
  scrubber.close = watchRun(
    scrubber.run.id,
    {
      onSnapshot: (meta) => takeSteps(scrubber, [meta.step]),
      onStatus: (status) => {
        scrubber.active = status.state === "running" || status.state === "queued";
        showScrubber(scrubber);
      },
      onEnd: () => {
        scrubber.active = false;
        showScrubber(scrubber);
      },
    },
    { live: scrubber.run.live },
  );
}

function takeSteps(scrubber, steps) {
  const fresh = steps.filter((step) => !scrubber.steps.includes(step));
  if (fresh.length) scrubber.steps = [...scrubber.steps, ...fresh].sort((a, b) => a - b);
  if (scrubber.following && scrubber.steps.length) {
    const newest = scrubber.steps.at(-1);
    if (newest !== scrubber.step || fresh.length) announceStep(scrubber, newest);
  }
  if (fresh.length) drawMarks(scrubber);
  showScrubber(scrubber);
}

// --- places on the track: logarithmic, as the snapshots are, and fixed for the whole training -------------

function placeOf(scrubber, step) {
  return (
    (TRACK * Math.log1p(step)) / Math.log1p(Math.max(scrubber.run.total_steps, scrubber.steps.at(-1) ?? 1))
  );
}

function nearestStep(scrubber, place) {
  const gap = (step) => Math.abs(placeOf(scrubber, step) - place);
  return scrubber.steps.reduce((best, step) => (gap(step) < gap(best) ? step : best), scrubber.steps[0] ?? 0);
}

function drawMarks(scrubber) {
  scrubber.marks.replaceChildren(
    ...scrubber.steps.map((step) => {
      const mark = make("i");
      mark.style.left = `${placeOf(scrubber, step) / (TRACK / 100)}%`;
      return mark;
    }),
  );
}

function showScrubber(scrubber) {
  const { range, run, steps, step, label } = scrubber;
  range.disabled = steps.length < 2;
  range.value = placeOf(scrubber, step);
  range.setAttribute("aria-valuetext", momentText(run, step));
  label.textContent = steps.length ? momentText(run, step) : "no snapshot yet";
  const playing = scrubber.timer !== null;
  scrubber.play.disabled = steps.length < 2;
  scrubber.play.setAttribute("aria-label", playing ? "Pause" : "Play the training");
  scrubber.play.classList.toggle("playing", playing);
  scrubber.live.hidden = !scrubber.active;
  scrubber.live.setAttribute("aria-pressed", scrubber.following);
}

/** "step 812 · epoch 6.5 of 30" */
function momentText(run, step) {
  if (step === 0) return "step 0 · untrained";
  const text = `step ${step.toLocaleString("en")}`;
  if (!run.steps_per_epoch) return text;
  const epoch = step / run.steps_per_epoch;
  const epochs = run.epochs ?? run.total_steps / run.steps_per_epoch;
  const digits = epoch < 1 ? 2 : 1;
  return `${text} · epoch ${Number(epoch.toFixed(digits))} of ${Number(epochs.toFixed(1))}`;
}

// --- moving -----------------------------------------------------------------------------------------------

function announceStep(scrubber, step = scrubber.step) {
  const { run, source, following, shared } = scrubber;
  scrubber.step = step;
  announceTime({ fraction: step / (run.total_steps || 1), step, run: shared ? null : run.id, source, live: following });
}

/** Shows the snapshot at `step`; the newest one is followed from then on. */
function goTo(scrubber, step) {
  if (!scrubber.steps.length) return;
  scrubber.following = step === scrubber.steps.at(-1);
  announceStep(scrubber, step);
  linkStep(scrubber);
  showScrubber(scrubber);
}

/** The moment into the link, unless it is about to change again. */
function linkStep({ linked, timer, following, step }) {
  if (linked && timer === null) writeLink({ step: following ? null : step });
}

function goLive(scrubber) {
  stopPlaying(scrubber);
  if (scrubber.steps.length) goTo(scrubber, scrubber.steps.at(-1));
}

function hearMoment(scrubber, moment) {
  const { run, steps } = scrubber;
  if (!run || moment.source === scrubber.source || !steps.length) return;
  const step = stepAt(moment, run.id, run.total_steps);
  if (step === null) return;
  stopPlaying(scrubber);
  scrubber.following = step === Infinity;
  scrubber.step = steps.findLast((known) => known <= step) ?? steps[0];
  linkStep(scrubber);
  showScrubber(scrubber);
  if (scrubber.shared && moment.run) announceStep(scrubber); // to the other run too
}

function moveByKey(scrubber, event) {
  const at = scrubber.steps.indexOf(scrubber.step);
  const last = scrubber.steps.length - 1;
  const places = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1 };
  Object.assign(places, { PageDown: at - 5, PageUp: at + 5, Home: 0, End: last });
  if (!(event.key in places)) return;
  event.preventDefault();
  stopPlaying(scrubber);
  goTo(scrubber, scrubber.steps[Math.min(Math.max(places[event.key], 0), last)]);
}

function startPlaying(scrubber) {
  const { steps } = scrubber;
  if (scrubber.step === steps.at(-1)) goTo(scrubber, steps[0]);
  scrubber.timer = setInterval(() => {
    const next = scrubber.steps.find((step) => step > scrubber.step);
    if (next !== undefined) goTo(scrubber, next);
    if (next === undefined || next === scrubber.steps.at(-1)) stopPlaying(scrubber);
  }, FRAME_MS);
  showScrubber(scrubber);
}

function stopPlaying(scrubber) {
  if (scrubber.timer === null) return;
  clearInterval(scrubber.timer);
  scrubber.timer = null;
  linkStep(scrubber);
  showScrubber(scrubber);
}

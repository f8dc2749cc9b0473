// A latent pad in time: its run loaded, followed while it trains, and shown at the moment of the page's scrubber.
//
// pad: see latent_pad.js. Here are set its test, snapshots, final (as it is at the end), shown (as it is drawn).

/** Loads what a run left, or in training its newest snapshot, and shows it. */
async function loadPad(pad, run) {
  pad.final = null;
  const { data } = pad;
  const load = data.training ? spaceInTraining : finishedSpace;
  const [{ decoder, test, snapshots, kl = null }, reading] = await Promise.all([load(run, data.run.label_names), loadReading(data.run)]);
  if (run !== pad.run) return;
  Object.assign(pad, { test, snapshots, size: decoder.inputs, ...rankDimensions(test, data.kl ?? kl), shape: drawingOf(decoder) });
  pad.drawsPictures = !reading.vocabulary;
  pad.side.open(data.run.kind, { shape: pad.shape, ...reading }, test);
  pad.point = new Float32Array(pad.size);
  pad.final = { decoder, codes: test.arrays.codes.data, labels: test.labels, step: null };
  pad.shown = pad.final;
  openPad(pad);
  pad.unfollow();
  if (data.training) pad.unfollow = watchRun(run, { onSnapshot: (meta) => growPad(pad, run, meta) }, { live: true });
  if (lastAnnounced("time")) seekOnPad(pad, lastAnnounced("time"));
  if (lastAnnounced("scrub")) prepareMoments(pad);
}

/** A run in training: every snapshot becomes the newest there is. */
async function growPad(pad, run, meta) {
  if (run !== pad.run || meta.step < pad.snapshots.at(-1).step) return;
  if (meta.step > pad.snapshots.at(-1).step) pad.snapshots.push(meta);
  const newest = await latentMoment(run, pad.snapshots, meta, pad.final.decoder);
  if (run !== pad.run || meta.step < pad.snapshots.at(-1).step) return;
  const following = pad.shown === pad.final;
  pad.final = newest;
  pad.test.arrays = { codes: { shape: [newest.codes.length / pad.size, pad.size], data: newest.codes } };
  if (following) showMoment(pad, newest);
}

function showMoment(pad, moment) {
  pad.shown = moment;
  pad.legend.textContent = legendOfPad(pad);
  pad.time.textContent = moment.step === null ? "" : moment.said;
  pad.drawGround();
  pad.drawPoint();
}

/** The time bus: dots of the newest snapshot up to the moment, and what draws pictures then. */
async function seekOnPad(pad, moment) {
  if (!pad.final || !pad.snapshots.length) return;
  const last = pad.snapshots.at(-1).step;
  const step = stepAt(moment, pad.run, pad.data.run.total_steps);
  if (step === null) return;
  const arrival = (pad.arrivals += 1);
  pad.sought ||= performance.now();
  const shown = step >= last ? pad.final : await latentMoment(pad.run, pad.snapshots, snapshotAt(pad.snapshots, step), pad.final.decoder);
  if (arrival !== pad.arrivals) return;
  if (shown === pad.shown) pad.sought = 0;
  else showMoment(pad, shown);
}

/** Fetches every moment once, the scrubber being about to move: from then on it asks the server for nothing. */
async function prepareMoments(pad) {
  const { run, snapshots, final } = pad;
  if (!final || pad.prepared === run) return;
  pad.prepared = run; // from here on the files are remembered
  for (const snapshot of snapshots.slice(0, -1)) {
    if (run !== pad.run) return;
    await latentMoment(run, snapshots, snapshot, final.decoder);
  }
}

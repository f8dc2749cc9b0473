// What a latent pad spans: two dimensions of the code, or the plane through three pins.
//
// pad: see latent_pad.js. Here are set its dims, spanned (pins of the plane or null), frame, centre and reach.

function choosePadDims(pad, dims) {
  pad.dims = dims;
  pad.spanned = null;
  choosePadFrame(pad, axisFrame(pad.size, ...dims));
  pad.writeLink();
}

/** The plane through the pins, test examples in the place of missing ones; or back to two dimensions. */
function spanPad(pad, wanted) {
  if (!wanted) return choosePadDims(pad, pad.dims);
  const examples = threeExamples(pad.test);
  const pins = Object.fromEntries(PIN_LETTERS.map((letter, i) => [letter, pad.pins.placed[letter] ?? pinOnExample(pad.test, examples[i])]));
  pad.spanned = pins;
  pad.pins.take(pins);
  if (!pad.spanned) return;
  pad.point.set(pins.A.z);
  pad.moved();
}

/** The plane that pins span moves with them. */
function spanMovedPins(pad, pins) {
  if (!pad.spanned) return;
  pad.spanned = { ...pad.spanned, ...pins };
  choosePadFrame(pad, frameThrough(...PIN_LETTERS.map((letter) => pad.spanned[letter].z)));
}

/** frame: null where three pins lie on a line, which spans no plane. */
function choosePadFrame(pad, frame) {
  if (!frame) {
    choosePadDims(pad, pad.dims);
    pad.time.textContent = "The three pins lie on one line, which spans no plane: move one of them.";
    pad.say(pad.time.textContent);
    return;
  }
  pad.frame = frame;
  const corners = Object.values(pad.spanned ?? {}).map(({ z }) => z);
  Object.assign(pad, viewOfFrame(frame, pad.final.codes, pad.size, corners, standardScale(pad.data.run.prior)));
  describePad(pad);
  pad.controls.replaceChildren(...padControls(pad));
  pad.resize(pad.width);
}

/** Everything as when the pad is opened without a link. */
function resetPad(pad) {
  if (!pad.final) return;
  Object.assign(pad, { showDots: true, showPictures: false, spanned: null });
  pad.pins.take({});
  choosePadDims(pad, usualDims(pad));
  pad.goHome();
}

/** The two dimensions that tell most. */
function usualDims({ order }) {
  const [a, b = -1] = order.slice(0, 2).sort((one, other) => one - other);
  return [a, b];
}

/** The view that the link asks for, or the two dimensions that tell most. */
function openPad(pad) {
  const { data: { dims, pins }, size } = pad;
  const fits = Array.isArray(dims) && dims.length === 2 && dims[0] !== dims[1] && dims.every((j) => j >= 0 && j < size);
  pad.dims = fits ? dims : usualDims(pad);
  pad.spanned = null;
  choosePadFrame(pad, axisFrame(size, ...pad.dims));
  pad.pins.open(pinsOf(pins, pad.test, size));
  if (dims === "plane" && size > 2) spanPad(pad, true);
  pad.sliders.hidden = size <= 2;
  pad.sliders.open = !pad.data.pair; // two pads have half the room
  pad.sliders.replaceChildren(...dimensionSliders(pad));
}

/** Names of the two axes. */
function namesOfPad({ spanned, dims }) {
  if (spanned) return ["from A to B", "towards C"];
  return dims.map((dimension) => (dimension < 0 ? "" : latentName(dimension)));
}

/** Where the point is, as [name, value] pairs. */
function placesOfPad(pad) {
  const places = namesOfPad(pad).filter(Boolean).map((name, axis) => [name, pad.at(axis)]);
  return pad.spanned ? [...places, ["off the plane", distanceFromFrame(pad.frame, pad.point)]] : places;
}

function describePad(pad) {
  const [across, up] = namesOfPad(pad);
  const pins = pad.data.compact ? "" : "; A, B and C set pins, with shift they go to them";
  pad.marks.setAttribute("aria-label", `Latent space: ${across} across${up ? `, ${up} up` : ""}. `
    + `Drag, or move with the arrow keys; with shift in larger steps, Home goes to the centre${pins}.`);
  pad.ground.setAttribute("aria-label",
    `${pad.final.labels.length} ${pad.test.probe ? "validation" : "test"} examples as dots at their mean codes, coloured by label`);
  pad.legend.textContent = legendOfPad(pad);
}

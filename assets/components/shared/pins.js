// Pins: three places A, B and C in a run's latent space that the panels of a page share.
//
// {run, pins: {A: {z: [numbers], example: test example or null}, …}}; in the link "A:test12;B:0.51,-1.2".

const PIN_LETTERS = ["A", "B", "C"];
const PIN_DIGITS = 4;

function announcePins(run, pins, source) {
  announce("pins", { run, pins, source });
}

/** Calls `handler({run, pins, source})` at every change, and once soon with the last ones. Returns unsubscribe. */
function onPins(handler) {
  return onAnnounced("pins", handler);
}

/** Pins as the link has them. */
function pinsText(pins) {
  const place = ({ z, example }) => (example === null ? z.map((value) => Number(value.toFixed(PIN_DIGITS))).join(",") : `test${example}`);
  return PIN_LETTERS.filter((letter) => pins[letter]).map((letter) => `${letter}:${place(pins[letter])}`).join(";");
}

/** A pin on a test example, at its mean code; on a validation example of a run in training just there. */
function pinOnExample(test, example) {
  return { z: Array.from(codeOf(test, example)), example: test.probe ? null : example };
}

/** What Python read of the link, {A: {example} or {z}}, as pins of this run; what does not fit it is left out. */
function pinsOf(given, test, size) {
  const fits = ({ example, z }) => (example === null ? z.length === size : example < test.count && !test.probe);
  return Object.fromEntries(Object.entries(given ?? {}).filter(([, pin]) => fits(pin))
    .map(([letter, { example, z }]) => [letter, example === null ? { z, example } : pinOnExample(test, example)]));
}

/** Three test examples of as many different classes as there are, for a first plane. */
function threeExamples(test) {
  return exampleChoice(test, 3, 7);
}

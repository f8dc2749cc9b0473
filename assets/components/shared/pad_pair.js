// Two latent pads side by side, of two runs tested on the same examples: they have the same pins, and when one is
// moved the other goes to the code that its own encoder gives the same test example.
//
// pad.data.pair: {main: the run whose pins stand in the link, follows: whether this pad is the other's} or null.

/** The run under whose name pins are told. */
function pinsRun(pad) {
  return pad.data.pair?.main ?? pad.run;
}

/** Whether this is the pad that stands beside; places without an example mean nothing to it. */
function padFollows(pad) {
  return Boolean(pad.data.pair?.follows);
}

/** Pins as this pad's run has them: an example lies where its own encoder put it. */
function pinsHere(pad, pins) {
  const here = ([letter, pin]) => [letter, pin.example === null ? pin : pinOnExample(pad.test, pin.example)];
  const fits = ([, { example }]) => (example === null ? !padFollows(pad) : example < pad.test.count);
  return Object.fromEntries(Object.entries(pins).filter(fits).map(here));
}

/** Tells the other pad which test example is nearest to a point that a hand has moved. */
function tellExample(pad, near) {
  if (!pad.data.pair || !pad.moving || !near || pad.toldExample === near.index) return;
  pad.toldExample = near.index;
  announce("example", { pair: pad.data.pair.main, example: near.index, source: pad });
}

function hearExample(pad, { pair, example, source }) {
  const { data, test, size } = pad;
  if (!data?.pair || data.pair.main !== pair || source === pad || !pad.final || test.probe || example >= test.count) return;
  pad.moving = false;
  pad.toldExample = example;
  pad.point.set(codeOf(test, example).subarray(0, size));
  pad.drawPoint();
  syncDimensionSliders(pad.sliders, pad.point);
}

// How the latent pad is handled: drag anywhere, drag a pin, or arrow keys and the letters of the pins.

const PAD_KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], Home: [0, 0] };
const GRASP_PIXELS = { mouse: 11, touch: 22 };

/**
 * pad: {marks (canvas), plane, dragging, centre, reach, at, moveTo, bounded, arrived, release, drawGround, pins}.
 */
function listenToPad(pad) {
  const { marks } = pad;
  let held = false;
  let grasped = null; // a pin's letter
  const follow = (event) => {
    const box = marks.getBoundingClientRect();
    const place = [(event.clientX - box.left) / pad.plane.scale + pad.plane.left,
      pad.plane.top - (event.clientY - box.top) / pad.plane.scale];
    pad.arrived(event);
    if (grasped) pad.pins.move(grasped, ...pad.bounded(...place));
    else pad.moveTo(...place);
  };
  marks.onpointerdown = (event) => {
    if (event.button !== 0 || !pad.plane) return;
    marks.setPointerCapture(event.pointerId);
    marks.focus({ preventScroll: true });
    pad.dragging = true;
    grasped = pinUnder(pad, event);
    if (!grasped) follow(event);
  };
  // Raw updates come at once, moves only with the next frame; browsers without the former have the latter.
  const kind = "onpointerrawupdate" in marks ? "onpointerrawupdate" : "onpointermove";
  marks[kind] = (event) => pad.dragging && follow(event);
  marks.onpointerup = marks.onpointercancel = () => {
    if (!pad.dragging) return;
    pad.dragging = false;
    if (grasped) pad.pins.release();
    else pad.release();
    grasped = null;
    pad.drawGround();
  };
  marks.onkeydown = (event) => {
    if (!pad.plane || event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = event.key.toUpperCase();
    const move = PAD_KEYS[event.key];
    if (!move && !PIN_LETTERS.includes(letter)) return;
    event.preventDefault();
    if (!move) return event.shiftKey ? pad.pins.goTo(letter) : pad.pins.put(letter);
    pad.arrived(event);
    held = true;
    const step = (event.shiftKey ? 0.1 : 0.01) * pad.reach;
    if (event.key === "Home") pad.moveTo(...pad.centre);
    else pad.moveTo(pad.at(0) + move[0] * step, pad.at(1) + move[1] * step);
  };
  marks.onkeyup = () => {
    if (held) pad.release();
    held = false;
  };
}

/** The letter of the pin under a pointer, the last drawn first, or null. */
function pinUnder(pad, event) {
  if (padFollows(pad)) return null; // its pins stay on their examples
  const box = pad.marks.getBoundingClientRect();
  const reach = GRASP_PIXELS[event.pointerType] ?? GRASP_PIXELS.mouse;
  const near = ([x, y]) => Math.hypot(event.clientX - box.left - x, event.clientY - box.top - y) <= reach;
  return PIN_LETTERS.findLast((letter) => pad.pins.placed[letter] && near(onScreen(pad, pad.pins.placed[letter].z))) ?? null;
}

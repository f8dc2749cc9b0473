// How the latent pad is handled: drag anywhere, or arrow keys.

const PAD_KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], Home: [0, 0] };

/** pad: {marks (canvas), plane, point, dragging, centre, reach, at, moveTo, arrived, release, drawGround}. */
function listenToPad(pad) {
  const { marks } = pad;
  let held = false;
  const follow = (event) => {
    const box = marks.getBoundingClientRect();
    pad.arrived(event);
    pad.moveTo((event.clientX - box.left) / pad.plane.scale + pad.plane.left,
      pad.plane.top - (event.clientY - box.top) / pad.plane.scale);
  };
  marks.onpointerdown = (event) => {
    if (event.button !== 0 || !pad.plane) return;
    marks.setPointerCapture(event.pointerId);
    marks.focus({ preventScroll: true });
    pad.dragging = true;
    follow(event);
  };
  // Raw updates come at once, moves only with the next frame; browsers without the former have the latter.
  const kind = "onpointerrawupdate" in marks ? "onpointerrawupdate" : "onpointermove";
  marks[kind] = (event) => pad.dragging && follow(event);
  marks.onpointerup = marks.onpointercancel = () => {
    if (!pad.dragging) return;
    pad.dragging = false;
    pad.release();
    pad.drawGround();
  };
  marks.onkeydown = (event) => {
    const move = PAD_KEYS[event.key];
    if (!move || !pad.plane) return;
    event.preventDefault();
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

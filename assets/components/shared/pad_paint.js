// Everything that is drawn on the latent pad, under the point and with it.

const MARK = 9; // half the size of a marker, in pixels
const DIAMOND = 6;
const PIN_INK = "#D55E00"; // stands out from the ten classes in either theme

/** Dots, guides and decoded pictures. */
function paintPadGround(pad) {
  const { width, theme, plane, frame, shown, centre, reach, test } = pad;
  const context = preparePaper(pad.ground, width, width);
  if (pad.showPictures) paintPictures(pad, context);
  const prior = pad.data.run.prior?.kind === "normal" ? placeInFrame(frame, new Float64Array(pad.size)) : null;
  paintGuides(context, { plane, width, centre, reach, names: namesOfPad(pad), prior }, theme);
  if (!pad.showDots) return;
  const dots = dotsInFrame(frame, shown.codes, pad.size);
  const radius = pad.data.compact ? 1.5 : 2;
  drawDots(context, plane, dots, shown.labels, pad.colors, { radius, alpha: pad.showPictures ? 0.55 : 0.8 });
  if (!pad.showPictures) drawClassNames(context, plane, dots, shown.labels, test.names, theme);
}

/** Pictures on an even grid, decoded a few a frame; at a snapshot of two dimensions, the run's own sheet. */
function paintPictures(pad, context) {
  const { width, plane, frame, point, shown, shape, theme: { ink } } = pad;
  context.globalAlpha = pad.showDots ? 0.45 : 0.9;
  if (shown.sheet && pad.size === 2 && !pad.spanned) paintManifold(context, plane, shown.sheet, shown.manifold, ink);
  else {
    pad.grid = gridFor(pad.grid, { decoder: shown.decoder, shape, plane, width, frame, point, ink });
    if (!gridIsFull(pad.grid)) pad.decodeMore();
    context.imageSmoothingEnabled = width * (window.devicePixelRatio || 1) < pad.grid.canvas.width;
    context.drawImage(pad.grid.canvas, 0, 0, width, width);
  }
  context.globalAlpha = 1;
}

/** The point, the nearest test example with its σ, the pins, and what the encoder made of a person's own input. */
function paintPadMarks(pad, near) {
  const { theme, width, test, size, own, pins: { placed } } = pad;
  const context = preparePaper(pad.marks, width, width);
  const here = onScreen(pad, pad.point);
  if (near && pad.showDots && !pad.data.compact) {
    const std = test.arrays.std?.data.subarray(near.index * size, (near.index + 1) * size);
    paintNeighbour(pad, context, here, codeOf(test, near.index), std);
  }
  if (own) paintOwn(pad, context, own);
  for (const letter of PIN_LETTERS) if (placed[letter]) paintPin(context, letter, onScreen(pad, placed[letter].z), theme);
  strokeWithHalo(context, theme.primary, 3, theme, () => context.arc(...here, MARK, 0, 2 * Math.PI));
}

/** Pixels of a code's shadow on the pad. */
function onScreen({ frame, plane }, z) {
  const [x, y] = placeInFrame(frame, z);
  return [planeX(plane, x), planeY(plane, y)];
}

function strokeWithHalo(context, color, weight, theme, trace) {
  for (const [style, wide] of [[theme.background, weight + 3], [color, weight]]) {
    context.beginPath();
    trace();
    context.strokeStyle = style;
    context.lineWidth = wide;
    context.stroke();
  }
}

function paintNeighbour(pad, context, here, code, std) {
  const at = onScreen(pad, code);
  strokeWithHalo(context, pad.theme.text, 1, pad.theme, () => {
    context.moveTo(...here);
    context.lineTo(...at);
  });
  if (std) return paintEllipse(pad, context, at, std, pad.theme.text);
  strokeWithHalo(context, pad.theme.text, 1, pad.theme, () => context.arc(...at, 4, 0, 2 * Math.PI));
}

/** One σ of a code's posterior about a place on screen. */
function paintEllipse({ frame, plane, theme }, context, [x, y], std, color) {
  const { long, short, angle } = ellipseInFrame(frame, std);
  strokeWithHalo(context, color, 1.5, theme, () => {
    // Up is positive on the pad and negative on the screen.
    context.ellipse(x, y, long * plane.scale, Math.max(short * plane.scale, 1), -angle, 0, 2 * Math.PI);
  });
}

function paintPin(context, letter, [x, y], theme) {
  context.beginPath();
  context.arc(x, y, MARK, 0, 2 * Math.PI);
  context.fillStyle = theme.background;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = PIN_INK;
  context.stroke();
  context.fillStyle = theme.text;
  context.font = `600 11px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(letter, x, y + 0.5);
}

/** A diamond at the mean of one's own input, its σ about it. */
function paintOwn(pad, context, { mean, std, sample }) {
  const { theme } = pad;
  const [x, y] = onScreen(pad, mean);
  if (std) paintEllipse(pad, context, [x, y], std, theme.primary);
  if (sample) {
    const [sx, sy] = onScreen(pad, sample);
    strokeWithHalo(context, theme.primary, 2, theme, () => {
      context.moveTo(sx - 4, sy - 4);
      context.lineTo(sx + 4, sy + 4);
      context.moveTo(sx - 4, sy + 4);
      context.lineTo(sx + 4, sy - 4);
    });
  }
  strokeWithHalo(context, theme.primary, 2.5, theme, () => {
    context.moveTo(x, y - DIAMOND);
    context.lineTo(x + DIAMOND, y);
    context.lineTo(x, y + DIAMOND);
    context.lineTo(x - DIAMOND, y);
    context.closePath();
  });
}

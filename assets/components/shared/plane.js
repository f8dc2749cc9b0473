// A piece of the plane on screen: {left, top, scale}, in data units and CSS pixels per unit.

function planeX(plane, x) {
  return (x - plane.left) * plane.scale;
}

function planeY(plane, y) {
  return (plane.top - y) * plane.scale;
}

/** The value at share (0..1) of a list of numbers. */
function quantileOf(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.round(share * (sorted.length - 1))];
}

/** The plane around (x, y) with `half` data units to the nearer edge. */
function planeAround(x, y, half, width, height = width) {
  const scale = Math.min(width, height) / 2 / half;
  return { left: x - width / 2 / scale, top: y + height / 2 / scale, scale };
}

/** Coordinates of `count` dots as {x, y} arrays, from rows of `size` numbers; `b` < 0 spreads them evenly. */
function dotsFrom(values, size, a, b) {
  const count = values.length / size;
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  for (let i = 0; i < count; i += 1) {
    x[i] = values[i * size + a];
    y[i] = b < 0 ? ((i * 0.618034) % 1) * 1.2 - 0.6 : values[i * size + b];
  }
  return { x, y };
}

/** Dots coloured by label, one path a class; hidden classes are left out. */
function drawDots(context, plane, dots, labels, colors, { radius = 2, alpha = 0.8, hidden = new Set() } = {}) {
  const paths = new Map();
  for (let i = 0; i < labels.length; i += 1) {
    if (hidden.has(labels[i])) continue;
    if (!paths.has(labels[i])) paths.set(labels[i], new Path2D());
    const [x, y] = [planeX(plane, dots.x[i]), planeY(plane, dots.y[i])];
    const path = paths.get(labels[i]);
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.globalAlpha = alpha;
  for (const [label, path] of paths) {
    context.fillStyle = colors[label % colors.length];
    context.fill(path);
  }
  context.globalAlpha = 1;
}

/** Each class's name at the median of its dots, with a halo of the page's colour. */
function drawClassNames(context, plane, dots, labels, names, theme, hidden = new Set()) {
  if (names.length < 2) return; // one name for all dots says nothing
  context.font = `600 13px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const middles = middlesOf(dots, labels, names.length);
  const places = names.flatMap((name, label) => {
    const middle = middles[label];
    if (hidden.has(label) || !middle) return [];
    return [{ name, x: planeX(plane, middle.x), y: planeY(plane, middle.y), width: context.measureText(name).width }];
  });
  for (const { name, x, y } of keptApart(places)) haloText(context, name, x, y, theme.text, theme.background);
}

const CLASS_NAME_LINE = 15; // pixels

/** Places {x, y, width} of names, centred there; one that would lie on another goes up or down by a line or more. */
function keptApart(places) {
  const kept = [];
  const isFree = (one) => kept.every((other) => Math.abs(one.y - other.y) >= CLASS_NAME_LINE || Math.abs(one.x - other.x) >= (one.width + other.width) / 2 + 2);
  for (const place of places) {
    const tries = [0, 1, -1, 2, -2, 3, -3].map((lines) => ({ ...place, y: place.y + lines * CLASS_NAME_LINE }));
    kept.push(tries.find(isFree) ?? place);
  }
  return kept;
}

function haloText(context, text, x, y, color, halo) {
  context.strokeStyle = halo;
  context.lineWidth = 4;
  context.strokeText(text, x, y);
  context.fillStyle = color;
  context.fillText(text, x, y);
}

/** Index of the row of `values` (rows of `size`) nearest to z, and the distance. */
function nearestRow(values, size, z) {
  let best = -1;
  let least = Infinity;
  for (let i = 0, row = 0; i < values.length; i += size, row += 1) {
    let sum = 0;
    for (let j = 0; j < size && sum < least; j += 1) sum += (values[i + j] - z[j]) ** 2;
    if (sum < least) [least, best] = [sum, row];
  }
  return { index: best, distance: Math.sqrt(least) };
}

/** Index of the dot nearest to the pixel (px, py) within `reach` pixels, or -1. */
function dotAt(plane, dots, labels, hidden, px, py, reach) {
  let best = -1;
  let least = reach * reach;
  for (let i = 0; i < labels.length; i += 1) {
    if (hidden.has(labels[i])) continue;
    const square = (planeX(plane, dots.x[i]) - px) ** 2 + (planeY(plane, dots.y[i]) - py) ** 2;
    if (square < least) [least, best] = [square, i];
  }
  return best;
}

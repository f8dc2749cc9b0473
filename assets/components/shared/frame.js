// A flat piece of latent space: an origin and one or two orthonormal directions, all [size].
//
// Two dimensions of the code are the frame of their unit vectors; three codes span a frame too. A code z lies at
// (u·(z − origin), v·(z − origin)); what it has beside that stays as it is when it moves along the frame.

const FLAT = 1e-3; // a third code nearer to the line through two, as a share of their distance, spans no plane

const dotOf = (a, b) => a.reduce((sum, value, j) => sum + value * b[j], 0);
const differenceOf = (a, b) => a.map((value, j) => value - b[j]);
const unitOf = (a) => a.map((value) => value / Math.sqrt(dotOf(a, a)));

/** Dimensions a and b as they are; b < 0 for a line. */
function axisFrame(size, a, b) {
  const unit = (dimension) => Float64Array.from({ length: size }, (_, j) => Number(j === dimension));
  return { origin: new Float64Array(size), u: unit(a), v: b < 0 ? null : unit(b) };
}

/** The plane through three codes: a at (0, 0), b on the first axis, c above it. Null where they lie on a line. */
function frameThrough(a, b, c) {
  const [origin, along, other] = [a, differenceOf(b, a), differenceOf(c, a)].map((z) => Float64Array.from(z));
  const length = Math.sqrt(dotOf(along, along));
  if (!(length > 0)) return null;
  const u = unitOf(along);
  const share = dotOf(other, u);
  const across = other.map((value, j) => value - share * u[j]);
  if (!(Math.sqrt(dotOf(across, across)) > FLAT * length)) return null;
  return { origin, u, v: unitOf(across) };
}

/** Where a code lies in the frame, [x, y]; y is 0 on a line. */
function placeInFrame({ origin, u, v }, z) {
  let [x, y] = [0, 0];
  for (let j = 0; j < u.length; j += 1) {
    const from = z[j] - origin[j];
    x += u[j] * from;
    if (v) y += v[j] * from;
  }
  return [x, y];
}

/** Moves a code (in place) along the frame to (x, y). */
function moveInFrame(frame, z, x, y) {
  const [x0, y0] = placeInFrame(frame, z);
  for (let j = 0; j < z.length; j += 1) z[j] += (x - x0) * frame.u[j] + (frame.v ? (y - y0) * frame.v[j] : 0);
  return z;
}

/** How far a code is from the frame. */
function distanceFromFrame(frame, z) {
  const [x, y] = placeInFrame(frame, z);
  const whole = z.reduce((sum, value, j) => sum + (value - frame.origin[j]) ** 2, 0);
  return Math.sqrt(Math.max(0, whole - x * x - y * y));
}

/** Shadows of codes (rows of `size`) on the frame, as {x, y}; on a line they are spread evenly across it. */
function dotsInFrame(frame, values, size) {
  const count = values.length / size;
  const [x, y] = [new Float32Array(count), new Float32Array(count)];
  for (let i = 0; i < count; i += 1) {
    [x[i], y[i]] = placeInFrame(frame, values.subarray(i * size, (i + 1) * size));
    if (!frame.v) y[i] = ((i * 0.618034) % 1) * 1.2 - 0.6;
  }
  return { x, y };
}

/**
 * One standard deviation of N(·, diag σ²) as it falls on the frame: the ellipse of P diag(σ²) Pᵀ, P = [u v]ᵀ, as
 * {long, short, angle}: its half axes and the angle of the long one to u. On a line `short` is 0.
 */
function ellipseInFrame({ u, v }, std) {
  let [xx, xy, yy] = [0, 0, 0];
  for (let j = 0; j < u.length; j += 1) {
    const variance = std[j] ** 2;
    xx += u[j] * u[j] * variance;
    if (v) xy += u[j] * v[j] * variance;
    if (v) yy += v[j] * v[j] * variance;
  }
  const middle = (xx + yy) / 2;
  const apart = Math.hypot((xx - yy) / 2, xy);
  return {
    long: Math.sqrt(middle + apart),
    short: Math.sqrt(Math.max(0, middle - apart)),
    angle: Math.atan2(2 * xy, xx - yy) / 2,
  };
}

/**
 * {centre, reach} of a square view that holds the shadows of nearly all codes, and of `corners` (codes). With a
 * standard normal prior it is centred on the prior's mean and shows at least 3 σ.
 */
function viewOfFrame(frame, codes, size, corners, standard) {
  const spread = dotsInFrame(frame, codes, size);
  const places = corners.map((z) => placeInFrame(frame, z));
  const ranges = [spread.x, spread.y].map((list, axis) => {
    const values = [quantileOf(list, 0.005), quantileOf(list, 0.995), ...places.map((place) => place[axis])];
    return [Math.min(...values), Math.max(...values)];
  });
  if (!standard) {
    const centre = ranges.map(([low, high]) => (low + high) / 2);
    return { centre, reach: (Math.max(...ranges.map(([low, high]) => high - low)) / 2) * 1.1 || 1 };
  }
  const centre = placeInFrame(frame, new Float64Array(size));
  const far = ranges.flatMap((range, axis) => range.map((value) => Math.abs(value - centre[axis])));
  return { centre, reach: Math.max(3, ...far) * 1.05 };
}

// How much marked examples keep together: pure numbers about points, be they codes or places on a map.

const COMPANY = { nearest: 15, asked: 400 };

/**
 * How much the `members` (indices) of points {data, shape: [N, L]} stay together: the mean, over members, of the share
 * of a member's k nearest other points (Euclidean, of all N) that are members too. k is 15, or one less than there are
 * members where that is fewer, so that 1 means: nobody else lies between them. By chance it is (n − 1) / (N − 1).
 * More than 400 members are asked for an even 400 of them; with fewer than two there is nothing to say, and it is null.
 */
function togetherness({ data, shape: [total, size] }, members) {
  const nearest = Math.min(COMPANY.nearest, members.length - 1, total - 1);
  if (nearest < 1) return null;
  const marked = new Uint8Array(total);
  for (const i of members) marked[i] = 1;
  const asked = evenlyOf(members, COMPANY.asked);
  let kept = 0;
  for (const i of asked) for (const j of nearestOthers(data, total, size, i, nearest)) kept += marked[j];
  return kept / (asked.length * nearest);
}

/** At most `most` of a list, evenly over it. */
function evenlyOf(list, most) {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]);
}

/** The `count` nearest rows to row i, without itself; of equal ones the first. */
function nearestOthers(data, total, size, i, count) {
  const [rows, squares] = [new Int32Array(count), new Float64Array(count).fill(Infinity)];
  for (let j = 0; j < total; j += 1) {
    if (j === i) continue;
    let square = 0;
    for (let k = 0; k < size && square < squares[count - 1]; k += 1) square += (data[j * size + k] - data[i * size + k]) ** 2;
    if (square >= squares[count - 1]) continue;
    let at = count - 1;
    for (; at > 0 && squares[at - 1] > square; at -= 1) {
      squares[at] = squares[at - 1];
      rows[at] = rows[at - 1];
    }
    squares[at] = square;
    rows[at] = j;
  }
  return rows;
}

/** Places {x, y} as points. */
function pointsOfPlaces({ x, y }) {
  const data = new Float32Array(2 * x.length);
  for (let i = 0; i < x.length; i += 1) [data[2 * i], data[2 * i + 1]] = [x[i], y[i]];
  return { data, shape: [x.length, 2] };
}

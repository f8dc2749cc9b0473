// Where a map's methods put the dots: codes as they are, their principal components, or a stored map.
//
// A method is {name, title, axes: [across, up] or null, reading} with one of {mean, directions} (of a linear map,
// [L] and two of [L]), points_url (of a stored map) or neither (the first two numbers of the codes).

/** Places of codes {data, shape} in a linear map: {x, y}; a map with one direction spreads the dots evenly upwards. */
function linearPlaces({ data, shape: [count, size] }, { mean, directions }) {
  const flat = new Float32Array(count * 2);
  for (let i = 0; i < count; i += 1) {
    directions.forEach((direction, axis) => {
      let sum = 0;
      for (let j = 0; j < size; j += 1) sum += (data[i * size + j] - mean[j]) * direction[j];
      flat[2 * i + axis] = sum;
    });
  }
  return dotsFrom(flat, 2, 0, directions.length > 1 ? 1 : -1);
}

async function rawPlaces(codes, method) {
  if (method.points_url) return dotsFrom((await fetchTensors(method.points_url)).points.data, 2, 0, 1);
  if (method.directions) return linearPlaces(codes, method);
  return dotsFrom(codes.data, codes.shape[1], 0, codes.shape[1] > 1 ? 1 : -1);
}

/**
 * {x, y, place}: every dot under a method, scaled into the square −1…1 but for the farthest ones; `place(z)` puts any
 * code there, or is null where the method knows no such thing. A stored map may lay out fewer than there are, or more.
 */
async function layoutOf(codes, method) {
  const dots = await rawPlaces(codes, method);
  const bounds = [dots.x, dots.y].map((list) => [quantileOf(list, 0.002), quantileOf(list, 0.998)]);
  const half = Math.max(...bounds.map(([low, high]) => high - low)) / 2 || 1;
  const [middleX, middleY] = bounds.map(([low, high]) => (low + high) / 2);
  const scaled = ({ x, y }) => ({ x: x.map((value) => (value - middleX) / half), y: y.map((value) => (value - middleY) / half) });
  const size = codes.shape[1];
  const place = method.points_url || size < 2 ? null : (z) => {
    const one = { data: z, shape: [1, size] };
    const { x, y } = scaled(method.directions ? linearPlaces(one, method) : dotsFrom(Float32Array.from(z), size, 0, 1));
    return { x: x[0], y: y[0] };
  };
  return { ...scaled(dots), place };
}

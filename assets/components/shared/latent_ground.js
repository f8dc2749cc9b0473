// What lies under the latent pad's point: axes, the prior, pictures decoded on a grid.

const CELL_PIXELS = 30;
const CHUNK_MS = 6; // of a frame, for decoding the grid

/**
 * Axes through 0, ticks at the edges and, where there is a prior, its 1σ and 2σ.
 * view: {plane, width, centre: [x, y], reach, names: [across, up or ""], prior}.
 */
function paintGuides(context, view, theme) {
  const { plane, width, names } = view;
  context.lineWidth = 1;
  context.strokeStyle = theme.border;
  const [x0, y0] = [Math.round(planeX(plane, 0)) + 0.5, Math.round(planeY(plane, 0)) + 0.5];
  context.beginPath();
  context.moveTo(x0, 0);
  context.lineTo(x0, width);
  context.moveTo(0, y0);
  context.lineTo(width, y0);
  context.stroke();
  context.font = `11px ${theme.font}`;
  context.textBaseline = "alphabetic";
  if (view.prior && names[1]) paintPrior(context, plane, theme);
  paintEdgeTicks(context, view, theme);
  context.font = `italic 600 13px ${theme.font}`;
  context.textAlign = "left";
  haloText(context, names[1], 5, 15, theme.text, theme.background);
  context.textAlign = "right";
  haloText(context, names[0], width - 6, width - 6, theme.text, theme.background);
}

function paintPrior(context, plane, theme) {
  context.textAlign = "center";
  for (const sigma of [1, 2]) {
    context.strokeStyle = theme.muted;
    context.lineWidth = 1;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.arc(planeX(plane, 0), planeY(plane, 0), sigma * plane.scale, 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
    const aside = sigma * plane.scale * Math.SQRT1_2;
    haloText(context, `${sigma}σ`, planeX(plane, 0) + aside, planeY(plane, 0) - aside, theme.muted, theme.background);
  }
}

function paintEdgeTicks(context, { plane, width, centre, reach, names }, theme) {
  context.textAlign = "center";
  for (const tick of linearTicks(centre[0] - reach, centre[0] + reach, 6)) {
    const x = planeX(plane, tick);
    if (x > 16 && x < width - 24) haloText(context, formatTick(tick), x, width - 5, theme.muted, theme.background);
  }
  if (!names[1]) return;
  context.textAlign = "left";
  for (const tick of linearTicks(centre[1] - reach, centre[1] + reach, 6)) {
    const y = planeY(plane, tick) + 4;
    if (y > 24 && y < width - 20) haloText(context, formatTick(tick), 5, y, theme.muted, theme.background);
  }
}

/** Tiles of the run's own manifold sheet at their z (prior quantiles .02….98), as many as fit without overlap. */
function paintManifold(context, plane, sheet, tiles, ink) {
  const side = tiles.columns;
  const places = Array.from({ length: side }, (_, i) => normalQuantile(0.02 + (0.96 * i) / (side - 1)));
  const kept = [0];
  for (let i = 1; i < side; i += 1) {
    if ((places[i] - places[kept.at(-1)]) * plane.scale >= CELL_PIXELS) kept.push(i);
  }
  for (const row of kept) {
    for (const column of kept) {
      const [x, y] = [planeX(plane, places[column]) - CELL_PIXELS / 2, planeY(plane, places[row]) - CELL_PIXELS / 2];
      const index = (side - 1 - row) * side + column; // the sheet's first row is the largest z₂
      drawTile(context, sheet, tiles, index, x, y, CELL_PIXELS, CELL_PIXELS, ink);
    }
  }
}

/**
 * A grid of decoded pictures over the pad, kept in `known` while nothing that it depends on changes.
 * point gives the coordinates that the pad does not span.
 */
function gridFor(known, { decoder, shape, plane, width, dims, point, ink }) {
  const cells = Math.max(6, Math.round(width / CELL_PIXELS));
  const held = point.filter((_, j) => !dims.includes(j));
  const key = [cells, dims, held, plane.left, plane.top, plane.scale, ink].join("/");
  if (known?.key === key && known.decoder === decoder) return known;
  const canvas = newCanvas(cells * shape.width, cells * shape.height);
  return { key, decoder, shape, cells, plane, width, dims, ink, z: point.slice(), done: 0, canvas };
}

function gridIsFull(grid) {
  return grid.done === grid.cells ** 2;
}

/** Decodes as many cells as a part of a frame allows. */
function fillGrid(grid) {
  const paper = grid.canvas.getContext("2d");
  const { shape, plane, dims, cells } = grid;
  const step = grid.width / cells / plane.scale;
  const end = performance.now() + CHUNK_MS;
  while (!gridIsFull(grid) && performance.now() < end) {
    const [row, column] = [Math.floor(grid.done / cells), grid.done % cells];
    grid.z[dims[0]] = plane.left + (column + 0.5) * step;
    if (dims[1] >= 0) grid.z[dims[1]] = plane.top - (row + 0.5) * step;
    const image = pictureImage(forward(grid.decoder, grid.z), shape, grid.ink);
    paper.putImageData(image, column * shape.width, row * shape.height);
    grid.done += 1;
  }
}

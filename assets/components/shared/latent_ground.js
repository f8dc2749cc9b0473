// What lies under the latent pad's point: axes, the prior, pictures decoded on a grid.

const CELL_PIXELS = 30; // of the run's own sheet
const GRID_CELLS = 20; // a side
const CHUNK_MS = 6; // of a frame, for decoding the grid

/**
 * Axes through 0, ticks at the edges and, where there is a prior, its 1σ and 2σ.
 * view: {plane, width, centre: [x, y], reach, names: [across, up or ""], prior: its mean [x, y] here, or null}.
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
  if (view.prior && names[1]) paintPrior(context, plane, view.prior, theme);
  paintEdgeTicks(context, view, theme);
  context.font = `italic 600 13px ${theme.font}`;
  context.textAlign = "left";
  haloText(context, names[1], 5, 15, theme.text, theme.background);
  context.textAlign = "right";
  haloText(context, names[0], width - 6, width - 6, theme.text, theme.background);
}

/** N(0, I), projected: on a plane through latent space it is N(mean, I) again, whatever the plane's distance from 0. */
function paintPrior(context, plane, mean, theme) {
  const [x, y] = [planeX(plane, mean[0]), planeY(plane, mean[1])];
  context.textAlign = "center";
  for (const sigma of [1, 2]) {
    context.strokeStyle = theme.muted;
    context.lineWidth = 1;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.arc(x, y, sigma * plane.scale, 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
    const aside = sigma * plane.scale * Math.SQRT1_2;
    haloText(context, `${sigma}σ`, x + aside, y - aside, theme.muted, theme.background);
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
  const places = storedPlaces(side);
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
 * point gives what the codes have beside their place in the frame.
 */
function gridFor(known, { decoder, shape, plane, width, frame, point, ink }) {
  const cells = GRID_CELLS;
  const beside = moveInFrame(frame, point.slice(), 0, 0).map((value) => Math.round(value * 1e3)); // not its rounding
  const key = [beside, plane.left, plane.top, plane.scale, ink].join("/");
  if (known?.key === key && known.decoder === decoder && known.frame === frame) return known;
  const canvas = newCanvas(cells * shape.width, cells * shape.height);
  return { key, decoder, shape, cells, plane, width, frame, ink, z: point.slice(), done: 0, canvas };
}

function gridIsFull(grid) {
  return grid.done === grid.cells ** 2;
}

/** Decodes as many cells as a part of a frame allows. */
function fillGrid(grid) {
  const paper = grid.canvas.getContext("2d");
  const { shape, plane, frame, cells } = grid;
  const step = grid.width / cells / plane.scale;
  const end = performance.now() + CHUNK_MS;
  while (!gridIsFull(grid) && performance.now() < end) {
    const [row, column] = [Math.floor(grid.done / cells), grid.done % cells];
    moveInFrame(frame, grid.z, plane.left + (column + 0.5) * step, plane.top - (row + 0.5) * step);
    const image = pictureImage(forward(grid.decoder, grid.z), shape, grid.ink);
    paper.putImageData(image, column * shape.width, row * shape.height);
    grid.done += 1;
  }
}

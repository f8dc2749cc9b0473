// A traversal's grid as one PNG: a row a dimension with its name and price, the heads over the cells.

const PICTURE_CELL = 64;

/** grid: a TraversalGrid; lines: those of its lines that are drawn; title and note: sentences above and below. */
async function saveTraversal(grid, lines, { title, note, name }) {
  const { run, theme, count } = grid;
  const tall = (PICTURE_CELL * run.shape.height) / run.shape.width;
  const width = GRID_LABEL + PICTURE_CELL * count;
  const top = 2.25 * LABEL_ROOM;
  const draw = (context) => {
    writeLine(context, title, 2, 15, theme, 600);
    context.textAlign = "center";
    grid.heads().forEach((text, i) => writeLine(context, text, GRID_LABEL + i * PICTURE_CELL + PICTURE_CELL / 3, top - 6, { ...theme, text: theme.muted }));
    lines.forEach(({ j }, row) => {
      const y = top + row * tall;
      const { values, list } = grid.walked(j);
      writeLine(context, `${latentName(j)}  ${grid.priceOf(j)}`, 2, y + tall / 2, theme, 600);
      writeLine(context, `${showNumber(values[0])} to ${showNumber(values.at(-1))}`, 2, y + tall / 2 + 16, { ...theme, text: theme.muted });
      list.forEach((picture, i) => drawPicture(context, picture, run.shape, GRID_LABEL + i * PICTURE_CELL + 1, y + 1, PICTURE_CELL - 2, tall - 2, theme.ink));
    });
    writeLine(context, note, 2, top + lines.length * tall + 16, { ...theme, text: theme.muted });
  };
  await saveDrawing("png", { name, width, height: top + lines.length * tall + 1.5 * LABEL_ROOM, background: theme.background, draw });
}

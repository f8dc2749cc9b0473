// The curves on screen as one figure to keep: every panel shown, its title over it, and which line is whose.

const PICTURE = { edge: 16, line: 20 }; // CSS pixels

/** Saves what the panels show now, as "png" or "svg". */
function saveCurves(curves, kind) {
  const { grid, theme, panels } = curves;
  const runs = shownLines(curves);
  const head = PICTURE.edge + (runs.length + 1) * PICTURE.line + PICTURE.edge / 2;
  return saveDrawing(kind, {
    name: fileName(...(runs.length === 1 ? [runs[0].name] : []), "curves"),
    width: grid.clientWidth + 2 * PICTURE.edge,
    height: grid.clientHeight + head + PICTURE.edge,
    background: theme.background,
    draw(context) {
      const line = (row) => PICTURE.edge + (row + 0.5) * PICTURE.line;
      runs.forEach((run, row) => drawRunName(context, theme, run, line(row)));
      drawReading(context, curves, line(runs.length));
      for (const panel of panels.values()) if (!panel.element.hidden) drawPanel(context, curves, panel, head);
    },
  });
}

function drawRunName(context, theme, { info, title }, y) {
  context.strokeStyle = colorOf(info, theme);
  context.lineWidth = 2;
  context.setLineDash(dashOf(info));
  drawLine(context, PICTURE.edge, y, PICTURE.edge + 26, y);
  context.setLineDash([]);
  drawWords(context, title, PICTURE.edge + 36, y, { font: `13px ${theme.font}`, color: theme.text });
}

/** How the lines are to be read: a figure is looked at without the page around it. */
function drawReading(context, curves, y) {
  const { theme, preferences } = curves;
  const lines = preferences.smoothing
    ? `Lines: training, smoothed by ${preferences.smoothing.toFixed(2)}; faint: unsmoothed.`
    : "Lines: training, mean since the last point.";
  const band = bandWords(shownLines(curves));
  const text = `${lines} Dots: validation, at each epoch’s end.${band && ` ${band}.`}`;
  drawWords(context, text, PICTURE.edge, y, { font: `12px ${theme.font}`, color: theme.muted });
}

function drawWords(context, text, x, y, { font, color }) {
  Object.assign(context, { font, fillStyle: color, textAlign: "left", textBaseline: "middle" });
  context.fillText(text, x, y);
}

/** A panel where the page has it; its chart stands at the foot of the panel, under the title. */
function drawPanel(context, { theme, grid }, { term, element, chart }, head) {
  const [left, top] = [element.offsetLeft - grid.offsetLeft, element.offsetTop - grid.offsetTop];
  context.save();
  context.translate(left + PICTURE.edge, top + head);
  drawWords(context, term.label, 0, 9, { font: `600 14px ${theme.font}`, color: theme.text });
  context.translate(0, chart.canvas.offsetTop);
  chart.paint(context);
  context.restore();
}

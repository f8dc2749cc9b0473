// Small multiples: of each dimension, where all codes together lie against where the prior wants them.

const TILE = { high: 76, foot: 14 };

/** One tile: {element, show(what paintDensity takes, with said and label in words)}. */
function densityTile() {
  const canvas = makeCanvas("");
  const text = make("figcaption", { class: "quiet" });
  const element = make("figure", { class: "kl-tile" }, canvas, text);
  const show = ({ said, label, ...drawn }) => {
    text.textContent = said;
    canvas.setAttribute("aria-label", label);
    const width = Math.floor(element.clientWidth);
    if (width) paintDensity(preparePaper(canvas, width, TILE.high), { width, ...drawn });
  };
  return { element, show };
}

/** Densities as shares of bins {low, high}: the aggregate as an area, the prior dashed; `top` is at the upper edge. */
function paintDensity(context, { width, masses, prior, bins: { low, high }, theme, top }) {
  const floor = TILE.high - TILE.foot;
  const x = (i) => ((i + 0.5) / masses.length) * width;
  const y = (mass) => floor - Math.min(mass / top, 1) * (floor - 2);
  const trace = (shares) => shares.forEach((mass, i) => (i ? context.lineTo(x(i), y(mass)) : context.moveTo(x(i), y(mass))));
  const color = familyColor("variational", theme);
  context.beginPath();
  context.moveTo(x(0), floor);
  masses.forEach((mass, i) => context.lineTo(x(i), y(mass)));
  context.lineTo(x(masses.length - 1), floor);
  context.fillStyle = cssOf(rgbOf(color), 0.35);
  context.fill();
  context.beginPath();
  trace(masses);
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.stroke();
  context.beginPath();
  trace(prior);
  context.setLineDash([4, 3]);
  context.strokeStyle = theme.text;
  context.lineWidth = 1.25;
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = theme.muted;
  context.font = `10px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  for (const tick of [low / 2, 0, high / 2]) {
    const at = ((tick - low) / (high - low)) * width;
    context.fillText(formatTick(tick), at, TILE.high - 2);
  }
}

// The σ that a model learned for each pixel, as a picture beside the mean that it belongs to.

const SIGMA_SIDE = 96;

/** {element, show(deviations or null, {shape, ink})}: full ink is the largest σ; hidden where no σ was learned. */
function sigmaView() {
  const canvas = makeCanvas("");
  const text = make("figcaption", { class: "quiet" });
  const element = make("figure", { class: "sigma-view", hidden: true }, canvas, text);
  const show = (deviations, { shape, ink }) => {
    element.hidden = !deviations;
    if (!deviations) return;
    const most = Math.max(...deviations);
    const height = Math.round((SIGMA_SIDE * shape.height) / shape.width);
    const drawing = { ...shape, scale: most, signed: false };
    drawPicture(preparePaper(canvas, SIGMA_SIDE, height), deviations, drawing, 0, 0, SIGMA_SIDE, height, ink);
    text.textContent = `its σ, learned for each pixel: ${showNumber(Math.min(...deviations), 3)} to ${showNumber(most, 3)} (full ink)`;
    canvas.setAttribute("aria-label", `Picture of ${text.textContent}`);
  };
  return { element, show };
}

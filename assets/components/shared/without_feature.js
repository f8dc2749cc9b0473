// One example with a feature and without it: what the reconstruction loses.

const OFF_SIDE = 96;

/** {element, show(dictionary, feature, index, theme)}. */
function withoutFeature() {
  const title = make("p", { class: "title", text: "With it off" });
  const names = ["input", "as encoded", "without it", "what it added"];
  const parts = names.map((name) => ({ name, canvas: makeCanvas(name) }));
  const pictures = make("div", { class: "fv-off" }, ...parts.map(({ name, canvas }) => (
    make("figure", {}, canvas, make("figcaption", { class: "quiet", text: name })))));
  const said = make("p", { "aria-live": "polite" });
  const element = make("section", { class: "fv-group", "data-group": "off" }, title, pictures, said);

  const show = (dictionary, feature, index, theme) => {
    const { decoder, shape, test } = dictionary;
    const code = exampleCode(dictionary, index).slice();
    const value = code[feature];
    const whole = forward(decoder, code).slice();
    code[feature] = 0;
    const without = forward(decoder, code).slice();
    const input = exampleInput(dictionary, index);
    const heading = exampleName(dictionary, index);
    pictures.hidden = !test.sheet || dictionary.kind === "table";
    if (!pictures.hidden) {
      const tall = (OFF_SIDE * shape.height) / shape.width;
      const paper = (i) => preparePaper(parts[i].canvas, OFF_SIDE, tall);
      [input, whole, without].forEach((values, i) => drawPicture(paper(i), values, shape, 0, 0, OFF_SIDE, tall, theme.ink));
      const added = whole.map((one, i) => (one - without[i]) / shape.scale);
      drawSignedPicture(paper(3), added, shape, 0, 0, OFF_SIDE, tall, theme.dark);
    }
    if (!firesAt(dictionary, value)) {
      said.textContent = `${heading}: it is off there already, so nothing changes.`;
      return;
    }
    if (!input) {
      said.textContent = `${heading}: activation ${formatValue(value)}.`;
      return;
    }
    const [before, after] = [squaredError(input, whole), squaredError(input, without)];
    const change = Math.abs(after / before - 1);
    said.textContent = `${heading}: activation ${formatValue(value)}. Squared error ${formatValue(before)} as encoded, ${formatValue(after)} without it `
      + `(${after >= before ? "+" : MINUS}${showShare(change)}).`;
  };
  return { element, show };
}

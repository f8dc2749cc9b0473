// Where an example comes from: the test set, a few at a time, or a drawing by hand.

const SOURCE_CHOICES = 12;
const SOURCE_DOCUMENTS = 4;
const PAPER_SIDE = 132;

/** {element, mark(index), paint(theme)}; `take({index} or {input})` is called for every choice. */
function exampleSource(dictionary, take) {
  const { kind, shape, test } = dictionary;
  const drawable = kind === "image" && !shape.signed && shape.scale === 1;
  const strip = make("div", { class: "ce-strip", role: "group", "aria-label": "Test examples to choose from" });
  const others = make("button", { type: "button", text: "Other examples" });
  const number = make("input", { type: "number", min: 0, max: test.count - 1, step: 1, class: "number-field", "aria-label": "Number of a test example" });
  const controls = make("div", { class: "row" }, others, make("label", { class: "row quiet" }, "number", number));
  const element = make("div", { class: "ce-source" }, controls, strip);
  let [seed, ink, marked] = [3, [0, 0, 0], null];

  const fill = () => {
    const count = test.sheet ? SOURCE_CHOICES : SOURCE_DOCUMENTS;
    strip.replaceChildren(...exampleChoice(test, count, seed).map((index) => (
      exampleChoiceButton(dictionary, index, { side: 34, ink, onclick: () => take({ index }), pressed: index === marked }))));
  };
  others.onclick = () => {
    seed += 1;
    fill();
  };
  number.onchange = () => {
    const index = Number(number.value);
    if (Number.isInteger(index) && index >= 0 && index < test.count) take({ index });
  };

  if (drawable) {
    const paper = new DrawingPaper(shape.width, shape.height, () => {
      paintPaper();
      take({ input: Float32Array.from(paper.values()) });
    });
    paper.canvas.setAttribute("aria-label", "Paper to draw an example on");
    const paintPaper = () => {
      const tall = Math.round((PAPER_SIDE * shape.height) / shape.width);
      drawPicture(preparePaper(paper.canvas, PAPER_SIDE, tall), paper.values(), shape, 0, 0, PAPER_SIDE, tall, ink);
    };
    const clear = make("button", { type: "button", text: "Clear", onclick: () => {
      paper.clear();
      paintPaper();
    } });
    element.prepend(make("div", { class: "ce-paper" }, paper.canvas, make("div", {}, make("p", { class: "quiet", text: "Draw here, or take a test example." }), clear)));
    element.paintPaper = paintPaper;
  }

  return {
    element,
    mark(index) {
      marked = index;
      if (index !== null) number.value = index;
      for (const button of strip.querySelectorAll("button")) button.setAttribute("aria-pressed", String(Number(button.dataset.example) === index));
    },
    paint(theme) {
      ink = theme.ink;
      fill();
      element.paintPaper?.();
    },
  };
}

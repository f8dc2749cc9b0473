// From one test image to another: through the latent space in a line, along an arc, and through pixels.

const interpolations = new WeakMap();
const STEPS = 11;
const STRIP = 20;

const PATHS = [
  { key: "linear", name: "linear", about: "straight through the latent space" },
  { key: "spherical", name: "spherical", about: "along the arc about the origin" },
  { key: "pixels", name: "pixels", about: "a blend of the two pictures, no model: for contrast" },
];

function mixCodes(a, b, t) {
  return a.map((value, j) => value + (b[j] - value) * t);
}

/** Spherical interpolation; where the two directions are (anti)parallel no arc is defined, so the line. */
function arcCodes(a, b, t) {
  const norm = (z) => Math.hypot(...z);
  const dot = a.reduce((sum, value, j) => sum + value * b[j], 0);
  const angle = Math.acos(Math.min(Math.max(dot / (norm(a) * norm(b) || 1), -1), 1));
  if (Math.sin(angle) < 1e-4) return mixCodes(a, b, t);
  const [left, right] = [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
  return a.map((value, j) => value * left + b[j] * right);
}

/** log N(z; 0, I) in nats. */
function logPrior(z) {
  return z.reduce((sum, value) => sum - (value * value + Math.log(2 * Math.PI)) / 2, 0);
}

class Interpolation {
  constructor(parent) {
    this.parent = parent;
    this.t = 0.5;
    this.seed = 1;
    this.end = 0;
    this.draw = promptly(() => this.paintMoment());
    this.build();
    this.stopWidth = watchWidth(this.rows, (width) => {
      this.width = width;
      this.paint();
    });
  }

  build() {
    this.ends = make("div", { class: "inter-ends", role: "group", "aria-label": "The two ends" });
    this.strip = make("div", { class: "inter-strip", role: "group", "aria-label": "Test images to choose from" });
    this.say = make("p", { class: "quiet" });
    const other = make("button", { type: "button", text: "Other images", onclick: () => {
      this.seed += 1;
      this.paintChoice();
    } });
    const random = make("button", { type: "button", text: "Random pair", onclick: () => this.randomPair() });
    const swap = make("button", { type: "button", text: "Swap ends", onclick: () => this.choose([...this.pair].reverse()) });
    const choice = make("div", { class: "inter-choice" }, this.ends,
      make("div", {}, this.strip, make("div", { class: "row" }, random, swap, other, this.say)));
    this.rows = make("div", { class: "inter-rows" });
    this.canvases = PATHS.map(({ name, about }) => {
      const canvas = makeCanvas("Pictures along the path", "inter-row");
      canvas.onclick = (event) => this.goTo(Math.round((event.offsetX / canvas.clientWidth) * STEPS - 0.5) / (STEPS - 1));
      this.rows.append(make("p", { class: "inter-label" }, make("strong", { text: name }), ` ${about}`), canvas);
      return canvas;
    });
    this.slider = make("input", { type: "range", min: 0, max: 1, step: 0.01, value: this.t, "aria-label": "t, the share of the way from A to B" });
    this.slider.oninput = () => this.goTo(Number(this.slider.value));
    this.value = make("output", {});
    this.moments = PATHS.map(({ name }) => {
      const canvas = makeCanvas(`${name} at t`);
      return { canvas, figure: make("figure", {}, canvas, make("figcaption", { class: "quiet", text: name })) };
    });
    this.spark = makeCanvas("Prior density along the path", "inter-spark");
    this.sparkBox = make("div", { class: "inter-density" },
      make("p", { class: "title", text: "Log prior density on the way, in nats" }), this.spark,
      this.sparkNote = make("p", { class: "quiet" }));
    this.root = make("div", { class: "lab interpolation" }, choice, this.rows,
      make("label", { class: "inter-slider" }, make("span", { text: "A" }), this.slider, make("span", { text: "B" }), this.value),
      make("div", { class: "inter-now" }, make("div", { class: "inter-moments" }, ...this.moments.map((part) => part.figure)), this.sparkBox),
      make("p", { class: "quiet", text: "Both ends are what the encoder makes of the images, without noise; every decoded picture is the decoder’s mean." }));
    this.parent.append(this.root);
  }

  async update(data, setStateValue) {
    this.data = data;
    this.setStateValue = setStateValue;
    this.theme = themeOf(this.parent);
    try {
      if (this.run !== data.run.id || !this.test) await this.load(data.run.id);
      showProblem(this.root, null);
    } catch (error) {
      showProblem(this.root, error);
    }
    this.root.classList.toggle("failed", !this.test);
    if (!this.test) return;
    const given = JSON.stringify(data.pair ?? null);
    if (data.pair && given !== this.given && given !== this.told) this.pair = [...data.pair];
    this.given = given;
    this.paintChoice();
    this.paint();
  }

  async load(run) {
    this.run = run;
    this.test = null;
    const [decoder, test] = await Promise.all([loadNetwork(runFiles(run), "decoder.json"), loadTest(run, this.data.run.label_names)]);
    if (run !== this.run) return;
    Object.assign(this, { decoder, test, shape: drawingOf(decoder) });
    this.pair = [0, Math.max(1, test.labels.findIndex((label) => label !== test.labels[0]))];
    this.given = undefined;
  }

  choose(pair) {
    this.pair = pair;
    this.told = JSON.stringify(pair);
    this.setStateValue("pair", pair);
    this.paintChoice();
    this.paint();
  }

  randomPair() {
    const draw = () => Math.floor(Math.random() * this.test.count);
    const first = draw();
    let second = draw();
    for (let tries = 0; tries < 20 && this.test.labels[second] === this.test.labels[first]; tries += 1) second = draw();
    this.choose([first, second]);
  }

  goTo(t) {
    this.t = Math.min(Math.max(t, 0), 1);
    if (Number(this.slider.value) !== this.t) this.slider.value = this.t;
    this.draw();
  }

  named(index) {
    return this.test.names[this.test.labels[index]];
  }

  paintChoice() {
    const { test, theme } = this;
    const focused = this.root.getRootNode().activeElement?.getAttribute("aria-label");
    this.ends.replaceChildren(...this.pair.map((index, end) => {
      const letter = "AB"[end];
      const button = exampleButton(test, index, 72, theme.ink, {
        label: `End ${letter}: test example ${index}, ${this.named(index)}. Press to choose it anew`,
        pressed: this.end === end,
        onclick: () => {
          this.end = end;
          this.paintChoice();
        },
      });
      return make("figure", {}, button, make("figcaption", { class: "quiet", text: `${letter} · ${this.named(index)}` }));
    }));
    this.strip.replaceChildren(...exampleChoice(test, STRIP, this.seed).map((index) => exampleButton(test, index, 36, theme.ink, {
      label: `Test example ${index}, ${this.named(index)}`,
      onclick: () => {
        const pair = [...this.pair];
        pair[this.end] = index;
        this.end = 1 - this.end;
        this.choose(pair);
      },
    })));
    this.say.textContent = `A picture clicked here becomes ${"AB"[this.end]}.`;
    if (focused) [...this.root.querySelectorAll(".example")].find((b) => b.getAttribute("aria-label") === focused)?.focus();
  }

  /** The picture of a path at t, as values; valid until the next one of the same kind. */
  pictureAt(path, t) {
    const [a, b] = this.pair;
    if (path === "pixels") {
      return mixCodes(inputOf(this.test, a), inputOf(this.test, b), t);
    }
    return forward(this.decoder, this.codeAt(path, t));
  }

  codeAt(path, t) {
    const [a, b] = this.pair.map((index) => codeOf(this.test, index));
    return path === "spherical" ? arcCodes(a, b, t) : mixCodes(a, b, t);
  }

  paint() {
    if (!this.test || !this.width) return;
    const cell = Math.min(this.rows.clientWidth / STEPS, 84);
    const height = (cell * this.shape.height) / this.shape.width;
    PATHS.forEach(({ key, name }, row) => {
      const canvas = this.canvases[row];
      const context = preparePaper(canvas, cell * STEPS, height);
      for (let i = 0; i < STEPS; i += 1) {
        drawPicture(context, this.pictureAt(key, i / (STEPS - 1)), this.shape, i * cell + 1, 1, cell - 2, height - 2, this.theme.ink);
      }
      canvas.setAttribute("aria-label", `${STEPS} pictures from ${this.named(this.pair[0])} to ${this.named(this.pair[1])}, ${name}`);
    });
    this.slider.parentElement.style.maxWidth = `${cell * STEPS}px`;
    this.paintMoment();
  }

  paintMoment() {
    if (!this.test || !this.width) return;
    this.value.textContent = `t = ${this.t.toFixed(2)}`;
    PATHS.forEach(({ key, name }, i) => {
      const { canvas, figure } = this.moments[i];
      const side = figure.clientWidth;
      const height = (side * this.shape.height) / this.shape.width;
      drawPicture(preparePaper(canvas, side, height), this.pictureAt(key, this.t), this.shape, 0, 0, side, height, this.theme.ink);
      canvas.setAttribute("aria-label", `${name} at t = ${this.t.toFixed(2)}`);
    });
    const prior = this.data.run.prior?.kind === "normal";
    this.sparkBox.hidden = !prior;
    if (prior) this.paintDensity();
  }

  paintDensity() {
    const { theme } = this;
    const [width, height, pad] = [this.sparkBox.clientWidth, 118, 10];
    const points = 61;
    const lines = ["linear", "spherical"].map((path) => Array.from({ length: points }, (_, i) => logPrior(this.codeAt(path, i / (points - 1)))));
    const usual = (-this.decoder.inputs * (1 + Math.log(2 * Math.PI))) / 2;
    const [low, high] = [Math.min(usual, ...lines.flat()), Math.max(usual, ...lines.flat())];
    const x = (t) => pad + t * (width - 2 * pad);
    const y = (value) => height - pad - ((value - low) / (high - low || 1)) * (height - 2 * pad);
    const context = preparePaper(this.spark, width, height);
    const stroke = (color, weight, dash, trace) => {
      context.beginPath();
      context.strokeStyle = color;
      context.lineWidth = weight;
      context.setLineDash(dash);
      trace();
      context.stroke();
    };
    stroke(theme.border, 1, [], () => {
      context.moveTo(x(0), y(usual));
      context.lineTo(x(1), y(usual));
    });
    stroke(theme.muted, 1, [], () => {
      context.moveTo(x(this.t), pad / 2);
      context.lineTo(x(this.t), height - pad / 2);
    });
    const dashes = [[], [5, 4]];
    lines.forEach((line, i) => stroke(i ? theme.text : theme.primary, 2, dashes[i], () => {
      line.forEach((value, k) => context.lineTo(x(k / (points - 1)), y(value)));
    }));
    context.setLineDash([]);
    const now = ["linear", "spherical"].map((path) => logPrior(this.codeAt(path, this.t)));
    now.forEach((value, i) => {
      context.beginPath();
      context.arc(x(this.t), y(value), 4, 0, 2 * Math.PI);
      context.fillStyle = i ? theme.text : theme.primary;
      context.fill();
    });
    this.sparkNote.textContent = `Here: linear (solid) ${showNumber(now[0], 1)}, spherical (dashed) ${showNumber(now[1], 1)}. `
      + `Thin line: the average of draws from the prior, ${showNumber(usual, 1)}.`;
    this.spark.setAttribute("aria-label", `Log prior density along both paths, between ${showNumber(low, 1)} and ${showNumber(high, 1)} nats`);
  }

  destroy() {
    this.stopWidth();
    this.draw.cancel();
    this.root.remove();
  }
}

export default function (component) {
  const { parentElement, data, setStateValue } = component;
  if (!interpolations.has(parentElement)) interpolations.set(parentElement, new Interpolation(parentElement));
  interpolations.get(parentElement).update(data, setStateValue);
  return () => {
    interpolations.get(parentElement)?.destroy();
    interpolations.delete(parentElement);
  };
}

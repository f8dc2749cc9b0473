// Small parts that the components share: elements, canvases, frames, numbers, seeded noise.

/** make("button", {class: "x", text: "Reset", onclick: f, "aria-label": "…"}, ...children); text is never HTML. */
function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name === "class") element.className = value;
    else if (typeof value === "function") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A canvas that is one picture to a screen reader. */
function makeCanvas(label, className = "") {
  return make("canvas", { class: className, role: "img", "aria-label": label });
}

/** Sizes a canvas to (width, height) CSS pixels on this screen; returns its cleared context in those units. */
function preparePaper(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Wraps draw so that any number of calls before the next frame draw once. */
function oncePerFrame(draw) {
  let asked = 0;
  const schedule = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      draw();
    });
  };
  schedule.cancel = () => cancelAnimationFrame(asked);
  return schedule;
}

/** Like oncePerFrame, but the first call of a frame draws at once, so that a drag is not a frame behind. */
function promptly(draw) {
  let frame = 0;
  let again = false;
  const schedule = () => {
    again = Boolean(frame);
    if (frame) return;
    draw();
    frame = requestAnimationFrame(() => {
      frame = 0;
      if (again) schedule();
    });
  };
  schedule.cancel = () => cancelAnimationFrame(frame);
  return schedule;
}

/** Calls onWidth(px) when the element's width changes; returns a function that stops it. */
function watchWidth(element, onWidth) {
  let last = 0;
  const observer = new ResizeObserver(() => {
    const width = Math.floor(element.clientWidth);
    if (width > 0 && width !== last) onWidth((last = width));
  });
  observer.observe(element);
  return () => observer.disconnect();
}

/** How a decoder's output is drawn: {width, height, scale, signed}; full ink is ±scale. */
function drawingOf(decoder) {
  const [height, width] = decoder.shape;
  return decoder.drawing ?? { width, height, scale: 1, signed: false };
}

/** Data values as ImageData: ink by value or, where they may be negative, an ink for each sign. */
function pictureImage(values, { width, height, scale, signed }, ink, image = new ImageData(width, height)) {
  const unit = scale === 1 ? values : values.map((value) => value / scale);
  return signed ? signedInkImage(unit, width, height, inkIsLight(ink), image) : inkImage(unit, width, height, ink, image);
}

const scratch = { canvas: null, image: null };

/** Draws data values (row by row) into (x, y, w, h), unsmoothed when enlarged. */
function drawPicture(context, values, drawing, x, y, w, h, ink) {
  paintScratch(context, drawing.width, drawing.height, x, y, w, h, (image) => pictureImage(values, drawing, ink, image));
}

/** Draws values in −1..1: blue below 0, vermilion above. */
function drawSignedPicture(context, values, { width, height }, x, y, w, h, dark) {
  paintScratch(context, width, height, x, y, w, h, (image) => signedInkImage(values, width, height, dark, image));
}

function paintScratch(context, width, height, x, y, w, h, fill) {
  scratch.canvas ??= newCanvas(width, height);
  if (scratch.image?.width !== width || scratch.image?.height !== height) {
    scratch.canvas.width = width;
    scratch.canvas.height = height;
    scratch.image = new ImageData(width, height);
  }
  scratch.canvas.getContext("2d").putImageData(fill(scratch.image), 0, 0);
  placeTile(context, scratch.canvas, 0, 0, width, height, x, y, w, h);
}

/** A number for people: a real minus sign, a fixed count of digits so that columns stay still. */
function showNumber(value, digits = 2) {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A share as a percentage with three digits that count: 0.0047 → "0.47 %". */
function showShare(share) {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** z with a subscript, counted from 1 as in the texts. */
function latentName(dimension) {
  return `z${[...String(dimension + 1)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("")}`;
}

/** Standard normal numbers, the same for the same seed (mulberry32 and Box-Muller). */
function seededNormals(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Inverse of the standard normal distribution function, by bisection on its erf form (error < 1e-6). */
function normalQuantile(share) {
  let [low, high] = [-8, 8];
  for (let round = 0; round < 40; round += 1) {
    const middle = (low + high) / 2;
    if (0.5 * (1 + erf(middle * Math.SQRT1_2)) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Says in place what went wrong; null takes the sentence away. A missing file means: not written yet. */
function showProblem(root, error) {
  root.querySelector(".problem")?.remove();
  if (!error) return;
  const text = error.missing
    ? "This opens when the run has finished: its networks and test codes are written then."
    : error.message;
  root.append(make("p", { class: "problem quiet", role: "status", text }));
}

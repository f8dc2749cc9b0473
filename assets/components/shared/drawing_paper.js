// A small picture drawn by hand: strokes on fine paper, averaged down to the pixels that a model knows.

const FINE = 8; // fine dots a pixel and side

class DrawingPaper {
  /** width, height in the model's pixels; onStroke() after every change. */
  constructor(width, height, onStroke) {
    Object.assign(this, { width, height, onStroke, centred: false, kept: null });
    this.fine = newCanvas(width * FINE, height * FINE);
    this.brush = Math.max(1, width * 0.075) * FINE; // a pen of about two pixels of 28
    this.canvas = make("canvas", { class: "own-paper", role: "img", "aria-label": "Paper to draw on" });
    this.listen();
  }

  listen() {
    const { canvas } = this;
    let last = null;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [((event.clientX - box.left) / box.width) * this.fine.width, ((event.clientY - box.top) / box.height) * this.fine.height];
    };
    canvas.onpointerdown = (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      if (this.kept) this.clear();
      last = place(event);
      this.stroke(last, last);
    };
    canvas.onpointermove = (event) => {
      if (!last) return;
      const next = place(event);
      this.stroke(last, next);
      last = next;
    };
    canvas.onpointerup = canvas.onpointercancel = () => (last = null);
  }

  stroke(from, to) {
    const context = this.fine.getContext("2d");
    context.lineCap = "round";
    context.lineWidth = this.brush;
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(to[0] + 0.01, to[1]); // a dot is a line of no length, which some browsers leave out
    context.stroke();
    this.onStroke();
  }

  clear() {
    this.kept = null;
    this.fine.getContext("2d").clearRect(0, 0, this.fine.width, this.fine.height);
  }

  /** Shows a picture's values instead of strokes; the next stroke begins on empty paper. */
  keep(values) {
    this.clear();
    this.kept = values;
  }

  /** The picture as a model takes it, [height × width] in 0..1. */
  values() {
    if (this.kept) return this.kept;
    const { width, height } = this.fine;
    const { data } = this.fine.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, width, height);
    const ink = Float32Array.from({ length: width * height }, (_, i) => data[4 * i + 3] / 255);
    return averagedDown(ink, width, height, FINE, this.centred ? offsetToCentre(ink, width, height) : [0, 0]);
  }
}

/** How far (whole dots right, down) a picture must move for its centre of mass to be in the middle. */
function offsetToCentre(ink, width, height) {
  let [mass, x, y] = [0, 0, 0];
  for (let i = 0; i < ink.length; i += 1) {
    mass += ink[i];
    x += ink[i] * ((i % width) + 0.5);
    y += ink[i] * (Math.floor(i / width) + 0.5);
  }
  return mass ? [Math.round(width / 2 - x / mass), Math.round(height / 2 - y / mass)] : [0, 0];
}

/** Means of squares of `by` × `by` dots, after moving the picture; what moves off the paper is lost. */
function averagedDown(ink, width, height, by, [right, down]) {
  const [columns, rows] = [width / by, height / by];
  const values = new Float32Array(columns * rows);
  for (let y = 0; y < height; y += 1) {
    const to = y + down;
    if (to < 0 || to >= height) continue;
    for (let x = 0; x < width; x += 1) {
      const at = x + right;
      if (at < 0 || at >= width) continue;
      values[Math.floor(to / by) * columns + Math.floor(at / by)] += ink[y * width + x] / (by * by);
    }
  }
  return values;
}

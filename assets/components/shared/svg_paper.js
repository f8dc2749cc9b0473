// Paper for vector pictures: what draws on a canvas' 2-D context draws on this, and gives an SVG.
//
// It knows what our drawings use: lines, arcs, rectangles, text, dashes, translation and clipping. Text is
// set by the font's own metrics, so that it stands where the canvas has it.

const SVG_ANCHORS = { left: "start", center: "middle", right: "end", start: "start", end: "end" };
const SVG_BASELINES = { alphabetic: 0, middle: 0.35, top: 0.8, bottom: -0.2 };

function xmlText(text) {
  const marks = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return String(text).replace(/[&<>"]/g, (mark) => marks[mark]);
}

/** A stand-in for a 2-D context of that many CSS pixels; `svg()` gives what was drawn, as text. */
function svgPaper(width, height) {
  return new SvgPaper(width, height);
}

class SvgPaper {
  constructor(width, height) {
    this.size = [width, height];
    this.parts = [];
    this.path = [];
    this.saved = [];
    this.opened = 0; // groups since the last save
    this.clips = 0;
    this.dash = [];
    this.scale = document.createElement("canvas").getContext("2d"); // measures text
    Object.assign(this, { fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, globalAlpha: 1 });
    Object.assign(this, { font: "10px sans-serif", textAlign: "start", textBaseline: "alphabetic" });
    Object.assign(this, { lineJoin: "miter", lineCap: "butt" });
  }

  svg() {
    const [width, height] = this.size;
    const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
    return `${head}\n${this.parts.join("\n")}\n</svg>\n`;
  }

  save() {
    const { fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, textBaseline, dash, opened } = this;
    this.saved.push({ fillStyle, strokeStyle, lineWidth, globalAlpha, font, textAlign, textBaseline, dash, opened });
    this.opened = 0;
  }

  restore() {
    if (this.opened) this.parts.push("</g>".repeat(this.opened));
    Object.assign(this, this.saved.pop());
  }

  group(attributes) {
    this.parts.push(`<g ${attributes}>`);
    this.opened += 1;
  }

  translate(x, y) {
    this.group(`transform="translate(${x} ${y})"`);
  }

  clip() {
    const id = `clip-${(this.clips += 1)}`;
    this.parts.push(`<clipPath id="${id}"><path d="${this.path.join("")}"/></clipPath>`);
    this.group(`clip-path="url(#${id})"`);
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  beginPath() {
    this.path = [];
  }

  closePath() {
    this.path.push("Z");
  }

  moveTo(x, y) {
    this.path.push(`M${svgNumber(x)} ${svgNumber(y)}`);
  }

  lineTo(x, y) {
    this.path.push(`L${svgNumber(x)} ${svgNumber(y)}`);
  }

  rect(x, y, width, height) {
    this.path.push(`M${svgNumber(x)} ${svgNumber(y)}h${svgNumber(width)}v${svgNumber(height)}h${svgNumber(-width)}Z`);
  }

  /** Whole circles; of other arcs the outline between their ends. */
  arc(x, y, radius, from, to) {
    const at = (angle) => `${svgNumber(x + radius * Math.cos(angle))} ${svgNumber(y + radius * Math.sin(angle))}`;
    const half = (from + to) / 2;
    const bend = (angle) => `A${svgNumber(radius)} ${svgNumber(radius)} 0 0 1 ${at(angle)}`;
    this.path.push(`${this.path.length ? "L" : "M"}${at(from)}${bend(half)}${bend(to)}`);
  }

  stroke() {
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.join(" ")}"` : "";
    const line = `stroke-width="${this.lineWidth}" stroke-linejoin="${this.lineJoin}" stroke-linecap="${this.lineCap}"`;
    this.parts.push(
      `<path d="${this.path.join("")}" fill="none" stroke="${xmlText(this.strokeStyle)}" ${line}${dash}${this.opacity()}/>`,
    );
  }

  fill() {
    this.parts.push(`<path d="${this.path.join("")}" fill="${xmlText(this.fillStyle)}"${this.opacity()}/>`);
  }

  fillRect(x, y, width, height) {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }

  measureText(text) {
    this.scale.font = this.font;
    return this.scale.measureText(text);
  }

  fillText(text, x, y) {
    const size = parseFloat(this.font.match(/[\d.]+(?=px)/)?.[0] ?? "10");
    const baseline = y + size * SVG_BASELINES[this.textBaseline];
    const place = `x="${svgNumber(x)}" y="${svgNumber(baseline)}" text-anchor="${SVG_ANCHORS[this.textAlign]}"`;
    const look = `style="font:${xmlText(this.font)}" fill="${xmlText(this.fillStyle)}"${this.opacity()}`;
    this.parts.push(`<text ${place} ${look}>${xmlText(text)}</text>`);
  }

  opacity() {
    return this.globalAlpha === 1 ? "" : ` opacity="${this.globalAlpha}"`;
  }
}

function svgNumber(value) {
  return String(Math.round(value * 100) / 100);
}

// A figure as a file of the person's own: PNG (any canvas) and SVG (what is drawn with lines and text).
//
// Nothing leaves the browser. Pictures stand on the page's own background, so that they look as seen.

const PICTURE_SCALE = 2; // dots per CSS pixel of a saved PNG

/** A name for a file from words, in characters that every disk takes: ("β 4", "curves") → "β-4-curves". */
function fileName(...words) {
  const name = words.join(" ").normalize("NFC").replace(/[^\p{L}\p{N}.]+/gu, "-");
  return name.replace(/^[-.]+|[-.]+$/g, "").slice(0, 80) || "picture";
}

/** Hands a Blob to the person as a download. */
function saveBlob(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Saves a canvas as `<name>.png`, on `background` (a CSS colour) where it is transparent; a promise. */
async function saveCanvas(canvas, name, background = null) {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const context = copy.getContext("2d");
  if (background) {
    context.fillStyle = background;
    context.fillRect(0, 0, copy.width, copy.height);
  }
  context.drawImage(canvas, 0, 0);
  saveBlob(await new Promise((done) => copy.toBlob(done, "image/png")), `${name}.png`);
}

/** Saves what `draw(context)` draws on width × height CSS pixels, as `<name>.png` or `<name>.svg`. */
async function saveDrawing(kind, { name, width, height, background, draw }) {
  if (kind === "svg") {
    const paper = svgPaper(width, height);
    drawOn(paper);
    return saveBlob(new Blob([paper.svg()], { type: "image/svg+xml" }), `${name}.svg`);
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * PICTURE_SCALE, height * PICTURE_SCALE];
  const context = canvas.getContext("2d");
  context.scale(PICTURE_SCALE, PICTURE_SCALE);
  drawOn(context);
  return saveCanvas(canvas, name);

  function drawOn(context) {
    context.fillStyle = background;
    context.fillRect(0, 0, width, height);
    draw(context);
  }
}

/** "Save picture" with a button a kind: `savePictureButtons({PNG: () => …, SVG: () => …})`. */
function savePictureButtons(kinds, what = "picture") {
  const buttons = Object.entries(kinds).map(([kind, save]) =>
    make("button", { type: "button", text: kind, onclick: save, "aria-label": `Save ${what} as ${kind}` }),
  );
  return make("span", { class: "save-picture", role: "group" }, make("span", { class: "quiet", text: `Save ${what}` }), ...buttons);
}

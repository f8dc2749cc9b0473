// Walks as files: every strip under its name as a PNG, and the walk itself as an animated GIF.

const SAVED_CELL = 84;
const LABEL_ROOM = 20;
const GIF_SIDE = 140;
const GIF_EVERY = 2; // steps of the walk a frame
const GIF_CENTISECONDS = 8;
const GIF_REST = 60; // at the ends

/** Draws strips, [{name, pictures: list of values, shape}], one under the other with `title` above and `note` below. */
async function saveStrips(strips, { title, note, name, theme }) {
  const width = SAVED_CELL * Math.max(...strips.map(({ pictures }) => pictures.length));
  const tall = ({ shape }) => (SAVED_CELL * shape.height) / shape.width;
  const height = strips.reduce((sum, strip) => sum + tall(strip) + LABEL_ROOM, 2.5 * LABEL_ROOM);
  const draw = (context) => {
    writeLine(context, title, 2, 15, theme, 600);
    let y = 1.25 * LABEL_ROOM;
    for (const strip of strips) {
      writeLine(context, strip.name, 2, y + 14, theme);
      y += LABEL_ROOM;
      strip.pictures.forEach((values, i) => drawPicture(context, values, strip.shape, i * SAVED_CELL + 1, y + 1, SAVED_CELL - 2, tall(strip) - 2, theme.ink));
      y += tall(strip);
    }
    writeLine(context, note, 2, y + 16, { ...theme, text: theme.muted });
  };
  await saveDrawing("png", { name, width, height, background: theme.background, draw });
}

function writeLine(context, text, x, y, theme, weight = 400) {
  context.font = `${weight} 12px ${theme.font}`;
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillStyle = theme.text;
  context.fillText(text, x, y);
}

/** Saves walks, [{name, values: every step's, shape}], side by side as a GIF: there and back, or round and round. */
async function saveAnimation(walks, { closed, name, theme }) {
  const gif = animation(walks, closed, theme);
  saveBlob(new Blob([encodeGif(await gif)], { type: "image/gif" }), `${name}.gif`);
}

/** {width, height, palette, frames} of encodeGif; between frames the page has its turn. */
async function animation(walks, closed, theme) {
  const height = Math.round(Math.max(...walks.map(({ shape }) => (GIF_SIDE * shape.height) / shape.width))) + LABEL_ROOM;
  const width = GIF_SIDE * walks.length;
  const context = newCanvas(width, height).getContext("2d", { willReadFrequently: true });
  const [light, dark] = [signedInk(-1, theme.dark), signedInk(1, theme.dark)];
  const signed = walks.some(({ shape }) => shape.signed);
  const palette = inkPalette(rgbOf(theme.background), signed ? [theme.ink, light, dark] : [theme.ink]);
  const known = new Map();
  const last = walks[0].values.length - 1;
  const shown = Array.from({ length: Math.floor(last / GIF_EVERY) + 1 }, (_, i) => i * GIF_EVERY);
  const frames = [];
  for (const k of shown) {
    paintFrame(context, walks, k, theme);
    const { data } = context.getImageData(0, 0, width, height);
    frames.push({ indices: indexedPixels(data, palette, known), centiseconds: GIF_CENTISECONDS });
    await new Promise(requestAnimationFrame);
  }
  if (closed) return { width, height, palette, frames: frames.slice(0, -1) };
  for (const end of [0, frames.length - 1]) frames[end] = { ...frames[end], centiseconds: GIF_REST };
  return { width, height, palette, frames: [...frames, ...frames.slice(1, -1).reverse()] };
}

function paintFrame(context, walks, k, theme) {
  const { width, height } = context.canvas;
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  walks.forEach(({ name, values, shape }, i) => {
    drawPicture(context, values[k], shape, i * GIF_SIDE + 2, 2, GIF_SIDE - 4, height - LABEL_ROOM - 4, theme.ink);
    context.save();
    context.beginPath();
    context.rect(i * GIF_SIDE, 0, GIF_SIDE - 4, height);
    context.clip();
    writeLine(context, name, i * GIF_SIDE + 3, height - 6, theme);
    context.restore();
  });
}

// Picture sheets: grey PNGs of equal tiles, row by row, drawn as ink on whatever lies beneath.
// A description is {count, columns, width, height, signed, scale}: full ink is ±scale (0..scale unless signed), or each
// tile's own largest magnitude where there is none.

const SHEET_PIXELS_KEPT = 16e6;
const sheetCache = new Map();

/** Fetches and decodes a sheet: {width, height, data: grey Uint8ClampedArray}. Cached, least recently used first out. */
function loadSheet(url) {
  const known = sheetCache.get(url);
  if (known) {
    sheetCache.delete(url);
    sheetCache.set(url, known);
    return known.promise;
  }
  const entry = { pixels: 0 };
  entry.promise = fetchSheet(url).then(
    (sheet) => {
      entry.pixels = sheet.width * sheet.height;
      trimSheets();
      return sheet;
    },
    (error) => {
      sheetCache.delete(url);
      throw error;
    },
  );
  sheetCache.set(url, entry);
  return entry.promise;
}

async function fetchSheet(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  const options = { colorSpaceConversion: "none", premultiplyAlpha: "none" };
  const bitmap = await createImageBitmap(await response.blob(), options);
  const { width, height } = bitmap;
  const context = newCanvas(width, height).getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const colours = context.getImageData(0, 0, width, height).data;
  const data = new Uint8ClampedArray(width * height);
  for (let i = 0; i < data.length; i++) data[i] = colours[4 * i];
  return { width, height, data, inked: new Map() };
}

function trimSheets() {
  let kept = 0;
  for (const entry of sheetCache.values()) kept += entry.pixels;
  for (const [url, entry] of sheetCache) {
    if (kept <= SHEET_PIXELS_KEPT || sheetCache.size === 1) return;
    kept -= entry.pixels;
    sheetCache.delete(url);
  }
}

function newCanvas(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** Draws tile `index` at (x, y, w, h), unsmoothed: as ink ([r, g, b], alpha = value), or in the two inks of signed sheets. */
function drawTile(context, sheet, description, index, x, y, w, h, ink) {
  if (description.signed) {
    drawSignedTile(context, sheet, description, index, x, y, w, h, inkIsLight(ink));
    return;
  }
  const canvas = inkedSheet(sheet, ink.join(), (data, out) => {
    for (let i = 0; i < data.length; i++) writePixel(out, i, ink, data[i]);
  });
  copyTile(context, canvas, description, index, x, y, w, h);
}

/** Draws a tile of a signed sheet (128 = 0): blue below 0, vermilion above, alpha = magnitude. */
function drawSignedTile(context, sheet, description, index, x, y, w, h, dark) {
  const inks = [signedInk(-1, dark), signedInk(1, dark)];
  const canvas = inkedSheet(sheet, `signed ${dark}`, (data, out) => {
    for (let i = 0; i < data.length; i++) {
      const value = data[i] - 128;
      writePixel(out, i, inks[value < 0 ? 0 : 1], Math.min(255, Math.abs(value) * 2));
    }
  });
  copyTile(context, canvas, description, index, x, y, w, h);
}

/** Light ink is for a dark page. */
function inkIsLight(ink) {
  return luminance(ink) > 0.4;
}

/** The whole sheet in one ink, kept with the sheet (two at most: one a theme). */
function inkedSheet(sheet, key, fill) {
  const known = sheet.inked.get(key);
  if (known) return known;
  if (sheet.inked.size >= 2) sheet.inked.delete(sheet.inked.keys().next().value);
  const image = new ImageData(sheet.width, sheet.height);
  fill(sheet.data, image.data);
  const canvas = newCanvas(sheet.width, sheet.height);
  canvas.getContext("2d").putImageData(image, 0, 0);
  sheet.inked.set(key, canvas);
  return canvas;
}

function writePixel(out, i, ink, alpha) {
  out[4 * i] = ink[0];
  out[4 * i + 1] = ink[1];
  out[4 * i + 2] = ink[2];
  out[4 * i + 3] = alpha;
}

function copyTile(context, canvas, description, index, x, y, w, h) {
  const { width, height, columns } = description;
  const left = (index % columns) * width;
  const top = Math.floor(index / columns) * height;
  placeTile(context, canvas, left, top, width, height, x, y, w, h);
}

/** Draws a part of a canvas as large as (x, y, w, h) allows, in its middle. */
function placeTile(context, canvas, left, top, width, height, x, y, w, h) {
  // Pixels stay pixels when enlarged; only a tile shrunk below its own size is averaged. None is stretched.
  const zoom = Math.min(w / width, h / height);
  const [wide, tall] = [width * zoom, height * zoom];
  context.imageSmoothingEnabled = zoom * context.getTransform().a < 1;
  context.drawImage(canvas, left, top, width, height, x + (w - wide) / 2, y + (h - tall) / 2, wide, tall);
}

/** Values in 0..1 (row by row) → ImageData in one ink, alpha = value. Pass `image` to write into it again. */
function inkImage(values, width, height, ink, image = new ImageData(width, height)) {
  for (let i = 0; i < width * height; i++) writePixel(image.data, i, ink, values[i] * 255);
  return image;
}

/** Values in −1..1 → ImageData: blue below 0, vermilion above, alpha = magnitude. */
function signedInkImage(values, width, height, dark, image = new ImageData(width, height)) {
  const inks = [signedInk(-1, dark), signedInk(1, dark)];
  for (let i = 0; i < width * height; i++) {
    writePixel(image.data, i, inks[values[i] < 0 ? 0 : 1], Math.abs(values[i]) * 255);
  }
  return image;
}

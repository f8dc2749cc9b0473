// An animated GIF (version 89a), written here: a palette, frames of its indices, LZW (specification by CompuServe, 1990).

const GIF_COLOURS = 256;
const LZW_FULL = 4096; // codes have at most 12 bits

/** A palette of 256: the background, and ramps from it to each ink ([r, g, b]), as even as they come. */
function inkPalette(background, inks) {
  const levels = Math.floor((GIF_COLOURS - 1) / inks.length);
  const ramps = inks.flatMap((ink) => Array.from({ length: levels }, (_, i) => mixColors(background, ink, (i + 1) / levels)));
  const palette = [background, ...ramps].map((colour) => colour.map(Math.round));
  while (palette.length < GIF_COLOURS) palette.push(palette[0]);
  return palette;
}

/** Pixels (RGBA, opaque) as indices of the nearest palette colours; `known` (a Map) is kept between frames. */
function indexedPixels(rgba, palette, known = new Map()) {
  const indices = new Uint8Array(rgba.length / 4);
  for (let i = 0; i < indices.length; i += 1) {
    const key = (rgba[4 * i] << 16) | (rgba[4 * i + 1] << 8) | rgba[4 * i + 2];
    if (!known.has(key)) known.set(key, nearestColour(palette, rgba.subarray(4 * i, 4 * i + 3)));
    indices[i] = known.get(key);
  }
  return indices;
}

function nearestColour(palette, [r, g, b]) {
  let [best, least] = [0, Infinity];
  palette.forEach((colour, i) => {
    const far = (colour[0] - r) ** 2 + (colour[1] - g) ** 2 + (colour[2] - b) ** 2;
    if (far < least) [best, least] = [i, far];
  });
  return best;
}

/** Indices (8 bits each) as LZW codes of growing width, low bits first. */
function lzw(indices) {
  const bytes = [];
  let [held, bits] = [0, 0];
  const [clear, end] = [GIF_COLOURS, GIF_COLOURS + 1];
  let [next, width] = [end + 1, 9];
  const table = new Map(); // (code of what came before, index) → code
  const put = (code) => {
    held |= code << bits;
    for (bits += width; bits >= 8; bits -= 8, held >>>= 8) bytes.push(held & 255);
  };
  put(clear);
  let before = indices[0];
  for (let i = 1; i < indices.length; i += 1) {
    const key = (before << 8) | indices[i];
    const code = table.get(key);
    if (code !== undefined) {
      before = code;
      continue;
    }
    put(before);
    before = indices[i];
    if (next === LZW_FULL) {
      put(clear);
      table.clear();
      [next, width] = [end + 1, 9];
      continue;
    }
    table.set(key, next);
    if (next === 1 << width) width += 1; // the reader is one entry behind
    next += 1;
  }
  put(before);
  put(end);
  if (bits) bytes.push(held & 255);
  return bytes;
}

/** frames: [{indices: Uint8Array of width × height, centiseconds}] of a palette of 256 → the file, which repeats for ever. */
function encodeGif({ width, height, palette, frames }) {
  const word = (value) => [value & 255, value >> 8];
  const ascii = (text) => [...text].map((letter) => letter.charCodeAt(0));
  const parts = [
    [...ascii("GIF89a"), ...word(width), ...word(height), 0xf7, 0, 0], // a global palette of 2⁸ colours of 8 bits
    palette.flat(),
    [0x21, 0xff, 11, ...ascii("NETSCAPE2.0"), 3, 1, 0, 0, 0],
  ];
  for (const { indices, centiseconds } of frames) {
    parts.push([0x21, 0xf9, 4, 0, ...word(centiseconds), 0, 0], [0x2c, 0, 0, 0, 0, ...word(width), ...word(height), 0, 8]);
    const codes = lzw(indices);
    for (let at = 0; at < codes.length; at += 255) {
      const block = codes.slice(at, at + 255);
      parts.push([block.length, ...block]);
    }
    parts.push([0]);
  }
  return Uint8Array.from([...parts, [0x3b]].flat());
}

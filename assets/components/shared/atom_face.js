// How one feature's atom is shown: a picture, the words that it adds, or the columns that it changes.

const FACE_WORDS = 12;
const FACE_COLUMNS = 4;

/** Draws an atom on a canvas `side` wide, on a scale of its own or on `largest`. */
function drawAtom(canvas, atom, { width, height }, side, dark, largest = 0) {
  const scale = largest || atom.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const tall = (side * height) / width;
  drawSignedPicture(preparePaper(canvas, side, tall), atom.map((value) => value / scale), { width, height }, 0, 0, side, tall, dark);
}

/** The words that an atom adds most, largest first. */
function wordsOfAtom(atom, vocabulary, count = FACE_WORDS) {
  return largestOf(atom, count).filter((i) => atom[i] > 0).map((i) => vocabulary[i]);
}

/** In words, the columns of a table that an atom changes most, in their own units: "mean radius −0.9". */
function columnsOfAtom(atom, columns, count = FACE_COLUMNS) {
  const order = Array.from(atom.keys()).sort((a, b) => Math.abs(atom[b]) - Math.abs(atom[a])).slice(0, count);
  return order.map((i) => {
    const change = atom[i] * columns[i].deviation;
    return `${columns[i].name} ${change < 0 ? MINUS : "+"}${formatValue(Math.abs(Number(change.toPrecision(3))))}`;
  });
}

/** What an atom says in a sentence; nothing of plain pictures, which say it themselves. */
function atomSentence({ kind, reading }, atom) {
  if (kind === "text") return `It adds ${wordsOfAtom(atom, reading.vocabulary).join(", ") || "no word"}.`;
  if (kind === "table") return `An activation of 1 changes most: ${columnsOfAtom(atom, reading.columns).join(", ")} (in the units of each column).`;
  return "";
}

// What a formula's term is about: its lines of the program, and its pictures of the run.

const TERM_TILE = 52;
const TERM_MOST = 8; // examples side by side, where there is room
const TERM_AMONG = 64; // test examples among which some with a code are looked for
const TERM_EXAMPLES = { inputs: true, codes: true, reconstructions: true };

const TERM_TITLES = {
  inputs: "x · test examples",
  codes: "code of each",
  reconstructions: "rebuilt from the code",
  samples: "samples: decoder means of noise from the prior",
  atoms: "the first atoms",
};

class TermMarks {
  constructor(parent) {
    this.parent = parent;
    this.code = make("ol", { class: "term-code", tabindex: 0, "aria-label": "The code" });
    this.pictures = make("div", { class: "term-pictures" });
    this.root = make("div", { class: "lab terms" }, this.code, this.pictures);
    parent.append(this.root);
    this.stop = watchWidth(this.root, () => this.paint());
  }

  async update(data) {
    this.data = data;
    this.theme = themeOf(this.parent);
    this.root.classList.toggle("unpictured", !data.kinds.length);
    this.list();
    try {
      if (this.run !== data.run.id) {
        this.rows = await loadTermRows(data.run.id, data.kinds);
        this.run = data.run.id;
      }
      showProblem(this.pictures, null);
    } catch (error) {
      this.rows = null;
      showProblem(this.pictures, error);
    }
    if (this.data === data) this.paint();
  }

  /** The program, its marked lines with a bar and a pointer, so that it is not colour alone. */
  list() {
    const marked = new Set(this.data.lines);
    this.code.replaceChildren(...this.data.code.split("\n").map((line, i) => make("li", { class: marked.has(i) ? "marked" : null },
      marked.has(i) ? make("span", { class: "unseen", text: `${this.data.term}: ` }) : null, make("code", { text: line || " " }))));
  }

  paint() {
    if (!this.rows) return;
    const width = this.pictures.clientWidth || 300;
    const count = Math.max(3, Math.min(TERM_MOST, Math.floor((width - 12) / (TERM_TILE + 4))));
    const size = Math.min(TERM_TILE, Math.floor((width - 12) / count) - 4);
    const chosen = new Set(this.data.chosen);
    this.pictures.replaceChildren(...this.rows.map(({ kind, row }) => {
      const marked = chosen.has(kind);
      const shown = Math.min(count, row.count);
      const title = `${row.title ?? TERM_TITLES[kind]}${marked ? ` ← ${this.data.term}` : ""}`;
      const canvas = makeCanvas(`${row.title ?? TERM_TITLES[kind]} of ${this.data.run.name}: ${shown} pictures`);
      const paper = preparePaper(canvas, shown * (size + 4) - 4, size);
      for (let i = 0; i < shown; i += 1) row.draw(paper, i, i * (size + 4), 0, size, this.theme);
      return make("figure", { class: marked ? "marked" : null }, make("figcaption", { class: marked ? null : "quiet", text: title }), canvas);
    }));
  }

  close() {
    this.stop();
    this.root.remove();
  }
}

/**
 * [{kind, row: {count, title (where it differs), draw(paper, i, x, y, size, theme)}}] of a finished run, without
 * what it has no files of: one that keeps no test examples shows validation examples, and no codes.
 */
async function loadTermRows(id, kinds) {
  if (!kinds.length) return [];
  const face = await loadFaces({ id });
  const last = face.snapshots.at(-1);
  if (!last) throw Object.assign(new Error("not yet"), { missing: true });
  const test = face.meta && kinds.includes("codes") ? await loadTest(id) : null;
  const order = test && examplesWithCodes(test);
  const rows = await Promise.all(kinds.map(async (kind) => ({ kind, row: await termRow(id, face, last, kind, test) })));
  return rows.filter(({ row }) => row).map(({ kind, row }) => ({ kind, row: order && TERM_EXAMPLES[kind] ? inOrder(row, kind, order) : row }));
}

async function termRow(id, face, last, kind, test) {
  if (kind === "codes") return test && codeRow(test);
  if (kind !== "inputs") return pictureRow({ id, total_steps: last.step }, face, kind, 1);
  const row = await inputRow({ id }, face, 1);
  return face.meta ? row : { ...row, title: "x · validation examples" };
}

/** The test examples with the largest codes first, where most of the first ones have an empty code; else null. */
function examplesWithCodes(test) {
  const among = Array.from({ length: Math.min(TERM_AMONG, test.count) }, (_, i) => i);
  const sizes = among.map((i) => wholeCode(test, i).reduce((sum, value) => sum + Math.abs(value), 0));
  const empty = sizes.slice(0, TERM_MOST).filter((size) => !size).length;
  return empty > TERM_MOST / 2 ? among.sort((a, b) => sizes[b] - sizes[a]) : null;
}

/** A row of test examples in another order, which its title tells. */
function inOrder(row, kind, order) {
  const draw = (paper, i, ...place) => row.draw(paper, order[i], ...place);
  const title = kind === "inputs" ? `${TERM_TITLES.inputs} with large codes, of ${order.length}` : row.title;
  return { ...row, draw, title, count: Math.min(row.count, order.length) };
}

/** A test example's code, whole; sparse runs keep where it is on and how much. */
function wholeCode({ arrays }, index) {
  if (arrays.codes) return codeOf({ arrays }, index);
  const width = arrays.active_indices.shape[1];
  const code = new Float32Array(arrays.density.shape[0]);
  for (let at = index * width; at < (index + 1) * width; at += 1) {
    if (arrays.active_values.data[at]) code[arrays.active_indices.data[at]] = arrays.active_values.data[at];
  }
  return code;
}

/** Codes of test examples: signed bars where they are few, cells of ink where they are many. */
function codeRow(test) {
  const codes = Array.from({ length: Math.min(TERM_AMONG, test.count) }, (_, i) => wholeCode(test, i));
  const size = codes[0].length;
  const whole = Math.max(...codes.map((code) => code.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0))) || 1;
  const side = Math.ceil(Math.sqrt(size));
  const few = size <= 32;
  return {
    count: codes.length,
    title: few ? `code of each: ${size} bars, up is above 0` : `code of each: ${size} features as cells, the stronger the larger`,
    draw: (paper, i, x, y, width, theme) => {
      const code = codes[i];
      paper.strokeStyle = theme.border;
      paper.strokeRect(x + 0.5, y + 0.5, width - 1, width - 1);
      if (!few) {
        const cells = Float32Array.from({ length: side * side }, (_, j) => (code[j] ?? 0) / whole);
        drawPicture(paper, cells, { width: side, height: side, scale: 1, signed: false }, x + 1, y + 1, width - 2, width - 2, theme.ink);
        return;
      }
      const [middle, step] = [y + width / 2, (width - 4) / size];
      code.forEach((value, j) => {
        paper.fillStyle = cssOf(signedInk(value, theme.dark));
        const height = (value / whole) * (width / 2 - 2);
        paper.fillRect(x + 2 + j * step, Math.min(middle, middle - height), Math.max(1, step - 1), Math.max(1, Math.abs(height)));
      });
    },
  };
}

export default mounted((parent) => new TermMarks(parent));

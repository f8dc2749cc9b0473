// Text at the moment that the scrubber shows: documents beside what is expected of them, samples, what a
// direction of the code adds, each by its largest words.
//
// data: {run: {id, family, total_steps, live}, what: "film" | "samples" | "directions"}
// Tells Python nothing.

const wordLists = new WeakMap();
const SHOWN_WORDS = 8;
const FIRST_CARDS = { film: 8, samples: 8, directions: 16 };
const ABOUT_WORDS = {
  film: "Left, a document's most frequent words with their counts; right, the words that its code leads the model "
    + "to expect, and how often. Underlined: on both sides.",
  samples: "Documents drawn from the prior, from the same noise all along, as long as the average document.",
  directions: "Two standard deviations up less two down, from the mean code: the words expected more often as the "
    + "dimension rises, and as it falls.",
};

class WordLists {
  constructor(parent) {
    this.parent = parent;
    this.snapshots = [];
    this.all = false;
    this.close = () => {};
    this.caption = make("p", { class: "quiet words-caption" });
    this.cards = make("div", { class: "words-cards" });
    this.more = make("button", { type: "button", hidden: true, onclick: () => {
      this.all = !this.all;
      this.draw();
    } });
    this.note = make("p", { class: "quiet", role: "status" });
    this.root = make("div", { class: "lab word-lists" }, this.caption, this.cards, this.more, this.note);
    parent.append(this.root);
    this.stopTime = onTime((moment) => {
      this.moment = moment;
      this.seek();
    });
  }

  update(data) {
    const before = this.data?.run;
    this.data = data;
    this.caption.textContent = ABOUT_WORDS[data.what];
    if (before?.id === data.run.id && !(data.run.live && !before.live)) return this.draw();
    if (before?.id !== data.run.id) {
      Object.assign(this, { snapshots: [], shown: null, asked: null, inputs: null });
      this.note.textContent = "Words appear with the first snapshot.";
    }
    this.close();
    this.close = watchRun(data.run.id, {
      onSnapshot: (meta) => {
        this.snapshots = [...this.snapshots.filter(({ step }) => step !== meta.step), meta].sort((a, b) => a.step - b.step);
        this.seek();
      },
    }, { live: data.run.live });
  }

  /** Loads what the moment shows, and keeps the last words until they are there. */
  async seek() {
    const { run, what } = this.data ?? {};
    if (!run || !this.snapshots.length) return;
    const asked = this.moment ? stepAt(this.moment, run.id, run.total_steps) : Infinity;
    const snapshot = snapshotAt(this.snapshots, asked ?? Infinity);
    if (this.asked === snapshot) return;
    this.asked = snapshot;
    try {
      if (what === "film") this.inputs ??= fetchFacts(runUrl(run.id, "files/probe/words.json"));
      const [words, inputs, arrays] = await Promise.all([
        fetchFacts(snapshotUrl(run.id, snapshot, "words.json")),
        this.inputs,
        what === "directions" ? fetchTensors(snapshotUrl(run.id, snapshot, "arrays.safetensors")) : null,
      ]);
      if (this.asked !== snapshot) return;
      this.shown = { words, inputs, arrays };
      this.note.textContent = "";
      this.draw();
    } catch (error) {
      this.asked = this.inputs = null;
      this.note.textContent = error.message;
    }
  }

  draw() {
    if (!this.shown) return;
    const cards = CARDS[this.data.what](this);
    const most = FIRST_CARDS[this.data.what];
    this.cards.className = `words-cards ${this.data.what}`;
    this.cards.replaceChildren(...(this.all ? cards : cards.slice(0, most)));
    this.more.hidden = cards.length <= most;
    this.more.textContent = this.all ? `Show ${most}` : `Show all ${cards.length}`;
  }
}

/** The words as a list, a bar behind each as long as its number; `shared` are underlined. */
function wordList(words, label, { shared = null, unit = "" } = {}) {
  const most = words.length ? words[0][1] : 1;
  const items = words.slice(0, SHOWN_WORDS).map(([word, value]) => {
    const item = make("li", {},
      make("span", { class: shared?.has(word) ? "word shared" : "word", text: word }),
      make("span", { class: "value", text: shortWordNumber(value) + unit }));
    item.style.setProperty("--share", `${Math.max(2, 100 * value / most)}%`);
    return item;
  });
  if (!items.length) items.push(make("li", { class: "quiet", text: "nothing" }));
  return make("ol", { "aria-label": label }, ...items);
}

function shortWordNumber(value) {
  if (Number.isInteger(value)) return String(value);
  return value >= 10 ? value.toFixed(0) : value >= 0.095 ? value.toFixed(1) : value.toPrecision(1);
}

const CARDS = {
  film({ shown: { words, inputs } }) {
    return inputs.inputs.map((given, i) => {
      const expected = words.reconstructions[i];
      const top = (list) => list.slice(0, SHOWN_WORDS).map(([word]) => word);
      const shared = new Set(top(given).filter((word) => top(expected).includes(word)));
      const name = inputs.names[i];
      return make("article", {}, make("h4", { text: name, title: name }), make("div", { class: "words-pair" },
        wordList(given, `Words of ${name}`, { shared }),
        wordList(expected, `Words expected of ${name}`, { shared })));
    });
  },
  samples({ shown: { words } }) {
    return (words.samples ?? []).map((sample, i) => make("article", {},
      make("h4", { text: `Sample ${i + 1}` }), wordList(sample, `Words of sample ${i + 1}`)));
  },
  directions({ shown: { words, arrays } }) {
    const kl = arrays.kl_per_dimension?.data;
    const order = Array.from({ length: words.directions.length / 2 }, (_, j) => j);
    if (kl) order.sort((a, b) => kl[b] - kl[a]);
    return order.map((j) => make("article", {},
      make("h4", { text: kl ? `z${j + 1}, KL ${kl[j].toFixed(2)} nats` : `z${j + 1}` }),
      make("div", { class: "words-pair" },
        wordList(words.directions[2 * j], `More as z${j + 1} rises`),
        wordList(words.directions[2 * j + 1], `More as z${j + 1} falls`))));
  },
};

export default function (component) {
  const { parentElement, data } = component;
  if (!wordLists.has(parentElement)) wordLists.set(parentElement, new WordLists(parentElement));
  const lists = wordLists.get(parentElement);
  lists.update(data);
  return () => {
    wordLists.delete(parentElement);
    lists.stopTime();
    lists.close();
    lists.root.remove();
  };
}

// What the dots of a group have in common: classes, what the decoder makes of their mean, dimensions, words.

const GROUP_DIMENSIONS = 8;
const GROUP_WORDS = 8;
const GROUP_EXAMPLES = 6;
const GROUP_TILE = 44;

class MapGroup {
  /** map: see point_map.js. */
  constructor(map) {
    this.map = map;
    this.body = make("div", { class: "map-group-body" });
    this.title = make("h4", { class: "title" });
    this.clear = make("button", { type: "button", text: "Let go", onclick: () => map.gather(null) });
    this.root = make("section", { class: "map-group", "aria-label": "The gathered examples", hidden: true },
      make("div", { class: "row" }, this.title, this.clear), this.body);
  }

  async paint() {
    const { map } = this;
    const members = map.group ? [...map.group] : null;
    this.root.hidden = !members;
    if (!members) return;
    const { test } = map;
    this.title.textContent = members.length === 1 ? `1 example ${map.gathered}` : `${members.length} examples ${map.gathered}`;
    const parts = members.length ? [this.classes(members), this.dimensions(members)] : [make("p", { class: "quiet", text: "No dot lies there." })];
    if (members.length && test.words) parts.push(this.words(members));
    this.body.replaceChildren(...parts.filter(Boolean));
    if (!members.length) return;
    const decoder = await map.decoder();
    if (map.group && members.length === map.group.size && members.every((i) => map.group.has(i))) {
      this.body.append(this.pictures(members, decoder));
    }
  }

  classes(members) {
    const { test, colors } = this.map;
    if (test.names.length < 2) return null;
    const rows = classMix(test.labels, members, test.names.length).map(({ label, count, share, everywhere }) => groupRow({
      name: test.names[label], value: `${count} · ${showShare(share)}`, share, color: colors[label % colors.length],
      title: `${showShare(share)} of these, ${showShare(everywhere)} of all`,
    }));
    return groupList("Classes", rows);
  }

  dimensions(members) {
    const shifts = groupShifts(this.map.test.arrays.codes, members).slice(0, GROUP_DIMENSIONS);
    const most = Math.max(...shifts.map(({ sigmas }) => Math.abs(sigmas)), 1);
    const color = this.map.theme.primary;
    const rows = shifts.map(({ dimension, sigmas }) => groupRow({
      name: latentName(dimension), value: `${sigmas > 0 ? "+" : ""}${showNumber(sigmas, 1)} σ`, share: Math.abs(sigmas) / most, color,
      title: `The mean of these lies ${showNumber(Math.abs(sigmas), 2)} standard deviations ${sigmas > 0 ? "above" : "below"} that of the rest`,
    }));
    return rows.length ? groupList("Latent dimensions that set them apart", rows, "mean of these against the rest, in σ of all mean codes") : null;
  }

  words(members) {
    const rows = typicalWords(this.map.test.words.inputs, members, GROUP_WORDS).map(({ word, share, everywhere }) => groupRow({
      name: word, value: `${showShare(share)}, all ${showShare(everywhere)}`, share, color: this.map.theme.primary, title: word,
    }));
    return groupList("Words that are typical of them", rows, "share of documents that have it among their top words");
  }

  /** What the decoder makes of the mean code, and of a few of the group. */
  pictures(members, decoder) {
    const { map } = this;
    const { test, theme, reading, kind } = map;
    const mean = forward(decoder, meanCode(test.arrays.codes, members));
    const facts = { ...reading, ink: theme.ink, side: 112, shape: decoder.drawing || decoder.shape?.length === 2 ? drawingOf(decoder) : null };
    const view = decodedView(kind, "The decoder’s mean for the mean code of these examples");
    view.show(mean, facts);
    const parts = [make("p", { class: "quiet", text: "What the decoder makes of their mean code (its mean, not a sample)" }), view.element];
    if (test.sheet && facts.shape) {
      const some = spreadOver(members, GROUP_EXAMPLES);
      parts.push(make("p", { class: "quiet", text: `${some.length === 1 ? "One" : some.length} of them, and their reconstructions from the mean code` }),
        this.pairs(some, decoder, facts.shape));
    }
    return make("section", { class: "map-group-part" }, make("h5", { text: "Reconstructed" }), ...parts);
  }

  pairs(some, decoder, shape) {
    const { test, theme } = this.map;
    const canvas = makeCanvas(`${some.length} test examples over their reconstructions: ${some.map((i) => test.names[test.labels[i]]).join(", ")}`);
    const context = preparePaper(canvas, some.length * GROUP_TILE, 2 * GROUP_TILE);
    some.forEach((example, place) => {
      const x = place * GROUP_TILE;
      drawExample(context, test, example, x + 1, 1, GROUP_TILE - 2, GROUP_TILE - 2, theme.ink);
      drawPicture(context, forward(decoder, codeOf(test, example)), shape, x + 1, GROUP_TILE + 1, GROUP_TILE - 2, GROUP_TILE - 2, theme.ink);
    });
    return canvas;
  }
}

/** At most `most` of a list, evenly over it. */
function spreadOver(list, most) {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))]);
}

function groupRow({ name, value, share, color, title }) {
  const row = make("li", { title }, make("span", { text: name }), make("span", { text: value }));
  row.style.setProperty("--share", `${100 * share}%`);
  row.style.setProperty("--bar", color);
  return row;
}

function groupList(title, rows, note = "") {
  return make("section", { class: "map-group-part" }, make("h5", { text: title }), note && make("p", { class: "quiet", text: note }),
    make("ul", { class: "map-bars" }, ...rows));
}

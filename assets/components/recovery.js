// Where the true atoms are known: each beside the learned one it was paired with, the ones missed and the ones split.
//
// data: {run: {id, kind}, mmcs, mcc}
// Tells Python nothing; a click announces the learned atom as the page's feature.

const FATES = ["missed", "found", "split"];
const FIRST_SHOWN = 32;
const CELL = { width: 112, height: 34 };

class Recovery {
  constructor(parent) {
    this.parent = parent;
    this.fate = null;
    this.all = false;
    this.summary = make("p", { class: "title" });
    this.rest = make("p", { class: "quiet" });
    this.filters = make("div", { class: "row", role: "group", "aria-label": "Which true atoms to show" });
    this.cells = make("div", { class: "cells" });
    this.more = make("button", { type: "button", hidden: true, onclick: () => {
      this.all = !this.all;
      this.draw();
    } });
    this.legend = make("p", { class: "quiet", text: "Above, a true atom; below, the learned one that the Hungarian pairing gave it, "
      + "and their cosine. Found: at a cosine of 0.9 or more, by one learned atom. Split: several learned atoms have it as their nearest, at 0.7 or more. "
      + "Missed: neither. The least alike come first." });
    this.root = make("section", { class: "lab recovery" }, this.summary, this.rest, this.filters, this.cells, this.more, this.legend);
    parent.append(this.root);
    this.stopFeature = onFeature(({ run, feature }) => {
      if (run !== this.data?.run.id) return;
      for (const cell of this.cells.children) cell.setAttribute("aria-pressed", String(Number(cell.dataset.feature) === feature));
    });
  }

  async update(data) {
    const before = this.data;
    this.data = data;
    this.theme = themeOf(this.parent);
    if (before?.run.id === data.run.id) return this.draw();
    this.found = null;
    try {
      const [arrays, directions] = await Promise.all([
        fetchTensors(runUrl(data.run.id, "files/recovery.safetensors")), loadDirections(data.run),
      ]);
      if (this.data !== data) return;
      this.found = { arrays, directions };
      showProblem(this.root, null);
      this.draw();
    } catch (error) {
      showProblem(this.root, error);
    }
  }

  draw() {
    if (!this.found) return;
    const { fate, cosine, nearest_cosine: near } = this.found.arrays;
    const counts = FATES.map((_, kind) => fate.data.reduce((sum, one) => sum + (one === kind), 0));
    const strangers = near.data.reduce((sum, one) => sum + (one < 0.7), 0);
    this.summary.textContent = `Of ${formatValue(fate.data.length)} true atoms ${counts[1]} were found, ${counts[2]} split among several and ${counts[0]} missed`;
    this.rest.textContent = `MMCS ${showNumber(this.data.mmcs, 3)} (mean over true atoms of the largest cosine with a learned one), MCC ${showNumber(this.data.mcc, 3)} (mean |cosine| of the pairs). `
      + `${formatValue(strangers)} of ${formatValue(near.data.length)} learned atoms are like no true one (cosine under 0.7).`;
    const filter = (text, value) => make("button", { type: "button", text, "aria-pressed": String(this.fate === value), onclick: () => {
      this.fate = value;
      this.draw();
    } });
    this.filters.replaceChildren(filter("all", null), ...FATES.map((name, kind) => filter(`${name} (${counts[kind]})`, kind)));
    const order = Array.from(fate.data.keys()).filter((i) => this.fate === null || fate.data[i] === this.fate).sort((a, b) => cosine.data[a] - cosine.data[b]);
    const shown = this.all ? order : order.slice(0, FIRST_SHOWN);
    this.cells.replaceChildren(...shown.map((i) => this.cell(i)));
    this.more.hidden = order.length <= FIRST_SHOWN;
    this.more.textContent = this.all ? `Show ${FIRST_SHOWN}` : `Show all ${order.length}`;
  }

  cell(i) {
    const { arrays, directions } = this.found;
    const size = arrays.true.shape[1];
    const partner = arrays.partner.data[i];
    const said = partner < 0 ? "no partner" : `feature ${partner}, cosine ${showNumber(arrays.cosine.data[i], 2)}`;
    const shares = arrays.shares.data[i];
    const fate = FATES[arrays.fate.data[i]];
    const note = fate === "split" ? `split among ${shares}` : fate;
    return make("button", { type: "button", class: `cell ${fate}`, "data-feature": String(partner), disabled: partner < 0,
      "aria-label": `True atom ${i}: ${said}, ${note}`, "aria-pressed": "false", onclick: () => announceFeature(this.data.run.id, partner) },
    this.bars(arrays.true.data.subarray(i * size, (i + 1) * size)), partner < 0 ? null : this.bars(directions.added(partner)),
    make("span", { class: "quiet", text: said }), make("span", { class: "quiet", text: note }));
  }

  bars(values) {
    const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
    const canvas = make("canvas", { "aria-hidden": "true" });
    drawSignedBars(preparePaper(canvas, CELL.width, CELL.height), Array.from(values, (value) => value / most), 0, 0, CELL.width, CELL.height, this.theme);
    return canvas;
  }

  close() {
    this.stopFeature();
    this.root.remove();
  }
}

export default mounted((parent) => new Recovery(parent));

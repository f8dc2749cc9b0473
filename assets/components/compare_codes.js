// The codes of several runs on one axis, at the moment of the page's scrubber: their values as outlines over each other,
// and what is exactly zero (or, where nothing is, near it) as bars under each other.
//
// data: {runs: [{id, name, color, dash, total_steps, live, tested, features, free}], latent: whether these are
// means of latent codes rather than features}; `free`: its atoms may have any length. Tells Python nothing.

const shortNumber = (value) => formatTick(Number(value.toPrecision(3)));

class CompareCodes {
  constructor(parent) {
    Object.assign(this, { parent, readers: new Map(), contents: new Map(), pointed: null });
    this.axis = readLink("codes-axis") === "log" ? "log" : "linear";
    this.logHeights = readLink("codes-heights") !== "linear";
    this.build();
  }

  build() {
    const toggle = (text, label, act) => make("button", { type: "button", text, "aria-label": label, onclick: () => {
      act();
      writeLink({ "codes-axis": this.axis === "log" ? "log" : null, "codes-heights": this.logHeights ? null : "linear" });
      this.draw();
    } });
    this.linear = toggle("linear", "Linear axis of values", () => (this.axis = "linear"));
    this.log = toggle("log", "Logarithmic axis of values", () => (this.axis = "log"));
    this.heights = toggle("log heights", "Logarithmic heights", () => (this.logHeights = !this.logHeights));
    this.zeros = make("ul", { class: "zeros" });
    this.zerosTitle = make("p", { class: "title" });
    this.title = make("p", { class: "title" });
    const host = make("div");
    this.readout = make("p", { class: "quiet bars-readout" });
    this.outlines = createOutlines(host, (i) => {
      this.pointed = i;
      this.readout.textContent = i === null || !this.state ? "" : binWords(this.state, i);
    });
    this.words = make("p", { class: "quiet" });
    this.root = make("section", { class: "lab compare-codes", "aria-label": "Codes of the compared runs" },
      make("div", { class: "row" }, make("span", { class: "row", role: "group", "aria-label": "Axis of values" }, this.linear, this.log), this.heights),
      make("div", { class: "beside" }, make("div", {}, this.zerosTitle, this.zeros), make("div", {}, this.title, host, this.readout)), this.words);
    this.parent.append(this.root);
  }

  update(data) {
    const tested = JSON.stringify(this.data?.runs.map((run) => [run.id, run.tested]));
    this.data = data;
    this.theme = themeOf(this.parent);
    for (const [id, reader] of this.readers) {
      if (data.runs.some((run) => run.id === id)) continue;
      reader.close();
      this.readers.delete(id);
      this.contents.delete(id);
    }
    for (const run of data.runs) this.reader(run).follow(run);
    if (tested !== JSON.stringify(data.runs.map((run) => [run.id, run.tested]))) for (const reader of this.readers.values()) reader.again();
    this.draw();
  }

  reader({ id }) {
    if (!this.readers.has(id)) {
      this.readers.set(id, new MomentReader({
        root: this.root,
        load: (snapshot, last) => {
          const run = this.data.runs.find((one) => one.id === id);
          return (this.data.latent ? latentSpread : codeSpread)(run, snapshot, last, run);
        },
        show: (content) => {
          this.contents.set(id, content);
          this.draw();
        },
      }));
    }
    return this.readers.get(id);
  }

  draw() {
    this.linear.setAttribute("aria-pressed", this.axis === "linear");
    this.log.setAttribute("aria-pressed", this.axis === "log");
    this.heights.setAttribute("aria-pressed", this.logHeights);
    const runs = this.data.runs.filter(({ id }) => this.contents.has(id));
    if (!runs.length) {
      this.words.textContent = "Waiting for the first snapshot.";
      return;
    }
    const spreads = runs.map(({ id }) => this.contents.get(id));
    this.drawZeros(runs, spreads);
    this.drawValues(runs, spreads);
    this.words.textContent = this.said(runs, spreads);
    this.root.dataset.ready = String(runs.length);
  }

  drawZeros(runs, spreads) {
    const near = spreads.some((spread) => spread.near);
    this.root.classList.toggle("without-zeros", this.data.latent && spreads.every(({ zeros }) => zeros < 5e-4));
    this.zerosTitle.textContent = near ? "Exactly zero, or near it" : "Exactly zero";
    this.zeros.replaceChildren(...runs.map((run, i) => {
      const { zeros, near: limit } = spreads[i];
      const bar = make("span", { class: "zero-bar", "aria-hidden": "true" });
      bar.style.setProperty("--share", `${100 * zeros}%`);
      bar.style.setProperty("--bar", this.color(run));
      const kind = limit ? `near zero (at most ${shortNumber(limit)})` : "exactly zero";
      return make("li", {}, make("span", {}, lineSample(this.color(run), { dash: dashOf(run) }), run.name),
        bar, make("span", { class: "quiet" }, make("strong", { text: showShare(zeros) }), ` of all code values ${kind}`));
    }));
  }

  drawValues(runs, spreads) {
    const totals = spreads.map(({ total }) => total);
    const sizes = this.axis === "log" ? logOverlay(spreads, totals) : null;
    const log = Boolean(sizes);
    const overlay = sizes ?? linearOverlay(spreads, totals);
    const range = [overlay.edges[0], overlay.edges.at(-1)];
    const written = (x) => shortNumber(log ? 10 ** x : x);
    this.title.textContent = this.data.latent ? "How the mean codes lie, all dimensions together" : "How large the codes are that are not zero";
    this.state = {
      edges: overlay.edges,
      lines: runs.map((run, i) => ({ name: run.name, color: this.color(run), dash: dashOf(run), shares: overlay.shares[i],
        faintBelow: log && spreads[i].near ? Math.log10(spreads[i].near) : null })),
      ticks: log ? decadeTicks(range) : linearTicks(...range, 6).map((x) => [x, formatTick(x)]),
      xLabel: log ? "size of a code" : "value of a code",
      yLabel: "share of all code values",
      said: (from, to) => `${written(from)} to ${written(to)}`,
      log: this.logHeights,
      least: 0.5 / Math.max(...totals), // half of one code value
      label: `${this.title.textContent}: outlines of ${runs.map(({ name }) => name).join(", ")}`,
      theme: this.theme,
    };
    this.outlines.set(this.state);
  }

  color(run) {
    return readableColor(run.color, this.theme);
  }

  /** Whose codes these are, and what is not comparable about them. */
  said(runs, spreads) {
    const moments = runs.map(({ name }, i) => `${name} at step ${formatValue(spreads[i].snapshot.step)} (${formatValue(spreads[i].examples)} ${spreads[i].split} examples)`);
    const parts = [`Mean codes: ${moments.join("; ")}. The scrubber over the pictures moves this too.`];
    if (this.axis === "log" && spreads.some(({ near }) => near)) parts.push("Faint: what counts as near zero.");
    if (this.axis === "linear" && spreads.some(({ near }) => near)) parts.push("What counts as near zero is left out of the outlines.");
    const without = runs.filter((_, i) => !spreads[i].arrays.magnitudes).map(({ name }) => name);
    if (this.axis === "log" && without.length) parts.push(`${without.join(", ")}: of an earlier version, which kept no sizes.`);
    const free = runs.filter((run) => run.free).map(({ name }) => name);
    if (free.length) parts.push(`${free.join(", ")}: atoms of any length, so codes may be small because atoms are long.`);
    return parts.join(" ");
  }

  close() {
    for (const reader of this.readers.values()) reader.close();
    this.outlines.destroy();
    this.root.remove();
  }
}

export default mounted((parent) => new CompareCodes(parent));

// How large code values are, how many are zero, and how many features are on in an example, at the scrubbed moment.
//
// data: {run: {id, total_steps, live}, tested: whether test examples are kept, features}
// Tells Python nothing.

const LEAST_THRESHOLD = 20; // index of 10⁻⁴ among the edges, as in core/training/histogram.py
const MOST_THRESHOLD = 60; // of 1

class Activations {
  constructor(parent) {
    this.parent = parent;
    this.axis = "linear";
    this.logCounts = true;
    this.withBefore = true;
    this.build();
    this.reader = new MomentReader({
      root: this.root,
      load: (snapshot, last) => this.load(snapshot, last),
      show: (content) => {
        this.content = content;
        this.draw();
      },
    });
  }

  build() {
    const toggle = (text, label, act) => make("button", { type: "button", text, "aria-label": label, onclick: () => {
      act();
      this.draw();
    } });
    this.linear = toggle("linear", "Linear axis of values", () => (this.axis = "linear"));
    this.log = toggle("log", "Logarithmic axis of values", () => (this.axis = "log"));
    this.counts = toggle("log heights", "Logarithmic heights", () => (this.logCounts = !this.logCounts));
    this.before = toggle("before training", "Outline of the first snapshot", () => (this.withBefore = !this.withBefore));
    this.axes = make("span", { class: "segments", role: "group", "aria-label": "Axis of values" }, this.linear, this.log);
    this.range = make("input", { type: "range", min: LEAST_THRESHOLD, max: MOST_THRESHOLD, step: 1, "aria-label": "Largest size that counts as near zero" });
    this.range.oninput = () => {
      this.edge = Number(this.range.value);
      this.draw();
    };
    this.limit = make("output", { class: "quiet" });
    this.near = make("label", { class: "near", hidden: true }, make("span", { text: "near zero: up to" }), this.range, this.limit);
    this.values = titledBars({ onDrag: (x) => this.near.hidden || this.axis !== "log" ? null : this.setThreshold(x) });
    this.examples = titledBars();
    this.thresholds = titledBars();
    this.words = make("p", { class: "quiet words" });
    this.root = make("section", { class: "lab activations" },
      make("div", { class: "row" }, this.axes, this.counts, this.before, this.near),
      make("div", { class: "charts" }, this.values.root, this.examples.root, this.thresholds.root), this.words);
    this.parent.append(this.root);
  }

  update(data) {
    const tested = this.data?.tested;
    if (this.data?.run.id !== data.run.id) Object.assign(this, { content: null, first: null, edge: null });
    this.data = data;
    this.theme = themeOf(this.parent);
    this.reader.follow(data.run);
    if (tested !== undefined && tested !== data.tested) this.reader.again();
    this.draw();
  }

  /** The arrays of the moment: of validation examples, at the end of training of test examples. */
  async load(snapshot, last) {
    const { run, rule } = this.data;
    const first = this.reader.snapshots[0];
    const [spread, arrays, before, probe] = await Promise.all([
      codeSpread(run, snapshot, last, this.data),
      fetchTensors(snapshotUrl(run.id, snapshot, "arrays.safetensors")),
      fetchTensors(snapshotUrl(run.id, first, "arrays.safetensors")),
      fetchFacts(runUrl(run.id, "files/probe/meta.json")),
    ]);
    let thresholds = arrays.thresholds?.data;
    if (!thresholds && spread.split === "test" && rule === "jumprelu") {
      thresholds = (await fetchTensors(runUrl(run.id, "files/encoder.safetensors"))).threshold?.data;
    }
    return { ...spread, thresholds, before: snapshot === first ? null : before, beforeCount: probe.code_labels.length };
  }

  /** Sets the threshold to the edge nearest to 10^x. */
  setThreshold(x) {
    this.edge = Math.min(Math.max(edgeNear(this.content.arrays, 10 ** x), LEAST_THRESHOLD), MOST_THRESHOLD);
    this.draw();
  }

  draw() {
    const { content } = this;
    this.linear.setAttribute("aria-pressed", this.axis === "linear");
    this.log.setAttribute("aria-pressed", this.axis === "log");
    this.counts.setAttribute("aria-pressed", this.logCounts);
    this.before.setAttribute("aria-pressed", this.withBefore);
    if (!content) {
      this.words.textContent = "Waiting for the first snapshot.";
      return;
    }
    const { arrays, near } = content;
    const whole = Boolean(arrays.magnitudes);
    this.near.hidden = !near || !whole;
    this.axes.hidden = !whole;
    if (near && this.edge === null) {
      if (whole) this.edge = edgeNear(arrays, near);
      this.axis = whole ? "log" : "linear";
      if (whole) return this.draw();
    }
    if (!whole) this.axis = "linear";
    const threshold = near && whole ? Number(arrays.magnitude_edges.data[this.edge].toPrecision(3)) : near;
    if (!this.near.hidden) {
      this.range.value = this.edge;
      this.limit.textContent = formatValue(threshold);
      this.range.setAttribute("aria-valuetext", formatValue(threshold));
    }
    this.drawValues(threshold);
    this.drawExamples(threshold);
    this.drawThresholds();
    this.words.textContent = this.said(threshold);
  }

  zerosAt(threshold) {
    const { arrays, near, zeros } = this.content;
    return near && arrays.magnitudes && threshold !== Number(near.toPrecision(3)) ? shareUpTo(arrays, this.edge) : zeros;
  }

  drawValues(threshold) {
    const { arrays, near, examples, before, beforeCount, snapshot } = this.content;
    const { theme, axis } = this;
    const color = familyColor("sparse", theme);
    const zeros = this.zerosAt(threshold);
    const below = axis === "log" ? (near ? this.edge : 0) : threshold;
    const barsOf = (some, count) => (axis === "log"
      ? magnitudeBars(some, { color, below })
      : linearBars(some, count * this.data.features, { color, below }));
    const bars = barsOf(arrays, examples);
    const earlier = this.withBefore && before && (axis !== "log" || before.magnitudes) ? barsOf(before, beforeCount) : [];
    const title = `${percent(zeros)} of all code values are ${near ? `near zero (up to ${formatValue(threshold)})` : "exactly zero"}`;
    const range = [bars[0].from, bars.at(-1).to];
    this.values.title.textContent = title;
    this.values.bars.set({
      bars,
      before: rescaled(earlier, bars),
      handle: near && axis === "log" ? Math.log10(threshold) : undefined,
      aside: {
        label: near ? "≈ 0" : "0",
        share: zeros,
        color: theme.muted,
        text: `${near ? `up to ${formatValue(threshold)}` : "exactly 0"}: ${percent(zeros)} (the outline is all values)`,
      },
      xRange: range,
      xTicks: axis === "log" ? decadeTicks(range) : linearTicks(...range, 5).map((x) => [x, formatTick(x)]),
      xLabel: near ? "size of a code" : "value of a code that is not zero",
      yLabel: "share of all code values",
      yFormat: percent,
      log: this.logCounts,
      theme,
      label: `${title}, at step ${formatValue(snapshot.step)}. Bar chart`,
    });
  }

  drawExamples(threshold) {
    const { arrays, near } = this.content;
    const row = this.row(threshold);
    this.examples.root.hidden = !row;
    if (!row) return;
    const state = activeState(row, { theme: this.theme, log: false, features: this.data.features });
    this.examples.title.textContent = state.title + (near && !arrays.active ? ` (above ${formatValue(near)})` : "");
    this.examples.bars.set({ ...state, label: `${state.title}. Bar chart` });
  }

  /** Examples by how many features are on; null where the run did not keep it. */
  row(threshold) {
    const { arrays } = this.content;
    if (arrays.active) return activeRow(arrays, threshold);
    return arrays.l0 ? activeRowOf(arrays.l0.data) : null;
  }

  drawThresholds() {
    const { thresholds } = this.content;
    const state = thresholds && thresholdState(thresholds, { theme: this.theme, log: false });
    this.thresholds.root.hidden = !state;
    if (!state) return;
    this.thresholds.title.textContent = state.title;
    this.thresholds.bars.set({ ...state, label: `${state.title}. Bar chart` });
  }

  /** What the charts show, in a sentence or two. */
  said(threshold) {
    const { arrays, near, examples, split, thresholds, before, snapshot } = this.content;
    const zeros = percent(this.zerosAt(threshold));
    const kind = near ? `near zero, at most ${formatValue(threshold)} in size; this rule makes codes small rather than exactly zero` : "exactly zero";
    const parts = [`Step ${formatValue(snapshot.step)}, ${formatValue(examples)} ${split} examples by their mean codes: ${zeros} of the code values are ${kind}.`];
    const row = this.row(threshold);
    if (row) parts.push(`${activeSaid(row)} of ${plural(this.data.features, "feature")} on.`);
    else parts.push("How many features are on in an example was not kept at this moment of a run from an earlier version; it is shown for the end of training.");
    if (thresholds && !thresholdState(thresholds, { theme: this.theme })) {
      parts.push(`All features share one threshold, ${formatValue(thresholds[0])}.`);
    }
    if (!arrays.magnitudes) parts.push("The logarithmic axis comes with runs trained by this version.");
    if (before && this.withBefore) parts.push("Dashed outline: before training.");
    if (near && this.axis === "log") parts.push("Drag the line in the chart, or the slider, to say what counts as near zero.");
    if (near && this.axis === "linear") parts.push(`The linear axis begins at ${formatValue(near)}.`);
    return parts.join(" ");
  }

  close() {
    this.reader.close();
    for (const chart of [this.values, this.examples, this.thresholds]) chart.bars.destroy();
    this.root.remove();
  }
}

export default mounted((parent) => new Activations(parent));

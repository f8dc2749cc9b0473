// Where samples come from, how far they are stretched, what is shown of them, and with which noise.

const SAMPLE_TILE = 64;

/** What codes can be drawn from: [{name, title, about}]. */
function sampleSources(prior, sampling) {
  const sources = prior ? [{ name: "prior", title: "the prior", about: `${PRIORS[prior.kind]}.` }] : [];
  const { mixture, training } = sampling?.meta ?? {};
  if (mixture) {
    const kind = mixture.components === 1 ? "One Gaussian" : `A mixture of ${mixture.components} Gaussians`;
    const codes = prior ? "one draw from the posterior of each of" : "the codes of";
    const tried = mixture.tried.map(({ components }) => components).join(", ");
    sources.push({ name: "mixture", title: "a mixture fitted to the codes", about: `${kind}, fitted after training to ${codes} `
      + `${formatValue(mixture.examples)} of ${formatValue(training.of)} training examples; of ${tried} Gaussians, ${mixture.chosen_by} chose it.` });
  }
  return sources;
}

/** What a temperature does to codes of a source. */
function temperatureWords(temperature, source, prior) {
  if (source === "prior" && prior.kind === "codebook") return "";
  const where = source === "mixture" ? "its Gaussian’s mean" : "the prior’s mean";
  if (temperature === 0) return `T = 0: every code is ${where}.`;
  if (temperature < 1) return `T < 1: codes stay nearer ${where}: safer examples, less variety.`;
  if (temperature > 1) return "T > 1: codes leave where the decoder was trained.";
  return source === "mixture" ? "T = 1 is the mixture itself." : "T = 1 is the prior itself.";
}

/** In how far a sample is near to a training example, in words. */
function copyWords({ distance, percentile }) {
  const far = `distance ${formatValue(distance)}`;
  if (percentile < 1) return `${far}: nearer than any rebuilt test example comes to one, so it may be a copy`;
  return `${far}: ${percentile === 100 ? "farther than any" : `farther than ${Math.round(percentile)} % of`} rebuilt test examples from theirs`;
}

/** Draws into the only canvas of an element. */
function paintTile(host, paint, size = SAMPLE_TILE) {
  let canvas = host.firstElementChild;
  if (!canvas) host.append((canvas = make("canvas", { "aria-hidden": "true" })));
  paint(preparePaper(canvas, size, size), size);
}

class SampleControls {
  /** lab: see sampling.js. */
  constructor(lab) {
    this.lab = lab;
    this.root = make("div", { class: "row sample-controls" });
    this.source = make("select", { "aria-label": "Codes from" });
    this.source.onchange = () => this.set("source", this.source.value);
    this.form = make("select", { "aria-label": "Shown" }, make("option", { value: "mean", text: "the decoder’s mean" }),
      make("option", { value: "draw", text: "a draw from the likelihood" }));
    this.form.onchange = () => this.set("form", this.form.value);
    this.slider = make("input", { type: "range", min: 0, max: 2, step: 0.05, value: 1 });
    this.slider.oninput = () => this.set("temperature", Number(this.slider.value));
    this.value = make("output", {});
    this.stretch = make("label", { class: "sample-slider" }, make("span", { text: "T · temperature" }), this.slider, this.value);
    this.fresh = make("button", { type: "button", text: "New noise", onclick: () => lab.renew(Math.max(lab.seed, lab.before ?? 0) + 1) });
    this.again = make("button", { type: "button", text: "Same noise again", onclick: () => lab.renew(lab.before) });
    this.noise = make("span", { class: "quiet" });
    this.copies = make("button", { type: "button", text: "Look for copies", onclick: () => lab.search(!lab.searching) });
    this.counted = make("span", { class: "quiet", role: "status" });
  }

  set(name, value) {
    this.lab[name] = value;
    this.lab.draw();
  }

  build() {
    const { lab } = this;
    const label = (text, control) => make("label", { class: "sample-choice" }, make("span", { text }), control);
    this.source.replaceChildren(...lab.sources.map(({ name, title }) => make("option", { value: name, text: title, selected: name === lab.source })));
    const why = whyNoDraw(lab.data.likelihood, lab.data.run.sigma);
    this.form.options[1].disabled = Boolean(why);
    this.form.title = why ?? "A mean leaves out the noise that the likelihood has at each value";
    this.copies.hidden = !lab.sampling;
    this.root.replaceChildren(label("Codes from", this.source), label("Shown", this.form), this.stretch,
      make("div", { class: "row" }, this.fresh, this.again, this.noise), make("div", { class: "row" }, this.copies, this.counted));
  }

  sync() {
    const { lab } = this;
    this.source.value = lab.source;
    this.form.value = lab.form;
    this.slider.value = lab.temperature;
    this.value.textContent = lab.temperature.toFixed(2);
    this.stretch.hidden = lab.source === "prior" && lab.data.prior.kind === "codebook";
    this.again.disabled = lab.before === null;
    this.again.title = lab.before === null ? "There was no other noise yet" : `Back to the noise of seed ${lab.before}`;
    this.noise.textContent = `noise seed ${lab.seed}`;
    this.copies.setAttribute("aria-pressed", String(lab.searching));
    const { training } = lab.sampling?.meta ?? {};
    this.copies.textContent = "Look for copies";
    this.counted.textContent = training ? `among ${formatValue(training.count)} of ${formatValue(training.of)} training examples` : "";
  }

  /** Once all nearest examples are known. */
  tally() {
    const { found, sampling: { meta: { training } } } = this.lab;
    const copies = found.filter(({ percentile }) => percentile < 1).length;
    const among = `among ${formatValue(training.count)} of ${formatValue(training.of)} training examples`;
    this.counted.textContent = `${among}: ${copies} of ${found.length} ${copies === 1 ? "lies" : "lie"} nearer to one than any rebuilt test example does`;
  }
}

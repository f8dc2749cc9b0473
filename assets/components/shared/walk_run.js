// One run in the interpolation laboratory: its networks, what its ends are, and walks between them.

const STEP_BUDGET = { one: 48, two: 30, more: 20 }; // steps of a leg, by how many legs there are

/** Steps of each leg: a longer walk takes larger ones, so that it is computed as soon. */
function stepsOfLeg(legs) {
  return legs === 1 ? STEP_BUDGET.one : legs === 2 ? STEP_BUDGET.two : STEP_BUDGET.more;
}

class WalkRun {
  /** facts: what Python says of the run (pages/widgets/parts.py). */
  constructor(facts) {
    this.facts = facts;
    this.said = ""; // from when the networks are, where that is not the end
  }

  async load() {
    const { id, label_names: names } = this.facts;
    const [space, reading] = await Promise.all([finishedSpace(id, names), loadReading(this.facts)]);
    Object.assign(this, { ...space, reading, final: space.decoder, shape: drawingOf(space.decoder) });
    return this;
  }

  /** The encoder, when an end needs it. */
  async loadEncoder() {
    this.encoder ??= await loadNetwork(runFiles(this.facts.id), "encoder.json");
  }

  /** Encodes and decodes as at a moment of the training; gives whether that changed anything. */
  async seek(moment) {
    const last = this.snapshots.at(-1)?.step ?? 0;
    const step = moment ? stepAt(moment, this.facts.id, last) : Infinity;
    if (step === null) return false;
    const then = step >= last ? { decoder: this.final, encoderThen: null, said: "" } : await this.networksThen(step);
    if (then.said === this.said) return false;
    Object.assign(this, then);
    return true;
  }

  /** Both networks of a snapshot; where it kept no encoder, or an example is not known whole, the decoder alone. */
  async networksThen(step) {
    const { facts: { id, name }, snapshots, test } = this;
    if (!test.words) {
      const { encoder, decoder, step: kept } = await networksAt(id, snapshots, step, { encoder: null, decoder: this.final });
      if (kept !== null) return { decoder, encoderThen: encoder, said: `${name} encodes and decodes as it did at step ${formatValue(kept)}.` };
    }
    const { decoder, whose } = await decoderAt(id, snapshots, step, this.final);
    return { decoder, encoderThen: null, said: pastDecoder(name, whose) };
  }

  /** Where an end is in this run's space: what its encoder made of the test example, without noise. */
  codeOfEnd({ example, z, picture }) {
    if (example !== null) {
      return Array.from(this.encoderThen ? encode(this.encoderThen, inputOf(this.test, example)).mean : codeOf(this.test, example));
    }
    return z ? Array.from(z) : Array.from(encode(this.encoder, picture).mean);
  }

  /** The example at an end as data; a pin beside every example has only its decoded picture. */
  valuesOfEnd({ example, z }) {
    if (example === null) return this.decoded(z);
    return this.test.words ? this.sharesOf(example) : inputOf(this.test, example);
  }

  /** The decoder's mean as data; of words their shares. A copy. */
  decoded(z) {
    const values = forward(this.decoder, Float32Array.from(z)).slice();
    return this.test.words ? asShares(values) : values;
  }

  /** A document's word shares, of the most frequent words that are kept of it. */
  sharesOf(example) {
    this.places ??= new Map(this.reading.vocabulary.map((word, i) => [word, i]));
    const shares = new Float32Array(this.places.size);
    for (const [word, count] of this.test.words.inputs[example]) shares[this.places.get(word)] = count;
    return asShares(shares);
  }
}

function asShares(counts) {
  const total = counts.reduce((sum, value) => sum + value, 0) || 1;
  return counts.map((value) => value / total);
}

/** One way from end to end: {kind, codes (null through the data), values, densities, changes}, filled step by step. */
class Walk {
  constructor(kind, run, stops, steps) {
    Object.assign(this, { kind, run, steps, values: [], changes: [] });
    if (kind === "data") {
      this.codes = null;
      this.pictures = evenWalk("linear", stops.map((stop) => run.valuesOfEnd(stop)), steps);
      this.length = this.pictures.length;
      this.densities = null;
      return;
    }
    this.codes = evenWalk(kind, stops.map((stop) => run.codeOfEnd(stop)), steps);
    this.length = this.codes.length;
    const densities = this.codes.map((z) => logPriorOf(run.facts.prior, z));
    this.densities = densities.includes(null) ? null : densities;
  }

  get done() {
    return this.values.length === this.length;
  }

  /** Decodes the next step. */
  step() {
    const k = this.values.length;
    this.values.push(this.codes ? this.run.decoded(this.codes[k]) : this.pictures[k]);
    if (k) this.changes.push(distanceOf(this.values[k - 1], this.values[k]));
  }
}

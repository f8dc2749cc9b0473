// What the panels of a sparse run read: its networks, its test examples, and what is known of each feature.

const PADDED = 65535; // an index that stands for nothing

/**
 * A sparse run: {id, decoder, encoder, test, shape, size, reading, kind, about, counts}. about: the arrays of
 * test/features.safetensors, counts: those of test/inputs.safetensors (text); null where a run has none.
 */
async function loadDictionary(run) {
  const [decoder, encoder, test, reading, meta] = await Promise.all([
    loadNetwork(runFiles(run.id), "decoder.json"),
    loadNetwork(runFiles(run.id), "encoder.json"),
    loadTest(run.id, run.label_names),
    loadReading(run),
    fetchFacts(runUrl(run.id, "files/test/meta.json")),
  ]);
  const optional = (name) => meta.files?.[name] && fetchTensors(hashedUrl(runUrl(run.id, `files/test/${name}`), meta.files[name]));
  const [about, counts] = await Promise.all([optional("features.safetensors"), optional("inputs.safetensors")]);
  return {
    id: run.id,
    kind: run.kind,
    decoder,
    encoder,
    test,
    reading,
    about: about ?? null,
    counts: counts ?? null,
    shape: drawingOf(decoder),
    size: decoder.inputs,
  };
}

/** What one unit of a feature adds, in data units (logits where the output is a sigmoid); a copy. */
function atomOf({ decoder }, feature) {
  const { outputs, weight } = decoder.layers[0];
  return weight.subarray(feature * outputs, (feature + 1) * outputs).map((value) => value * decoder.scale);
}

/** Where the rule makes codes small rather than exactly zero, they count as off near it. */
function firesAt({ encoder }, value) {
  return value > (encoder.description.l0_threshold ?? 0);
}

/** The values of a test example, or null where a run does not keep them. */
function exampleInput({ test, counts, encoder }, index) {
  if (test.sheet) return inputOf(test, index);
  if (!counts) return null;
  const input = new Float32Array(encoder.inputs);
  for (let at = counts.rows.data[index]; at < counts.rows.data[index + 1]; at += 1) {
    input[counts.places.data[at]] = counts.values.data[at];
  }
  return input;
}

/** The code of a test example: encoded here, or as the run stored its largest entries. */
function exampleCode(dictionary, index) {
  const input = exampleInput(dictionary, index);
  if (input) return encode(dictionary.encoder, input).mean;
  const { active_indices: places, active_values: values } = dictionary.test.arrays;
  const code = new Float32Array(dictionary.size);
  const width = places.shape[1];
  for (let at = index * width; at < (index + 1) * width; at += 1) {
    if (places.data[at] !== PADDED) code[places.data[at]] = values.data[at];
  }
  return code;
}

/** A feature's value on a test example as the run stored it; one too weak to be stored is encoded. */
function storedCode(dictionary, index, feature) {
  const { active_indices: places, active_values: values } = dictionary.test.arrays;
  const from = index * places.shape[1];
  const place = places.data.subarray(from, from + places.shape[1]).indexOf(feature);
  return place < 0 ? exampleCode(dictionary, index)[feature] : values.data[from + place];
}

/** One row of a tensor [rows, …] as an array. */
function tensorRow({ shape, data }, row) {
  const width = shape.slice(1).reduce((all, size) => all * size, 1);
  return Array.from(data.subarray(row * width, (row + 1) * width));
}

/** Σ (x − x̂)². */
function squaredError(input, output) {
  return input.reduce((sum, value, i) => sum + (value - output[i]) ** 2, 0);
}

/** What a test example is called: its number and class; of a document its name. */
function exampleName({ test }, index) {
  const label = test.names[test.labels[index]];
  return test.words ? `${test.words.names[index]} (${label})` : `Test example ${index}${test.names.length > 1 ? `, ${label}` : ""}`;
}

/** A test example to click: its thumbnail or, of a document, its name and most frequent words. */
function exampleChoiceButton(dictionary, index, { side = 40, ink, note = "", onclick, pressed = null }) {
  const { test } = dictionary;
  const label = `${exampleName(dictionary, index)}${note ? `, ${note}` : ""}`;
  const button = test.sheet
    ? exampleButton(test, index, side, ink, { label, onclick, pressed })
    : make("button", { type: "button", class: "document", onclick, "aria-label": label, "aria-pressed": pressed === null ? null : String(pressed) },
        make("strong", { text: test.words.names[index] }),
        make("span", { class: "quiet", text: test.words.inputs[index].slice(0, 6).map(([word, count]) => `${word} ${count}`).join(" · ") }));
  button.dataset.example = index;
  return button;
}

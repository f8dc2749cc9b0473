// What stages of a step are shown with: pictures, sums of pictures, bars, numbers, and a batch before and after.

const SLOW_SIDE = 8; // pixels of a digit's side

/** Packed numbers of a recorded step ({shape, type, data: base64}) as rows, each a Float32Array. */
function slowRows({ shape: [count, size], type, data }) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const values = TENSOR_TYPES[type](bytes.buffer);
  return Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

/** Packed numbers as {shape, data}, as networks are built of. */
function slowTensor({ shape, type, data }) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  return { shape, data: TENSOR_TYPES[type](bytes.buffer) };
}

const slowSum = (values) => values.reduce((sum, value) => sum + value, 0);
const slowMean = (values) => slowSum(values) / values.length;
const slowLargest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
const slowDot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** A number's sign, digits (four that count) and power of ten ("" where it needs none). */
function slowDigits(value) {
  const size = Math.abs(value);
  const [digits, power = ""] = size && (size < 1e-3 || size >= 1e7) ? size.toExponential(3).split("e") : [groupThousands(Number(size.toPrecision(4)))];
  return { sign: value < 0 ? MINUS : "", digits, power: power.replace("+", "") };
}

/** A number in words' company: 1.626 × 10⁻⁵. */
function slowText(value) {
  const { sign, digits, power } = slowDigits(value);
  return `${sign}${digits}${power ? ` × 10${superscript(power)}` : ""}`;
}

/** A number inside a formula. */
function slowTex(value) {
  const { sign, digits, power } = slowDigits(value);
  return `${sign}${digits}${power ? `\\times 10^{${power}}` : ""}`;
}

/** A number that multiplies: in brackets where it has a sign. */
const slowFactor = (value) => (value < 0 ? `(${slowTex(value)})` : slowTex(value));

/** A number that is added: "+ 1.2" or "− 1.2". */
const slowAdded = (value) => `${value < 0 ? "-" : "+"} ${slowTex(Math.abs(value))}`;

/** Pixel 0..63 in words. */
const slowPixel = (pixel) => `row ${Math.floor(pixel / SLOW_SIDE) + 1}, column ${(pixel % SLOW_SIDE) + 1}`;

/**
 * A picture with its caption. {caption, label: for screen readers (the caption where absent), size, signed, scale: the
 * value of full ink, mark: a pixel to outline, strong: outlined whole}.
 */
function slowTile(theme, values, { caption, label = caption, size = 104, signed = true, scale = null, mark = null, strong = false }) {
  const canvas = makeCanvas(label, "slow-picture");
  const context = preparePaper(canvas, size, size);
  const full = scale ?? slowLargest(values);
  const drawing = { width: SLOW_SIDE, height: SLOW_SIDE, scale: full, signed };
  drawPicture(context, values, drawing, 0, 0, size, size, theme.ink);
  if (mark !== null) {
    const side = size / SLOW_SIDE;
    context.strokeStyle = theme.text;
    context.lineWidth = 2;
    context.strokeRect((mark % SLOW_SIDE) * side + 1, Math.floor(mark / SLOW_SIDE) * side + 1, side - 2, side - 2);
  }
  return make("figure", { class: strong ? "slow-tile strong" : "slow-tile", style: `width:${size + 2}px` }, canvas,
    caption ? make("figcaption", { class: "quiet", text: caption }) : null);
}

/** Things in a row with signs between them: strings are signs. */
function slowRow(...things) {
  const cells = things.filter((thing) => thing !== null)
    .map((thing) => (typeof thing === "string" ? make("span", { class: "slow-sign", "aria-hidden": "true", text: thing }) : thing));
  return make("div", { class: "slow-row" }, ...cells);
}

/** Equal tiles of 8×8 numbers, each in its own scale, one of them outlined; `choose(i)` where they can be chosen. */
function slowSheet(theme, rows, { label, name, chosen = -1, choose = null, signed = true, size = 44, scale = null }) {
  const cells = rows.map((values, i) => {
    const tile = slowTile(theme, values, { caption: "", label: `${name(i)}`, size, signed, scale });
    return choose ? slowChoice(tile, name(i), i === chosen, () => choose(i)) : make("span", { class: i === chosen ? "slow-cell chosen" : "slow-cell" }, tile);
  });
  return slowGroup(make("div", { class: "slow-sheet", role: "group", "aria-label": label }, ...cells));
}

function slowChoice(content, name, pressed, onclick) {
  return make("button", { type: "button", class: "slow-cell", title: name, "aria-label": name, "aria-pressed": String(pressed), onclick }, content);
}

/** One tab stop for a group of buttons; the arrow keys go through it. */
function slowGroup(group) {
  const buttons = [...group.querySelectorAll("button")];
  const first = Math.max(0, buttons.findIndex((button) => button.getAttribute("aria-pressed") === "true" || button.hasAttribute("aria-current")));
  buttons.forEach((button, i) => (button.tabIndex = i === first ? 0 : -1));
  group.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const place = buttons.indexOf(event.target.closest("button"));
    if (!step || place < 0) return;
    event.preventDefault();
    const next = buttons[Math.min(Math.max(place + step, 0), buttons.length - 1)];
    next.focus();
    next.click();
  });
  return group;
}

/**
 * Signed bars side by side. `ghost`: values drawn as outlines behind. {label, name(i), chosen, choose(i), height, title}.
 */
function slowBars(values, { label, name, title = null, ghost = null, chosen = -1, choose = null, height = 116 }) {
  const all = ghost ? [...values, ...ghost] : [...values];
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const span = high - low || 1;
  const place = (value) => `top:${(100 * (high - Math.max(0, value))) / span}%;height:${(100 * Math.abs(value)) / span}%`;
  const bars = [...values].map((value, i) => {
    const said = `${name(i)}: ${slowText(value)}${ghost && ghost[i] !== value ? ` (before: ${slowText(ghost[i])})` : ""}`;
    const inner = [
      ghost ? make("span", { class: "slow-ghost", style: place(ghost[i]) }) : null,
      make("span", { class: value < 0 ? "slow-bar below" : "slow-bar", style: place(value) }),
    ];
    if (!choose) return make("span", { class: "slow-slot", title: said }, ...inner);
    return make("button", { type: "button", class: "slow-slot", title: said, "aria-label": said, "aria-pressed": String(i === chosen), onclick: () => choose(i) }, ...inner);
  });
  const zero = make("span", { class: "slow-zero", style: `top:${(100 * high) / span}%` });
  const kind = choose ? { role: "group" } : { role: "img" };
  const chart = make("div", { class: "slow-bars", ...kind, "aria-label": label, style: `height:${height}px` }, zero, ...bars);
  const ends = make("span", { class: "quiet slow-ends", "aria-hidden": "true" }, make("span", { text: slowText(high) }), make("span", { text: slowText(low) }));
  return make("div", { class: "slow-chart" }, title ? make("p", { class: "quiet", text: title }) : null,
    make("div", { class: "slow-plot" }, ends, choose ? slowGroup(chart) : chart));
}

/** Rows of [name, value, what it is]; a value may be text. */
function slowNumbers(rows) {
  return make("dl", { class: "slow-numbers" }, ...rows.map(([name, value, about]) => make("div", { title: about },
    make("dt", { class: "quiet", text: name }), make("dd", { text: typeof value === "number" ? slowText(value) : value }))));
}

/** Terms that add up, as one bar in parts: [[name, value], …], before and perhaps after, to one scale. */
function slowStack(rows) {
  const most = Math.max(...rows.map(({ parts }) => slowSum(parts.map(([, value]) => Math.abs(value)))));
  return make("div", { class: "slow-stack" }, ...rows.map(({ name, parts }) => {
    const total = slowSum(parts.map(([, value]) => value));
    const said = `${name}: ${parts.map(([part, value]) => `${part} ${slowText(value)}`).join(" + ")} = ${slowText(total)}`;
    const cells = parts.map(([part, value], i) => make("span", { class: `slow-part part-${i}`, style: `width:${(100 * Math.abs(value)) / most}%`, title: `${part}: ${slowText(value)}` }));
    return make("div", { role: "img", "aria-label": said }, make("span", { class: "quiet", text: `${name}: ` }),
      ...parts.flatMap(([part, value], i) => [i ? " + " : "", make("span", { class: `slow-key part-${i}` }), `${part} ${slowText(value)}`]),
      make("b", { text: ` = ${slowText(total)}` }), make("span", { class: "slow-track" }, ...cells));
  }));
}

/** The whole batch: each example's loss before the step and after it. */
function slowBatch({ before, after, followed }) {
  const most = Math.max(...before, ...after);
  const fell = after.filter((value, i) => value < before[i]).length;
  const share = (value) => `height:${(100 * value) / most}%`;
  const columns = before.map((value, i) => make("span", { class: i === followed ? "slow-pair followed" : "slow-pair", title: `example ${i + 1}: ${slowText(value)} before, ${slowText(after[i])} after` },
    make("span", { class: "slow-before", style: share(value) }), make("span", { class: "slow-after", style: share(after[i]) })));
  const said = `Loss of each of the ${before.length} examples of the batch, before (outline) and after (filled): lower for ${fell}, on average ${slowText(slowMean(before))} → ${slowText(slowMean(after))}.`;
  return make("div", { class: "slow-chart" }, make("p", { class: "quiet", text: said }),
    make("div", { class: "slow-batch", role: "img", "aria-label": said }, ...columns));
}

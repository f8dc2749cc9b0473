// Formulas inside components: a small part of LaTeX as MathML, which browsers set and screen readers read.

const MATH_SPACE = "http://www.w3.org/1998/Math/MathML";
const MATH_TOKEN = /\\[a-zA-Z]+|\\[,;{}]|\d+(?:[.,]\d+)*(?:e[−-]?\d+)?|\s+|[^]/gu;

/** Commands that stand for one sign: letters, and operators. */
const MATH_LETTERS = {
  alpha: "α", beta: "β", delta: "δ", epsilon: "ε", varepsilon: "ε", eta: "η", theta: "θ", lambda: "λ", mu: "μ",
  pi: "π", rho: "ρ", sigma: "σ", phi: "φ", nabla: "∇", partial: "∂", infty: "∞", ell: "ℓ",
};
const MATH_SIGNS = {
  cdot: "·", odot: "⊙", times: "×", sim: "∼", approx: "≈", leftarrow: "←", rightarrow: "→", le: "≤", ge: "≥",
  in: "∈", pm: "±", quad: "\u2003", mid: "|",
};
const MATH_WORDS = new Set(["log", "exp", "max", "min"]);
const MATH_FENCES = { lVert: "‖", rVert: "‖", lvert: "|", rvert: "|" };

function mathNode(name, ...children) {
  const node = document.createElementNS(MATH_SPACE, name);
  node.append(...children);
  return node;
}

/** A formula as a <math> element; unknown commands are an error, so that none is shown by its name. */
function mathOf(latex, block = true) {
  const tokens = latex.match(MATH_TOKEN).filter((token) => token.trim());
  const words = latex.match(/\\text\{[^}]*\}/g) ?? [];
  const reader = { tokens, at: 0, words };
  const math = mathNode("math", mathRow(reader, null));
  if (block) math.setAttribute("display", "block");
  return math;
}

function mathRow(reader, end) {
  const row = mathNode("mrow");
  while (reader.at < reader.tokens.length && reader.tokens[reader.at] !== end) row.append(mathScripted(reader));
  reader.at += 1;
  return row;
}

/** One thing with what is set above and below it. */
function mathScripted(reader) {
  const sum = reader.tokens[reader.at] === "\\sum";
  const base = mathThing(reader);
  const scripts = {};
  while (["^", "_"].includes(reader.tokens[reader.at])) scripts[reader.tokens[reader.at++]] = mathThing(reader);
  const [below, above] = [scripts._, scripts["^"]];
  if (below && above) return mathNode(sum ? "munderover" : "msubsup", base, below, above);
  if (below) return mathNode(sum ? "munder" : "msub", base, below);
  return above ? mathNode(sum ? "mover" : "msup", base, above) : base;
}

function mathThing(reader) {
  const token = reader.tokens[reader.at++];
  if (token === "{") return mathRow(reader, "}");
  if (token.startsWith("\\")) return mathCommand(token.slice(1), reader);
  if (/^\d/.test(token)) return mathNode("mn", token);
  if (/^\p{L}$/u.test(token)) return mathNode("mi", token);
  const operator = mathNode("mo", token === "-" ? "−" : token);
  if ("-−".includes(token) && mathOpens(reader.tokens[reader.at - 2])) operator.setAttribute("form", "prefix");
  if ("()[]|‖".includes(token)) operator.setAttribute("stretchy", "false");
  return operator;
}

/** Whether a minus after this token is a sign, not a difference. */
const mathOpens = (before) => before === undefined || /^[=(,;:{+·]$|^\\(cdot|times|rightarrow|leftarrow|text|quad|;|,)$/.test(before);

function mathCommand(name, reader) {
  if (name in MATH_LETTERS) return mathNode("mi", MATH_LETTERS[name]);
  if (name in MATH_SIGNS) return mathNode("mo", MATH_SIGNS[name]);
  if (name === "sum") return mathNode("mo", "∑");
  if (MATH_WORDS.has(name)) return mathNode("mrow", mathNode("mi", name), mathSpace("0.17em"));
  if (name in MATH_FENCES) return mathFence(MATH_FENCES[name]);
  if (name === "frac") return mathNode("mfrac", mathThing(reader), mathThing(reader));
  if (name === "sqrt") return mathNode("msqrt", mathThing(reader));
  if (name === "hat") return mathAccent(mathThing(reader), "^");
  if (name === "text") return mathText(reader);
  if (name === ",") return mathSpace("0.17em");
  if (name === ";") return mathSpace("0.6em");
  if (name === "{" || name === "}") return mathFence(name);
  throw new Error(`This command is not set here: \\${name}.`);
}

function mathFence(sign) {
  const fence = mathNode("mo", sign);
  fence.setAttribute("stretchy", "false");
  return fence;
}

function mathAccent(base, sign) {
  const over = mathNode("mover", base, mathFence(sign));
  over.setAttribute("accent", "true");
  return over;
}

function mathSpace(width) {
  const space = mathNode("mspace");
  space.setAttribute("width", width);
  return space;
}

/** \text{…}: its words are taken from the whole formula, with their spaces. */
function mathText(reader) {
  while (reader.tokens[reader.at++] !== "}");
  return mathNode("mtext", reader.words.shift().slice(6, -1).replace(/^ | $/g, "\u00a0"));
}

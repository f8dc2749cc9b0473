// Numbers as people read them, and the ticks of an axis.

const MINUS = "\u2212";

/** Four significant digits, thousands grouped, a true minus; tiny and huge values as 1.2 × 10⁻⁵. */
function formatValue(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return scientific(value, 1);
  const digits = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
  const text = Number.isInteger(value) ? groupThousands(size) : groupThousands(size.toFixed(digits));
  return value < 0 ? MINUS + text : text;
}

/** Digits, so many after the point, and a power of ten. */
function scientific(value, decimals) {
  const [digits, power] = Math.abs(value).toExponential(decimals).split("e");
  return `${value < 0 ? MINUS : ""}${digits} × 10${superscript(power)}`;
}

/** An integer, as "-12" or "+3", raised. */
function superscript(power) {
  return [...power.replace("+", "")].map((digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit])).join("");
}

function groupThousands(value) {
  const [whole, part] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
}

/** A tick's label: as short as it can be. */
function formatTick(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return `${formatTick(value / 1e6)}M`;
  if (size >= 1e4) return `${formatTick(value / 1e3)}k`;
  if (size !== 0 && size < 1e-3) return scientific(value, 0).replace("1 × ", "").replace(" × ", "·");
  return String(Number(value.toPrecision(6)))
    .replace("-", MINUS)
    .replace(/\B(?=(\d{3})+$)/g, size >= 1000 ? "," : "");
}

/** Seconds as "42 s", "3 min 20 s", "2 h 5 min". */
function formatDuration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600)
    return `${Math.floor(whole / 60)} min${whole < 600 && whole % 60 ? ` ${whole % 60} s` : ""}`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Round values (1, 2 or 5 times a power of ten) between low and high, about `count` of them. */
function linearTicks(low, high, count) {
  const rough = (high - low) / Math.max(count, 1);
  // Steps below what a float can add would never reach the end.
  if (!(rough > 1e-12 * Math.max(Math.abs(low), Math.abs(high)))) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const unit = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * 0.999);
  const step = unit * power;
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

/** Ticks of a logarithmic axis between low and high (> 0): powers of ten, with 2 and 5 where there is room. */
function logTicks(low, high, count) {
  const decades = Math.log10(high) - Math.log10(low);
  if (decades < 0.7) return linearTicks(low, high, count).filter((value) => value > 0);
  const every = Math.max(1, Math.ceil(decades / count));
  const parts = decades * 3 <= count * 1.6 ? [1, 2, 5] : [1];
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    if (parts.length === 1 && power % every) continue;
    for (const part of parts) {
      const value = Number((part * 10 ** power).toPrecision(3));
      if (value >= low * 0.999 && value <= high * 1.001) ticks.push(value);
    }
  }
  return ticks;
}

/** Index of the entry of rising `values` nearest to `value`; −1 when empty. */
function nearestIndex(values, value) {
  const above = firstAtLeast(values, value);
  if (above === 0) return values.length ? 0 : -1;
  if (above === values.length) return above - 1;
  return values[above] - value < value - values[above - 1] ? above : above - 1;
}

/** Index of the first entry of rising `values` that is ≥ `value` (their number when there is none). */
function firstAtLeast(values, value) {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

// How often features fire, as the state of a bar chart: {title, bars, aside, …} (see bars.js).

const DECADE_PARTS = 4; // bins a factor of ten

/**
 * How often features fire, on a logarithmic axis; those that never did stand aside. `density` are shares of `examples`
 * of a split; of rules that make nothing zero (near > 0) those above `near` count. With placeOf(share): its bar's index.
 */
function densityState(density, { theme, examples, split, near }) {
  const living = density.filter((share) => share > 0);
  const dead = density.length - living.length;
  const low = Math.min(-2, Math.floor(Math.log10(living.reduce((a, b) => Math.min(a, b), 1))));
  const size = -low * DECADE_PARTS;
  const placeOf = (share) => (
    share > 0 ? Math.min(size - 1, Math.floor((Math.log10(share) - low) * DECADE_PARTS + 1e-9)) : -1);
  const counts = new Array(size).fill(0);
  for (const share of living) counts[placeOf(share)] += 1;
  const color = familyColor("sparse", theme);
  const bars = counts.map((value, i) => {
    const [from, to] = [low + i / DECADE_PARTS, low + (i + 1) / DECADE_PARTS];
    const said = `fire on ${percent(10 ** from)} to ${percent(10 ** to)} of examples`;
    return { from, to, value, color, said, text: `${said}: ${plural(value, "feature")}` };
  });
  const among = `${formatValue(examples)} ${split} examples${near ? `, above ${formatValue(near)}` : ""}`;
  return {
    title: dead
      ? `${formatValue(dead)} of ${plural(density.length, "feature")} fired on none of the ${among}`
      : `All ${formatValue(density.length)} features fired on some of the ${among}`,
    bars,
    placeOf,
    aside: {
      label: "never",
      value: dead,
      color: theme.muted,
      text: `never fire: ${plural(dead, "feature")}`,
    },
    xRange: [low, 0],
    xTicks: Array.from({ length: 1 - low }, (_, i) => [low + i, percent(10 ** (low + i))]),
    xLabel: "share of examples on which a feature fires (log)",
    yLabel: "features",
    log: false,
    theme,
  };
}

/** Three digits; never rounded to all when it is not quite all. */
function percent(share) {
  const value = 100 * share;
  return `${value > 99 ? Math.floor(value * 100) / 100 : Number(value.toPrecision(3))} %`;
}

function plural(count, noun) {
  return `${formatValue(count)} ${noun}${count === 1 ? "" : "s"}`;
}

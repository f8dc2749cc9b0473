// What a snapshot's arrays say, as the state of a bar chart: {title, bars, aside, …} (see bars.js).

const INACTIVE_NATS = 0.01;
const DECADE_PARTS = 4; // bins a factor of ten
const ROOM_FOR_DIMENSIONS = 16; // bars as wide as if there were so many: two of them are no walls

/**
 * Values of codes: the zeros aside, on their own scale, since they outnumber all others. Codes that
 * are never exactly zero are counted as zero up to near_zero.
 */
function codesState(tensors, { zeros, near_zero: near = 0 }, { theme, log }) {
  const counts = Array.from(tensors.histogram.data);
  const edges = Array.from(tensors.histogram_edges.data);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const color = familyColor("sparse", theme);
  const bars = counts.map((value, i) => ({
    from: edges[i],
    to: edges[i + 1],
    value,
    color,
    text: `${formatValue(edges[i])} to ${formatValue(edges[i + 1])}: ${formatValue(value)} of ${formatValue(total)}`,
  }));
  const share = percent(zeros);
  return {
    title: `${share} of all code values are ${near ? `near zero (up to ${formatValue(near)})` : "exactly zero"}`,
    bars,
    aside: {
      label: near ? "≈ 0" : "0",
      share: zeros,
      color: theme.muted,
      text: `${near ? `up to ${formatValue(near)}` : "exactly 0"}: ${share} (the outline is all values)`,
    },
    xRange: [edges[0], edges.at(-1)],
    xTicks: linearTicks(edges[0], edges.at(-1), 5).map((x) => [x, formatTick(x)]),
    xLabel: "value of a code that is not zero",
    yLabel: "code values",
    log,
    theme,
  };
}

/** How often features fire, on a logarithmic axis; those that never did stand aside. */
function densityState(tensors, _scalars, { theme, log, examples }) {
  const density = Array.from(tensors.density.data);
  const living = density.filter((share) => share > 0);
  const dead = density.length - living.length;
  const low = Math.min(-2, Math.floor(Math.log10(Math.min(...living, 1))));
  const size = -low * DECADE_PARTS;
  const counts = new Array(size).fill(0);
  for (const share of living) {
    counts[Math.min(size - 1, Math.floor((Math.log10(share) - low) * DECADE_PARTS + 1e-9))] += 1;
  }
  const color = familyColor("sparse", theme);
  const bars = counts.map((value, i) => {
    const [from, to] = [low + i / DECADE_PARTS, low + (i + 1) / DECADE_PARTS];
    const span = `${percent(10 ** from)} to ${percent(10 ** to)} of examples`;
    return { from, to, value, color, text: `fire on ${span}: ${plural(value, "feature")}` };
  });
  const among = examples ? `${formatValue(examples)} probe examples` : "probe examples";
  return {
    title: dead
      ? `${formatValue(dead)} of ${plural(density.length, "feature")} fired on none of the ${among}`
      : `All ${formatValue(density.length)} features fired on some of the ${among}`,
    bars,
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
    log,
    theme,
  };
}

/** KL of each latent dimension, largest first; those under 0.01 nats tell nothing. */
function klState(tensors, _scalars, { theme, log }) {
  const sorted = Array.from(tensors.kl_per_dimension.data, (value, i) => ({ value, i })).sort(
    (a, b) => b.value - a.value,
  );
  const active = sorted.filter(({ value }) => value >= INACTIVE_NATS).length;
  const color = familyColor("variational", theme);
  const bars = sorted.map(({ value, i }, place) => {
    const silent = value < INACTIVE_NATS;
    const text = `${latentName(i)}: ${formatValue(value)} nats${silent ? ", inactive" : ""}`;
    return { from: place, to: place + 1, value, color: silent ? theme.muted : color, faint: silent, text };
  });
  const every = Math.ceil(sorted.length / 20);
  return {
    title: `${active} of ${plural(sorted.length, "latent dimension")} ${active === 1 ? "tells" : "tell"} something`,
    bars,
    aside: null,
    xRange: [0, Math.max(sorted.length, ROOM_FOR_DIMENSIONS)],
    xTicks: sorted.flatMap(({ i }, place) => (place % every ? [] : [[place + 0.5, latentName(i)]])),
    xLabel: "latent dimension, largest first; grey: under 0.01 nats",
    yLabel: "KL in nats",
    log,
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

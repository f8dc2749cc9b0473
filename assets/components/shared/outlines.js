// Histograms of several runs over each other, as outlines in the runs' colours and dashes, on one axis.
//
// A state is {edges, lines: [{name, color, dash, shares (or null), faintBelow}], ticks: [[x, label]], xLabel, yLabel, log,
// least, said(from, to), label, theme}. Below `faintBelow`, an x, a line is drawn faint; logarithmic heights begin at
// `least`, since a share of a count that was parted among bins may be as small as it likes.

const OUTLINES = { left: 46, right: 10, top: 18, bottom: 36, height: 260 };

/** An empty chart in `host`; `onPoint(i or null)` with the bin pointed at. Methods: set(state), destroy(). */
function createOutlines(host, onPoint) {
  const svg = svgElement("svg", { height: OUTLINES.height, width: "100%", tabindex: 0, role: "slider", "aria-valuemin": 0, "aria-valuenow": 0 });
  svg.style.display = "block";
  host.append(svg);
  const chart = { svg, width: 0, state: null, pointed: null, onPoint };
  const stop = watchWidth(host, (width) => {
    chart.width = width;
    drawOutlines(chart);
  });
  svg.onpointermove = (event) => pointAtBin(chart, binAt(chart, event.clientX - svg.getBoundingClientRect().left));
  svg.onpointerleave = svg.onblur = () => pointAtBin(chart, null);
  svg.onkeydown = (event) => {
    const last = (chart.state?.edges.length ?? 2) - 2;
    const places = { ArrowLeft: Math.max(0, (chart.pointed ?? 1) - 1), ArrowRight: Math.min(last, (chart.pointed ?? -1) + 1), Home: 0, End: last };
    if (!(event.key in places)) return;
    event.preventDefault();
    pointAtBin(chart, places[event.key]);
  };
  return {
    set(state) {
      chart.state = state;
      drawOutlines(chart);
    },
    destroy() {
      stop();
      svg.remove();
    },
  };
}

function outlineX({ state: { edges }, width }, x) {
  return OUTLINES.left + ((x - edges[0]) / (edges.at(-1) - edges[0] || 1)) * (width - OUTLINES.left - OUTLINES.right);
}

function binAt(chart, pixel) {
  if (!chart.state) return null;
  const { edges } = chart.state;
  const i = edges.findIndex((_, at) => at + 1 < edges.length && pixel < outlineX(chart, edges[at + 1]));
  return pixel < OUTLINES.left || i < 0 ? null : i;
}

function pointAtBin(chart, i) {
  const { state, svg } = chart;
  chart.pointed = i;
  svg.querySelector(".bin")?.remove();
  chart.onPoint(i);
  if (!state) return;
  svg.setAttribute("aria-valuenow", i ?? 0);
  svg.setAttribute("aria-valuetext", i === null ? state.label : binWords(state, i));
  if (i === null) return;
  const [from, to] = [state.edges[i], state.edges[i + 1]].map((x) => outlineX(chart, x));
  svg.prepend(svgElement("rect", { class: "bin", x: from, y: OUTLINES.top, width: to - from,
    height: OUTLINES.height - OUTLINES.top - OUTLINES.bottom, fill: state.theme.text, opacity: 0.08 }));
}

/** "0.1 to 0.2: A 1.2 %, B 0.8 %". */
function binWords({ edges, lines, said }, i) {
  return `${said(edges[i], edges[i + 1])}: ${lines.filter(({ shares }) => shares).map(({ name, shares }) => `${name} ${percent(shares[i])}`).join(", ")}`;
}

function drawOutlines(chart) {
  const { svg, state, width } = chart;
  if (!state || !width) return;
  const { theme, log, lines } = state;
  const bottom = OUTLINES.height - OUTLINES.bottom;
  const values = lines.flatMap(({ shares }) => shares ?? []).filter((share) => share > 1e-12);
  const most = Math.max(...values, 1e-9);
  const least = Math.max(Math.min(...values, most) * 0.6, state.least);
  const rise = (share) => (log ? Math.log(Math.max(share, least) / least) / Math.log((most * 1.15) / least) : share / (most * 1.06));
  const y = (share) => bottom - rise(share) * (bottom - OUTLINES.top);
  const parts = [];
  const put = (...element) => parts.push(svgElement(...element));
  const words = { fill: theme.muted, "font-size": 11, "font-family": theme.font };
  for (const tick of log ? logTicks(least, most * 1.1, 4) : linearTicks(0, most, 4)) {
    const at = Math.round(y(tick)) + 0.5;
    put("path", { d: `M${OUTLINES.left} ${at}H${width - OUTLINES.right}`, stroke: theme.border, opacity: tick === 0 ? 1 : 0.55 });
    put("text", { ...words, x: OUTLINES.left - 7, y: at, "text-anchor": "end", "dominant-baseline": "central" }, percent(tick));
  }
  for (const line of lines) if (line.shares) parts.push(...outlineOf(chart, line, y, bottom));
  for (const [x, label] of state.ticks) {
    const at = outlineX(chart, x);
    put("path", { d: `M${at} ${bottom}v4`, stroke: theme.border });
    put("text", { ...words, x: Math.min(at, width - 14), y: bottom + 15, "text-anchor": "middle" }, label);
  }
  put("path", { d: `M${OUTLINES.left} ${bottom + 0.5}H${width - OUTLINES.right}`, stroke: theme.border });
  put("text", { ...words, x: width - OUTLINES.right, y: bottom + 31, "text-anchor": "end" }, state.xLabel);
  put("text", { ...words, x: 2, y: 9 }, `${state.yLabel}${log ? " (log)" : ""}`);
  svg.replaceChildren(...parts);
  svg.setAttribute("aria-label", state.label);
  svg.setAttribute("aria-valuemax", state.edges.length - 2);
  pointAtBin(chart, chart.pointed !== null && chart.pointed < state.edges.length - 1 ? chart.pointed : null);
}

/** A run's steps as one path, and as a second, faint one what lies below `faintBelow`. */
function outlineOf(chart, { color, dash, shares, faintBelow }, y, bottom) {
  const { edges } = chart.state;
  const steps = (chosen) => {
    let path = "";
    let down = true;
    shares.forEach((share, i) => {
      const shown = chosen(i) && share > 1e-12;
      const [from, to] = [outlineX(chart, edges[i]), outlineX(chart, edges[i + 1])];
      if (shown) path += `${down ? `M${from} ${bottom}V${y(share)}` : `L${from} ${y(share)}`}H${to}`;
      else if (!down) path += `V${bottom}`;
      down = !shown;
    });
    return down ? path : `${path}V${bottom}`;
  };
  const below = (i) => faintBelow !== null && edges[i + 1] <= faintBelow + 1e-6;
  const style = { fill: "none", stroke: color, "stroke-width": 1.8, "stroke-linejoin": "round", "stroke-dasharray": dash.join(" ") };
  return [[below, 0.35], [(i) => !below(i), 1]].map(([chosen, opacity]) => [steps(chosen), opacity]).filter(([path]) => path)
    .map(([path, opacity]) => svgElement("path", { ...style, d: path, opacity, class: "outline" }));
}

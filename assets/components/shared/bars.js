// A bar chart as SVG, with one bar that may stand aside (exact zeros, dead features): it is not part of the scale.
//
// A state is {bars: [{from, to, value, text, color, faint}], aside: {label, text, value | share, color} or null,
// xRange, xTicks: [[x, label]], xLabel, yLabel, log, label, theme}. `text` is what the bar says when pointed at;
// an aside with `share` (0..1) has a scale of its own, the outline being the whole. Beside these, a state may have
// `before`: [{from, to, value}], drawn as an outline; `mark`: an x with a line; `handle`: an x with a line that is there
// to be dragged; `picked`: the index of a bar of barList that was chosen; `yFormat`: how ticks of the upright axis are
// written.

const BARS = { left: 46, right: 10, top: 18, bottom: 36, aside: 30, gap: 26 };

/** Bars under a title, over what is said of the one pointed at: {root, title, bars}; `options` as of createBars. */
function titledBars(options) {
  const [title, host, readout] = [make("p", { class: "title" }), make("div"), make("span", { class: "quiet bars-readout" })];
  const bars = createBars(host, { height: 210, onPoint: (text) => (readout.textContent = text ?? ""), ...options });
  return { title, bars, root: make("div", { class: "chart" }, title, host, readout) };
}

/**
 * Bars in `host`, `height` px high; `onPoint(text or null)` at every move; `onPick(i)` when a bar of barList is clicked
 * or Enter is pressed on it; `onDrag(x)` while the pointer is pressed. Methods: set(state), destroy().
 */
function createBars(host, { height, onPoint, onPick, onDrag }) {
  const svg = svgElement("svg", { height, width: "100%", tabindex: 0, role: "slider", "aria-valuemin": 0, "aria-valuenow": 0 });
  svg.style.display = "block";
  host.append(svg);
  const chart = { svg, height, width: 0, state: null, pointed: -1, onPoint };
  const stop = watchWidth(host, (width) => {
    chart.width = width;
    drawBars(chart);
  });
  const drag = (event) => chart.dragging && onDrag(valueAt(chart, event));
  svg.onpointermove = (event) => {
    pointAtBar(chart, barAt(chart, event));
    drag(event);
  };
  if (onDrag) {
    svg.style.cursor = "ew-resize";
    svg.style.touchAction = "pan-y";
    svg.onpointerdown = (event) => {
      if (!chart.state) return;
      chart.dragging = true;
      svg.setPointerCapture(event.pointerId);
      drag(event);
    };
    svg.onpointerup = svg.onpointercancel = () => (chart.dragging = false);
  }
  const pick = (i) => i >= 0 && onPick?.(i);
  if (onPick) {
    svg.style.cursor = "pointer";
    svg.onclick = (event) => pick(barAt(chart, event));
  }
  svg.onpointerleave = svg.onblur = () => pointAtBar(chart, -1);
  svg.onkeydown = (event) => {
    const last = barList(chart).length - 1;
    const places = {
      ArrowLeft: Math.max(0, chart.pointed - 1),
      ArrowRight: Math.min(last, chart.pointed + 1),
      Home: 0,
      End: last,
    };
    if (onPick && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      pick(chart.pointed);
    }
    if (!(event.key in places)) return;
    event.preventDefault();
    pointAtBar(chart, places[event.key]);
  };
  return {
    set(state) {
      chart.state = state;
      drawBars(chart);
    },
    destroy() {
      stop();
      svg.remove();
    },
  };
}

function svgElement(tag, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** All bars from left to right, the one aside first. */
function barList({ state }) {
  if (!state) return [];
  return state.aside ? [state.aside, ...state.bars] : state.bars;
}

function barAt(chart, event) {
  const x = event.clientX - chart.svg.getBoundingClientRect().left;
  return barList(chart).findIndex((_, i) => {
    const [from, to] = barSpan(chart, i);
    return x >= from && x < to;
  });
}

/** Left and right of bar `i` of barList, in pixels. */
function barSpan({ state, width }, i) {
  if (state.aside && i === 0) return [BARS.left, BARS.left + BARS.aside];
  const { from, to } = state.bars[state.aside ? i - 1 : i];
  return [pixelAt({ state, width }, from), pixelAt({ state, width }, to)];
}

/** The x under the pointer, held within the axis. */
function valueAt({ svg, state, width }, event) {
  const start = BARS.left + (state.aside ? BARS.aside + BARS.gap : 0);
  const share = (event.clientX - svg.getBoundingClientRect().left - start) / (width - BARS.right - start);
  const [low, high] = state.xRange;
  return low + Math.min(Math.max(share, 0), 1) * (high - low);
}

/** Where x lies on the axis, in pixels. */
function pixelAt({ state, width }, x) {
  const start = BARS.left + (state.aside ? BARS.aside + BARS.gap : 0);
  const [low, high] = state.xRange;
  return start + ((x - low) / (high - low || 1)) * (width - BARS.right - start);
}

function pointAtBar(chart, i) {
  const bars = barList(chart);
  chart.pointed = i;
  chart.svg
    .querySelectorAll(".bar")
    .forEach((bar) => bar.classList.toggle("pointed", Number(bar.dataset.i) === i));
  const text = bars[i]?.text ?? null;
  chart.svg.setAttribute("aria-valuenow", Math.max(0, i));
  chart.svg.setAttribute("aria-valuetext", text ?? chart.state?.label ?? "");
  chart.onPoint(text);
}

function drawBars(chart) {
  const { svg, state, width, height } = chart;
  if (!state || !width) return;
  const { theme, log } = state;
  const bottom = height - BARS.bottom;
  const counted = [...barList(chart), ...(state.before ?? [])].map((bar) => bar.value ?? 0);
  const most = Math.max(...counted, 0) || 1;
  const positive = counted.filter((value) => value > 0);
  const least = log ? Math.min(...positive, most) * 0.6 : 0;
  const share = (value) => {
    if (log) return value > 0 ? Math.log(value / least) / Math.log((most * 1.15) / least) : 0;
    return value / (most * 1.06);
  };
  const y = (value) => bottom - share(value) * (bottom - BARS.top);
  const parts = [];
  const put = (...element) => parts.push(svgElement(...element));
  const words = { fill: theme.muted, "font-size": 11, "font-family": theme.font };
  for (const tick of log ? logTicks(least, most * 1.1, 4) : linearTicks(0, most, 4)) {
    const at = Math.round(y(tick)) + 0.5;
    put("path", {
      d: `M${BARS.left} ${at}H${width - BARS.right}`,
      stroke: theme.border,
      opacity: tick === 0 ? 1 : 0.55,
    });
    put(
      "text",
      { ...words, x: BARS.left - 7, y: at, "text-anchor": "end", "dominant-baseline": "central" },
      (state.yFormat ?? formatTick)(tick),
    );
  }
  barList(chart).forEach((bar, i) => {
    const [from, to] = barSpan(chart, i);
    const tall = bar.share === undefined ? bottom - y(bar.value) : bar.share * (bottom - BARS.top);
    if (bar.share !== undefined) {
      put("rect", {
        x: from + 0.5,
        y: BARS.top + 0.5,
        width: to - from - 1,
        height: bottom - BARS.top,
        fill: "none",
        stroke: theme.border,
      });
    }
    const gap = to - from > 4 ? 1 : 0;
    // A bar that is next to nothing still shows that it is there.
    const high = bar.value > 0 ? Math.max(tall, 1.5) : Math.max(tall, 0);
    const place = { x: from, y: bottom - high, width: Math.max(to - from - gap, 0.5), height: high };
    put("rect", { ...place, fill: bar.color, class: bar.faint ? "bar faint" : "bar", "data-i": i });
    if (i === state.picked) {
      put("rect", { x: from - 1, y: BARS.top, width: to - from + 2, height: bottom - BARS.top, fill: "none", stroke: theme.primary });
    }
  });
  if (state.before?.length) {
    const steps = state.before.map(({ from, to, value }, i) => (
      `${i ? "L" : "M"}${pixelAt(chart, from)} ${y(value)}L${pixelAt(chart, to)} ${y(value)}`));
    put("path", { d: steps.join(""), fill: "none", stroke: theme.text, "stroke-width": 1, "stroke-dasharray": "3 2", class: "before" });
  }
  if (state.handle !== undefined) {
    const at = pixelAt(chart, state.handle);
    put("path", { d: `M${at} ${BARS.top - 6}V${bottom}`, stroke: theme.primary, "stroke-width": 2, class: "handle" });
    put("circle", { cx: at, cy: BARS.top - 4, r: 5, fill: theme.primary });
  }
  if (state.aside) {
    put(
      "text",
      { ...words, x: BARS.left + BARS.aside / 2, y: bottom + 15, "text-anchor": "middle" },
      state.aside.label,
    );
  }
  if (state.mark !== undefined) {
    put("path", { d: `M${pixelAt(chart, state.mark)} ${BARS.top}V${bottom}`, stroke: theme.text, "stroke-dasharray": "4 3" });
  }
  let free = 0; // where the next label may begin
  for (const [x, label] of state.xTicks) {
    const at = pixelAt(chart, x);
    put("path", { d: `M${at} ${bottom}v4`, stroke: theme.border });
    const edge = at > width - 24;
    const wide = 6 * label.length; // about: 11 px type
    const begin = edge ? width - 2 - wide : at - wide / 2;
    if (begin < free) continue;
    free = begin + wide + 4;
    put(
      "text",
      { ...words, x: edge ? width - 2 : at, y: bottom + 15, "text-anchor": edge ? "end" : "middle" },
      label,
    );
  }
  put("path", { d: `M${BARS.left} ${bottom + 0.5}H${width - BARS.right}`, stroke: theme.border });
  put("text", { ...words, x: width - BARS.right, y: bottom + 31, "text-anchor": "end" }, state.xLabel);
  put("text", { ...words, x: 2, y: 9 }, `${state.yLabel}${log ? " (log)" : ""}`);
  svg.replaceChildren(...parts);
  svg.setAttribute("aria-label", state.label);
  const last = barList(chart).length - 1;
  svg.setAttribute("aria-valuemax", Math.max(0, last));
  pointAtBar(chart, Math.min(chart.pointed, last));
}

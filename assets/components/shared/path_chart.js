// A small chart under a strip, on the strip's own axis: lines over the steps of a walk, and a legend with numbers.
//
// A state is {lines: [{name, color, dash, values, at(i): step, near(step): i}], references: [{name, color, dash, value}],
// marks: [{step, text}] of the ends, length, k, placeOf(step): px, width, floor (the low end, or null), digits, reading
// (a sentence), theme}.

const PATH_CHART_HEIGHT = 112;
const PATH_CHART_PAD = { top: 14, bottom: 8 };

class PathChart {
  /** onPlace(px): where it was pressed. */
  constructor(title, onPlace) {
    this.title = title;
    this.canvas = makeCanvas(title, "path-chart");
    this.legend = make("div", { class: "path-legend quiet" });
    this.reading = make("p", { class: "quiet" });
    this.element = make("div", { class: "path-panel" }, make("p", { class: "title", text: title }), this.canvas, this.legend, this.reading);
    this.canvas.onpointerdown = (event) => {
      onPlace(event.offsetX);
      this.canvas.setPointerCapture(event.pointerId);
    };
    this.canvas.onpointermove = (event) => {
      if (this.canvas.hasPointerCapture(event.pointerId)) onPlace(event.offsetX);
    };
  }

  show(state) {
    const { lines, references = [] } = state;
    const values = [...lines.flatMap((line) => line.values), ...references.map(({ value }) => value)];
    this.canvas.hidden = !lines.length;
    if (values.length) this.draw(state, rangeOfPath(values, state.floor));
    this.legend.replaceChildren(...lines.map((line) => legendEntry(line, numberAt(line, state))),
      ...references.map((line) => legendEntry(line, showNumber(line.value, state.digits))));
    this.reading.textContent = state.reading;
    this.canvas.setAttribute("aria-label", `${this.title}. ${lines.map((line) => describedLine(line, state)).join(" ")}`);
  }

  draw({ lines, references = [], marks, k, placeOf, width, theme }, [low, high]) {
    const context = preparePaper(this.canvas, width, PATH_CHART_HEIGHT);
    const bottom = PATH_CHART_HEIGHT - PATH_CHART_PAD.bottom;
    const y = (value) => bottom - ((value - low) / (high - low)) * (bottom - PATH_CHART_PAD.top);
    const trace = (color, weight, dash, points) => {
      context.beginPath();
      context.strokeStyle = color;
      context.lineWidth = weight;
      context.setLineDash(dash);
      for (const point of points) context.lineTo(...point);
      context.stroke();
      context.setLineDash([]);
    };
    context.font = `11px ${theme.font}`;
    context.textBaseline = "bottom";
    for (const tick of linearTicks(low, high, 3)) {
      trace(theme.border, 1, [], [[0, Math.round(y(tick)) + 0.5], [width, Math.round(y(tick)) + 0.5]]);
      context.fillStyle = theme.muted;
      context.fillText(formatTick(tick), 1, y(tick) - 1);
    }
    for (const { step, text } of marks) {
      trace(theme.border, 1, [], [[placeOf(step), PATH_CHART_PAD.top], [placeOf(step), bottom]]);
      context.fillText(text, placeOf(step) - 3, PATH_CHART_PAD.top);
    }
    for (const { value, color, dash } of references) trace(color, 1, dash, [[placeOf(0), y(value)], [placeOf(marks.at(-1).step), y(value)]]);
    trace(theme.muted, 1, [], [[placeOf(k), 0], [placeOf(k), PATH_CHART_HEIGHT]]);
    for (const line of lines) {
      trace(line.color, 2, line.dash, line.values.map((value, i) => [placeOf(line.at(i)), y(value)]));
      const here = Math.min(line.near(k), line.values.length - 1);
      context.beginPath();
      context.arc(placeOf(line.at(here)), y(line.values[here]), 3.5, 0, 2 * Math.PI);
      context.fillStyle = line.color;
      context.fill();
    }
  }
}

function rangeOfPath(values, floor) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  return [floor ?? low - room, high + room];
}

function numberAt({ values, near }, { k, digits }) {
  return showNumber(values[Math.min(near(k), values.length - 1)], digits);
}

function legendEntry({ name, color, dash }, number) {
  const key = make("i", { "aria-hidden": "true" });
  key.style.borderTop = `2px ${dash.length ? (dash[0] < 3 ? "dotted" : "dashed") : "solid"} ${color}`;
  return make("span", {}, key, `${name} `, make("strong", { text: number }));
}

/** In words: where a line is lowest and highest. */
function describedLine({ name, values, at }, { length, digits }) {
  const share = (value) => `${Math.round((100 * at(values.indexOf(value))) / (length - 1))} %`;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${name}: lowest ${showNumber(low, digits)} at ${share(low)} of the way, highest ${showNumber(high, digits)} at ${share(high)}.`;
}

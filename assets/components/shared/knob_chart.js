// A number against a knob, as SVG: lines of runs that differ in it alone, a dot a run, and a mark on the one shown.
//
// lines: [{name, color, dash, levels: [{value, label, mean, error, runs: [{id, value, repeat: "seed 3"}]}]}]

const KNOB_DASHES = { solid: "", dash: "7 4", dot: "2 4", dashdot: "7 3 2 3" };

/** Draws into `svg`; at: {line, run} is marked, onPick(line's place, run's id) is called for a dot. */
function drawKnobChart(svg, { lines, x, y, at, width, theme, onPick }) {
  const levels = lines.flatMap((line) => line.levels);
  const places = knobPlaces(levels, x.log);
  const across = plotScale(places.values, places.log, PLOT_BOX.left + 6, width - PLOT_BOX.right - 6, places.ticks);
  across.label = places.label;
  const ends = levels.flatMap(({ mean, error, runs }) => [mean - (error ?? 0), mean + (error ?? 0), ...runs.map(({ value }) => value)]);
  const up = plotScale(ends, false, PLOT_BOX.height - PLOT_BOX.bottom, PLOT_BOX.top);
  svg.setAttribute("width", width);
  svg.setAttribute("height", PLOT_BOX.height);
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", `${y.title} against ${x.title}, ${lines.length === 1 ? "one line" : `${lines.length} lines`}`);
  const drawn = lines.map((line, place) => knobLine(line, place, { across, up, places, at, theme, y, onPick }));
  svg.replaceChildren(...plotAxes({ x, y }, across, up, width), ...drawn, ...knobMark(lines[at.line], { at, across, up, places, theme }));
}

/** Where levels stand: numbers by size, names side by side. A few values are all ticks. */
function knobPlaces(levels, log) {
  const given = [...new Map(levels.map(({ value, label }) => [JSON.stringify(value), { value, label }])).values()];
  const numeric = given.every(({ value }) => typeof value === "number");
  const places = new Map(given.map(({ value }, i) => [JSON.stringify(value), numeric ? value : i]));
  const labels = new Map(given.map(({ value, label }) => [places.get(JSON.stringify(value)), label]));
  const values = [...labels.keys()];
  const few = !numeric || values.length <= 10;
  return {
    values,
    log: numeric && log && Math.min(...values) > 0,
    of: (value) => places.get(JSON.stringify(value)),
    ticks: few ? [...values].sort((a, b) => a - b) : null,
    label: few ? (tick) => labels.get(tick) : null,
  };
}

function knobLine(line, place, { across, up, places, at, theme, y, onPick }) {
  const color = readableColor(line.color, theme);
  const left = (level) => across.at(places.of(level.value));
  const points = line.levels.map((level) => `${left(level)},${up.at(level.mean)}`).join(" ");
  const parts = [plotShape("polyline", { class: "level", points, stroke: color, "stroke-dasharray": KNOB_DASHES[line.dash] })];
  for (const level of line.levels.filter(({ error }) => error)) {
    const [x, low, high] = [left(level), up.at(level.mean - level.error), up.at(level.mean + level.error)];
    parts.push(plotShape("path", { class: "bar", d: `M${x},${low}V${high}M${x - 4},${low}h8M${x - 4},${high}h8`, stroke: color }));
  }
  for (const level of line.levels) for (const run of level.runs) parts.push(knobDot(line, place, level, run, { x: left(level), top: up.at(run.value), color, at, y, onPick }));
  return plotShape("g", { class: place === at.line ? "line" : "line other" }, ...parts);
}

function knobDot(line, place, level, run, { x, top, color, at, y, onPick }) {
  const shown = run.id === at.run;
  const said = `${line.name}: ${level.label}, ${run.repeat}: ${y.title} ${formatValue(run.value)}${y.unit && ` ${y.unit}`}`;
  const dot = plotShape("g", { class: "mark", role: "button", tabindex: shown ? 0 : -1, "aria-pressed": String(shown), "aria-label": said, "data-run": run.id },
    plotShape("title", {}, said),
    plotShape("path", { d: plotMark(PLOT_MARKS[place % PLOT_MARKS.length], x, top, 5), fill: color }),
    plotShape("circle", { cx: x, cy: top, r: 13, fill: "transparent" }));
  dot.onclick = () => onPick(place, run.id);
  dot.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onPick(place, run.id);
  };
  return dot;
}

/** A ring on the run that is shown, and a line down to its value of the knob. */
function knobMark(line, { at, across, up, places }) {
  const level = line.levels.find(({ runs }) => runs.some(({ id }) => id === at.run));
  const run = level?.runs.find(({ id }) => id === at.run);
  if (!run) return [];
  const [x, top] = [across.at(places.of(level.value)), up.at(run.value)];
  return [
    plotShape("line", { class: "here", x1: x, x2: x, y1: PLOT_BOX.top, y2: PLOT_BOX.height - PLOT_BOX.bottom }),
    plotShape("circle", { class: "ring", cx: x, cy: top, r: PLOT_BOX.dot + 4, "data-run": at.run }),
  ];
}

// Parts of a scatter plot as SVG: scales, axes and marks, whose dots can be focused, pointed at and pressed.

const PLOT_BOX = { height: 340, left: 58, right: 14, top: 26, bottom: 44, dot: 7 };
const PLOT_MARKS = ["circle", "diamond", "square", "triangle", "cross"];
const SVG_SPACE = "http://www.w3.org/2000/svg";

function plotShape(tag, attributes, ...children) {
  const element = document.createElementNS(SVG_SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Where values lie: {at(value) → pixels, ticks, first, last}, with room at both ends; `ticks` where they are known. */
function plotScale(values, log, from, to, known = null) {
  const move = log ? Math.log10 : (v) => v;
  const moved = values.map(move);
  const [low, high] = [Math.min(...moved), Math.max(...moved)];
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  const [first, last] = [low - room, high + room];
  const at = (value) => from + ((move(value) - first) / (last - first)) * (to - from);
  const ticks = known ?? (log ? logTicks(10 ** first, 10 ** last, 6) : linearTicks(first, last, 5));
  return { at, ticks, first, last };
}

function plotMarkIcon(place, theme) {
  const icon = plotShape("svg", { width: 14, height: 14, "aria-hidden": "true" });
  icon.append(plotShape("path", { d: plotMark(PLOT_MARKS[place % PLOT_MARKS.length], 7, 7, 5), fill: theme.text }));
  return icon;
}

/** Grid, ticks and titles; data: {x: {title, unit}, y: {title, unit}}, and a scale for each. */
function plotAxes(data, x, y, width) {
  const parts = [];
  const words = (text, attributes) => parts.push(plotShape("text", { class: "tick", ...attributes }, text));
  for (const tick of y.ticks) {
    parts.push(plotShape("line", { class: "grid", x1: PLOT_BOX.left, x2: width - PLOT_BOX.right, y1: y.at(tick), y2: y.at(tick) }));
    words(formatTick(tick), { x: PLOT_BOX.left - 6, y: y.at(tick) + 4, "text-anchor": "end" });
  }
  for (const tick of x.ticks) words(x.label?.(tick) ?? formatTick(tick), { x: x.at(tick), y: PLOT_BOX.height - PLOT_BOX.bottom + 18, "text-anchor": "middle" });
  words(`${data.x.title}${data.x.unit && `, ${data.x.unit}`}`, { x: width - PLOT_BOX.right, y: PLOT_BOX.height - 6, "text-anchor": "end" });
  words(`${data.y.title}${data.y.unit && `, ${data.y.unit}`}`, { x: 4, y: 12 });
  return parts;
}

/** The outline of a mark of that kind around a point. */
function plotMark(kind, x, y, r) {
  const polygon = (points) => `M${points.map(([a, b]) => `${x + a * r},${y + b * r}`).join("L")}Z`;
  if (kind === "diamond") return polygon([[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]]);
  if (kind === "square") return polygon([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]);
  if (kind === "triangle") return polygon([[0, -1.2], [1.1, 0.9], [-1.1, 0.9]]);
  if (kind === "cross") return polygon([[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]]);
  return `M${x - r},${y}a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 ${-2 * r},0Z`;
}

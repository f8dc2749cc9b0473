// The plane of a two-dimensional code: the prior's circles, one posterior's ellipse, points and arrows in it.

/**
 * {label, mean, std (null: not shown), points: [{at, old}], arrows: [{from, to, kind, name}], reach, size}; kinds are
 * classes of the style sheet: "noise", "fit", "prior", "sum".
 */
function slowPlane({ label, mean, std = null, points = [], arrows = [], reach = 3, centre = [0, 0], size = 250 }) {
  const half = size / 2;
  const x = (value) => half + ((value - centre[0]) / reach) * half;
  const y = (value) => half - ((value - centre[1]) / reach) * half;
  const unit = half / reach;
  const drawn = plotShape("svg", { class: "slow-plane", viewBox: `0 0 ${size} ${size}`, width: size, height: size, role: "img", "aria-label": label });
  drawn.append(plotShape("line", { class: "axis", x1: 0, x2: size, y1: y(0), y2: y(0) }), plotShape("line", { class: "axis", x1: x(0), x2: x(0), y1: 0, y2: size }));
  for (const radius of [1, 2, 3]) drawn.append(plotShape("circle", { class: "prior-ring", cx: x(0), cy: y(0), r: radius * unit }));
  if (std) for (const times of [2, 1]) drawn.append(plotShape("ellipse", { class: `posterior times-${times}`, cx: x(mean[0]), cy: y(mean[1]), rx: times * std[0] * unit, ry: times * std[1] * unit }));
  for (const { from, to, kind } of arrows) drawn.append(slowArrow([x(from[0]), y(from[1])], [x(to[0]), y(to[1])], kind));
  drawn.append(plotShape("path", { class: "mean-mark", d: `M${x(mean[0]) - 5} ${y(mean[1])}h10M${x(mean[0])} ${y(mean[1]) - 5}v10` }));
  for (const { at, old } of points) drawn.append(plotShape("circle", { class: old ? "sample old" : "sample", cx: x(at[0]), cy: y(at[1]), r: old ? 3 : 5 }));
  drawn.append(plotShape("text", { x: size - 4, y: Math.min(size - 5, Math.max(12, y(0) - 5)), "text-anchor": "end" }, "z₁"), plotShape("text", { x: Math.min(size - 16, Math.max(4, x(0) + 5)), y: 13 }, "z₂"));
  return drawn;
}

function slowArrow([x1, y1], [x2, y2], kind) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const group = plotShape("g", { class: `arrow ${kind}` }, plotShape("line", { x1, y1, x2, y2 }));
  if (length > 4) {
    const [u, v] = [(x2 - x1) / length, (y2 - y1) / length];
    const [bx, by] = [x2 - 8 * u, y2 - 8 * v];
    group.append(plotShape("path", { d: `M${x2} ${y2}L${bx - 4 * v} ${by + 4 * u}L${bx + 4 * v} ${by - 4 * u}Z` }));
  }
  return group;
}

/** What the plane's signs mean: [[kind, words], …]. */
function slowLegend(entries) {
  return make("ul", { class: "slow-legend quiet" }, ...entries.map(([kind, words]) => make("li", {}, make("span", { class: `mark ${kind}`, "aria-hidden": "true" }), words)));
}

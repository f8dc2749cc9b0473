// Runs between two costs: a dot a run, the front that none beats, and lines of equal sum. Pointing at a dot shows
// its pictures, a click picks it.
//
// data: {dots: [{run, name, x, y, group, color, chosen}], front: [run], x: {title, unit, log}, y: {title, unit}, sums, ringed}
// Tells Python `picked`: the id of the run that was clicked (a trigger).

const frontiers = new WeakMap();
const CARD = { columns: 6, size: 34 };

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  if (!frontiers.has(parentElement)) frontiers.set(parentElement, newFrontier(parentElement));
  const plot = frontiers.get(parentElement);
  Object.assign(plot, { data, theme: themeOf(parentElement), pick: (run) => setTriggerValue("picked", run) });
  plot.redraw();
  return () => {
    frontiers.delete(parentElement);
    plot.stopWidth();
    plot.redraw.cancel();
    plot.root.remove();
  };
}

function newFrontier(parent) {
  const plot = { data: null, width: 0, faces: new Map() };
  plot.svg = plotShape("svg", {});
  plot.legend = make("p", { class: "quiet legend" });
  plot.card = make("div", { class: "card", role: "status", hidden: true });
  plot.root = make("div", { class: "lab frontier" }, plot.svg, plot.legend, plot.card);
  parent.append(plot.root);
  plot.redraw = oncePerFrame(() => drawFrontier(plot));
  plot.stopWidth = watchWidth(plot.root, (width) => {
    plot.width = width;
    plot.redraw();
  });
  return plot;
}

function drawFrontier(plot) {
  const { data, width, theme, svg } = plot;
  if (!data || !width) return;
  const { dots } = data;
  const x = plotScale(dots.map((dot) => dot.x), data.x.log, PLOT_BOX.left, width - PLOT_BOX.right);
  const y = plotScale(dots.map((dot) => dot.y), false, PLOT_BOX.height - PLOT_BOX.bottom, PLOT_BOX.top);
  svg.setAttribute("width", width);
  svg.setAttribute("height", PLOT_BOX.height);
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", `${data.y.title} against ${data.x.title}, ${dots.length} runs`);
  svg.replaceChildren(...plotAxes(data, x, y, width), ...sumLines(data, x, y), frontLine(data, x, y), ...marksOf(plot, x, y));
  const groups = [...new Set(dots.map(({ group }) => group))];
  plot.legend.replaceChildren(
    ...(groups.length > 1 ? groups : []).map((group, i) => make("span", {}, plotMarkIcon(i, theme), group)),
    make("span", {}, `ringed: ${data.ringed}`), make("span", {}, "line: the front, which no run beats"),
  );
}

/** Lines on which x + y is the same: equal ELBO where those are rate and distortion. */
function sumLines(data, x, y) {
  if (!data.sums) return [];
  const sums = data.dots.map((dot) => dot.x + dot.y);
  const lines = linearTicks(Math.min(...sums) - 1, Math.max(...sums) + 1, 4);
  return lines.flatMap((sum) => {
    const ends = [Math.max(x.first, sum - y.last), Math.min(x.last, sum - y.first)];
    if (ends[0] >= ends[1]) return [];
    const points = ends.map((at) => `${x.at(at)},${y.at(sum - at)}`).join(" ");
    return [plotShape("polyline", { class: "sum", points },
      plotShape("title", {}, `equal ELBO: −${formatValue(sum)} nats`))];
  });
}

function frontLine(data, x, y) {
  const best = data.front.map((run) => data.dots.find((dot) => dot.run === run));
  return plotShape("polyline", { class: "front", points: best.map((dot) => `${x.at(dot.x)},${y.at(dot.y)}`).join(" ") });
}

function marksOf(plot, x, y) {
  const { data, theme } = plot;
  const groups = [...new Set(data.dots.map(({ group }) => group))];
  return data.dots.map((dot) => {
    const [left, top] = [x.at(dot.x), y.at(dot.y)];
    const said = `${dot.name}: ${data.x.title} ${formatValue(dot.x)}, ${data.y.title} ${formatValue(dot.y)}`;
    const mark = plotShape("g", { class: "mark", role: "button", tabindex: 0, "aria-pressed": String(dot.chosen), "aria-label": said, "data-run": dot.run },
      plotShape("path", { d: plotMark(PLOT_MARKS[groups.indexOf(dot.group) % PLOT_MARKS.length], left, top, PLOT_BOX.dot), fill: readableColor(dot.color, theme) }),
      plotShape("circle", { class: "ring", cx: left, cy: top, r: PLOT_BOX.dot + 5, visibility: dot.chosen ? "visible" : "hidden" }),
      plotShape("circle", { cx: left, cy: top, r: 15, fill: "transparent" }));
    const show = () => showCard(plot, dot, said, left, top);
    mark.onpointerenter = show;
    mark.onfocus = show;
    mark.onpointerleave = mark.onblur = () => hideCard(plot);
    mark.onclick = () => plot.pick(dot.run);
    mark.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      plot.pick(dot.run);
    };
    return mark;
  });
}

/** A run's numbers, and its pictures as soon as they are there. */
async function showCard(plot, dot, said, left, top) {
  const { card, faces } = plot;
  plot.shown = dot.run;
  card.replaceChildren(make("strong", { text: dot.name }), make("span", { class: "quiet", text: said.slice(dot.name.length + 2) }));
  card.hidden = false;
  card.style.left = `${Math.min(Math.max(0, left - 120), Math.max(0, plot.width - 250))}px`;
  card.style.top = `${top < PLOT_BOX.height / 2 ? top + 18 : Math.max(0, top - 150)}px`;
  if (!faces.has(dot.run)) faces.set(dot.run, loadFace(dot.run).catch(() => []));
  const rows = await faces.get(dot.run);
  if (plot.shown !== dot.run || card.hidden) return;
  for (const { name, picture } of rows.slice(1)) {
    const count = Math.min(CARD.columns, picture.tiles.count);
    const canvas = makeCanvas(name);
    const paper = preparePaper(canvas, CARD.columns * (CARD.size + 3), CARD.size);
    for (let i = 0; i < count; i += 1) {
      drawTile(paper, picture.sheet, picture.tiles, i, i * (CARD.size + 3), 0, CARD.size, CARD.size, plot.theme.ink);
    }
    card.append(make("span", { class: "quiet", text: name }), canvas);
  }
}

function hideCard(plot) {
  plot.shown = null;
  plot.card.hidden = true;
}

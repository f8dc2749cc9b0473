// One canvas of a map: a method's places of all dots, travelled to, zoomed and handled.

const MOVE_MS = 700;
const MAP_FIT = 1.07; // half the view, where the dots fill −1…1
const MAP_TALLEST = 600;
const NAME_LINE = 15; // pixels from one class's name to the next

class MapView {
  /** map: {test, theme, colors, hidden, group, hovered, selected, pins, own, gathering, hover, select, gather, walkNeighbours}. */
  constructor(map) {
    this.map = map;
    this.dots = null;
    this.draw = oncePerFrame(() => this.paint());
    this.canvas = make("canvas", { class: "map-canvas", tabindex: "0", role: "application", "aria-roledescription": "map" });
    this.title = make("p", { class: "title" });
    this.stage = make("div", { class: "map-stage" }, this.canvas);
    this.reading = make("p", { class: "quiet map-reading" });
    this.root = make("section", { class: "map-view" }, this.title, this.stage, this.reading);
    listenToMap(this);
    this.stopWidth = watchWidth(this.stage, (width) => this.resize(width));
  }

  /** Goes to a method's places; from another method's every dot travels, unless motion is unwelcome. */
  show(method, layout) {
    this.title.textContent = method.title;
    this.reading.textContent = method.reading;
    this.canvas.setAttribute("aria-label", `${method.title} of ${layout.x.length} test codes, coloured by label. Arrow keys go to the `
      + "nearest dot in that direction, n and p through neighbours, g gathers the 50 nearest, plus and minus zoom, 0 resets.");
    if (this.layout === layout) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const travels = this.dots?.x.length === layout.x.length && !still;
    this.journey = travels ? { from: { x: this.dots.x.slice(), y: this.dots.y.slice() }, to: layout, start: performance.now() } : null;
    if (!travels) this.dots = { x: layout.x.slice(), y: layout.y.slice() };
    Object.assign(this, { method, layout, middles: middlesOf(layout, this.map.test.labels, this.map.test.names.length) });
    this.resetView();
  }

  travel() {
    const { from, to, start } = this.journey;
    const share = Math.min((performance.now() - start) / MOVE_MS, 1);
    const eased = share * share * (3 - 2 * share);
    for (const axis of ["x", "y"]) {
      for (let i = 0; i < to.x.length; i += 1) this.dots[axis][i] = from[axis][i] + (to[axis][i] - from[axis][i]) * eased;
    }
    if (share === 1) this.journey = null;
    else this.draw();
  }

  resize(width) {
    this.width = width;
    this.height = Math.min(width, MAP_TALLEST);
    this.resetView();
  }

  resetView() {
    if (!this.width) return;
    this.plane = planeAround(0, 0, MAP_FIT, this.width, this.height);
    this.draw();
  }

  get fit() {
    return Math.min(this.width, this.height) / 2 / MAP_FIT;
  }

  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const { plane, fit } = this;
    const scale = Math.min(Math.max(plane.scale * factor, fit * 0.8), fit * 60);
    this.plane = { left: plane.left + x / plane.scale - x / scale, top: plane.top - y / plane.scale + y / scale, scale };
    this.draw();
  }

  pan(dx, dy) {
    this.plane.left -= dx / this.plane.scale;
    this.plane.top += dy / this.plane.scale;
    this.draw();
  }

  onCanvas(i) {
    return [planeX(this.plane, this.dots.x[i]), planeY(this.plane, this.dots.y[i])];
  }

  /** The visible dot nearest to a place on the canvas, or -1. */
  dotNear({ x, y }, reach = 14) {
    return dotAt(this.plane, this.dots, this.map.test.labels, this.map.hidden, x, y, reach);
  }

  /** The nearest visible dot within 45° of a direction; the one nearest to the middle when none is selected. */
  dotTowards(dx, dy) {
    const { dots, map: { selected, hidden, test } } = this;
    if (selected < 0) return this.dotNear({ x: this.width / 2, y: this.height / 2 }, Infinity);
    let [best, least] = [selected, Infinity];
    for (let i = 0; i < dots.x.length; i += 1) {
      if (hidden.has(test.labels[i])) continue;
      const [x, y] = [dots.x[i] - dots.x[selected], dots.y[i] - dots.y[selected]];
      const [along, square] = [x * dx + y * dy, x * x + y * y];
      if (along > 0 && along * along * 2 >= square && square < least) [least, best] = [square, i];
    }
    return best;
  }

  /** Visible dots within a polygon drawn on the canvas. */
  dotsWithin(polygon) {
    const { labels } = this.map.test;
    return Array.from(this.dots.x.keys()).filter((i) => !this.map.hidden.has(labels[i]) && isWithin(polygon, ...this.onCanvas(i)));
  }

  bringIntoView(index) {
    if (index < 0 || !this.plane || !this.dots) return;
    const [x, y] = this.onCanvas(index);
    if (x < 0 || y < 0 || x > this.width || y > this.height) this.pan(this.width / 2 - x, this.height / 2 - y);
  }

  paint() {
    const { map, dots, plane, width, height } = this;
    if (!dots || !plane || !map.test) return;
    const began = performance.now();
    if (this.journey) this.travel();
    const { theme, test, hidden, group } = map;
    const context = preparePaper(this.canvas, width, height);
    const zoomed = Math.max(plane.scale / this.fit, 1);
    const radius = Math.min(5, (dots.x.length > 2500 ? 1.8 : 2.3) * Math.sqrt(zoomed));
    const whole = (i) => (!group || group.has(i) ? 2 : 1);
    stampDots(context, plane, dots, test.labels, { colors: map.colors, radius },
      (i) => (hidden.has(test.labels[i]) ? 0 : whole(i)));
    if (!this.journey) this.paintNames(context);
    this.paintAxes(context);
    if (!this.journey) this.paintPins(context);
    this.ring(context, map.selected, 8, theme.primary, 2.5);
    this.ring(context, map.hovered, 7, theme.text, 1.5);
    if (this.lasso) this.paintLasso(context);
    noteDrawn(performance.now() - began, dots.x.length);
  }

  paintNames(context) {
    const { theme, test, hidden } = this.map;
    if (test.names.length < 2) return; // one name for all dots says nothing
    Object.assign(context, { font: `600 13px ${theme.font}`, textAlign: "center", textBaseline: "middle", lineJoin: "round" });
    const taken = [];
    this.middles.forEach((middle, label) => {
      if (!middle || hidden.has(label)) return;
      const x = planeX(this.plane, middle.x);
      const half = context.measureText(test.names[label]).width / 2;
      let y = planeY(this.plane, middle.y);
      // Classes with the same middle stand under each other.
      while (taken.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < NAME_LINE)) y += 1;
      taken.push({ x, y, half });
      haloText(context, test.names[label], x, y, theme.text, theme.background);
    });
  }

  paintAxes(context) {
    const { theme } = this.map;
    const { axes } = this.method;
    Object.assign(context, { font: `12px ${theme.font}`, textBaseline: "alphabetic", textAlign: "left" });
    if (!axes) return haloText(context, "axes without meaning", 8, this.height - 8, theme.muted, theme.background);
    if (axes[1]) haloText(context, `↑ ${axes[1]}`, 8, 18, theme.muted, theme.background);
    context.textAlign = "right";
    haloText(context, `${axes[0]} →`, this.width - 8, this.height - 8, theme.muted, theme.background);
  }

  paintPins(context) {
    const { map } = this;
    const { theme, pins } = map;
    Object.assign(context, { font: `700 13px ${theme.font}`, textAlign: "center", textBaseline: "middle" });
    for (const [letter, { z, example }] of Object.entries(pins)) {
      const at = example === null ? this.layout.place?.(z) : { x: this.dots.x[example], y: this.dots.y[example] };
      if (!at) continue; // a place between the examples, and no formula of the map to put it there
      const [x, y] = [planeX(this.plane, at.x), planeY(this.plane, at.y)];
      context.beginPath();
      context.arc(x, y, 10, 0, 2 * Math.PI);
      context.fillStyle = theme.background;
      context.fill();
      Object.assign(context, { lineWidth: 2, strokeStyle: theme.primary, fillStyle: theme.text });
      context.stroke();
      context.fillText(letter, x, y + 0.5);
    }
    const own = map.own && this.layout.place?.(map.own.mean);
    if (own) haloText(context, "◆ yours", planeX(this.plane, own.x), planeY(this.plane, own.y), theme.primary, theme.background);
  }

  paintLasso(context) {
    const { theme } = this.map;
    context.beginPath();
    this.lasso.forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    Object.assign(context, { lineWidth: 1.5, strokeStyle: theme.primary, fillStyle: theme.primary, globalAlpha: 0.1 });
    context.fill();
    context.globalAlpha = 1;
    context.setLineDash([4, 3]);
    context.stroke();
    context.setLineDash([]);
  }

  ring(context, index, radius, color, width) {
    if (index < 0) return;
    const [x, y] = this.onCanvas(index);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.lineWidth = width + 3;
    context.strokeStyle = this.map.theme.background;
    context.stroke();
    context.lineWidth = width;
    context.strokeStyle = color;
    context.stroke();
  }

  destroy() {
    this.stopWidth();
    this.draw.cancel();
    this.root.remove();
  }
}

/** What the interface's benchmark reads: milliseconds of the last draws of a map, and of how many dots. */
function noteDrawn(ms, count) {
  const log = (window.__latentlabMap ??= { ms: [], count: 0 });
  log.count = count;
  log.ms.push(ms);
  if (log.ms.length > 240) log.ms.shift();
}

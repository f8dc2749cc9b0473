// The latent pad: drag a point through latent space and see what the decoder makes of it.
// Everything here runs in the browser; Python hears of the point when it is let go, and of pins.
//
// data: {run, training, kl, compact, point, dims: [a, b] | "plane" | null, pins: {A: {example, z}, …},
//        pair: null or as in pad_pair.js}
// What it spans is chosen in pad_span.js, the moment that it shows in pad_time.js.
// Tells Python: point, pins. Tells the page: pins (shared/pins.js), and the link: dims, pins.

class LatentPad {
  constructor(parent) {
    this.parent = parent;
    this.sent = new Set();
    this.showDots = true;
    this.showPictures = false;
    this.own = null;
    this.unfollow = () => {};
    this.arrivals = 0;
    this.build();
    this.drawGround = oncePerFrame(() => this.paintGround());
    this.drawPoint = promptly(() => this.paintPoint());
    this.decodeMore = oncePerFrame(() => this.fillGround());
    this.stops = [watchWidth(this.square, (width) => this.resize(width)), onTime((moment) => seekOnPad(this, moment)),
      onAnnounced("scrub", () => prepareMoments(this)), onAnnounced("example", (news) => hearExample(this, news)), onPins((news) => this.pins.hear(news)), onOwnInput((news) => this.hearOwn(news)), onReset(() => resetPad(this))];
  }

  build() {
    this.ground = makeCanvas("The latent space", "pad-ground");
    this.marks = make("canvas", {
      class: "pad-marks",
      tabindex: "0",
      role: "application",
      "aria-roledescription": "two-dimensional pad",
    });
    this.square = make("div", { class: "pad-square" }, this.ground, this.marks);
    this.side = new PadSide();
    this.spoken = make("p", { class: "unseen", "aria-live": "polite" });
    this.time = make("p", { class: "quiet pad-time" });
    this.legend = make("p", { class: "quiet pad-legend" });
    this.controls = make("div", { class: "row pad-controls", role: "group", "aria-label": "What the pad shows" });
    this.pins = new PadPins(this);
    this.sliders = make("details", { class: "pad-others", open: true, hidden: true });
    this.side.root.append(this.sliders);
    this.root = make("div", { class: "lab latent-pad" },
      make("div", { class: "pad-body" },
        make("div", { class: "pad-left" }, this.square, this.controls, this.pins.row, this.legend), this.side.root),
      this.time, this.spoken);
    this.parent.append(this.root);
    listenToPad(this);
  }

  arrived(event) {
    this.waiting ||= event.timeStamp;
  }

  /** Coordinate of the point along the pad's x (0) or y (1). */
  at(axis) {
    return placeInFrame(this.frame, this.point)[axis];
  }

  moveTo(x, y) {
    moveInFrame(this.frame, this.point, ...this.bounded(x, y));
    this.moved();
  }

  bounded(...place) {
    return place.map((value, axis) => Math.min(Math.max(value, this.centre[axis] - this.reach), this.centre[axis] + this.reach));
  }

  setDimension(j, value) {
    this.point[j] = value;
    this.moved();
  }

  moved() {
    this.moving = true;
    this.drawPoint();
    syncDimensionSliders(this.sliders, this.point);
  }

  release() {
    const point = Array.from(this.point, (value) => Number(value.toFixed(4)));
    this.sent.add(JSON.stringify(point));
    this.setStateValue("point", point);
    this.say(this.side.text());
  }

  /** For screen readers. */
  say(text) {
    this.spoken.textContent = text;
  }

  goTo(z) {
    this.point.set(z);
    this.moved();
    this.drawGround();
    this.release();
  }

  // --- what others on the page say ------------------------------------------------------------------------

  hearOwn({ run, code }) {
    this.own = run === this.run ? code : null;
    if (this.final) this.drawPoint();
  }

  writeLink() {
    if (this.data.compact || padFollows(this)) return;
    const dims = this.spanned ? "plane" : this.size > 2 ? this.dims.map((j) => j + 1).join(",") : null;
    writeLink({ pins: pinsText(this.pins.placed), dims });
  }

  // --- a run ------------------------------------------------------------------------------------------------

  async update(data, { setStateValue }) {
    this.setStateValue = setStateValue;
    this.data = data;
    this.theme = themeOf(this.parent);
    this.colors = classColors(this.theme);
    this.root.classList.toggle("compact", Boolean(data.compact));
    if (this.run !== data.run.id || this.failed) {
      this.run = data.run.id;
      this.failed = null;
      await loadPad(this, this.run).catch((error) => (this.failed = error));
      showProblem(this.root, this.failed);
      this.root.classList.toggle("failed", Boolean(this.failed));
    }
    if (!this.final) return;
    this.take(data.point);
    this.drawGround();
    this.drawPoint();
  }

  /** A point from Python is taken once, never while dragging, and never as an echo of our own. */
  take(point) {
    const key = JSON.stringify(point ?? null);
    if (key === this.given || this.dragging) return;
    this.given = key;
    if (point?.length === this.size && !this.sent.has(key)) this.point.set(point);
    syncDimensionSliders(this.sliders, this.point);
  }

  goHome() {
    this.point.fill(0);
    moveInFrame(this.frame, this.point, ...this.centre);
    this.goTo(this.point);
  }

  resize(width) {
    this.width = width;
    if (!width || !this.final) return;
    this.plane = planeAround(...this.centre, this.reach, width);
    this.drawGround();
    this.drawPoint();
  }

  // --- drawing ----------------------------------------------------------------------------------------------

  /** A drag has the frame to itself; the grid goes on after it. */
  fillGround() {
    if (!this.showPictures || this.dragging) return;
    fillGrid(this.grid);
    this.drawGround();
  }

  paintGround() {
    if (!this.plane) return;
    paintPadGround(this);
    if (this.sought) noteDelay("__latentlabSeeks", performance.now() - this.sought);
    this.sought = 0;
  }

  paintPoint() {
    if (!this.plane) return;
    const { shown, point } = this;
    const near = shown === this.final && !this.test.probe ? nearestRow(shown.codes, this.size, point) : null;
    paintPadMarks(this, near);
    tellExample(this, near);
    this.side.show(this, shown.stored ? storedPicture(shown, point) : forward(shown.decoder, point), near);
    this.side.sayWhence(shown.stored);
    this.measure();
  }

  /** Event to drawn, for the benchmark: the oldest event of this frame until its picture is on the canvas. */
  measure() {
    if (!this.waiting) return;
    noteDelay("__latentlabPad", performance.now() - this.waiting);
    this.waiting = 0;
  }

  close() {
    this.unfollow();
    for (const stop of this.stops) stop();
    for (const frame of [this.drawGround, this.drawPoint, this.decodeMore]) frame.cancel();
    this.root.remove();
  }
}

export default mounted((parent) => new LatentPad(parent));

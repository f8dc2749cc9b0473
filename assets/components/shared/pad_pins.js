// The pins of a latent pad: set, dragged, gone to; told to the page, the link and Python.

class PadPins {
  /** pad: {run, size, test, final, frame, point, data, row (element), and what its methods below call}. */
  constructor(pad) {
    Object.assign(this, { pad, placed: {}, snaps: false });
    this.row = make("div", { class: "row pad-controls", role: "group", "aria-label": "Pins" });
  }

  /** A pin at the point, or at the test example nearest to it. */
  put(letter) {
    const { pad } = this;
    if (pad.data.compact) return;
    const pin = this.snaps || padFollows(pad) ? pinOnExample(pad.test, nearestRow(pad.final.codes, pad.size, pad.point).index)
      : { z: Array.from(pad.point), example: null };
    this.take({ ...this.placed, [letter]: pin });
    pad.say(`Pin ${letter} is at ${pad.side.placeText()}.`);
  }

  /** A drag in progress: nobody else hears of it yet. */
  move(letter, x, y) {
    const { frame } = this.pad;
    const z = moveInFrame(frame, Float64Array.from(this.placed[letter].z), x, y);
    this.placed = { ...this.placed, [letter]: { z: Array.from(z), example: null } };
    this.pad.drawPoint();
  }

  release() {
    this.take(this.placed);
  }

  goTo(letter) {
    if (this.placed[letter]) this.pad.goTo(this.placed[letter].z);
  }

  /** Pins that this pad has set. The pad beside keeps those of the other that it cannot show. */
  take(pins) {
    const { pad } = this;
    const others = padFollows(pad) && Object.keys(pins).length ? lastAnnounced("pins")?.pins : {};
    this.keep(pins);
    announcePins(pinsRun(pad), { ...others, ...this.placed }, this);
  }

  /** The pins that the link has; the pad beside has them from the other. */
  open(pins) {
    const { pad } = this;
    this.show(pins);
    if (!padFollows(pad)) announcePins(pinsRun(pad), this.placed, this);
    else if (lastAnnounced("pins")) this.hear(lastAnnounced("pins"));
  }

  hear({ run, pins, source }) {
    const { pad } = this;
    if (source === this || !pad.final || run !== pinsRun(pad)) return;
    const here = pinsHere(pad, pins);
    if (pinsText(here) !== pinsText(this.placed)) this.keep(here);
  }

  /** Pins are shown, and told to the link and to Python. */
  keep(pins) {
    this.show(pins);
    if (padFollows(this.pad)) return;
    this.pad.writeLink();
    this.pad.setStateValue("pins", pinsText(pins));
  }

  show(pins) {
    this.placed = pins;
    spanMovedPins(this.pad, pins);
    this.pad.drawPoint();
    this.row.replaceChildren(...pinControls(this));
  }
}

/** The row of pins: put one here, or on the nearest test example; take all away. */
function pinControls(pins) {
  const put = (letter) => make("button", { type: "button", text: letter, "aria-pressed": String(Boolean(pins.placed[letter])),
    "aria-label": `Put pin ${letter} here`, title: `Put pin ${letter} here (key ${letter}; shift+${letter} goes to it)`,
    onclick: () => pins.put(letter) });
  const snap = make("button", { type: "button", text: "On the nearest example", "aria-pressed": String(pins.snaps),
    title: "A pin goes to the test example nearest to the point", onclick: () => {
      pins.snaps = !pins.snaps;
      snap.setAttribute("aria-pressed", String(pins.snaps));
    } });
  const clear = make("button", { type: "button", text: "Remove pins", disabled: Object.keys(pins.placed).length === 0, onclick: () => pins.take({}) });
  return [make("span", { class: "quiet", text: "Pin here:" }), ...PIN_LETTERS.map(put), snap, clear];
}

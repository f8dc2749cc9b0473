// Play and pause along a walk, there and back (a closed one round and round), at a chosen speed.

const STEPS_PER_SECOND = 24;
const CALM_MS = 1000; // where motion is reduced: a picture of the strip at a time
const SPEEDS = [0.25, 0.5, 1, 2];

class Player {
  /** asks: {length(), stops(), closed(), now(), go(k)}; k is a step of the walk, stops those of the strip. */
  constructor(asks) {
    this.asks = asks;
    this.speed = 1;
    this.button = make("button", { type: "button", class: "play", onclick: () => (this.playing ? this.pause() : this.play()) });
    this.select = make("select", { "aria-label": "Speed", onchange: () => (this.speed = Number(this.select.value)) },
      ...SPEEDS.map((speed) => make("option", { value: speed, text: `${speed}×`, selected: speed === 1 })));
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.show();
  }

  get playing() {
    return this.frame !== undefined;
  }

  show() {
    this.button.textContent = this.playing ? "Pause" : "Play";
  }

  play() {
    Object.assign(this, { place: this.asks.now(), direction: this.asks.now() >= this.asks.length() - 1 && !this.asks.closed() ? -1 : 1, before: null });
    this.frame = requestAnimationFrame((time) => this.tick(time));
    this.show();
  }

  pause() {
    cancelAnimationFrame(this.frame);
    this.frame = undefined;
    this.show();
  }

  tick(time) {
    this.before ??= time;
    const passed = time - this.before;
    if (!this.calm.matches) {
      this.before = time;
      this.move((STEPS_PER_SECOND * this.speed * Math.min(passed, 250)) / 1000);
    } else if (passed * this.speed >= CALM_MS) {
      this.before = time;
      this.jump();
    }
    this.frame = requestAnimationFrame((next) => this.tick(next));
  }

  move(steps) {
    const last = this.asks.length() - 1;
    this.place += this.direction * steps;
    if (this.asks.closed()) this.place %= last;
    else if (this.place <= 0 || this.place >= last) {
      this.direction = this.place <= 0 ? 1 : -1;
      this.place = Math.min(Math.max(this.place, 0), last);
    }
    this.asks.go(Math.round(this.place));
  }

  jump() {
    const stops = this.asks.stops();
    const at = nearestIndex(stops, this.asks.now());
    if (!this.asks.closed() && stops[at + this.direction] === undefined) this.direction *= -1;
    this.place = stops[(at + this.direction + stops.length) % stops.length] ?? 0;
    this.asks.go(this.place);
  }
}

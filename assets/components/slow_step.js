// One training step in slow motion: numbered stages with the recorded numbers of a small training.

const SLOW_SECONDS = 6; // a stage, when it plays

const SLOW_MODELS = {
  sparse: { stages: SLOW_SPARSE, unpack: slowSparseMoment },
  variational: { stages: SLOW_VARIATIONAL, unpack: slowVariationalMoment },
};

class SlowStep {
  constructor(parent) {
    this.parent = parent;
    Object.assign(this, { stage: 0, at: 0, choice: null, draws: [], moments: null });
    this.choose = this.choose.bind(this);
    this.drawAgain = this.drawAgain.bind(this);
    this.forgetDraws = this.forgetDraws.bind(this);
    this.when = make("div", { class: "row slow-when", role: "group", "aria-label": "Moment of training" });
    this.list = make("ol", { class: "slow-list" });
    this.list.addEventListener("keydown", (event) => this.walk(event));
    this.panel = make("section", { class: "slow-panel" });
    this.back = make("button", { type: "button", text: "Back", onclick: () => this.go(this.stage - 1) });
    this.next = make("button", { type: "button", class: "slow-next", text: "Next", onclick: () => this.go(this.stage + 1) });
    this.play = make("button", { type: "button", onclick: () => (this.timer ? this.pause() : this.start()) });
    this.place = make("span", { class: "quiet" });
    this.spoken = make("p", { class: "unseen", "aria-live": "polite" });
    this.root = make("div", { class: "lab slow" }, this.when,
      make("div", { class: "slow-body" }, make("nav", { "aria-label": "Stages of the step" }, this.list),
        make("div", { class: "slow-main" }, make("div", { class: "row" }, this.back, this.next, this.play, this.place), this.panel)), this.spoken);
    this.root.hidden = true;
    parent.append(this.root);
  }

  async update({ name, url, stage }) {
    this.theme = themeOf(this.parent);
    this.root.classList.toggle("night", this.theme.dark);
    try {
      if (this.url !== url) {
        const recorded = await fetchFacts(url);
        Object.assign(this, { url, ...SLOW_MODELS[name], moments: recorded.moments });
        this.stage = Math.min(Math.max((stage ?? 1) - 1, 0), this.stages.length - 1);
        this.setMoment(0);
      }
      showProblem(this.parent, null);
    } catch (error) {
      showProblem(this.root, error);
      this.root.hidden = false;
      return;
    }
    this.root.hidden = false;
    this.build();
    this.paint();
  }

  setMoment(at) {
    Object.assign(this, { at, m: this.unpack(this.moments[at]), draws: [] });
    this.choice = this.m.choice ?? null;
  }

  /** The choices of the moment and the list of stages: made once, marked by `paint`. */
  build() {
    if (this.list.childElementCount) return;
    this.when.append(make("span", { class: "quiet", text: "The step" }), ...this.moments.map(({ done }, at) => make("button", {
      type: "button",
      text: done ? `after ${done.toLocaleString("en")} steps` : "first of all",
      onclick: () => {
        this.setMoment(at);
        this.paint();
      },
    })));
    let group = "";
    this.stages.forEach((stage, i) => {
      const begins = stage.group !== group;
      group = stage.group;
      const button = make("button", { type: "button", onclick: () => this.go(i) }, make("span", { class: "slow-number", text: i + 1 }), make("span", { class: "slow-name", text: stage.name }));
      this.list.append(make("li", { "data-group": begins ? group : null }, begins ? make("span", { class: "quiet slow-group", text: group }) : null, button));
    });
    this.buttons = [...this.list.querySelectorAll("button")];
  }

  go(stage, focus = false) {
    if (stage < 0 || stage >= this.stages.length) return;
    this.stage = stage;
    this.paint();
    if (focus) this.buttons[stage].focus();
    this.spoken.textContent = `Stage ${stage + 1} of ${this.stages.length}: ${this.stages[stage].name}. ${this.stages[stage].says(this.m, this)}`;
  }

  walk(event) {
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -this.stage, End: this.stages.length - 1 - this.stage };
    if (!(event.key in steps)) return;
    event.preventDefault();
    this.go(this.stage + steps[event.key], true);
  }

  start() {
    if (this.stage === this.stages.length - 1) this.go(0);
    this.timer = setInterval(() => {
      if (this.stage === this.stages.length - 1) this.pause();
      else this.go(this.stage + 1);
    }, 1000 * SLOW_SECONDS);
    this.paintWalk();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = 0;
    this.paintWalk();
  }

  choose(feature) {
    this.choice = feature;
    this.repaint('[aria-pressed="true"]');
  }

  drawAgain() {
    const epsilon = this.m.epsilon.map(() => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()));
    this.draws.push(this.m.at(epsilon));
    this.repaint(".slow-draw");
  }

  forgetDraws() {
    this.draws = [];
    this.repaint(".slow-draw");
  }

  /** Draws the stage anew and puts the focus back where it was within it. */
  repaint(selector) {
    const focused = this.root.getRootNode().activeElement;
    const held = this.panel.contains(focused);
    const group = held && focused.closest("[role=group]")?.getAttribute("aria-label");
    this.paint();
    if (!held) return;
    const groups = [...this.panel.querySelectorAll("[role=group]")];
    const within = groups.find((one) => group && one.getAttribute("aria-label") === group) ?? this.panel;
    within.querySelector(selector)?.focus();
  }

  paint() {
    const stage = this.stages[this.stage];
    const numbers = stage.numbers?.(this.m, this);
    this.panel.setAttribute("aria-label", `Stage ${this.stage + 1}: ${stage.name}`);
    this.panel.replaceChildren(
      make("p", { class: "slow-title" }, make("span", { class: "slow-number", text: this.stage + 1 }), stage.name),
      make("p", { class: "slow-says", text: stage.says(this.m, this) }),
      make("div", { class: "slow-formula", tabindex: 0, role: "group", "aria-label": "Formula, and the same with this step’s numbers" }, mathOf(stage.formula(this.m, this)), numbers ? mathOf(numbers) : ""),
      make("div", { class: "slow-figure" }, ...stage.draw(this.m, this)),
      make("pre", { class: "slow-code", tabindex: 0, "aria-label": "The line of code" }, make("code", { text: stage.code(this.m, this) })),
    );
    [...this.when.querySelectorAll("button")].forEach((button, i) => button.setAttribute("aria-pressed", String(i === this.at)));
    this.buttons.forEach((button, i) => {
      if (i === this.stage) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      button.tabIndex = i === this.stage ? 0 : -1;
      button.classList.toggle("done", i < this.stage);
    });
    this.paintWalk();
  }

  paintWalk() {
    const last = this.stages.length - 1;
    this.back.disabled = this.stage === 0;
    this.next.disabled = this.stage === last;
    this.play.textContent = this.timer ? "Pause" : "Play";
    this.place.textContent = `${this.stage + 1} of ${last + 1}`;
  }

  close() {
    clearInterval(this.timer);
    this.root.remove();
  }
}

export default mounted((parent) => new SlowStep(parent));

// Reads of a run's snapshots what is to be shown at the scrubbed moment; what is on screen stays until it is there.

class MomentReader {
  /** `load(snapshot, last)` gives a promise of what `show` is then called with; errors are said in `root`. */
  constructor({ root, load, show }) {
    Object.assign(this, { root, load, show, run: null, snapshots: [], asked: null, stop: () => {} });
    this.stopTime = onTime((moment) => {
      this.moment = moment;
      this.seek();
    });
  }

  /** Follows a run ({id, total_steps, live}); again with the same one is no harm. */
  follow(run) {
    const before = this.run;
    this.run = run;
    if (before?.id === run.id && before.live === run.live) return;
    if (before?.id !== run.id) this.snapshots = [];
    this.asked = null;
    this.stop();
    this.stop = watchRun(run.id, {
      onSnapshot: (meta) => {
        this.snapshots = [...this.snapshots.filter(({ step }) => step !== meta.step), meta].sort((a, b) => a.step - b.step);
        // Many arrive at once at the start; one look at the newest is enough.
        clearTimeout(this.settling);
        this.settling = setTimeout(() => this.seek(), 30);
      },
    }, { live: Boolean(run.live) });
  }

  /** Reads again what is shown, because it depends on more than the moment. */
  again() {
    this.asked = null;
    this.seek();
  }

  async seek() {
    const { run, snapshots, moment } = this;
    if (!run || !snapshots.length) return;
    const step = moment ? stepAt(moment, run.id, run.total_steps) : Infinity;
    const snapshot = snapshotAt(snapshots, step ?? Infinity);
    if (this.asked === snapshot) return;
    this.asked = snapshot;
    try {
      const content = await this.load(snapshot, snapshot === snapshots.at(-1));
      // Scrubbing fast, files arrive in any order: only the one asked for last is shown.
      if (this.asked !== snapshot) return;
      showProblem(this.root, null);
      this.show(content);
    } catch (error) {
      this.asked = null;
      showProblem(this.root, error);
    }
  }

  close() {
    clearTimeout(this.settling);
    this.stop();
    this.stopTime();
  }
}

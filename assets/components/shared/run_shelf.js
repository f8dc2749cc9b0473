// Which runs of a library are shown, in what order and in what groups: pure functions of cards.

const SHELF_SORTS = {
  newest: { label: "newest first", of: (run) => run.created, down: true },
  name: { label: "by name", of: (run) => run.name.toLowerCase() },
  fvu: { label: "lowest FVU", of: (run) => run.numbers.fvu },
  elbo: { label: "highest ELBO", of: (run) => run.numbers.elbo, down: true },
  cost: { label: "quickest", of: (run) => run.seconds },
};
const SHELF_GROUPS = {
  none: { label: "no groups", of: () => "" },
  family: { label: "by model", of: (run) => run.model },
  data: { label: "by data", of: (run) => run.data },
  state: { label: "by state", of: (run) => run.state },
  sweep: { label: "by sweep", of: (run) => (run.sweep ? `Sweep ${run.sweep}` : "On their own") },
  tag: { label: "by tag", of: (run) => run.tags[0] ?? "Without a tag" },
};

/** The words of a card in which a search looks. */
function shelfText(run) {
  return [run.name, run.special, run.model, run.data, run.state, ...run.tags].join(" ").toLowerCase();
}

/** Runs that hold every word of `search` and have the wanted family, data, state and tag ("" for any). */
function filterRuns(runs, { search, model, data, state, tag }) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    if (model && run.model !== model) return false;
    if (data && run.data !== data) return false;
    if (state && run.state !== state) return false;
    if (tag && !run.tags.includes(tag)) return false;
    if (!words.length) return true;
    const text = (run.text ??= shelfText(run));
    return words.every((word) => text.includes(word));
  });
}

/** Pinned ones first, then by the named sort; what has no such number comes last. */
function sortRuns(runs, name) {
  const { of, down } = SHELF_SORTS[name];
  const order = (a, b) => {
    if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
    const [x, y] = [of(a), of(b)];
    if (x === y) return 0;
    if (x === null || x === undefined) return 1;
    if (y === null || y === undefined) return -1;
    return x < y === !down ? -1 : 1;
  };
  return [...runs].sort(order);
}

/** [[heading, runs], …] in the order in which headings first occur. */
function groupRuns(runs, name) {
  const groups = new Map();
  for (const run of runs) {
    const heading = SHELF_GROUPS[name].of(run);
    if (!groups.has(heading)) groups.set(heading, []);
    groups.get(heading).push(run);
  }
  return [...groups];
}

/** Values of a property among runs, each once, sorted. */
function valuesAmong(runs, of) {
  return [...new Set(runs.flatMap(of))].filter(Boolean).sort((a, b) => a.localeCompare(b));
}

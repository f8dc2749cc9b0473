// Which runs are one curve: each on its own, or those that differ only in their seed as their mean with a band.
//
// data.settings: [{name, chosen: [id], more: [id]}]; `more` are runs of the setting that were not chosen. A page
// without settings draws each run. A line is {key, name, title, info, runs}: `title` says of how many seeds it is.

const SEED_CHOICES = { chosen: "mean over seeds", mine: "mean, all my seeds", each: "each run" };
const FEW_SEEDS = 5; // of fewer the band is their range, since a deviation of so few says little

/** What may be chosen here; one way only where no run has a repeat. */
function seedChoices({ settings = [] }) {
  if (settings.some(({ more }) => more.length)) return ["chosen", "mine", "each"];
  return settings.some(({ chosen }) => chosen.length > 1) ? ["chosen", "each"] : ["each"];
}

/** How repeats are drawn here: what is preferred where it can be chosen, else the first that can. */
function seedsOf({ data, preferences }) {
  const choices = seedChoices(data);
  return choices.includes(preferences.seeds) ? preferences.seeds : choices[0];
}

/** Descriptions of the runs whose numbers are needed: repeats that were not chosen only where they are drawn. */
function wantedRuns(curves) {
  const mine = seedsOf(curves) === "mine";
  return curves.data.runs.filter(({ extra }) => mine || !extra);
}

/** Everything that may be drawn as one curve. */
function linesOf(curves) {
  const { runs, data } = curves;
  const seeds = seedsOf(curves);
  const single = (run) => ({ key: run.info.id, name: run.info.name, title: run.info.name, info: run.info, runs: [run] });
  if (seeds === "each") return [...runs.values()].map(single);
  return data.settings.flatMap(({ name, chosen, more }) => {
    const members = [...chosen, ...(seeds === "mine" ? more : [])].map((id) => runs.get(id)).filter(Boolean);
    if (members.length < 2) return members.map(single);
    return [{ key: chosen[0], name, title: `${name}, mean of ${members.length} seeds`, info: members[0].info, runs: members }];
  });
}

function shownLines(curves) {
  return linesOf(curves).filter(({ key }) => !curves.off.has(key));
}

function shownRuns(curves) {
  return shownLines(curves).flatMap(({ runs }) => runs);
}

/**
 * Several runs' points {steps, x, y} as one line {x, y, low, high}: at each step that all of them have logged, the mean
 * of their values and of where they stand on the axis (their seconds differ). The band is their range for fewer than
 * five, otherwise the mean ± one standard deviation (with n − 1). A value that is no number breaks the line.
 */
function meanOfSeeds(list) {
  const line = { x: [], y: [], low: [], high: [] };
  const places = list.map(({ steps }) => new Map(steps.map((step, i) => [step, i])));
  for (const step of list[0].steps) {
    const at = places.map((place) => place.get(step));
    if (at.includes(undefined)) continue;
    const values = list.map(({ y }, i) => y[at[i]]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const [low, high] = bandOf(values, mean);
    line.x.push(list.reduce((sum, { x }, i) => sum + x[at[i]], 0) / list.length);
    line.y.push(mean);
    line.low.push(low);
    line.high.push(high);
  }
  return line;
}

function bandOf(values, mean) {
  if (values.length < FEW_SEEDS) return [Math.min(...values), Math.max(...values)];
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  return [mean - deviation, mean + deviation];
}

/** What the bands of these lines are, in a sentence; nothing where there is none. */
function bandWords(lines) {
  const counts = lines.map(({ runs }) => runs.length).filter((count) => count > 1);
  const said = (list) => [...new Set(list)].sort((a, b) => a - b).join(", ").replace(/, (\d+)$/, " or $1");
  const [few, many] = [counts.filter((count) => count < FEW_SEEDS), counts.filter((count) => count >= FEW_SEEDS)];
  const parts = [];
  if (few.length) parts.push(`from the least to the greatest of ${said(few)} seeds`);
  if (many.length) parts.push(`the mean ± one standard deviation of ${said(many)} seeds`);
  return parts.length ? `Band: ${parts.join("; ")}` : "";
}

// One benchmark's results: theirs, ours, the mark, the verdict; a row unfolds how it was measured.
//
// data: {title, command, experiments: [{what, protocol, why, seeds, specification, train, folded, numbers:
// [{what, unit, help, theirs, how, source, mark, ours, spread, values, verdict, beside}]}]}
// Tells Python nothing.

const reproductionTables = new WeakMap();
const RESULT_COLUMNS = ["Number", "Theirs", "Mark", "Ours", "Verdict"];

export default function (component) {
  const { data, parentElement } = component;
  let state = reproductionTables.get(parentElement);
  if (!state) {
    state = { root: make("div", { class: "lab reproductions" }), shown: "" };
    parentElement.append(state.root);
    reproductionTables.set(parentElement, state);
  }
  const text = JSON.stringify(data);
  if (state.shown !== text) state.root.replaceChildren(...resultParts(data));
  state.shown = text;
  return () => {
    reproductionTables.delete(parentElement);
    state.root.remove();
  };
}

/** The table, and beneath it the button that brings what has no mark. */
function resultParts(data) {
  const bodies = data.experiments.map((one) => resultBody(one, data.command));
  const folded = bodies.filter((_, i) => data.experiments[i].folded);
  const header = make("tr", {}, ...RESULT_COLUMNS.map((text) => make("th", { scope: "col", text })));
  const table = make(
    "table",
    {},
    make("caption", { class: "unseen", text: data.title }),
    make("thead", {}, header),
    ...bodies,
  );
  if (!folded.length) return [table];
  const show = make("button", { type: "button", class: "aside", "aria-expanded": "false", onclick: () => {
    const open = folded[0].hidden;
    for (const body of folded) body.hidden = !open;
    show.setAttribute("aria-expanded", String(open));
    show.textContent = asideWords(open, folded.length);
  } });
  show.textContent = asideWords(false, folded.length);
  for (const body of folded) body.hidden = true;
  return [table, show];
}

function asideWords(open, count) {
  return open ? "Hide what has no mark" : `Show ${count} more, which no mark is held against`;
}

/** An experiment: its name, its numbers, and what unfolds. */
function resultBody(experiment, command) {
  const told = ({ theirs, mark, verdict }) => theirs || mark || verdict === "not run yet";
  const rows = experiment.numbers.map((number) => [number, resultRow(number)]);
  const more = rows.filter(([number]) => !told(number)).map(([, row]) => row);
  // Where nothing is held or quoted, its numbers are all there is to see.
  const extra = more.length === rows.length ? [] : more;
  const detail = make("tr", { class: "detail" }, make("td", { colspan: RESULT_COLUMNS.length }));
  const fold = [...extra, detail];
  const button = make("button", { type: "button", class: "unfold", "aria-expanded": "false", onclick: () => {
    const open = detail.hidden;
    if (open && !detail.firstChild.firstChild) detail.firstChild.append(resultDetail(experiment, command));
    for (const row of fold) row.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  } });
  button.textContent = experiment.what;
  for (const row of fold) row.hidden = true;
  const head = make("tr", { class: "name" }, make("th", { scope: "rowgroup", colspan: RESULT_COLUMNS.length }, button));
  return make("tbody", {}, head, ...rows.map(([, row]) => row), detail);
}

function resultRow(number) {
  const cell = (label, text, quiet, unit) =>
    make("td", { "data-label": label, class: text ? null : "none" }, text && unit ? `${text} ${unit}` : text,
      quiet ? make("small", { class: "quiet", text: quiet }) : null);
  const elsewhere = number.beside.map(({ value, of }) => `${value} (${of})`).join(", ");
  const state = number.verdict.replaceAll(" ", "-");
  return make(
    "tr",
    { class: "number" },
    make("th", { scope: "row", title: number.help }, number.what, elsewhere
      ? make("small", { class: "quiet", text: `Elsewhere: ${elsewhere}` }) : null),
    cell("Theirs", number.theirs, number.how, number.unit),
    cell("Mark", number.mark),
    cell("Ours", number.ours, number.spread, number.unit),
    make("td", { "data-label": "Verdict" }, make("span", { class: `verdict ${state}`, text: number.verdict })),
  );
}

/** Protocol, per-seed values, sources, definitions, settings, command. */
function resultDetail(experiment, command) {
  const list = make("dl");
  const tell = (term, ...said) => {
    const told = said.filter(Boolean);
    if (told.length) list.append(make("dt", { text: term }), ...told.map((text) => make("dd", { text })));
  };
  const { numbers } = experiment;
  tell("Protocol", sentence(experiment.protocol));
  tell("Why it differs", experiment.why);
  tell("Source", ...new Set(numbers.filter(({ source }) => source).map(({ source, how }) => `${source} (${how})`)));
  tell("Elsewhere", ...numbers.flatMap(({ what, beside, unit }) =>
    beside.map((one) => `${what}: ${one.value} ${unit} for ${one.of} (${one.source}; ${one.how})`)));
  tell("Seed by seed", ...numbers.filter(({ values }) => values.length > 1)
    .map(({ what, values, unit }) => `${what}: ${values.join(", ")} ${unit}`));
  if (experiment.seeds.length && !numbers.some(({ values }) => values.length > 1)) {
    tell("Seeds", experiment.seeds.join(", "));
  }
  const helps = Map.groupBy(numbers.filter(({ help }) => help), ({ help }) => help);
  tell("What is measured", ...[...helps].map(([help, those]) => `${those.map(({ what }) => what).join(", ")}: ${help}`));
  const detail = make("div", { class: "told" }, list, resultCommand(command));
  if (experiment.specification) {
    const text = JSON.stringify(experiment.specification, null, 1);
    detail.append(
      make("p", { class: "title", text: "The complete specification" }),
      make("pre", { tabindex: "0", role: "region", "aria-label": `Specification of ${experiment.what}`, text }),
      make("a", { href: experiment.train, target: "_self", text: "Open this specification on Train" }),
    );
  }
  return detail;
}

function sentence(text) {
  return text && text[0].toUpperCase() + text.slice(1);
}

/** The command, and a button that takes it along. */
function resultCommand(command) {
  const code = make("code", { text: command });
  const copy = make("button", { type: "button", text: "Copy the command" });
  const said = make("span", { class: "quiet", role: "status" });
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(command);
      said.textContent = "Copied.";
    } catch {
      // Without https a browser gives no access to the clipboard: mark it for the person's own copying.
      const range = document.createRange();
      range.selectNodeContents(code);
      window.getSelection().removeAllRanges();
      window.getSelection().addRange(range);
      said.textContent = "Marked: copy it with your keyboard.";
    }
  };
  return make("div", { class: "command row" }, code, copy, said);
}

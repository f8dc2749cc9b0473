// The library: every run as a card or as a row of a table, searched, sorted and grouped as one types.
//
// data: {version, explore: {family: page}, without: [tools], numbers: {key: {label, unit, help, share}}};
// runs come from /api/library.
// Triggers `wish` with {do, runs: [ids], value}, once for each thing that is asked for.

const instances = new WeakMap();
const AT_ONCE = 60;
const LIKED = "latentlab:library";
const AGAIN = 3000; // ms between two looks while something trains

export default function (component) {
  const { parentElement } = component;
  if (!instances.has(parentElement)) instances.set(parentElement, newShelf(component));
  const shelf = instances.get(parentElement);
  const asked = shelf.component.data.version !== component.data.version || !shelf.runs;
  shelf.component = component;
  shelf.theme = themeOf(parentElement);
  if (asked) fetchRuns(shelf);
  else drawShelf(shelf);
  return () => {
    instances.delete(parentElement);
    clearTimeout(shelf.timer);
    shelf.sight.disconnect();
    shelf.root.remove();
  };
}

function newShelf(component) {
  const root = make("section", { class: "lab library", "aria-label": "Library of runs" });
  component.parentElement.append(root);
  const shelf = {
    root,
    component,
    runs: null,
    chosen: new Set(),
    shown: AT_ONCE,
    faces: new WeakMap(),
    controls: make("div", { class: "controls" }),
    count: make("p", { class: "quiet", role: "status" }),
    picked: make("div", { class: "picked" }),
    asking: make("div", { class: "asking" }),
    list: make("div", { class: "shelf" }),
    view: liked(),
  };
  shelf.sight = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      shelf.sight.unobserve(target);
      shelf.faces.get(target)?.().catch(() => target.setAttribute("aria-label", "The picture could not be loaded"));
    }
  });
  root.append(shelf.controls, shelf.picked, shelf.asking, shelf.count, shelf.list);
  return shelf;
}

function liked() {
  const usual = { search: "", model: "", data: "", state: "", tag: "", sort: "newest", group: "none", table: false };
  try {
    return { ...usual, ...JSON.parse(localStorage.getItem(LIKED)) };
  } catch {
    return usual; // storage is forbidden here
  }
}

function like(shelf, change) {
  Object.assign(shelf.view, change);
  shelf.shown = AT_ONCE;
  try {
    const { sort, group, table } = shelf.view;
    localStorage.setItem(LIKED, JSON.stringify({ sort, group, table }));
  } catch {
    // Storage is forbidden here: the choice lasts as long as the page.
  }
  drawShelf(shelf);
}

async function fetchRuns(shelf) {
  clearTimeout(shelf.timer);
  try {
    const response = await fetch("/api/library");
    if (!response.ok) throw new Error(`The library answered ${response.status}.`);
    const { runs } = await response.json();
    const changed = JSON.stringify(runs) !== shelf.text;
    shelf.text = JSON.stringify(runs);
    shelf.runs = runs;
    showProblem(shelf.root, null);
    if (changed) {
      buildControls(shelf);
      drawShelf(shelf);
    }
  } catch (error) {
    showProblem(shelf.root, error);
  }
  const going = shelf.runs?.some(({ state }) => state === "running" || state === "queued");
  if (going && shelf.root.isConnected) shelf.timer = setTimeout(() => fetchRuns(shelf), AGAIN);
}

function buildControls(shelf) {
  const { runs, view } = shelf;
  const search = make("input", {
    type: "search",
    placeholder: "Search names, settings, tags",
    "aria-label": "Search",
    value: view.search,
    oninput: () => like(shelf, { search: search.value }),
  });
  const among = (key, label, of) => selectBox(shelf, key, label, ["", ...valuesAmong(runs, of)]);
  const table = make("button", { type: "button", text: "Table", "aria-pressed": String(view.table) });
  table.onclick = () => {
    like(shelf, { table: !view.table });
    table.setAttribute("aria-pressed", view.table);
  };
  const focused = shelf.root.getRootNode().activeElement?.type === "search";
  shelf.controls.replaceChildren(
    search,
    among("model", "any model", (run) => run.model),
    among("data", "any data", (run) => run.data),
    among("state", "any state", (run) => run.state),
    among("tag", "any tag", (run) => run.tags),
    selectBox(shelf, "sort", "Sort", Object.keys(SHELF_SORTS), (name) => SHELF_SORTS[name].label),
    selectBox(shelf, "group", "Group", Object.keys(SHELF_GROUPS), (name) => SHELF_GROUPS[name].label),
    table,
  );
  if (focused) search.focus();
}

function selectBox(shelf, key, label, values, text = (value) => value || label) {
  if (!values.includes(shelf.view[key])) shelf.view[key] = values[0];
  const box = make("select", { "aria-label": label });
  box.append(...values.map((value) => make("option", { value, text: text(value) })));
  box.value = shelf.view[key];
  box.hidden = values.length < 2;
  box.onchange = () => like(shelf, { [key]: box.value });
  return box;
}

function drawShelf(shelf) {
  const { runs, view } = shelf;
  if (!runs) return;
  const found = sortRuns(filterRuns(runs, view), view.sort);
  const some = found.slice(0, shelf.shown);
  shelf.sight.disconnect();
  shelf.count.textContent = found.length === runs.length ? `${runs.length} runs` : `${found.length} of ${runs.length} runs`;
  const parts = groupRuns(some, view.group).flatMap(([heading, members]) => [
    heading ? make("h2", { class: "group", text: heading }) : null,
    view.table ? tableOf(shelf, members) : make("ul", {}, ...members.map((run) => cardOf(run, tools(shelf)))),
  ]);
  const left = found.length - some.length;
  const more = make("button", { type: "button", text: `Show ${Math.min(left, AT_ONCE)} more` });
  more.onclick = () => {
    shelf.shown += AT_ONCE;
    drawShelf(shelf);
  };
  shelf.list.replaceChildren(...parts.filter(Boolean), ...(left > 0 ? [more] : []));
  drawPicked(shelf);
}

function tools(shelf) {
  const { data } = shelf.component;
  return {
    theme: shelf.theme,
    known: data.numbers,
    explore: data.explore,
    without: data.without,
    chosen: shelf.chosen,
    level: shelf.view.group === "none" ? 2 : 3,
    seen(canvas, draw) {
      shelf.faces.set(canvas, draw);
      shelf.sight.observe(canvas);
    },
    act: (name, run) => act(shelf, name, run),
    onSelect(run, on) {
      if (on) shelf.chosen.add(run.id);
      else shelf.chosen.delete(run.id);
      drawPicked(shelf);
    },
  };
}

function tableOf(shelf, runs) {
  const { numbers } = shelf.component.data;
  const keys = Object.keys(numbers).filter((key) => runs.some((run) => run.numbers[key] !== undefined));
  const head = (text, name = "") => make("th", { scope: "col", class: name, text });
  const named = ["run", "what is special", "model and data", "objective"].map((text) => head(text));
  const measured = keys.map((key) => head(numbers[key].label, "number"));
  const row = make("tr", {}, make("td"), ...named, ...measured, head("state"), make("td"));
  const body = runs.map((run) => rowOf(run, tools(shelf), keys));
  return make("div", { class: "wide", tabindex: 0 }, make("table", {}, make("thead", {}, row), make("tbody", {}, ...body)));
}

// --- what is asked for ----------------------------------------------------------------------------------

function wish(shelf, name, runs, value = null) {
  shelf.component.setTriggerValue("wish", { do: name, runs: runs.map(({ id }) => id), value });
}

function act(shelf, name, run) {
  if (name === "pin") wish(shelf, "pin", [run], !run.pinned);
  else if (name === "rename") ask(shelf, "New name", run.name, 80, (value) => wish(shelf, "rename", [run], value));
  else if (name === "tag") {
    ask(shelf, `Tags of ${run.name}, with commas`, run.tags.join(", "), 200, (value) => wish(shelf, "tag", [run], value));
  } else wish(shelf, name, [run]);
}

/** A line to write in, above the runs; Enter says it, Escape leaves it. */
function ask(shelf, label, text, length, done) {
  const field = make("input", { type: "text", maxlength: length, "aria-label": label });
  field.value = text;
  const close = () => shelf.asking.replaceChildren();
  const form = make(
    "form",
    {},
    make("span", { class: "quiet", text: label, "aria-hidden": true }),
    field,
    make("button", { type: "submit", text: "Save" }),
    make("button", { type: "button", text: "Cancel", onclick: close }),
  );
  form.onsubmit = (event) => {
    event.preventDefault();
    close();
    done(field.value);
  };
  form.onkeydown = (event) => {
    if (event.key === "Escape") close();
  };
  shelf.asking.replaceChildren(form);
  form.scrollIntoView({ block: "nearest" });
  field.select();
}

/** What can be done with the selected runs together. */
function drawPicked(shelf) {
  const picked = shelf.runs.filter(({ id }) => shelf.chosen.has(id));
  if (!picked.length) return shelf.picked.replaceChildren();
  const compare = make("button", { type: "button", text: "Compare", disabled: picked.length < 2 || picked.length > 8 });
  compare.onclick = () => wish(shelf, "compare", picked);
  const own = picked.filter(({ mine }) => mine);
  const some = own.length === picked.length ? "Delete" : `Delete ${own.length} of your own`;
  const remove = make("button", { type: "button", text: some, disabled: !own.length });
  remove.hidden = shelf.component.data.without.includes("delete");
  remove.onclick = () => wish(shelf, "delete", own);
  const none = make("button", { type: "button", text: "Select none" });
  none.onclick = () => {
    shelf.chosen.clear();
    drawShelf(shelf);
  };
  shelf.picked.replaceChildren(make("span", { text: `${picked.length} selected` }), compare, remove, none);
}

// One run of a library, as a card or as a row: picture, curve, what is special, numbers, state, tools.

const CARD_TILES = 6;
const CARD_NUMBERS = {
  plain: ["reconstruction", "fvu"],
  sparse: ["fvu", "l0", "dead"],
  variational: ["elbo", "kl", "fvu"],
};

/** The run's objective over its training, in its own colour and dash. */
function sparklineOf(run, theme) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "spark");
  svg.setAttribute("viewBox", "0 0 100 24");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const last = run.sparkline.length - 1;
  if (last < 1) return svg;
  const line = document.createElementNS(space, "polyline");
  const points = run.sparkline.map((y, i) => `${((100 * i) / last).toFixed(1)},${(22 - 20 * y).toFixed(1)}`);
  line.setAttribute("points", points.join(" "));
  line.setAttribute("stroke", readableColor(run.color, theme));
  line.setAttribute("stroke-dasharray", (DASHES[run.dash] ?? []).join(" "));
  svg.append(line);
  return svg;
}

/** The run's first reconstructions (or atoms), drawn when the card comes into view; null where it has no pictures, as of text. */
function faceOf(run, theme, seen) {
  if (!run.picture) return null;
  const canvas = makeCanvas(`Pictures rebuilt by ${run.name}`, "face");
  seen(canvas, async () => {
    const { url, sheet } = run.picture;
    const pixels = await loadSheet(url);
    const count = Math.min(CARD_TILES, sheet.count);
    const size = Math.floor(canvas.clientWidth / CARD_TILES);
    const context = preparePaper(canvas, CARD_TILES * size, size);
    for (let i = 0; i < count; i++) {
      drawTile(context, pixels, sheet, i, i * size + 1, 1, size - 2, size - 2, theme.ink);
    }
  });
  return canvas;
}

function shownNumber(value, { share }) {
  return share ? showShare(value) : formatValue(value);
}

/** "ELBO −107.9 · KL 17.5 · FVU 0.252" with units and definitions to read on hover. */
function numbersOf(run, known) {
  const list = make("dl", { class: "numbers" });
  for (const key of CARD_NUMBERS[run.family].filter((key) => run.numbers[key] !== undefined)) {
    const { label, unit, help } = known[key];
    const value = shownNumber(run.numbers[key], known[key]);
    list.append(
      make(
        "div",
        { title: `${help} On ${run.test_set}.` },
        make("dt", { text: label }),
        make("dd", { text: value }, unit ? make("small", { text: ` ${unit}` }) : null),
      ),
    );
  }
  return list;
}

function stateOf(run) {
  const cost = run.seconds ? formatDuration(run.seconds) : "";
  const going = run.state === "running" && run.total ? ` ${Math.floor((100 * run.step) / run.total)} %` : "";
  return [`${run.state}${going}`, cost, run.created.slice(0, 10)].filter(Boolean).join(" · ");
}

/** Tools of a run but those `without`: what `act(name, run)` is called with when pressed. */
function toolsOf(run, act, without) {
  const tool = (name, text, label) =>
    make("button", { type: "button", text, "aria-label": `${label} ${run.name}`, title: label, onclick: () => act(name, run) });
  const every = {
    copy: ["Train a copy", "Put into the form on Train the settings of"],
    pin: run.pinned ? ["Unpin", "Unpin"] : ["Pin", "Pin"],
    tag: ["Tag", "Tag"],
    rename: ["Rename", "Rename"],
    delete: ["Delete", "Delete"],
  };
  const names = Object.keys(every).filter((name) => (run.mine || name === "copy") && !without.includes(name));
  return make("div", { class: "tools" }, ...names.map((name) => tool(name, ...every[name])));
}

function selectOf(run, chosen, onSelect) {
  const box = make("input", { type: "checkbox", "aria-label": `Select ${run.name}` });
  box.checked = chosen.has(run.id);
  box.onchange = () => onSelect(run, box.checked);
  return box;
}

function openOf(run, explore) {
  const page = run.picture || run.state === "finished" ? explore[run.family] : "train";
  return make("a", { href: `/${page}?run=${run.id}`, target: "_self", text: run.name });
}

function tagsOf(run) {
  const marks = run.tags.map((tag) => make("span", { class: "tag", text: tag }));
  return make("span", { class: "tags" }, run.pinned ? make("span", { class: "tag pinned", text: "pinned" }) : null, ...marks);
}

/** `level`: of its heading, under the group's where there is one. */
function cardOf(run, { theme, known, explore, chosen, seen, act, onSelect, level, without }) {
  const head = make(`h${level}`, { class: "name" }, selectOf(run, chosen, onSelect), openOf(run, explore));
  return make(
    "li",
    { class: "card" },
    head,
    make("p", { class: "special", text: run.special }),
    faceOf(run, theme, seen),
    sparklineOf(run, theme),
    numbersOf(run, known),
    make("p", { class: "quiet", text: `${run.model}, ${run.data}` }),
    make("p", { class: "quiet" }, stateOf(run), tagsOf(run)),
    toolsOf(run, act, without),
  );
}

function rowOf(run, { theme, known, explore, chosen, act, onSelect, without }, keys) {
  const cell = (content) => make("td", {}, content);
  const numbers = keys.map((key) => {
    const value = run.numbers[key];
    return make("td", { class: "number", text: value === undefined ? "—" : shownNumber(value, known[key]) });
  });
  return make(
    "tr",
    {},
    cell(selectOf(run, chosen, onSelect)),
    make("th", { scope: "row" }, openOf(run, explore), tagsOf(run)),
    make("td", { class: "special", text: run.special }),
    cell(`${run.model}, ${run.data}`),
    cell(sparklineOf(run, theme)),
    ...numbers,
    make("td", { class: "state", text: stateOf(run) }),
    cell(toolsOf(run, act, without)),
  );
}

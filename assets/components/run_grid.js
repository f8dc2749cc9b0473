// The same test images, rebuilt by each run: one row a run, one column an image.
const gridInstances = new WeakMap();

async function gridMeta(run) {
  const answer = await fetch(`/api/runs/${run}/files/test/meta.json`);
  if (!answer.ok) return null;
  return answer.json();
}

function gridRow(table, label, note, color, dash) {
  const row = table.insertRow();
  const head = document.createElement("th");
  head.scope = "row";
  if (color) {
    const key = document.createElement("span");
    key.className = "key";
    key.style.borderTopColor = color;
    key.style.borderTopStyle = { solid: "solid", dash: "dashed", dot: "dotted", dashdot: "dashed" }[dash] || "solid";
    head.append(key);
  }
  const name = document.createElement("span");
  name.textContent = label;
  head.append(name);
  if (note) {
    const small = document.createElement("small");
    small.textContent = note;
    head.append(small);
  }
  row.append(head);
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", note ? `${label}: ${note}` : label);
  row.insertCell().append(canvas);
  return { row, canvas };
}

function gridDraw(canvas, sheet, description, columns, size, ink) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = columns * (size + 4) * ratio;
  canvas.height = size * ratio;
  canvas.style.width = `${columns * (size + 4)}px`;
  canvas.style.height = `${size}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const count = Math.min(columns, description.count);
  for (let i = 0; i < count; i += 1) drawTile(context, sheet, description, i, i * (size + 4), 0, size, size, ink);
}

async function gridRender(root, data, token, current) {
  const theme = themeOf(root);
  const ink = theme.ink;
  const size = 44;
  const table = document.createElement("table");
  const caption = document.createElement("caption");
  caption.className = "unseen";
  caption.textContent = "Test images and their reconstruction by each run";
  table.append(caption);
  const metas = await Promise.all(data.runs.map((run) => gridMeta(run.id)));
  if (!current(token)) return;
  const first = metas.findIndex(Boolean);
  if (first >= 0) {
    const { row, canvas } = gridRow(table, "Input", "test images", null, null);
    row.className = "inputs";
    const description = metas[first].sheets.thumbnails;
    const sheet = await loadSheet(`/api/runs/${data.runs[first].id}/files/test/${description.file}`);
    gridDraw(canvas, sheet, description, data.columns, size, ink);
  }
  for (let i = 0; i < data.runs.length; i += 1) {
    const run = data.runs[i];
    const meta = metas[i];
    const { canvas } = gridRow(table, run.name, meta ? run.note : "no pictures yet", run.color, run.dash);
    if (!meta) continue;
    const description = meta.sheets.reconstructions;
    const sheet = await loadSheet(`/api/runs/${run.id}/files/test/${description.file}`);
    gridDraw(canvas, sheet, description, data.columns, size, ink);
  }
  if (!current(token)) return;
  const host = root.querySelector(".grid");
  host.replaceChildren(table);
  host.dataset.ready = "1";
}

export default function (component) {
  const { data, parentElement } = component;
  const state = gridInstances.get(parentElement) || { token: 0 };
  gridInstances.set(parentElement, state);
  let host = parentElement.querySelector(".grid");
  if (!host) {
    host = document.createElement("div");
    host.className = "lab grid";
    host.tabIndex = 0;
    host.setAttribute("role", "region");
    host.setAttribute("aria-label", "The same test images through each run");
    parentElement.append(host);
  }
  state.token += 1;
  gridRender(parentElement, data, state.token, (token) => state.token === token);
  return () => gridInstances.delete(parentElement);
}

// A sheet of pictures as ink on the page's own colour; it fills the width it is given.
// data: {url, sheet, alt, count and columns (else the sheet's), tiles: which ones, in order (else the first)}
const sheetInstances = new WeakMap();

async function drawDataSheet(state) {
  const { data, canvas, root } = state;
  const theme = themeOf(root);
  const sheet = await loadSheet(data.url);
  const count = Math.min(data.tiles?.length ?? data.count ?? data.sheet.count, data.sheet.count);
  const columns = data.columns ?? data.sheet.columns;
  const gap = data.sheet.signed ? 6 : 2; // squares of neighbours must not run together
  const width = Math.min(state.host.clientWidth || 320, columns * 52);
  const size = Math.max(8, Math.floor(width / columns) - gap);
  const ratio = window.devicePixelRatio || 1;
  const rows = Math.ceil(count / columns);
  canvas.width = columns * (size + gap) * ratio;
  canvas.height = rows * (size + gap) * ratio;
  canvas.style.width = `${columns * (size + gap)}px`;
  canvas.style.height = `${rows * (size + gap)}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  for (let i = 0; i < count; i += 1) {
    const x = (i % columns) * (size + gap);
    const y = Math.floor(i / columns) * (size + gap);
    drawTile(context, sheet, data.sheet, data.tiles?.[i] ?? i, x, y, size, size, theme.ink);
  }
  canvas.dataset.ready = "1";
}

export default function (component) {
  const { data, parentElement } = component;
  let state = sheetInstances.get(parentElement);
  if (!state) {
    const host = document.createElement("div");
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    host.append(canvas);
    parentElement.append(host);
    state = { host, canvas, root: parentElement };
    state.observer = new ResizeObserver(() => drawDataSheet(state));
    state.observer.observe(host);
    sheetInstances.set(parentElement, state);
  }
  state.data = data;
  state.canvas.setAttribute("aria-label", data.alt);
  drawDataSheet(state);
  return () => {
    state.observer.disconnect();
    sheetInstances.delete(parentElement);
  };
}

// The numbers of a run while it trains: where it is, how long still, and its terms right now.
const statusInstances = new WeakMap();
const STATE_WORDS = {
  queued: "Waiting", running: "Training", paused: "Paused", stopped: "Stopped",
  finished: "Finished", failed: "Failed", interrupted: "Interrupted",
};

function statusCell(list, label, title) {
  const cell = document.createElement("div");
  const term = document.createElement("dt");
  const value = document.createElement("dd");
  term.textContent = label;
  if (title) cell.title = title;
  cell.append(term, value);
  list.append(cell);
  return (text, unit = "") => {
    const small = document.createElement("small");
    small.textContent = unit;
    value.replaceChildren(text, small);
  };
}

function buildStatus(host, data) {
  const list = document.createElement("dl");
  list.className = "status";
  const set = {
    state: statusCell(list, "State", "What the training process does now"),
    epoch: statusCell(list, "Epoch", "Passes over the training data so far"),
    eta: statusCell(list, "Time left", "At the speed so far"),
    speed: statusCell(list, "Speed", "Training examples a second, logging and snapshots included"),
  };
  const terms = data.terms.map((term) => [term, statusCell(list, term.label, term.help)]);
  const bar = document.createElement("div");
  bar.className = "bar";
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-label", `Progress of ${data.run.name}`);
  const fill = document.createElement("i");
  bar.append(fill);
  const message = document.createElement("p");
  message.className = "message";
  message.setAttribute("role", "status");
  host.replaceChildren(list, bar, message);
  return { set, terms, bar, fill, message, rows: [] };
}

function showStatus(view, data, status) {
  const { set, bar, fill, message } = view;
  set.state(STATE_WORDS[status.state] ?? status.state);
  const epochs = status.epochs ?? data.run.epochs;
  set.epoch((Math.floor(status.epoch * 10) / 10).toFixed(1), epochs ? `of ${formatValue(epochs)}` : "");
  set.eta(status.state === "running" && status.eta !== null ? formatDuration(status.eta) : "–");
  const share = status.total ? Math.min(1, status.step / status.total) : 0;
  fill.style.width = `${100 * share}%`;
  bar.setAttribute("aria-valuenow", String(Math.round(100 * share)));
  const where = status.device ? `on ${status.device === "cpu" ? "the CPU" : status.device}` : "";
  const threads = status.threads && status.device === "cpu" ? `, ${status.threads} thread${status.threads > 1 ? "s" : ""}` : "";
  const waking = status.state === "running" && status.step === 0 && status.device?.startsWith("cuda");
  if (status.note) message.textContent = status.note;
  else if (waking) message.textContent = "The GPU is waking up.";
  else if (status.state === "queued") message.textContent = "Waiting for a free core.";
  else if (status.state === "running") message.textContent = `Training ${where}${threads}.`;
  else message.textContent = "";
}

function showRows(view, data, rows, feed) {
  view.rows.push(...rows);
  const last = view.rows.at(-1);
  for (const [term, set] of view.terms) {
    const value = last.train[term.key];
    if (value !== undefined) set(formatValue(value), term.unit);
  }
  const from = view.rows[Math.max(0, view.rows.length - 40)];
  const seconds = (feed.seconds.get(last.step) ?? NaN) - (feed.seconds.get(from.step) ?? NaN);
  if (seconds > 0) view.set.speed(formatValue(Math.round(((last.step - from.step) * data.run.batch) / seconds)), "/s");
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let state = statusInstances.get(parentElement);
  if (!state) {
    const host = document.createElement("div");
    parentElement.append(host);
    state = { host, run: null, close: () => {} };
    statusInstances.set(parentElement, state);
  }
  state.trigger = setTriggerValue;
  if (state.run !== data.run.id || state.live !== data.run.live) {
    state.close();
    Object.assign(state, { run: data.run.id, live: data.run.live });
    const view = buildStatus(state.host, data);
    let began = null;
    state.close = watchRun(data.run.id, {
      onRows: (rows, feed) => showRows(view, data, rows, feed),
      onStatus: (status) => {
        showStatus(view, data, status);
        // One rerun when a waiting run begins, so that its buttons fit; none while it trains.
        if (began === "queued" && status.state === "running") state.trigger("began", data.run.id);
        began = status.state;
      },
      onEnd: () => data.run.live && state.trigger("ended", data.run.id),
      onTrouble: (text) => { view.message.textContent = text ?? ""; },
    }, { live: data.run.live });
  }
  return () => {
    state.close();
    statusInstances.delete(parentElement);
  };
}

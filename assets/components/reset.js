// Three ways back: the view as it was, the same start once more, another seed.
//
// data: {seed: the next one, trains: whether this run may be trained again now, view: what the first button undoes}
// Triggers `again` with the seed to train with, or "same". The view is reset in the browser alone.

const resets = new WeakMap();

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  if (!resets.has(parentElement)) {
    const root = make("div", { class: "row", role: "group", "aria-label": "Start over" });
    parentElement.append(make("div", { class: "lab" }, root));
    resets.set(parentElement, root);
  }
  const button = (text, title, onclick) => make("button", { type: "button", text, title, onclick });
  const again = (value) => () => setTriggerValue("again", value);
  const buttons = [button("Reset the view", data.view, tellReset)];
  if (data.trains) {
    buttons.push(
      button("Same start again", "Trains the same settings with the same seed: the same start, batches and noise", again("same")),
      button("New seed", `Trains the same settings with seed ${data.seed}: what changes is chance`, again(data.seed)),
    );
  }
  const root = resets.get(parentElement);
  const shown = JSON.stringify(data);
  if (root.dataset.shown !== shown) root.replaceChildren(...buttons);
  root.dataset.shown = shown;
  return () => {
    resets.get(parentElement)?.parentElement.remove();
    resets.delete(parentElement);
  };
}

// The features of a code as tiles: what each adds, how much of it there is, a switch and a slider.

const TILE_SIDE = 64;
const SLIDER_STEPS = 200;

/** {element, list(features), show(state)}; `set(feature, value)` is called for every change a person makes. */
function codeTiles(dictionary, set) {
  const element = make("div", { class: `ce-tiles ${dictionary.kind === "text" ? "words" : ""}`, role: "group", "aria-label": "Features of the code" });
  let tiles = [];

  const build = (feature, most) => {
    const canvas = make("canvas", { "aria-hidden": "true" });
    const atom = atomOf(dictionary, feature);
    const face = dictionary.kind === "text"
      ? make("span", { class: "ce-words", text: wordsOfAtom(atom, dictionary.reading.vocabulary, 5).join(" · ") }) : canvas;
    const toggle = make("button", { type: "button", class: "ce-switch", "aria-label": `Feature ${feature} in the reconstruction` }, face);
    const slider = make("input", { type: "range", min: 0, max: SLIDER_STEPS, step: 1, "aria-label": `Value of feature ${feature}` });
    const value = make("output", { class: "quiet" });
    const name = make("p", { text: `feature ${feature}` });
    const tile = make("div", { class: "ce-tile" }, toggle, name, slider, value);
    return { feature, atom, most, canvas, toggle, slider, value, name, tile };
  };

  /** Which features have tiles, in order: [[feature, the slider's largest value]]. */
  const list = (features) => {
    tiles = features.map(([feature, most]) => build(feature, most));
    for (const one of tiles) {
      one.toggle.onclick = () => set(one.feature, one.now > 0 ? 0 : one.encoded || one.most / 2);
      one.slider.oninput = () => set(one.feature, (Number(one.slider.value) / SLIDER_STEPS) * one.most);
    }
    element.replaceChildren(...tiles.map(({ tile }) => tile));
  };

  /** Draws the tiles of a code; `chosen` is the page's feature. All contributions are on one scale. */
  const show = ({ code, encoded, chosen, dark }) => {
    const reach = tiles.map(({ atom, feature }) => {
      const size = atom.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      return size * Math.max(encoded[feature], 1e-9);
    });
    const largest = Math.max(...reach, 1e-9);
    for (const one of tiles) {
      const { feature, atom } = one;
      [one.now, one.encoded] = [code[feature], encoded[feature]];
      if (dictionary.kind !== "text") {
        const shown = one.now > 0 ? one.now : one.encoded;
        drawAtom(one.canvas, atom.map((value) => value * shown), dictionary.shape, TILE_SIDE, dark, largest);
      }
      one.tile.classList.toggle("off", !(one.now > 0));
      one.tile.classList.toggle("chosen", feature === chosen);
      one.tile.classList.toggle("changed", Math.abs(one.now - one.encoded) > 1e-6);
      one.toggle.setAttribute("aria-pressed", String(one.now > 0));
      const place = Math.round((one.now / one.most) * SLIDER_STEPS);
      if (Number(one.slider.value) !== place) one.slider.value = place;
      const text = tileText(one);
      one.slider.setAttribute("aria-valuetext", text);
      one.value.textContent = text;
    }
  };
  return { element, list, show };
}

function tileText({ now, encoded }) {
  if (!(now > 0)) return encoded > 0 ? `off (was ${formatValue(encoded)})` : "off";
  if (Math.abs(now - encoded) < 1e-6) return formatValue(now);
  return encoded > 0 ? `${formatValue(now)} = × ${(now / encoded).toFixed(2)}` : `${formatValue(now)}, added`;
}

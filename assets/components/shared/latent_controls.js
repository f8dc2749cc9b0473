// Choosing two of many latent dimensions for a pad, and sliders for the rest.

/** A select of dimensions, most telling first; onChoice(dimension). */
function dimensionSelect({ order, kl }, chosen, word, onChoice) {
  const select = make("select", { "aria-label": `Dimension ${word}` }, ...order.map((j) => {
    const note = kl ? ` · ${showNumber(kl[j])} nats` : "";
    return make("option", { value: j, text: `${latentName(j)} ${word}${note}`, selected: j === chosen });
  }));
  select.onchange = () => onChoice(Number(select.value));
  return select;
}

/**
 * Contents of a <details> with a slider for every dimension of `rest`, inactive ones apart.
 * onMove(dimension, value, event) while sliding, onRelease() after.
 */
function dimensionSliders(rest, { kl, rank }, onMove, onRelease) {
  const idle = kl ? rest.filter((j) => kl[j] < IDLE_NATS) : [];
  const slider = (j) => {
    const limit = kl ? 3 : Math.ceil(3 * Math.sqrt(rank[j])) || 1;
    const input = make("input", { type: "range", min: -limit, max: limit, step: limit / 60, "data-dimension": j, "aria-label": latentName(j) });
    const value = make("output", { class: "quiet" });
    input.oninput = (event) => {
      value.textContent = showNumber(Number(input.value));
      onMove(j, Number(input.value), event);
    };
    input.onchange = onRelease;
    return make("label", { class: "pad-slider" }, make("span", { text: latentName(j) }), input, value);
  };
  const parts = [
    make("summary", { text: `The other ${rest.length === 1 ? "dimension" : `${rest.length} dimensions`}` }),
    make("div", { class: "pad-sliders" }, ...rest.filter((j) => !idle.includes(j)).map(slider)),
  ];
  if (idle.length) {
    const them = idle.length === 1 ? "it" : "them";
    parts.push(make("p", { class: "quiet", text: `${idle.length} inactive (KL < ${IDLE_NATS} nats): the picture hardly depends on ${them}` }),
      make("div", { class: "pad-sliders" }, ...idle.map(slider)));
  }
  return parts;
}

/** Puts sliders where the point is. */
function syncDimensionSliders(root, point) {
  for (const input of root.querySelectorAll("input[data-dimension]")) {
    const value = point[Number(input.dataset.dimension)];
    input.value = value;
    input.parentElement.querySelector("output").textContent = showNumber(value);
  }
}

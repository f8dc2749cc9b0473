// Controls of the latent pad: what it spans, what is drawn, and a slider for each dimension.

/** Buttons and choices under the pad. pad: see latent_pad.js. */
function padControls(pad) {
  const toggle = (text, key, title) => {
    const button = make("button", { type: "button", text, title, "aria-pressed": String(pad[key]) });
    button.onclick = () => {
      pad[key] = !pad[key];
      button.setAttribute("aria-pressed", String(pad[key]));
      pad.drawGround();
      pad.drawPoint();
    };
    return button;
  };
  const dots = (split) => toggle(`${split} codes`, "showDots", `Mean codes of ${split.toLowerCase()} examples, coloured by label`);
  const parts = [dots(pad.test.probe ? "Validation" : "Test")];
  if (pad.drawsPictures) parts.push(toggle("Manifold", "showPictures", "20 × 20 means decoded in the browser"));
  parts.push(make("button", { type: "button", text: "Centre", onclick: () => pad.goHome() }));
  if (pad.size > 2) {
    const plane = make("button", { type: "button", text: "Plane through A, B, C", "aria-pressed": String(Boolean(pad.spanned)),
      title: "The plane through the three pins; where one is missing a test example takes its place",
      onclick: () => spanPad(pad, !pad.spanned) });
    if (!pad.spanned) parts.push(...["across", "up"].map((word, axis) => dimensionSelect(pad, axis, word)));
    parts.push(plane);
  }
  return parts;
}

/** A select of dimensions, most telling first. */
function dimensionSelect(pad, axis, word) {
  const { order, kl, dims } = pad;
  const select = make("select", { "aria-label": `Dimension ${word}` }, ...order.map((j) => {
    const note = kl ? ` · ${showNumber(kl[j])} nats` : "";
    return make("option", { value: j, text: `${latentName(j)} ${word}${note}`, selected: j === dims[axis] });
  }));
  select.onchange = () => {
    const chosen = Number(select.value);
    const next = [...dims];
    if (chosen === next[1 - axis]) next[1 - axis] = next[axis];
    next[axis] = chosen;
    choosePadDims(pad, next);
  };
  return select;
}

/** Sliders of every dimension, most telling first, inactive ones folded away. */
function dimensionSliders(pad) {
  const { kl, rank, order } = pad;
  const idle = kl ? order.filter((j) => kl[j] < IDLE_NATS) : [];
  const slider = (j) => {
    const limit = kl ? 3 : Math.ceil(3 * Math.sqrt(rank[j])) || 1;
    const input = make("input", { type: "range", min: -limit, max: limit, step: limit / 60, "data-dimension": j, "aria-label": latentName(j) });
    const value = make("output", { class: "quiet" });
    input.oninput = (event) => {
      pad.arrived(event);
      pad.setDimension(j, Number(input.value));
    };
    input.onchange = () => {
      pad.release();
      pad.drawGround();
    };
    return make("label", { class: "pad-slider", title: kl ? `KL ${showNumber(kl[j])} nats` : `variance ${showNumber(rank[j])}` },
      make("span", { text: latentName(j) }), input, value);
  };
  const sliders = (some) => make("div", { class: "pad-sliders" }, ...some.map(slider));
  const by = kl ? "by KL" : "by variance";
  const parts = [make("summary", { text: `All ${order.length} dimensions, ${by}` }), sliders(order.filter((j) => !idle.includes(j)))];
  if (idle.length) {
    const them = idle.length === 1 ? "it" : "them";
    parts.push(make("details", {}, make("summary", {
      text: `${idle.length} inactive (KL < ${IDLE_NATS} nats): the decoder hardly listens to ${them}` }), sliders(idle)));
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

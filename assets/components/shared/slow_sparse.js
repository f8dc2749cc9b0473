// The stages of one step of an L1 sparse autoencoder with atoms of length 1.

const SLOW_FEATURE = (i) => `feature ${i + 1}`;

/** A recorded step, unpacked. */
function slowSparseMoment(step) {
  const rows = { data: slowRows(step.data), encoders: slowRows(step.W_enc), atoms: slowRows(step.W_dec) };
  const gradients = { encoders: slowRows(step.gradient.W_enc), atoms: slowRows(step.gradient.W_dec) };
  const centred = step.inputs.map((value, d) => value - step.b_dec[d]);
  const on = step.z.map((value, i) => [value, i]).filter(([value]) => value > 0).sort((a, b) => b[0] - a[0]).map(([, i]) => i);
  const shown = (y) => y.map((value, d) => value * step.scale + step.centre[d]);
  const residual = step.inputs.map((value, d) => value - step.y[d]);
  const own = (name, when) => step[name][when][step.example];
  const whole = (when) => step.reconstruction[when].map((value, i) => value + step.sparsity[when][i]);
  return { ...step, rows, gradients, centred, on, shown, residual, own, whole, choice: step.feature };
}

const SLOW_SPARSE = [
  {
    name: "The input",
    group: "Forward",
    says: (m) => `A digit ${m.digit} of 8 × 8 pixels, one of a batch of ${m.batch}. The model sees it with the training mean taken away, divided by one number, ${slowText(m.scale)}: blue is below the mean, vermilion above.`,
    formula: () => "x = \\frac{\\text{pixels} - \\text{mean}}{s}",
    code: () => "x = (pixels - mean) / scale",
    draw: (m, ui) => [
      slowRow(slowTile(ui.theme, m.rows.data[m.example], { caption: "pixels", signed: false, scale: 1, size: 132 }), "→",
        slowTile(ui.theme, m.inputs, { caption: "x, in the model’s units", size: 132 })),
      make("p", { class: "quiet", text: `The batch: all ${m.batch} take part in the step. The outlined one is followed.` }),
      slowSheet(ui.theme, m.rows.data, { label: "The batch", name: (i) => `example ${i + 1}${i === m.example ? ", followed" : ""}`, chosen: m.example, signed: false, scale: 1, size: 36 }),
    ],
  },
  {
    name: "Ask every feature",
    group: "Forward",
    says: (m, ui) => `Each of the ${m.z.length} features compares x with a picture of its own, pixel by pixel, and adds the products: its pre-activation π. Choose a feature by its bar.`,
    formula: () => "\\pi_i = \\sum_{d=1}^{64} (x_d - b_d)\\, W_{d i} + b_i",
    numbers: (m, ui) => `\\pi_{${ui.choice + 1}} = ${slowTex(slowDot(m.centred, m.rows.encoders[ui.choice]))} ${slowAdded(m.b_enc[ui.choice])} = ${slowTex(m.pi[ui.choice])}`,
    code: () => "pi = (x - self.b_dec) @ self.W_enc + self.b_enc",
    draw: (m, ui) => {
      const encoder = m.rows.encoders[ui.choice];
      const products = m.centred.map((value, d) => value * encoder[d]);
      return [
        slowBars(m.pi, { label: "Pre-activations of all features", title: "π of every feature", name: SLOW_FEATURE, chosen: ui.choice, choose: ui.choose }),
        slowRow(slowTile(ui.theme, m.centred, { caption: "x − b" }), "×", slowTile(ui.theme, encoder, { caption: `looked for by feature ${ui.choice + 1}` }), "=",
          slowTile(ui.theme, products, { caption: `products: they add up to ${slowText(slowSum(products))}` })),
      ];
    },
  },
  {
    name: "Silence the negative",
    group: "Forward",
    says: (m) => `ReLU keeps what is positive and makes the rest exactly 0. ${m.on.length} of ${m.z.length} features are on: that is the code of this digit. Over the batch it is ${slowText(m.l0)} on average (L0).`,
    formula: () => "z_i = \\max(0, \\pi_i)",
    numbers: (m, ui) => `z_{${ui.choice + 1}} = \\max(0,\\, ${slowTex(m.pi[ui.choice])}) = ${slowTex(m.z[ui.choice])}`,
    code: () => "z = pi.relu()",
    draw: (m, ui) => [
      slowBars(m.z, { label: "The code", title: "z filled, π as outlines", name: SLOW_FEATURE, ghost: m.pi, chosen: ui.choice, choose: ui.choose, height: 150 }),
      slowNumbers([["on", `${m.on.length} of ${m.z.length}`, "features with z > 0 on this example"], ["L0 of the batch", m.l0, "mean number of features on"], ["Σ z", slowSum(m.z), "what λ is charged on"]]),
    ],
  },
  {
    name: "Add up the atoms",
    group: "Forward",
    says: (m) => "Each feature that is on adds its atom, z times. The sum, with the offset b that all digits share, is the reconstruction x̂.",
    formula: () => "\\hat{x} = b + \\sum_i z_i\\, d_i",
    numbers: (m) => `\\hat{x} = b ${m.on.slice(0, 3).map((i) => `+ ${slowTex(m.z[i])}\\, d_{${i + 1}}`).join(" ")}${m.on.length > 3 ? " + …" : ""}`,
    code: () => "x_hat = z @ self.W_dec + self.b_dec",
    draw: (m, ui) => {
      const scale = slowLargest(m.inputs);
      const top = m.on.slice(0, 4);
      const rest = m.inputs.map((_, d) => slowSum(m.on.slice(4).map((i) => m.z[i] * m.rows.atoms[i][d])));
      const added = top.flatMap((i) => ["+", slowTile(ui.theme, m.rows.atoms[i].map((value) => value * m.z[i]), { caption: `${slowText(m.z[i])} d${slowSub(i)}`, scale, size: 76 })]);
      return [
        slowRow(slowTile(ui.theme, m.b_dec, { caption: "b", scale, size: 76 }), ...added,
          ...(m.on.length > 4 ? ["+", slowTile(ui.theme, rest, { caption: `${m.on.length - 4} more`, scale, size: 76 })] : [])),
        slowRow("=", slowTile(ui.theme, m.y, { caption: "x̂", scale, size: 116, strong: true }), "should be", slowTile(ui.theme, m.inputs, { caption: "x", scale, size: 116 })),
      ];
    },
  },
  {
    name: "The loss",
    group: "Loss",
    says: (m) => `Two prices: the squared error, summed over 64 pixels, and λ = ${slowText(m.weight)} for each unit of code. The batch’s mean is what the step will lower.`,
    formula: () => "L = \\sum_d (x_d - \\hat{x}_d)^2 + \\lambda \\sum_i z_i \\lVert d_i \\rVert, \\quad \\lVert d_i \\rVert = 1",
    numbers: (m) => `L = ${slowTex(m.own("reconstruction", "before"))} + ${slowTex(m.weight)} \\cdot ${slowTex(slowSum(m.z))} = ${slowTex(m.whole("before")[m.example])}`,
    code: () => "objective = ((x - x_hat) ** 2).sum(1).mean() + weight * z.sum(1).mean()",
    draw: (m, ui) => {
      const scale = slowLargest(m.inputs);
      const names = ["error", "sparsity"];
      const terms = (reconstruction, sparsity) => [[names[0], reconstruction], [names[1], sparsity]];
      return [
        slowRow(slowTile(ui.theme, m.inputs, { caption: "x", scale }), "−", slowTile(ui.theme, m.y, { caption: "x̂", scale }), "=", slowTile(ui.theme, m.residual, { caption: "what is missing", scale, strong: true })),
        slowStack([{ name: "This digit", parts: terms(m.own("reconstruction", "before"), m.own("sparsity", "before")) },
          { name: `Mean of ${m.batch}`, parts: terms(slowMean(m.reconstruction.before), slowMean(m.sparsity.before)) }]),
      ];
    },
  },
  {
    name: "Back to the output",
    group: "Backward",
    says: (m) => `How would the loss change if a pixel of x̂ were brighter? Blue: it would fall, so the pixel should rise. It is the error, upside down, divided by the batch’s ${m.batch}.`,
    formula: () => "\\frac{\\partial L}{\\partial \\hat{x}} = \\frac{2}{B} (\\hat{x} - x)",
    numbers: (m) => `\\text{its length over the batch: } ${slowTex(m.gradient.norms.y)}`,
    code: () => "objective.backward()   # from here on, PyTorch goes backwards",
    draw: (m, ui) => [
      slowRow(slowTile(ui.theme, m.residual, { caption: "x − x̂, what is missing" }), `× −2/${m.batch} =`, slowTile(ui.theme, m.gradient.y, { caption: "gradient of the output", strong: true })),
    ],
  },
  {
    name: "Back to the code",
    group: "Backward",
    says: (m, ui) => `Each feature hears two voices: its atom compared with the output’s gradient, and the price λ that pushes every code down by the same ${slowText(m.weight / m.batch)}. Through a ReLU that is off, nothing comes back: that is how a feature can die.`,
    formula: () => "\\frac{\\partial L}{\\partial \\pi_i} = d_i \\cdot \\frac{\\partial L}{\\partial \\hat{x}} + \\frac{\\lambda}{B} \\text{ where } \\pi_i > 0 \\text{, else } 0",
    numbers: (m, ui) => {
      const fit = slowDot(m.rows.atoms[ui.choice], m.gradient.y);
      return m.pi[ui.choice] > 0
        ? `\\text{feature ${ui.choice + 1}: } ${slowTex(fit)} ${slowAdded(m.weight / m.batch)} = ${slowTex(m.gradient.pi[ui.choice])}`
        : `\\text{feature ${ui.choice + 1} is off: } 0`;
    },
    code: () => "# dL/dpi = (dL/dx_hat @ W_dec.T + weight / B) * (pi > 0)",
    draw: (m, ui) => {
      const before = m.rows.atoms.map((atom) => slowDot(atom, m.gradient.y) + m.weight / m.batch);
      return [
        slowBars(m.gradient.pi, { label: "Gradient of the pre-activations", title: "gradient of π, filled; outlines: what ReLU holds back", name: SLOW_FEATURE, ghost: before, chosen: ui.choice, choose: ui.choose, height: 150 }),
        slowNumbers([["on, and told", m.gradient.pi.filter((value) => value !== 0).length, "features that this example teaches"], ["off, and not", m.gradient.pi.filter((value) => value === 0).length, "features that this example cannot reach"]]),
      ];
    },
  },
  {
    name: "Back to the weights",
    group: "Backward",
    says: (m) => `Every example of the batch adds its share. Each of the ${m.z.length} pictures says which way a feature’s atom should not go: the step is against it. An empty tile: no example switched that feature on.`,
    formula: () => "\\frac{\\partial L}{\\partial d_i} = \\sum_{n=1}^{B} z_{n i}\\, \\frac{\\partial L}{\\partial \\hat{x}_n}",
    numbers: (m) => `\\text{lengths: atoms } ${slowTex(m.gradient.norms.W_dec)}\\text{, encoder } ${slowTex(m.gradient.norms.W_enc)}\\text{, offsets } ${slowTex(m.gradient.norms.b_dec)} \\text{ and } ${slowTex(m.gradient.norms.b_enc)}`,
    code: () => "self.W_dec.grad, self.W_enc.grad   # one picture a feature in each",
    draw: (m, ui) => ["atoms", "encoders"].flatMap((which) => [
      make("p", { class: "quiet", text: which === "atoms" ? "Gradients of the atoms, to one scale" : "Gradients of the encoder’s pictures, to one scale" }),
      slowSheet(ui.theme, m.gradients[which], { label: `Gradients of the ${which}`, name: (i) => `${SLOW_FEATURE(i)}, length ${slowText(Math.sqrt(slowDot(m.gradients[which][i], m.gradients[which][i])))}`, chosen: ui.choice, choose: ui.choose, size: 38, scale: Math.max(...m.gradients[which].map(slowLargest)) }),
    ]),
  },
  {
    name: "Only turn the atom",
    group: "Update",
    says: (m) => `A longer atom would let the code be smaller, and cheaper, without being sparser. So the part of the gradient along the atom itself is taken away: what is left can turn atom ${m.feature + 1}, not stretch it.`,
    formula: () => "g \\leftarrow g - (g \\cdot d)\\, d",
    numbers: (m) => `g \\cdot d = ${slowTex(m.projection.along)}, \\quad \\lVert g \\rVert : ${slowTex(Math.sqrt(slowDot(m.projection.gradient, m.projection.gradient)))} \\rightarrow ${slowTex(Math.sqrt(slowDot(m.projection.kept, m.projection.kept)))}`,
    code: () => "self.W_dec.grad -= (self.W_dec.grad * self.W_dec).sum(1, keepdim=True) * self.W_dec",
    draw: (m, ui) => {
      const { gradient, along, kept } = m.projection;
      const scale = slowLargest(gradient);
      return [slowRow(slowTile(ui.theme, gradient, { caption: `gradient of atom ${m.feature + 1}`, scale }), "−", slowTile(ui.theme, m.atom.map((value) => value * along), { caption: `${slowText(along)} × the atom`, scale }), "=",
        slowTile(ui.theme, kept, { caption: "what is left", scale, strong: true })),
      slowNumbers([["left · atom", 0 + Number(slowDot(kept, m.atom).toFixed(6)), "0: what is left is at right angles to the atom"]])];
    },
  },
  slowAdamStage((m) => `pixel ${slowPixel(m.adam.pixel)} of atom ${m.feature + 1}`, (m, ui) => [
    slowTile(ui.theme, m.projection.kept, { caption: "its gradient, in the atom’s", mark: m.adam.pixel }),
    slowTile(ui.theme, m.atom, { caption: `its weight, in atom ${m.feature + 1}`, mark: m.adam.pixel }),
  ]),
  {
    name: "Back to length 1",
    group: "Update",
    says: () => "Adam scales each pixel by itself and remembers earlier steps, so it does not turn an atom exactly: lengths have drifted off 1. Each atom is divided by its length, so that codes keep their meaning.",
    formula: () => "d_i \\leftarrow \\frac{d_i}{\\lVert d_i \\rVert}",
    numbers: (m) => `\\lVert d_{${m.feature + 1}} \\rVert : ${m.lengths[m.feature].toFixed(6)} \\rightarrow ${m.lengths_after[m.feature].toFixed(6)}`,
    code: () => "self.W_dec /= self.W_dec.norm(dim=1, keepdim=True)",
    draw: (m) => [
      slowBars(m.lengths.map((length) => length - 1), { label: "Lengths of the atoms after Adam’s step, less 1", title: "length of each atom after Adam’s step, less 1", name: SLOW_FEATURE, chosen: m.feature, height: 130 }),
      slowNumbers([["longest", Math.max(...m.lengths).toFixed(6), "before the division"], ["shortest", Math.min(...m.lengths).toFixed(6), "before the division"], ["all, after it", "1.000000", "to within rounding"]]),
    ],
  },
  {
    name: "The same digit again",
    group: "Afterwards",
    says: (m) => {
      const [before, after] = [m.whole("before")[m.example], m.whole("after")[m.example]];
      return `Weights have moved, and the loss of this digit fell from ${slowText(before)} to ${slowText(after)}. That was one step; training is thousands of them.`;
    },
    formula: () => "L(\\text{new weights}) - L(\\text{old weights})",
    numbers: (m) => `${slowTex(m.whole("after")[m.example])} - ${slowTex(m.whole("before")[m.example])} = ${slowTex(m.whole("after")[m.example] - m.whole("before")[m.example])}`,
    code: () => "losses = model.losses(x)   # the same batch, the new weights",
    draw: (m, ui) => {
      const scale = slowLargest(m.inputs);
      const change = m.after.y.map((value, d) => value - m.y[d]);
      const parts = (when) => [["error", m.own("reconstruction", when)], ["sparsity", m.own("sparsity", when)]];
      return [
        slowRow(slowTile(ui.theme, m.inputs, { caption: "x", scale, size: 84 }), slowTile(ui.theme, m.y, { caption: "x̂ before", scale, size: 84 }), "+", slowTile(ui.theme, change, { caption: `change, enlarged ${slowText(scale / slowLargest(change))} ×`, size: 84, strong: true }), "=", slowTile(ui.theme, m.after.y, { caption: "x̂ after", scale, size: 84 })),
        slowStack([{ name: "Before", parts: parts("before") }, { name: "After", parts: parts("after") }]),
        slowBatch({ before: m.whole("before"), after: m.whole("after"), followed: m.example }),
      ];
    },
  },
];

const slowSub = (i) => [...String(i + 1)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("");

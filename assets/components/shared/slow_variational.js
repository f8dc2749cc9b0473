// The stages of one step of a VAE with two latents and Bernoulli pixels.

/** −log p(x|z) of each pixel from its logit, stably. */
const slowSurprise = (x, logits) => logits.map((a, d) => Math.max(a, 0) - a * x[d] + Math.log1p(Math.exp(-Math.abs(a))));

/** A recorded step, unpacked; `at(ε)` decodes another draw of the noise. */
function slowVariationalMoment(step) {
  const rows = { data: slowRows(step.data), grey: slowRows(step.grey), first: slowRows(step.gradient.first), last: slowRows(step.gradient.last) };
  const tensors = Object.fromEntries(Object.entries(step.weights).map(([name, value]) => [name, slowTensor(value)]));
  const layers = ["relu", "none"].map((activation, i) => ({ weight: `${i}.weight`, bias: `${i}.bias`, activation }));
  const decoder = buildNetwork({ layers }, tensors);
  const x = rows.data[step.example];
  const std = step.log_variance.map((value) => Math.exp(value / 2));
  const at = (epsilon) => {
    const z = step.mean.map((value, j) => value + std[j] * epsilon[j]);
    const logits = [...forward(decoder, Float32Array.from(z))];
    return { epsilon, z, y: logits, probability: logits.map(sigmoid), distortion: slowSum(slowSurprise(x, logits)) };
  };
  const own = (name, when) => step[name][when][step.example];
  const whole = (when) => step.reconstruction[when].map((value, i) => value + step.beta * step.kl[when][i]);
  const kept = { epsilon: step.epsilon, z: step.z, y: step.y, probability: step.y.map(sigmoid), distortion: own("reconstruction", "before") };
  return { ...step, rows, x, std, at, kept, own, whole };
}

const SLOW_LATENT = (j) => `z${slowSub(j)}`;
const slowVector = (values) => `(${values.map(slowTex).join(",\\; ")})`;

function slowDrawButton(ui) {
  return make("div", { class: "row" }, make("button", { type: "button", class: "slow-draw", text: "Draw ε again", onclick: ui.drawAgain }),
    ui.draws.length ? make("button", { type: "button", text: "The step’s own ε", onclick: ui.forgetDraws }) : null,
    make("span", { class: "quiet", text: ui.draws.length ? `Draw ${ui.draws.length}: computed here from μ, σ and the decoder.` : "Shown: the draw that the training step used." }));
}

const slowNow = (m, ui) => ui.draws.at(-1) ?? m.kept;

const SLOW_VARIATIONAL = [
  {
    name: "The input",
    group: "Forward",
    says: (m) => `A digit ${m.digit} of 8 × 8 pixels, one of a batch of ${m.batch}. A Bernoulli likelihood knows ink or no ink: each pixel is drawn, ink with the chance of its grey, anew at every step.`,
    formula: () => "x_d \\sim \\text{Bernoulli}(\\text{grey}_d)",
    code: () => "x = (torch.rand_like(grey) < grey).float()",
    draw: (m, ui) => [
      slowRow(slowTile(ui.theme, m.rows.grey[m.example], { caption: "grey", signed: false, scale: 1, size: 132 }), "→", slowTile(ui.theme, m.x, { caption: "x, as drawn for this step", signed: false, scale: 1, size: 132, strong: true })),
      make("p", { class: "quiet", text: `The batch as drawn: all ${m.batch} take part in the step. The outlined one is followed.` }),
      slowSheet(ui.theme, m.rows.data, { label: "The batch", name: (i) => `example ${i + 1}${i === m.example ? ", followed" : ""}`, chosen: m.example, signed: false, scale: 1, size: 36 }),
    ],
  },
  {
    name: "Encode",
    group: "Forward",
    says: (m) => `${m.hidden.length} hidden units look at x. From them come four numbers: for each of two latents a mean μ and a log σ², which may be any number while σ stays positive.`,
    formula: () => "(\\mu,\\; \\log \\sigma^2) = W_2 \\max(0,\\; W_1 x + b_1) + b_2",
    numbers: (m) => `\\mu = ${slowVector(m.mean)}, \\quad \\log \\sigma^2 = ${slowVector(m.log_variance)}`,
    code: () => "mean, log_variance = self.encoder(x).chunk(2, dim=1)",
    draw: (m) => [
      slowBars(m.hidden, { label: "Hidden units of the encoder", title: "hidden units of the encoder", name: (i) => `unit ${i + 1}`, height: 150 }),
      slowNumbers([0, 1].flatMap((j) => [[`μ${slowSub(j)}`, m.mean[j], "mean of the latent"], [`log σ²${slowSub(j)}`, m.log_variance[j], "logarithm of its variance"]])),
    ],
  },
  {
    name: "A cloud, not a point",
    group: "Forward",
    says: () => "The four numbers are a small Gaussian q(z|x): where the code of this digit may lie. The dashed rings are the prior at 1, 2 and 3 standard deviations; the filled ellipses are q at one and two of its own.",
    formula: () => "q(z \\mid x) = \\text{N}(\\mu,\\; \\sigma^2), \\quad \\sigma = \\exp(\\log \\sigma^2 / 2)",
    numbers: (m) => `\\sigma = ${slowVector(m.std)}`,
    code: () => "std = (0.5 * log_variance).exp()",
    draw: (m) => [
      slowRow(slowPlane({ label: `The posterior: mean ${m.mean.map(slowText).join(", ")}, standard deviations ${m.std.map(slowText).join(", ")}; the prior has mean 0 and standard deviation 1.`, mean: m.mean, std: m.std, reach: slowReach(m) }),
        slowLegend([["prior-ring", "prior p(z)"], ["posterior", "q(z|x)"], ["mean-mark", "μ"]])),
    ],
  },
  {
    name: "Draw z",
    group: "Forward",
    says: () => "A draw cannot be differentiated. So the dice are thrown apart: ε comes from a fixed N(0, 1), and z is an ordinary sum of μ, σ and ε, through which gradients pass. Draw again, and watch what stays.",
    formula: () => "z = \\mu + \\sigma \\odot \\epsilon, \\quad \\epsilon \\sim \\text{N}(0, 1)",
    numbers: (m, ui) => {
      const { epsilon, z } = slowNow(m, ui);
      return `z_1 = ${slowTex(m.mean[0])} + ${slowTex(m.std[0])} \\cdot ${slowFactor(epsilon[0])} = ${slowTex(z[0])}, \\quad z_2 = ${slowTex(m.mean[1])} + ${slowTex(m.std[1])} \\cdot ${slowFactor(epsilon[1])} = ${slowTex(z[1])}`;
    },
    code: () => "z = mean + std * torch.randn_like(std)",
    draw: (m, ui) => [slowDrawButton(ui), slowRow(slowDrawn(m, ui), slowDecoded(m, ui, 132), slowLegend([["posterior", "q(z|x): stays"], ["noise", "σ ε: drawn"], ["sample", "z"], ["sample old", "earlier draws"]]))],
  },
  {
    name: "Decode",
    group: "Forward",
    says: () => "The decoder turns z into 64 numbers, and a sigmoid makes each a chance: how likely the pixel is to be ink. Where z fell in the cloud decides which picture that is.",
    formula: () => "\\lambda = \\text{sigmoid}(W_4 \\max(0,\\; W_3 z + b_3) + b_4)",
    numbers: (m, ui) => {
      const { y, probability } = slowNow(m, ui);
      const middle = 3 * SLOW_SIDE + 4;
      return `\\text{${slowPixel(middle)}: } \\lambda = \\frac{1}{1 + e^{${slowTex(-y[middle])}}} = ${slowTex(probability[middle])}`;
    },
    code: () => "logits = self.decoder(z)\nprobability = logits.sigmoid()",
    draw: (m, ui) => [slowDrawButton(ui), slowRow(slowDrawn(m, ui, 180), "→", slowDecoded(m, ui, 148), "should be", slowTile(ui.theme, m.x, { caption: "x", signed: false, scale: 1, size: 148 }))],
  },
  {
    name: "The distortion D",
    group: "Loss",
    says: (m, ui) => `How surprised the decoder is by each pixel of x, in nats, added over 64 pixels. D depends on the draw${ui.draws.length ? `: so far between ${slowText(Math.min(...slowAllDistortions(m, ui)))} and ${slowText(Math.max(...slowAllDistortions(m, ui)))}` : ""}; training sees one draw an example and step, and on average lowers the mean.`,
    formula: () => "D = -\\sum_d [ x_d \\log \\lambda_d + (1 - x_d) \\log (1 - \\lambda_d) ]",
    numbers: (m, ui) => `D = ${slowTex(slowNow(m, ui).distortion)} \\text{ nats}`,
    code: () => "distortion = F.binary_cross_entropy_with_logits(logits, x, reduction=\"none\").sum(1)",
    draw: (m, ui) => {
      const { y, distortion } = slowNow(m, ui);
      const surprise = slowSurprise([...m.x], y);
      return [slowDrawButton(ui),
        slowRow(slowTile(ui.theme, m.x, { caption: "x", signed: false, scale: 1 }), "against", slowDecoded(m, ui, 104), "=", slowTile(ui.theme, surprise, { caption: `surprise, in all ${slowText(distortion)} nats; darkest ${slowText(Math.max(...surprise))}`, signed: false, strong: true })),
        ui.draws.length ? slowBars(slowAllDistortions(m, ui), { label: "D of each draw", title: "D of the step’s own draw, then of yours", name: (i) => (i ? `draw ${i}` : "the step’s own draw"), chosen: ui.draws.length, height: 80 }) : null].filter(Boolean);
    },
  },
  {
    name: "The rate R",
    group: "Loss",
    says: (m) => `How far q lies from the prior, in nats: the price of saying where this digit is. Only μ and σ are in it, so another ε leaves it as it is${m.own("kl", "before") < 0.05 ? ". Here it is almost nothing: q is the prior, and the code says almost nothing yet" : ""}.`,
    formula: () => "R = \\sum_j \\frac{1}{2} (\\mu_j^2 + \\sigma_j^2 - 1 - \\log \\sigma_j^2)",
    numbers: (m) => `R = ${slowTex(m.nats[0])} + ${slowTex(m.nats[1])} = ${slowTex(m.own("kl", "before"))} \\text{ nats}`,
    code: () => "kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)",
    draw: (m) => [
      slowRow(slowPlane({ label: "The posterior against the prior", mean: m.mean, std: m.std, reach: slowReach(m), size: 190 }),
        slowNumbers(m.nats.flatMap((nats, j) => [[`½ μ² of ${SLOW_LATENT(j)}`, m.mean[j] ** 2 / 2, "for lying off the middle"], [`½ (σ² − 1 − log σ²) of ${SLOW_LATENT(j)}`, nats - m.mean[j] ** 2 / 2, "for being narrower or wider than the prior"]]))),
    ],
  },
  {
    name: "The objective",
    group: "Loss",
    says: (m) => `D + βR, here with β = ${slowText(m.beta)}: minus the ELBO. The batch’s mean is what the step will lower.`,
    formula: () => "L = D + \\beta R",
    numbers: (m) => `L = ${slowTex(m.kept.distortion)} + ${slowTex(m.beta)} \\cdot ${slowTex(m.own("kl", "before"))} = ${slowTex(m.whole("before")[m.example])}`,
    code: () => "objective = (distortion + BETA * kl.sum(1)).mean()",
    draw: (m, ui) => {
      const parts = (distortion, rate) => [["D", distortion], ["β R", m.beta * rate]];
      return [slowStack([{ name: "This digit, nats", parts: parts(m.kept.distortion, m.own("kl", "before")) }, { name: `Mean of ${m.batch}, nats`, parts: parts(slowMean(m.reconstruction.before), slowMean(m.kl.before)) }]),
        slowRow(slowTile(ui.theme, m.x, { caption: "x", signed: false, scale: 1, size: 84 }), slowTile(ui.theme, m.kept.probability, { caption: "λ", signed: false, scale: 1, size: 84 }), slowPlane({ label: "The posterior", mean: m.mean, std: m.std, points: [{ at: m.kept.z }], reach: slowReach(m), size: 110 }))];
    },
  },
  {
    name: "Back to the output",
    group: "Backward",
    says: (m) => `With a sigmoid and its own likelihood, the gradient is as simple as can be: chance less truth, divided by the batch’s ${m.batch}. Blue: there is more ink than the decoder said; vermilion: less.`,
    formula: () => "\\frac{\\partial L}{\\partial y} = \\frac{1}{B} (\\lambda - x)",
    numbers: (m) => `\\text{its length over the batch: } ${slowTex(m.gradient.norms.y)}`,
    code: () => "objective.backward()   # from here on, PyTorch goes backwards",
    draw: (m, ui) => [slowRow(slowTile(ui.theme, m.kept.probability, { caption: "λ", signed: false, scale: 1 }), "−", slowTile(ui.theme, m.x, { caption: "x", signed: false, scale: 1 }), `÷ ${m.batch} =`, slowTile(ui.theme, m.gradient.y, { caption: "gradient of the logits", strong: true }))],
  },
  {
    name: "Two pulls on the cloud",
    group: "Backward",
    says: () => "Through z = μ + σε the decoder’s wish reaches μ whole, and log σ² times ½σε. The rate adds its own: μ towards 0, σ towards 1. Arrows point the way that lowers the loss, enlarged.",
    formula: () => "\\frac{\\partial L}{\\partial \\mu} = \\frac{\\partial L}{\\partial z} + \\frac{\\beta}{B} \\mu, \\quad \\frac{\\partial L}{\\partial \\log \\sigma^2} = \\frac{1}{2} \\sigma \\epsilon \\frac{\\partial L}{\\partial z} + \\frac{\\beta}{2 B} (\\sigma^2 - 1)",
    numbers: (m) => `\\frac{\\partial L}{\\partial \\mu_1} = ${slowTex(m.gradient.z[0])} ${slowAdded((m.beta / m.batch) * m.mean[0])} = ${slowTex(m.gradient.mean[0])}`,
    code: () => "# dL/dmean = dL/dz + BETA * mean / B",
    draw: (m) => {
      const prior = m.mean.map((value) => (m.beta / m.batch) * value);
      const enlarged = (0.45 * slowReach(m)) / Math.max(slowLargest(m.gradient.z), slowLargest(prior), slowLargest(m.gradient.mean));
      const arrow = (g, kind) => ({ from: m.mean, to: m.mean.map((value, j) => value - enlarged * g[j]), kind });
      const said = `Against the gradients: from the decoder ${m.gradient.z.map((g) => slowText(-g)).join(", ")}, from the prior ${prior.map((g) => slowText(-g)).join(", ")}, together ${m.gradient.mean.map((g) => slowText(-g)).join(", ")}.`;
      return [slowRow(slowPlane({ label: said, mean: m.mean, std: m.std, arrows: [arrow(m.gradient.z, "fit"), arrow(prior, "prior"), arrow(m.gradient.mean, "sum")], reach: slowReach(m) }),
        make("div", {}, slowLegend([["fit", "the decoder’s wish"], ["prior", "the prior’s pull"], ["sum", "both together"]]),
          slowNumbers([0, 1].map((j) => [`gradient of log σ²${slowSub(j)}`, m.gradient.log_variance[j], "below 0: the cloud widens; above 0: it narrows"]))))];
    },
  },
  {
    name: "Back to the weights",
    group: "Backward",
    says: (m) => `Every example of the batch adds its share to the gradient of every weight. Below, as pictures: the gradient of what each of the ${m.rows.first.length} hidden units of the encoder looks for, and of what each of the decoder paints. The step is against them.`,
    formula: () => "\\frac{\\partial L}{\\partial W} = \\sum_{n=1}^{B} \\frac{\\partial L}{\\partial y_n}\\, h_n",
    numbers: (m) => `\\text{lengths: first layer } ${slowTex(m.gradient.norms["encoder.layers.0.weight"])}\\text{, to } \\mu, \\log \\sigma^2 \\; ${slowTex(m.gradient.norms["encoder.layers.1.weight"])}\\text{, from } z \\; ${slowTex(m.gradient.norms["decoder.layers.0.weight"])}\\text{, last } ${slowTex(m.gradient.norms["decoder.layers.1.weight"])}`,
    code: () => "self.encoder[0].weight.grad, self.decoder[-1].weight.grad",
    draw: (m, ui) => [["first", "Gradients of the encoder’s first layer, a picture a hidden unit"], ["last", "Gradients of the decoder’s last layer, a picture a hidden unit"]].flatMap(([which, words]) => [
      make("p", { class: "quiet", text: `${words}, to one scale` }),
      slowSheet(ui.theme, m.rows[which], { label: words, name: (i) => `unit ${i + 1}`, chosen: which === "last" ? m.adam.unit : -1, size: 38, scale: Math.max(...m.rows[which].map(slowLargest)) }),
    ]),
  },
  slowAdamStage((m) => `from hidden unit ${m.adam.unit + 1} of the decoder to the pixel in ${slowPixel(m.adam.pixel)}`, (m, ui) => [
    slowTile(ui.theme, m.rows.last[m.adam.unit], { caption: `its gradient, in the picture of unit ${m.adam.unit + 1}`, mark: m.adam.pixel }),
  ]),
  {
    name: "The same digit again",
    group: "Afterwards",
    says: (m) => `The same x and the same ε, through the new weights: the loss of this digit fell from ${slowText(m.whole("before")[m.example])} to ${slowText(m.whole("after")[m.example])} nats. That was one step; training is thousands of them.`,
    formula: () => "L(\\text{new weights}) - L(\\text{old weights})",
    numbers: (m) => `${slowTex(m.whole("after")[m.example])} - ${slowTex(m.whole("before")[m.example])} = ${slowTex(m.whole("after")[m.example] - m.whole("before")[m.example])}`,
    code: () => "losses = model.losses(x, noise)   # the same batch, the same noise, the new weights",
    draw: (m, ui) => {
      const after = m.after.y.map(sigmoid);
      const change = after.map((value, d) => value - m.kept.probability[d]);
      const parts = (when) => [["D", m.own("reconstruction", when)], ["β R", m.beta * m.own("kl", when)]];
      const tile = (values, caption) => slowTile(ui.theme, values, { caption, signed: false, scale: 1, size: 84 });
      return [slowRow(tile(m.x, "x"), tile(m.kept.probability, "λ before"), "+", slowTile(ui.theme, change, { caption: `change, enlarged ${slowText(1 / slowLargest(change))} ×`, size: 84, strong: true }), "=", tile(after, "λ after")),
        slowStack([{ name: "Before, nats", parts: parts("before") }, { name: "After, nats", parts: parts("after") }]),
        slowBatch({ before: m.whole("before"), after: m.whole("after"), followed: m.example })];
    },
  },
];

const slowAllDistortions = (m, ui) => [m.kept, ...ui.draws].map(({ distortion }) => distortion);

/** Half the width of the plane: at least the prior's three standard deviations, and the cloud's two. */
const slowReach = (m) => Math.max(3.2, ...m.mean.map((value, j) => Math.abs(value) + 2.3 * m.std[j]));

function slowDrawn(m, ui, size = 230) {
  const { z } = slowNow(m, ui);
  const earlier = [m.kept, ...ui.draws].slice(-40, -1).map((draw) => ({ at: draw.z, old: true }));
  return slowPlane({ label: `z = ${z.map(slowText).join(", ")}, drawn around μ = ${m.mean.map(slowText).join(", ")}.`, mean: m.mean, std: m.std,
    points: [...earlier, { at: z }], arrows: [{ from: m.mean, to: z, kind: "noise" }], reach: slowReach(m), size });
}

function slowDecoded(m, ui, size) {
  return slowTile(ui.theme, slowNow(m, ui).probability, { caption: "λ, decoded from z", signed: false, scale: 1, size, strong: true });
}

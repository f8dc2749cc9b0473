// Adam's step of one weight, as a stage: the same for every model.

/** which(m): the weight in words; pictures(m, ui): where it sits. */
function slowAdamStage(which, pictures) {
  return {
    name: "Adam moves a weight",
    group: "Update",
    says: (m) => `One weight of many: ${which(m)}. Adam keeps two running means, of gradients (m) and of their squares (v), and steps by m over √v.${slowAdamRemark(m)}`,
    formula: () => "m \\leftarrow 0.9\\, m + 0.1\\, g, \\quad v \\leftarrow 0.999\\, v + 0.001\\, g^2, \\quad w \\leftarrow w - \\eta\\, \\frac{\\hat{m}}{\\sqrt{\\hat{v}} + \\epsilon}",
    numbers: ({ adam, rate }) => `w = ${adam.before.toFixed(6).replace("-", "−")} - ${slowTex(rate)} \\cdot \\frac{${slowTex(adam.mean_corrected)}}{\\sqrt{${slowTex(adam.square_corrected)}}} = ${adam.moved.toFixed(6).replace("-", "−")}`,
    code: () => "optimiser.step()",
    draw: (m, ui) => {
      const { adam } = m;
      return [
        slowRow(...pictures(m, ui)),
        slowNumbers([
          ["g", adam.gradient, "gradient of this weight in this step"],
          ["m before", adam.mean_before, "running mean of earlier gradients"],
          ["m after", adam.mean, "0.9 m + 0.1 g"],
          ["v before", adam.square_before, "running mean of earlier squared gradients"],
          ["v after", adam.square, "0.999 v + 0.001 g²"],
          [`m̂ = m / (1 − 0.9^${adam.t})`, adam.mean_corrected, "m without the pull of its start at 0"],
          [`v̂ = v / (1 − 0.999^${adam.t})`, adam.square_corrected, "v without the pull of its start at 0"],
          ["step", adam.step, `−η m̂ / √v̂, with η = ${slowText(m.rate)}`],
        ]),
      ];
    },
  };
}

function slowAdamRemark({ adam }) {
  if (adam.t === 1) return " In the first step that is ±1, so every weight that has a gradient moves by the whole learning rate.";
  if (adam.step * adam.gradient > 0) return " Here the memory of earlier steps outvotes this batch: the weight moves along its gradient, not against it.";
  return "";
}

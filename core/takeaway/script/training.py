"""The part of the program that trains the model and says how it goes."""

from math import prod

from core.spec import RunSpec
from core.takeaway.script.data import Data
from core.takeaway.script.model import Model, setting
from core.takeaway.script.template import Setting, filled

_BATCHES = '''
def batches(x):
    """Each epoch shows all examples once, in an order that follows from seed and epoch alone."""
    for epoch in $epochs:
        order = torch.randperm(len(x), generator=stream(f"order/{epoch}"))
        for rows in order.split(BATCH):
            yield x[rows]
'''

_FRESH = '''
def batches($scaled):
    """Examples drawn for the step that sees them: none repeats."""
    for step in range(STEPS):
        yield $draw
'''

_TRAIN = '''
def train(model, batches):
    """$optimiser on batch after batch; prints each epoch's mean losses.$schedule"""
    $make
    $noise
    $pixels
    sums, seen = Counter(), 0
    for step, x in enumerate($source):
        $rate
        losses = model.losses($arguments)
        optimiser.zero_grad()
        losses["objective"].backward()
        $before
        optimiser.step()
        $after
        sums.update({name: value.item() * len(x) for name, value in losses.items()})
        seen += len(x)
        if (step + 1) % STEPS_PER_EPOCH == 0 or step + 1 == STEPS:
            means = (f"{name} {value / seen:.6g}" for name, value in sums.items())
            print(f"step {step + 1}:", ", ".join(means), flush=True)
            sums, seen = Counter(), 0
'''

_SCALER = '''
def scaler(x):
    """Centres, and divides by one number, so that an example's mean squared length is $size."""
    centre = x.mean(dim=0)
    scale = (x - centre).square().mean().sqrt()
    return lambda y: (y - centre) / scale
'''

_MAIN = """
def main():
    x, test = load_data()
    $scale
    model = $name(x)
    train(model, batches($examples))
    print(json.dumps(measure(model, test, x.mean(dim=0))))


if __name__ == "__main__":
    main()
"""

_RATES = {
    "cosine": (
        "\n\n    The rate falls along half a cosine.\n    ",
        "rate = LEARNING_RATE * (1 + math.cos(math.pi * step / STEPS)) / 2",
    ),
    "staircase": (
        "\n\n    The rate falls in eight steps (Burda et al., 2016).\n    ",
        "stair = sum(step / STEPS >= (3**i - 1) / 6560 for i in range(1, 8))\n"
        "rate = LEARNING_RATE * 10 ** (-stair / 7)",
    ),
}
"""Of a learning rate's schedule: the words, and the lines that compute the rate of a step."""


def settings_of(spec: RunSpec) -> tuple[Setting, ...]:
    """Length, batches and rate."""
    training = spec.training
    length = f"{training.epochs:,} epochs" if training.epochs else f"{spec.total_steps:,} batches"
    return (
        setting(spec, "training.batch_size", "BATCH"),
        Setting("STEPS_PER_EPOCH", spec.steps_per_epoch, "batches that show every example once"),
        Setting("STEPS", spec.total_steps, f"steps of the optimiser: {length}"),
        setting(spec, "training.learning_rate", "LEARNING_RATE"),
    )


def training(spec: RunSpec, model: Model, data: Data, scaled: bool) -> str:
    """The text of batches, training and `main`."""
    parts = [filled(_SCALER, size=str(prod(spec.dataset.shape)))] if scaled else []
    parts += [_batches(spec, data, scaled), _train(spec, model), _main(model, data, scaled)]
    return "\n\n\n".join(parts)


def _batches(spec: RunSpec, data: Data, scaled: bool) -> str:
    if not data.fresh:
        whole = spec.total_steps % spec.steps_per_epoch == 0
        epochs = f"range({'STEPS // STEPS_PER_EPOCH' if whole else '-(-STEPS // STEPS_PER_EPOCH)'})"
        return filled(_BATCHES, epochs=epochs)
    size, count = spec.training.batch_size, spec.dataset.train_size
    number = (
        "BATCH" if count % size == 0 else f"min(BATCH, {count} - step % STEPS_PER_EPOCH * BATCH)"
    )
    draw = f'draw({number}, stream(f"fresh/{{step}}"))'
    return filled(
        _FRESH, draw=f"scaled({draw})" if scaled else draw, scaled="scaled" if scaled else ""
    )


def _train(spec: RunSpec, model: Model) -> str:
    training = spec.training
    adam = training.optimizer == "adam"
    kind = "Adam(" if adam else "SGD("
    momentum = "" if adam else ", momentum=0.9"
    words, rate = _RATES.get(training.schedule, ("", ""))
    if rate:
        rate += '\nfor group in optimiser.param_groups:\n    group["lr"] = rate'
    shown = f"{model.given}(x, pixels)" if model.given else "x"
    whole = spec.total_steps % spec.steps_per_epoch == 0
    return filled(
        _TRAIN,
        optimiser="Adam" if adam else "Gradient descent with momentum .9",
        schedule=words,
        make=f"optimiser = torch.optim.{kind}model.parameters(), lr=LEARNING_RATE{momentum})",
        noise='noise = stream("noise")' if "noise" in model.arguments else "",
        pixels=f'pixels = stream("{_PIXELS[model.given]}")' if model.given else "",
        source="batches" if whole else "islice(batches, STEPS)",
        rate=rate,
        arguments=", ".join((shown, *model.arguments)),
        before=f"model.{model.before}()" if model.before else "",
        after=f"model.{model.after}()" if model.after else "",
    )


_PIXELS = {"binary": "binarisation", "dequantised": "dequantisation"}
"""The random stream of what is drawn anew whenever an example is trained on."""


def _main(model: Model, data: Data, scaled: bool) -> str:
    scale = "scaled = scaler(x)\nx, test = scaled(x), scaled(test)" if scaled else ""
    examples = ("scaled" if scaled else "") if data.fresh else "x"
    return filled(_MAIN, scale=scale, name=model.name, examples=examples)

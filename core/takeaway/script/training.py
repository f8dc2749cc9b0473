"""The part of the program that trains the model and says how it goes."""

from math import prod

from core.spec import RunSpec
from core.takeaway.script import stopping
from core.takeaway.script.data import Data
from core.takeaway.script.model import Model, setting
from core.takeaway.script.template import Setting, filled, paragraph

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
        $count
        yield $draw
'''

_TRAIN = '''
def train(model, batches$more):
    """$optimiser on batch after batch; prints each epoch's mean losses.$words"""
    $weights
    $make
    $noise
    $pixels
    $begin
    sums, seen = Counter(), 0
    for step, x in enumerate($source):
        $rate
        losses = model.losses($arguments)
        optimiser.zero_grad()
        losses["objective"].backward()
        $before
        optimiser.step()
        $after
        $restart
        sums.update({name: value.item() * len(x) for name, value in losses.items()})
        seen += len(x)
        if (step + 1) % STEPS_PER_EPOCH == 0 or step + 1 == STEPS:
            means = (f"{name} {value / seen:.6g}" for name, value in sums.items())
            print(f"step {step + 1}:", ", ".join(means), flush=True)
            sums, seen = Counter(), 0
        $watch
    $end
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
    $names = load_data()
    $scale
    $shown
    model = $name(x)
    ${kept}train(model, batches($examples)$more)
    print(json.dumps(measure(model, test, x.mean(dim=0))))


if __name__ == "__main__":
    main()
"""

_RATES = {
    "cosine": (
        "The rate falls along half a cosine.",
        "rate = LEARNING_RATE * (1 + math.cos(math.pi * step / STEPS)) / 2",
    ),
    "staircase": (
        "The rate falls in eight steps (Burda et al., 2016).",
        "stair = sum(step / STEPS >= (3**i - 1) / 6560 for i in range(1, 8))\n"
        "rate = LEARNING_RATE * 10 ** (-stair / 7)",
    ),
}
"""Of a learning rate's schedule: the words, and the lines that compute the rate of a step."""


def settings_of(spec: RunSpec) -> tuple[Setting, ...]:
    """Length, batches and rate."""
    training = spec.training
    most = "at most " if stops_early(spec) else ""
    length = f"{training.epochs:,} epochs" if training.epochs else f"{spec.total_steps:,} batches"
    return (
        setting(spec, "training.batch_size", "BATCH"),
        Setting("STEPS_PER_EPOCH", spec.steps_per_epoch, "batches that show every example once"),
        Setting("STEPS", spec.total_steps, f"steps of the optimiser: {most}{length}"),
        setting(spec, "training.learning_rate", "LEARNING_RATE"),
        *(stopping.settings(spec) if stops_early(spec) else ()),
    )


def stops_early(spec: RunSpec) -> bool:
    """Whether validation examples say when training ends."""
    return spec.training.early_stopping > 0


def training(spec: RunSpec, model: Model, data: Data, scaled: bool) -> str:
    """The text of batches, training and `main`; `scaled`: whether all examples are to be."""
    parts = []
    if scaled or "scaler(" in model.code:
        parts.append(filled(_SCALER, size=str(prod(spec.dataset.shape))))
    if stops_early(spec):
        parts.append(stopping.loss(model))
    parts += [_batches(spec, data, scaled), _train(spec, model, data, scaled)]
    parts.append(_main(spec, model, data, scaled))
    return "\n\n\n".join(parts)


def _batches(spec: RunSpec, data: Data, scaled: bool) -> str:
    if not data.fresh:
        whole = spec.total_steps % spec.steps_per_epoch == 0
        epochs = f"range({'STEPS // STEPS_PER_EPOCH' if whole else '-(-STEPS // STEPS_PER_EPOCH)'})"
        return filled(_BATCHES, epochs=epochs)
    size, examples = spec.training.batch_size, spec.dataset.train_size
    short = examples % size > 0  # the last batch of an epoch
    count = f"count = min(BATCH, {examples:_} - step % STEPS_PER_EPOCH * BATCH)" if short else ""
    draw = f'draw({"count" if short else "BATCH"}, stream(f"fresh/{{step}}"))'
    return filled(
        _FRESH,
        count=count,
        draw=f"scaled({draw})" if scaled else draw,
        scaled="scaled" if scaled else "",
    )


def _train(spec: RunSpec, model: Model, data: Data, scaled: bool) -> str:
    training = spec.training
    adam = training.optimizer == "adam"
    kind = "Adam(" if adam else "SGD("
    momentum = "" if adam else ", momentum=0.9"
    words, rate = _RATES.get(training.schedule, ("", ""))
    if rate:
        rate += '\nfor group in optimiser.param_groups:\n    group["lr"] = rate'
    shown = f"{model.given}(x, pixels)" if model.given else "x"
    whole = spec.total_steps % spec.steps_per_epoch == 0 and not data.fresh
    early = stops_early(spec)
    weights = "weights" if model.trained else "model.parameters()"
    more = " ".join(filter(None, (words, stopping.WORDS if early else "")))
    return filled(
        _TRAIN,
        more=_more(spec, model, data, scaled),
        optimiser="Adam" if adam else "Gradient descent with momentum .9",
        words=f"\n\n    {paragraph(more)}\n    " if more else "",
        weights=f"weights = {model.trained}" if model.trained else "",
        make=f"optimiser = torch.optim.{kind}{weights}, lr=LEARNING_RATE{momentum})",
        noise='noise = stream("noise")' if "noise" in model.arguments else "",
        pixels=f'pixels = stream("{model.pixels}")' if model.given else "",
        begin=stopping.BEGIN if early else "",
        source="batches" if whole or data.fresh else "islice(batches, STEPS)",
        rate=rate,
        arguments=", ".join((shown, *model.arguments)),
        before=model.before,
        after=model.after,
        restart=model.restart,
        watch=stopping.watch(model) if early else "",
        end="return best" if early else "",
    )


def _more(spec: RunSpec, model: Model, data: Data, scaled: bool) -> str:
    """What `train` is given beside model and batches, by the names that it has in `main`."""
    more = ", validation" if stops_early(spec) else ""
    if model.restart and not data.fresh:
        return f"{more}, data"
    return f"{more}, scaled" if model.restart and scaled else more


def _main(spec: RunSpec, model: Model, data: Data, scaled: bool) -> str:
    early = stops_early(spec)
    names = ("x", *(("validation",) if early else ()), "test")
    scale = ""
    if scaled:
        every = ", ".join(f"scaled({name})" for name in names)
        scale = f"scaled = scaler(x)\n{', '.join(names)} = {every}"
    examples = ("scaled" if scaled else "") if data.fresh else "x"
    return filled(
        _MAIN,
        names=", ".join(names),
        scale=scale,
        shown=stopping.shown(spec, model) if early else "",
        name=model.name,
        kept="model = " if early else "",
        examples=examples,
        more=_more(spec, model, data, scaled).replace("data", "x"),
    )

"""Early stopping as program text: the best weights by the validation loss, and when to stop."""

import math

from core.spec import RunSpec
from core.takeaway.script.model import PROGRESS, Model, setting
from core.takeaway.script.template import Setting, filled

VALIDATED = 1_000
"""Validation examples that the loss is watched on, at most."""

WORDS = "Gives the model as it was when the validation loss was lowest."

BEGIN = "best, lowest, waited = model, math.inf, 0"

_LOSS = '''
@torch.no_grad()
def validation_loss(model, x):
    """The objective$final$samples."""
    model.eval()
    loss = model.losses($arguments)["objective"].item()
    model.train()
    return loss
'''

_WATCH = """
$settled
if $due:
    loss = validation_loss(model, validation)
    if loss < lowest:
        best, lowest, waited = deepcopy(model), loss, 0
    else:
        waited += VALIDATE_EVERY
    if waited >= PATIENCE:
        break
"""


def settings(spec: RunSpec) -> tuple[Setting, ...]:
    """Patience, and how often the validation loss is looked at."""
    watched = min(VALIDATED, spec.dataset.validated_on)
    # As `core.training.schedule.validation_interval` has it, which no light module may import.
    every = max(1, math.ceil(4 * watched / spec.dataset.trained_on))
    return (
        setting(spec, "training.early_stopping", "PATIENCE"),
        Setting("VALIDATE_EVERY", every, "epochs between two looks at the validation loss"),
    )


def loss(model: Model) -> str:
    """The text of `validation_loss`."""
    arguments = {"noise": 'stream("noise/validation")', PROGRESS: "1.0"}
    noisy = "noise" in model.arguments
    return filled(
        _LOSS,
        final=", every schedule at its end" if PROGRESS in model.arguments else "",
        samples=", by the same noise whenever it is asked for" if noisy else "",
        arguments=", ".join(("x", *(arguments[name] for name in model.arguments))),
    )


def watch(model: Model) -> str:
    """The lines of the training loop that look at the validation loss."""
    due = "(step + 1) % (VALIDATE_EVERY * STEPS_PER_EPOCH) == 0 or step + 1 == STEPS"
    if not model.settled:
        return filled(_WATCH, settled="", due=due)
    settled = f"settled = {model.settled}  # until then, epochs cannot be compared"
    return filled(_WATCH, settled=settled, due=f"settled and ({due})")


def shown(spec: RunSpec, model: Model) -> str:
    """The lines of `main` that make of validation examples what the model is given."""
    lines = []
    if spec.dataset.validated_on > VALIDATED:
        lines.append(f"validation = validation[:{VALIDATED:_}]")
    if model.given:
        draws = f'stream("{model.part}/validation", DATA_SEED)'
        lines.append(f"validation = {model.given}(validation, {draws})")
    return "\n".join(lines)

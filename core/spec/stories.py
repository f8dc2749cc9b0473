"""Presets that go wrong in a way worth seeing, and one that goes right: seconds each, on digits.

What each of them comes to is measured in tests/core/test_stories.py, and said of a run by
`core.hints.stories`.
"""

from core.spec.preset import Preset

_DIGITS = {"name": "digits"}

STORIES = (
    Preset(
        name="memoriser",
        title="Memoriser with holes",
        story="64 digits to learn from, and a network large enough to know each by heart.",
        look="Watch the training and the validation curve: where do they part?",
        spec={
            "dataset": {**_DIGITS, "train_size": 64},
            "model": {"family": "plain", "latent_dim": 2},
            "network": {"hidden": [256, 128]},
            "training": {"epochs": 1500},
        },
    ),
    Preset(
        name="collapse",
        title="Posterior collapse",
        story=(
            "A Gaussian likelihood with σ = 1 on digits whose widest direction has a variance of "
            "0.7: no dimension earns back its KL, so the code carries nothing."
        ),
        look="Watch the KL fall to 0, and every reconstruction become the same grey mean.",
        spec={
            "dataset": _DIGITS,
            "model": {
                "family": "variational",
                "latent_dim": 10,
                "likelihood": "gaussian",
                "sigma": 1.0,
            },
        },
    ),
    Preset(
        name="all_dead",
        title="All features dead",
        story="A sparsity weight of 300 and a hasty learning rate: silence is the cheapest code.",
        look="Watch L0: how many features still fire, and does any come back?",
        spec={
            "dataset": _DIGITS,
            "model": {"family": "sparse", "variant": "l1", "weight": 300.0},
            "training": {"learning_rate": 0.03},
        },
    ),
    Preset(
        name="too_small",
        title="Bottleneck too small",
        story="One number to say everything about a digit.",
        look="Look at the reconstructions: which digits still come back as themselves?",
        spec={"dataset": _DIGITS, "model": {"family": "plain", "latent_dim": 1}},
    ),
    Preset(
        name="just_right",
        title="Just right",
        story="The collapsed model again, but it learns its own σ: ten dimensions that pay.",
        look="Watch both curves fall together, and the KL rise as dimensions come into use.",
        spec={
            "dataset": _DIGITS,
            "model": {"family": "variational", "latent_dim": 10, "likelihood": "gaussian"},
        },
    ),
)

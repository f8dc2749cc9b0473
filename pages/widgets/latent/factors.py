"""What each latent dimension knows of the true factors, on data drawn from known ones."""

from html import escape
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.quantities import quantity, written
from core.runs import RunFolder

IDLE_NATS = 0.01
"""A dimension whose mean KL is below says nothing; it is left out of the table."""

_STYLE = """<style>
.ll-factors-box{overflow-x:auto}
table.ll-factors.ll-factors{border-collapse:collapse;margin:0;font-size:.9rem;
 font-variant-numeric:tabular-nums}
.ll-factors th,.ll-factors td{padding:.4rem .7rem;border:0;text-align:right;font-weight:400}
.ll-factors thead th{font-size:.8rem;vertical-align:bottom}
.ll-factors thead small{display:block;opacity:.8}
.ll-factors tbody th{text-align:left;font-style:italic;font-weight:600}
.ll-factors td{min-width:5.2rem;border:1px solid color-mix(in srgb,currentColor 10%,transparent);
 background:color-mix(in srgb,#0072B2 var(--share),transparent)}
.ll-factors td.ll-best{font-weight:600;outline:2px solid #0072B2;outline-offset:-2px}
.ll-factors tr.ll-gap th,.ll-factors tr.ll-gap td{background:none;font-style:normal;border:0;
 border-top:2px solid color-mix(in srgb,currentColor 30%,transparent)}
</style>"""

Numbers = dict[str, Any]


def factors(run: RunFolder) -> None:
    """Mutual information as a table with numbers, and the scores with their protocol."""
    if not run.spec.dataset.entry.factors:
        return
    summary = run.summary() or {}
    test = summary.get("test", {})
    st.header("What each dimension knows of the true factors", anchor=False)
    command = f"python -m core evaluate {run.id}"
    if "factor_information" not in test:
        st.info("This run was trained before it was measured. On the command line this does it:")
        st.code(command, language="bash")
        return
    told = test["factor_information"]
    matrix, entropy = np.array(told["nats"]), np.array(told["entropy"])
    st.html(_STYLE + table(matrix, entropy, told["factors"], test.get("kl_per_dimension")))
    st.caption(
        f"Mutual information in nats between each latent’s mean code ({_bins(summary)} bins of "
        f"equal width) and each factor, over {test['mig_points']:,} test pictures; the shade is "
        "the share of all there is to know of the factor (under its name), the frame the latent "
        "that knows most. A latent that stands for one factor alone is one dark cell in its row "
        "and in its column. Gap: the best less the second best, as a share; its mean is MIG."
    )
    for line in scores(test, summary.get("evaluation", {})):
        st.markdown(line)
    if "dci" not in test:
        st.markdown("DCI and the FactorVAE score train classifiers; on the command line:")
        st.code(command, language="bash")


def table(
    matrix: NDArray[np.floating],
    entropy: NDArray[np.floating],
    names: list[str],
    kl: list[float] | None,
) -> str:
    """The matrix [L, F] in nats as HTML, the latents by KL where there is one, without idle ones;
    below it each factor's gap between the best two, whose mean is MIG."""
    shown = [j for j in range(len(matrix)) if kl is None or kl[j] >= IDLE_NATS]
    order = sorted(shown, key=lambda j: -(kl[j] if kl else matrix[j].max()))
    heads = "".join(
        f'<th scope="col">{escape(name)}<small>{h:.2f} nats</small></th>'
        for name, h in zip(names, entropy, strict=True)
    )
    best = matrix.argmax(axis=0)
    rows = "".join(
        f'<tr><th scope="row">z<sub>{j + 1}</sub></th>'
        + "".join(_cell(matrix[j, k], entropy[k], j == best[k]) for k in range(len(names)))
        + "</tr>"
        for j in order
    )
    gap = _gap_row(matrix, entropy) if len(matrix) > 1 else ""
    return (
        '<div class="ll-factors-box" tabindex="0" role="group" aria-label="Mutual information of '
        'latents and factors"><table class="ll-factors"><thead><tr><th></th>'
        f"{heads}</tr></thead><tbody>{rows}{gap}</tbody></table></div>"
    )


def scores(test: Numbers, protocol: Numbers) -> list[str]:
    """A sentence a score: its name, its value, and the protocol that it comes from."""
    said = [
        f"**MIG {_written('mig', test.get('mig'))}**: {quantity('mig').help} "
        f"{test['mig_points']:,} pictures."
    ]
    sizes = protocol.get("disentanglement")
    if sizes is None or "dci" not in test:
        return said
    dci = {name: f"{value:.2f}" for name, value in test["dci"].items()}
    points, form = test["factor_points"], protocol["form"]
    return [
        *said,
        f"**DCI: disentanglement {dci['disentanglement']}, completeness {dci['completeness']}, "
        f"informativeness {dci['informativeness']}**: one gradient-boosting classifier a factor, "
        f"{sizes['rounds']} rounds, taught and examined on {points:,} pictures (the {form} "
        "protocol): does a latent matter to one factor alone, does a factor need one latent "
        "alone, and how often are the classifiers right.",
        f"**FactorVAE score {_written('factor_score', test['factor_score'])}**: "
        f"{quantity('factor_score').help} {sizes['train_votes']:,} votes teach, "
        f"{sizes['test_votes']:,} test, each of {sizes['vote_batch']} pictures; latents with a "
        f"deviation below {sizes['least_deviation']:g} take no part.",
    ]


def _written(key: str, value: float | None) -> str:
    return written(value, quantity(key))


def _bins(summary: Numbers) -> int:
    return int(summary["evaluation"]["told"]["bins"])


def _cell(nats: float, entropy: float, best: bool) -> str:
    share = min(max(nats / entropy, 0.0), 1.0) if entropy else 0.0
    mark = ' class="ll-best"' if best else ""
    return (
        f'<td{mark} style="--share:{70 * share:.0f}%" title="{100 * share:.0f} % of the factor">'
        f"{nats:.2f}</td>"
    )


def _gap_row(matrix: NDArray[np.floating], entropy: NDArray[np.floating]) -> str:
    ranked = np.sort(matrix, axis=0)
    gaps = (ranked[-1] - ranked[-2]) / np.where(entropy > 0, entropy, 1)
    cells = "".join(f"<td>{gap:.2f}</td>" for gap in gaps)
    return f'<tr class="ll-gap"><th scope="row">gap</th>{cells}</tr>'

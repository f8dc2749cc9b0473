"""What only benchmarks measure, and no run."""

from core.quantities.definitions import Quantity

OF_BENCHMARKS = {
    q.key: q
    for q in (
        Quantity(
            "probe_error",
            "Probe error",
            "%",
            "Share of test labels that a logistic regression misreads from the codes; fitted on "
            "training codes, its C chosen on validation.",
        ),
        Quantity(
            "mean_activation",
            "Mean activation",
            "",
            "ρ̂: the mean of all codes over examples and features. The penalty of the KL rule holds "
            "it at its target ρ.",
        ),
    )
}

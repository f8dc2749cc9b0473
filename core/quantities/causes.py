"""What is measured with labels or known causes that training never saw."""

from core.quantities.definitions import Quantity

OF_CAUSES = {
    q.key: q
    for q in (
        Quantity(
            "probe_accuracy",
            "Probe accuracy",
            "",
            "Share of test labels that a logistic regression reads from the codes; fitted on "
            "training codes, its C chosen on validation.",
            share=True,
        ),
        Quantity(
            "mig",
            "MIG",
            "",
            "Mutual information gap, the discretised one: how much more of a known factor the best "
            "latent tells than the second best, as a share of the factor's entropy, mean over "
            "factors.",
        ),
        Quantity(
            "factor_score",
            "FactorVAE score",
            "",
            "Accuracy of naming the factor that was held fixed from the latent that varied least.",
            share=True,
        ),
        Quantity(
            "sap",
            "SAP",
            "",
            "Gap between the two latents from which a linear classifier reads a factor best, mean "
            "over factors.",
        ),
        Quantity(
            "auc",
            "AUC",
            "",
            "Area under the ROC curve: how often a random example of the sought kind scores above "
            "a random other one. 1 is perfect, 0.5 is guessing.",
        ),
    )
}

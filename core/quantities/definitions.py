"""What every number on screen is: name, unit and definition, in one place (SCIENCE.md)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """One measured thing: `unit` may be empty for pure numbers; `share` prints as per cent."""

    key: str
    label: str
    unit: str
    help: str
    share: bool = False


QUANTITIES = {
    q.key: q
    for q in (
        Quantity(
            "objective",
            "Objective",
            "nats",
            "What the optimiser minimises: every loss term with its weight, summed over features "
            "and latents, averaged over examples.",
        ),
        Quantity(
            "reconstruction",
            "Reconstruction",
            "nats",
            "Distortion D: the expected −log p(x|z) under posterior samples of z, summed over "
            "features, averaged over examples. Lower is better.",
        ),
        Quantity(
            "reconstruction_at_mean",
            "Reconstruction at the mean",
            "nats",
            "−log p(x|z) with z at the posterior mean instead of sampled: lower than the "
            "distortion, and no part of the ELBO.",
        ),
        Quantity(
            "kl",
            "KL (rate)",
            "nats",
            "Rate R: the divergence of the posterior q(z|x) from the prior N(0, I), summed over "
            "latents, averaged over examples. How much the code tells about the input.",
        ),
        Quantity(
            "elbo",
            "ELBO",
            "nats",
            "−(reconstruction + KL), always at β = 1: a lower bound of log p(x). Higher is better.",
        ),
        Quantity(
            "word_perplexity",
            "Perplexity per word",
            "words",
            "exp of the nats a word: reconstruction and, of a variational model, KL, less the "
            "multinomial coefficient, over all documents together, by all their words. As hard as "
            "to choose each word evenly among so many; a curve averages that of each batch.",
        ),
        Quantity("beta", "β in force", "", "The weight β at this step of its schedule."),
        Quantity(
            "capacity", "Capacity in force", "nats", "The nats C(t) at which the KL is held now."
        ),
        Quantity(
            "charged_kl",
            "Charged KL",
            "nats",
            "Σⱼ max(λ, KLⱼ): the KL with free bits, as the objective charges it. The true KL is "
            "the rate.",
        ),
        Quantity(
            "mi",
            "Mutual information",
            "nats",
            "I(x; z) = E log q(z|x) − E log q(z), estimated from the batch with stratified "
            "weights. With total correlation and dimension-wise KL it adds up to the KL.",
        ),
        Quantity(
            "tc",
            "Total correlation",
            "nats",
            "KL(q(z) ‖ Πⱼ q(zⱼ)): how much the dimensions of codes tell about each other, as "
            "estimated from the batch (β-TCVAE) or by the discriminator (FactorVAE).",
        ),
        Quantity(
            "dimension_kl",
            "Dimension-wise KL",
            "nats",
            "Σⱼ KL(q(zⱼ) ‖ p(zⱼ)): how far each dimension by itself, over all examples, is from "
            "the prior.",
        ),
        Quantity(
            "discriminator",
            "Discriminator's loss",
            "nats",
            "Cross-entropy of telling codes from codes shuffled dimension by dimension; "
            "ln 2 = 0.693 where it cannot.",
        ),
        Quantity(
            "covariance",
            "Covariance penalty",
            "nats",
            "λ_od Σ Cᵢⱼ² over i ≠ j, as it enters the objective.",
        ),
        Quantity(
            "variance",
            "Variance penalty",
            "nats",
            "λ_d Σ (Cᵢᵢ − 1)², as it enters the objective.",
        ),
        Quantity(
            "sparsity",
            "Sparsity penalty",
            "scaled units",
            "The sparsity term as it enters the objective, its weight (and warm-up) included.",
        ),
        Quantity(
            "weight_decay",
            "Weight decay",
            "scaled units",
            "½ w (‖W_enc‖² + ‖W_dec‖²) as it enters the objective; biases go free.",
        ),
        Quantity(
            "gate_reconstruction",
            "Reconstruction by the gates",
            "scaled units",
            "Squared error of decoding ReLU(π_g) with the decoder held fixed: what teaches the "
            "gates of a gated autoencoder when to open.",
        ),
        Quantity(
            "nested",
            "Reconstruction by the first features",
            "scaled units",
            "Sum of the errors of reconstructing from the first 1/16, 1/8, 1/4 and 1/2 of the "
            "features alone.",
        ),
        Quantity(
            "l0_threshold",
            "Counts as on above",
            "",
            "This variant makes codes small rather than exactly zero: a feature counts as firing "
            "when its code is larger than this.",
        ),
        Quantity(
            "auxk",
            "AuxK",
            "scaled units",
            "The auxiliary loss that lets dead features explain what the living ones leave over.",
        ),
        Quantity(
            "l0",
            "L0",
            "features",
            "Mean number of features that fire on one example: z > 0, or above a stated threshold "
            "where the variant makes codes small rather than zero.",
        ),
        Quantity(
            "fvu",
            "FVU",
            "",
            "Fraction of variance unexplained: Σ‖x−x̂‖² / Σ‖x−μ‖² over the whole set, μ the mean "
            "of the training data. 0 is perfect, 1 is no better than always saying the mean.",
        ),
        Quantity(
            "dead",
            "Dead features",
            "",
            "Share of features that fired on none of the test examples.",
            share=True,
        ),
        Quantity(
            "shrinkage",
            "Shrinkage",
            "",
            "Mean ‖x̂‖/‖x‖: an L1 penalty pulls codes towards zero, and reconstructions with them.",
        ),
        Quantity(
            "atom_length",
            "Length of atoms",
            "",
            "Mean ‖dᵢ‖ over the dictionary: 1 where it is kept there; where it is free, codes may "
            "shrink as atoms grow.",
        ),
        Quantity(
            "active_units",
            "Active units",
            "dimensions",
            "Latent dimensions whose posterior mean varies over the test set: Var(E[z]) > 0.01.",
        ),
        Quantity(
            "slab_share",
            "Mean γ",
            "",
            "How probable the posterior finds it, on average, that a latent is on: the mean over "
            "latents and examples of γ, which the prior puts at α.",
            share=True,
        ),
        Quantity(
            "zeros",
            "Zeros",
            "",
            "Share of numbers in test codes that are exactly 0; under L2 and KL, at most 0.1.",
            share=True,
        ),
        Quantity(
            "exact_zeros",
            "Exact zeros",
            "",
            "Share of values that are exactly zero, whatever the rule.",
            share=True,
        ),
        Quantity(
            "commitment",
            "Commitment",
            "",
            "β ‖v − sg[e]‖² as it enters the objective: how far the encoder's vectors are from the "
            "entries that replace them.",
        ),
        Quantity(
            "codebook_perplexity",
            "Codebook perplexity",
            "entries",
            "exp of the entropy of how often each entry is used: as many entries, used equally "
            "often, would be as varied. Of a batch in curves, at the end of all test examples.",
        ),
        Quantity(
            "codebook_used",
            "Entries used",
            "",
            "Share of the codebook's entries that stand in at least one test example's code.",
            share=True,
        ),
        Quantity(
            "knn_accuracy",
            "5-NN accuracy",
            "",
            "Share of test examples whose five nearest neighbours in latent space vote for the "
            "right label: how well the map separates classes it was never told about.",
            share=True,
        ),
        Quantity(
            "nll",
            "NLL",
            "nats",
            "−log p(x), estimated by importance sampling with the stated number of samples.",
        ),
        Quantity(
            "mmcs",
            "MMCS",
            "",
            "Mean over the true atoms of the largest cosine with a learned atom, sign and all: 1 "
            "when every one of them was learned.",
        ),
        Quantity(
            "mcc",
            "MCC",
            "",
            "Mean |cosine| of true with learned atoms when they are paired one to one as well as "
            "can be (Hungarian method): 1 when the dictionaries are the same.",
        ),
        Quantity(
            "orientation",
            "Orientation",
            "",
            "Median over atoms of how far the power of their spectrum lies along one direction: 1 "
            "for a grating, 0 for none; noise has 0.1 or so.",
        ),
        Quantity(
            "dark",
            "Below half a grey level",
            "",
            "Share of values under 1/510: half of what an 8-bit picture can tell from black.",
            share=True,
        ),
        Quantity(
            "hoyer",
            "Hoyer sparsity",
            "",
            "(√n − ‖x‖₁/‖x‖₂) / (√n − 1), mean over examples that are not all zero: 0 when all "
            "values are equal, 1 when a single one is not zero.",
        ),
        Quantity(
            "probe_accuracy",
            "Probe accuracy",
            "",
            "Share of test labels that a logistic regression reads from the codes; fitted on "
            "training codes, its C chosen on validation.",
            share=True,
        ),
        Quantity(
            "mutual_information",
            "Mutual information",
            "nats",
            "I(x; z) between inputs and codes: the KL less what the average code is away from the "
            "prior. Cannot exceed the log of the number of codes it is estimated from.",
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
        Quantity("parameters", "Parameters", "", "Trained numbers in the model."),
        Quantity("seconds", "Time", "s", "Wall time of the training command after imports."),
        Quantity(
            "examples_per_second",
            "Speed",
            "examples/s",
            "Training examples a second, logging, validation and snapshots included.",
        ),
    )
}

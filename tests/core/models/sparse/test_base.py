"""What sparse autoencoders share: known answers, and what well-known code gets wrong."""

import pytest
import torch

from core.models import DataInfo, Step, build
from core.models.sparse import VARIANTS
from core.spec.sparse import SPARSE

BASE = {"family": "sparse", "features": 10}
L1 = {**BASE, "variant": "l1", "weight": 2.0, "warmup": 0}
TOPK = {**BASE, "variant": "topk", "k": 3}


def test_every_variant_of_the_specification_has_a_model():
    assert set(VARIANTS.names()) == set(SPARSE.members)


def test_the_penalty_warms_up_linearly(make):
    model = make({**L1, "warmup": 0.5})
    assert [model.dials(Step(n, 100))["weight"] for n in (1, 26, 51, 100)] == [0, 1, 2, 2]
    assert make(L1).dials(Step(1, 100))["weight"] == 2


def test_the_objective_is_the_sum_of_its_terms(make):
    model = make(L1)
    terms = model.terms(make.x, Step(5, 10))
    inputs = (make.x - make.x.mean(dim=0)) / 0.25
    pi = (inputs - model.b_dec) @ model.W_enc + model.b_enc
    z = pi.relu()
    error = (inputs - z @ model.W_dec - model.b_dec).square().sum(dim=1).mean()
    assert float(terms["reconstruction"]) == pytest.approx(float(error.detach()), rel=1e-5)
    total = terms["reconstruction"] + terms["sparsity"]
    assert float(terms["objective"].detach()) == pytest.approx(float(total), rel=1e-6)
    assert float(terms["l0"]) == pytest.approx(float((z > 0).sum(dim=1).float().mean()))


def test_weight_zero_l1_trains_exactly_as_none(make):
    penalised, free = make({**L1, "weight": 0.0}), make({**BASE, "variant": "none"})
    make.train(penalised)
    make.train(free)
    for name, value in free.state_dict().items():
        assert torch.equal(value, penalised.state_dict()[name]), name


def test_encoder_and_decoder_start_tied_and_are_not_views_of_one(make):
    model = make(TOPK)
    assert torch.equal(model.W_enc, model.W_dec.T)
    assert model.W_enc.data_ptr() != model.W_dec.data_ptr()
    make.train(model, steps=3)
    assert not torch.allclose(model.W_enc, model.W_dec.T)


@pytest.mark.parametrize("settings", [L1, TOPK])
def test_atoms_keep_unit_norm_and_the_renormalised_decoder_is_what_is_saved(make, settings):
    model = make(settings)
    make.train(model, steps=10, learning_rate=0.1)
    saved = model.state_dict()["W_dec"]
    assert torch.allclose(saved.norm(dim=1), torch.ones(10), atol=1e-6)
    z = torch.eye(10)
    decoded = z @ saved * 0.25 + (model.b_dec * 0.25 + model.centre)
    assert torch.allclose(model.decode(z), decoded, atol=1e-6)


def test_the_projected_gradient_is_orthogonal_to_the_atoms(make):
    model = make(L1)
    model.terms(make.x, Step(1, 2))["objective"].backward()
    along = (model.W_dec.grad * model.W_dec).sum(dim=1)
    assert along.abs().max() > 1e-2
    model.before_optimiser_step()
    assert (model.W_dec.grad * model.W_dec).sum(dim=1).abs().max() < 1e-4


@pytest.mark.parametrize("norm", ["unit", "free"])
@pytest.mark.parametrize("output", ["linear", "sigmoid"])
def test_the_gradients_are_those_of_the_objective_written_down_plainly(make, output, norm):
    """Ours take shortcuts: around b_dec W_enc, and around the lengths of atoms that have none."""
    model = make({**L1, "output": output, "decoder_norm": norm}).double()
    x = make.x.double()
    model.terms(x, Step(5, 10))["objective"].backward()
    model.before_optimiser_step()
    found = {name: p.grad.clone() for name, p in model.named_parameters()}
    model.zero_grad()
    inputs = (x - model.centre) / model.scale
    linear = output == "linear"
    pi = (inputs - model.b_dec if linear else inputs) @ model.W_enc + model.b_enc
    z = pi.relu()
    y = z @ model.W_dec + model.b_dec
    bce = torch.nn.functional.binary_cross_entropy_with_logits
    loss = (inputs - y).square().sum() if linear else bce(y, x, reduction="sum")
    (loss / len(x) + 2.0 * (z * model.W_dec.norm(dim=1)).sum(dim=1).mean()).backward()
    model.before_optimiser_step()
    for name, p in model.named_parameters():
        assert torch.allclose(found[name], p.grad, rtol=1e-5, atol=1e-5), name


def test_free_atoms_are_left_alone(make):
    model = make({**L1, "decoder_norm": "free"})
    make.train(model)
    assert (model.W_dec.norm(dim=1) - 1).abs().max() > 1e-3


def silence(model, features):
    """Biases that keep these features from ever firing."""
    with torch.no_grad():
        model.b_enc[features] = -1000.0


def test_dead_means_silent_for_a_whole_window_of_training_examples(make):
    model = make({**BASE, "variant": "none", "dead_window": 100})
    silence(model, [2, 5])
    for batches, expected in ((2, []), (3, [2, 5])):  # 40 examples a batch: 80, then 120
        while int(model.unfired.max()) < 40 * batches:
            model.terms(make.x, Step(1, 10))
        assert model.dead().nonzero().flatten().tolist() == expected
    model.terms(make.x, Step(1, 10, training=False))
    assert int(model.unfired.max()) == 120
    with torch.no_grad():
        model.b_enc[2] = 1000.0
    model.terms(make.x, Step(1, 10))
    assert model.dead().nonzero().flatten().tolist() == [5]


def auxk_gradients(make, dead_features, k=3):
    model = make({**TOPK, "k": k, "revive": "auxk"})
    dead = torch.zeros(10, dtype=torch.bool)
    dead[dead_features] = True
    inputs = model.to_units(make.x)
    pi = model.pre_activations(inputs)
    residual = (inputs - model.decode(model.encode(make.x))).detach()
    model.auxk(pi, residual, dead).backward()
    return model


def test_auxk_gives_the_encoder_a_gradient_and_acts_on_dead_features_only(make):
    model = auxk_gradients(make, [1, 4])
    touched = model.W_enc.grad.abs().sum(dim=0).nonzero().flatten().tolist()
    assert touched == [1, 4]
    assert model.W_dec.grad.abs().sum(dim=1).nonzero().flatten().tolist() == [1, 4]
    assert model.b_enc.grad.nonzero().flatten().tolist() == [1, 4]


def test_auxk_in_training_detaches_the_residual(make):
    """Living features get the same gradient with AuxK as without it."""
    gradients = []
    for revive in ("none", "auxk"):
        model = make({**TOPK, "revive": revive, "dead_window": 1})
        x = make.x
        with torch.no_grad():  # features that are positive, but never among the three largest
            model.b_enc[:] = torch.tensor([20.0] * 3 + [5.0] * 7)
        terms = model.terms(x, Step(1, 10))
        terms["objective"].backward()
        gradients.append((model.W_dec.grad.clone(), model.W_enc.grad.clone()))
    assert float(terms["auxk"]) > 0
    assert torch.equal(gradients[0][0][:3], gradients[1][0][:3])
    assert torch.allclose(gradients[0][1][:, :3], gradients[1][1][:, :3], atol=1e-6)
    assert gradients[1][0][3:].abs().sum() > 0
    assert gradients[0][0][3:].abs().sum() == 0


def test_auxk_by_hand(make):
    model = make({**BASE, "features": 10, "variant": "none", "revive": "auxk"})
    pi = torch.randn(4, 10, generator=torch.Generator().manual_seed(0))
    residual = torch.randn(4, 12, generator=torch.Generator().manual_seed(1))
    dead = torch.zeros(10, dtype=torch.bool)
    dead[[3, 8]] = True
    guess = pi[:, [3, 8]].relu() @ model.W_dec[[3, 8]]
    error = (residual - guess).square().sum()
    variance = (residual - residual.mean(dim=0)).square().sum()
    expected = float((2 / 6 * error / variance).detach())  # k_aux = 12/2, two are dead
    assert float(model.auxk(pi, residual, dead).detach()) == pytest.approx(expected, rel=1e-5)


def test_auxk_is_zero_without_dead_features_and_where_the_residual_has_no_variance(make):
    model = make({**TOPK, "revive": "auxk"})
    pi = torch.ones(1, 10, requires_grad=True)
    everyone, nobody = torch.ones(10, dtype=torch.bool), torch.zeros(10, dtype=torch.bool)
    assert float(model.auxk(pi, torch.ones(1, 12), nobody)) == 0
    undefined = model.auxk(pi, torch.ones(1, 12), everyone)  # one example varies about nothing
    undefined.backward()
    assert float(undefined.detach()) == 0
    assert torch.isfinite(pi.grad).all()
    assert torch.isfinite(model.W_dec.grad).all()


def test_sigmoid_output_is_the_seeds_listing(make):
    """Dense(relu), Dense(sigmoid), cross-entropy summed; the encoder is not centred."""
    settings = {**BASE, "variant": "none", "output": "sigmoid", "decoder_norm": "free"}
    model = make(settings, scale="none")
    z = (make.x @ model.W_enc + model.b_enc).relu()
    picture = (z @ model.W_dec + model.b_dec).sigmoid()
    loss = torch.nn.functional.binary_cross_entropy(picture, make.x, reduction="sum") / 40
    terms = model.terms(make.x, Step(1, 10))
    assert float(terms["objective"].detach()) == pytest.approx(float(loss.detach()), rel=1e-5)
    assert torch.allclose(model.decode(model.encode(make.x)), picture)


def test_penalties_and_errors_are_in_scaled_units(make):
    """Data ten times larger is the same problem once the scaler has divided it out."""
    small = make(L1)
    large = build(make.spec(L1), DataInfo(12, (3, 4), 10 * make.x.mean(dim=0), 2.5, 40))
    a = small.terms(make.x, Step(5, 10))
    b = large.terms(10 * make.x, Step(5, 10))
    for name in ("reconstruction", "sparsity", "l0"):
        assert float(a[name]) == pytest.approx(float(b[name]), rel=1e-4)

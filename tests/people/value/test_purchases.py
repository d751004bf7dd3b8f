"""The likelihoods and closed forms, against hand-worked numbers, integrals and another library."""

from dataclasses import asdict, astuple
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.optimize import approx_fprime
from scipy.special import gammaln, hyp2f1
from scipy.stats import beta, f, gamma

from voxlake.core.errors import QualityError
from voxlake.people.value import gamma_gamma
from voxlake.people.value.beta_geometric import BgNbd, MbgNbd
from voxlake.people.value.gamma_gamma import GammaGamma, Spends
from voxlake.people.value.likelihood import maximise
from voxlake.people.value.pareto_nbd import ParetoNbd
from voxlake.people.value.purchases import (
    Histories,
    expected_orders,
    fit_purchases,
    probability_alive,
)

MODEL = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
MBG = MbgNbd(r=0.525, alpha=6.183, a=0.891, b=1.614)
PARETO = ParetoNbd(r=0.553, alpha=10.578, s=0.606, beta=11.669)
MODELS = pytest.mark.parametrize("model", [MODEL, MBG, PARETO], ids=lambda model: model.title)
# Frequency, recency, age and how many buyers share them.
HISTORIES = Histories(
    np.array([0.0, 1.0, 2.0, 5.0, 0.0]),
    np.array([0.0, 4.0, 30.43, 20.0, 0.0]),
    np.array([10.0, 10.0, 38.86, 20.0, 0.0]),
    np.array([7.0, 2.0, 1.0, 1.0, 3.0]),
)
SPENDS = Spends(
    np.array([1.0, 2.0, 7.0]), np.array([11.77, 22.35, 80.0]), np.array([3.0, 1.0, 2.0])
)


def one(value):
    return np.array([float(value)])


def test_a_buyer_is_alive_with_the_probability_worked_by_hand():
    model = BgNbd(r=1, alpha=1, a=1, b=1)

    # 1 / (1 + a / (b + x - 1) * ((alpha + T) / (alpha + t_x)) ** (r + x))
    # x = 1, t_x = 1, T = 3: 1 / (1 + 1 * 2 ** 2) = 0.2; x = 2: 1 / (1 + 1/2 * 2 ** 3) = 0.2
    assert probability_alive(model, one(1), one(1), one(3)) == pytest.approx(0.2)
    assert probability_alive(model, one(2), one(1), one(3)) == pytest.approx(0.2)
    assert probability_alive(model, one(0), one(0), one(3)) == 1


@pytest.mark.parametrize(
    ("model", "x", "last", "age", "time"),
    [
        (MODEL, 2, 30.43, 38.86, 39),
        (MODEL, 0, 0, 0, 52),
        (MODEL, 400, 90, 100, 52),
        (BgNbd(r=3, alpha=0.2, a=1.0, b=0.5), 3, 5, 6, 500),
        (BgNbd(r=0.5, alpha=9, a=4.2, b=30), 12, 5, 6, 10),
    ],
)
def test_the_purchases_expected_are_the_mean_over_all_buyers_of_that_history(
    model, x, last, age, time
):
    # Given that a buyer is alive, the rate is gamma(r + x, alpha + T) and the chance to leave
    # beta(a, b + x); a buyer with both makes (1 - exp(-rate * chance * time)) / chance purchases.
    def purchases(chance):
        still = ((model.alpha + age) / (model.alpha + age + chance * time)) ** (model.r + x)
        return (1 - still) / chance * beta.pdf(chance, model.a, model.b + x)

    edges = beta.ppf([1e-12, 0.001, 0.1, 0.5, 0.9, 0.999, 1], model.a, model.b + x)
    mean = sum(quad(purchases, *pair)[0] for pair in pairwise(edges))
    alive = probability_alive(model, one(x), one(last), one(age))

    expected = expected_orders(model, one(x), one(last), one(age), time)

    assert expected == pytest.approx(mean * alive, rel=1e-5)


def test_where_all_leave_alike_the_purchases_expected_are_those_of_that_one_chance():
    model = BgNbd(r=1.06, alpha=5.1, a=28_468, b=99_999)  # as a fit of 335 buyers found it
    x, age = np.array([0.0, 3.0, 600.0]), np.array([2.0, 6.0, 6.0])
    chance = model.a / (model.a + model.b + x)
    by_hand = (1 - (1 + chance * 52 / (model.alpha + age)) ** -(model.r + x)) / chance
    alive = probability_alive(model, x, age, age)

    expected = expected_orders(model, x, age, age, 52)

    assert expected == pytest.approx(by_hand * alive, rel=1e-4)


def test_the_purchases_expected_are_finite_and_grow_with_time_for_any_model():
    x, age = np.array([0.0, 1.0, 50.0, 2000.0]), np.array([0.0, 5.0, 60.0, 60.0])
    for a in (1e-5, 0.5, 1.0, 3.0, 1e5):
        for b in (1e-5, 0.5, 1.0, 1e5):
            model = BgNbd(r=0.5, alpha=2, a=a, b=b)
            weeks = [expected_orders(model, x, age, age, time) for time in (1, 10, 100)]
            assert np.isfinite(weeks).all()
            assert (np.diff(weeks, axis=0) >= 0).all()
            assert (weeks[0] >= 0).all()


def test_the_likelihood_of_a_history_is_its_integral_over_all_buyers():
    # Alive: (1-p)**x * rate**x * exp(-rate * T); gone after the last purchase, if there was one:
    # p * (1-p)**(x-1) * rate**x * exp(-rate * t_x)
    x, last, age = 2, 3.0, 5.0

    def over_rates(power, time):
        return quad(
            lambda rate: (
                rate**power * np.exp(-rate * time) * gamma.pdf(rate, MODEL.r, scale=1 / MODEL.alpha)
            ),
            0,
            np.inf,
        )[0]

    stays = quad(lambda p: (1 - p) ** x * beta.pdf(p, MODEL.a, MODEL.b), 0, 1)[0]
    leaves = quad(lambda p: p * (1 - p) ** (x - 1) * beta.pdf(p, MODEL.a, MODEL.b), 0, 1)[0]
    likelihood = stays * over_rates(x, age) + leaves * over_rates(x, last)

    of_one = Histories(one(x), one(last), one(age), one(1))

    assert MODEL.log_likelihood(of_one)[0] == pytest.approx(np.log(likelihood), rel=1e-6)


def test_who_may_leave_at_first_may_have_left_once_more_than_came_back():
    # As above with one more chance to leave; the last purchase may also be the first.
    x, last, age = 2, 3.0, 5.0

    def over_rates(time):
        return quad(
            lambda rate: (
                rate**x * np.exp(-rate * time) * gamma.pdf(rate, MBG.r, scale=1 / MBG.alpha)
            ),
            0,
            np.inf,
        )[0]

    def over_chances(leaves):
        return quad(
            lambda p: p**leaves * (1 - p) ** (x + 1 - leaves) * beta.pdf(p, MBG.a, MBG.b), 0, 1
        )[0]

    likelihood = over_chances(0) * over_rates(age) + over_chances(1) * over_rates(last)

    of_one = Histories(one(x), one(last), one(age), one(1))
    assert MBG.log_likelihood(of_one)[0] == pytest.approx(np.log(likelihood), rel=1e-6)


@pytest.mark.parametrize("model", [PARETO, ParetoNbd(2.0, 0.4, 1.5, 30.0), ParetoNbd(1, 3, 1, 3)])
@pytest.mark.parametrize(("x", "last", "age"), [(0, 0, 30), (2, 30.43, 38.86), (40, 20, 39)])
def test_the_integral_over_the_moment_of_leaving_is_the_published_closed_form(model, x, last, age):
    # Fader & Hardie 2005, "A Note on Deriving the Pareto/NBD Model".
    r, alpha, s, other = model.r, model.alpha, model.s, model.beta
    both, most = r + s + x, max(alpha, other)
    second = s + 1 if alpha >= other else r + x

    def part(time):
        share = abs(alpha - other) / (most + time)
        return hyp2f1(both, second, both + 1, share) / (most + time) ** both

    alive = (alpha + age) ** -(r + x) * (other + age) ** -s
    closed = alive + s / both * (part(last) - part(age))
    before = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(other)

    of_one = Histories(one(x), one(last), one(age), one(1))
    found = model.log_likelihood(of_one)[0]

    assert found == pytest.approx(before + np.log(closed), rel=1e-7)
    assert probability_alive(model, one(x), one(last), one(age)) == pytest.approx(alive / closed)


@MODELS
def test_the_gradient_is_that_of_the_likelihood(model):
    for scale in (1.0, 1.7):
        at = np.array(astuple(model)) * scale

        numeric = approx_fprime(at, lambda p: type(model)(*p).log_likelihood(HISTORIES)[0], 1e-7)

        found = type(model)(*at).log_likelihood(HISTORIES)[1]
        assert found == pytest.approx(numeric, rel=1e-4, abs=1e-5)


def test_the_gradient_of_spend_is_that_of_its_likelihood():
    def spend(values):
        return gamma_gamma.log_likelihood(GammaGamma(*values), SPENDS)

    numeric = approx_fprime(np.array([6.25, 3.74, 15.44]), spend, 1e-7)
    assert gamma_gamma._log_likelihood(GammaGamma(6.25, 3.74, 15.44), SPENDS)[1] == pytest.approx(
        numeric, rel=1e-4, abs=1e-5
    )


@MODELS
def test_grouped_buyers_are_as_likely_as_the_same_buyers_one_by_one(model):
    times = HISTORIES.count.astype(int)
    ones = np.ones(times.sum())
    singles = Histories(
        np.repeat(HISTORIES.frequency, times),
        np.repeat(HISTORIES.recency, times),
        np.repeat(HISTORIES.age, times),
        ones,
    )

    grouped, alone = model.log_likelihood(HISTORIES), model.log_likelihood(singles)
    assert grouped[0] == pytest.approx(alone[0])
    assert grouped[1] == pytest.approx(alone[1])


@MODELS
def test_the_chances_of_all_counts_add_up_to_one_and_to_what_is_expected(model):
    age = np.array([0.0, 5.0, 40.0])

    chances = np.array([model.probability_of_count(count, age) for count in range(400)])

    assert chances.sum(axis=0) == pytest.approx(1, abs=1e-4)
    # A buyer with no time to come back has not.
    assert chances[0, 0] == pytest.approx(1)
    expected = [float(model.expected(time)) for time in age]
    assert np.arange(400) @ chances == pytest.approx(expected, rel=1e-3)


@MODELS
def test_what_is_expected_of_a_history_is_the_mean_of_its_chances(model):
    x, last, age, time = np.array([0.0, 3.0]), np.array([0.0, 20.0]), np.array([30.0, 25.0]), 26.0
    stayed = model.of_those_who_stayed(x, age)

    mean = sum(count * stayed.probability_of_count(count, time) for count in range(400))

    expected = expected_orders(model, x, last, age, time)
    assert expected == pytest.approx(mean * probability_alive(model, x, last, age), rel=1e-4)


@pytest.mark.parametrize(
    ("name", "model"),
    [("BetaGeoFitter", MODEL), ("ModifiedBetaGeoFitter", MBG), ("ParetoNBDFitter", PARETO)],
)
def test_another_library_says_the_same(name, model):
    lifetimes = pytest.importorskip("lifetimes")
    other = getattr(lifetimes, name)()
    other.params_ = pd.Series(asdict(model))
    x, last, age = HISTORIES.frequency, HISTORIES.recency, HISTORIES.age

    ours = expected_orders(model, x, last, age, 39.0)

    theirs = other.conditional_expected_number_of_purchases_up_to_time(39.0, x, last, age)
    assert ours == pytest.approx(np.asarray(theirs), rel=1e-6)
    alive = probability_alive(model, x, last, age)
    assert alive == pytest.approx(np.asarray(other.conditional_probability_alive(x, last, age)))


@MODELS
def test_a_fit_finds_planted_parameters_within_three_of_its_standard_errors(model):
    planted = type(model)(**{**asdict(model), "r": 1.2})
    histories = simulated(planted, buyers=20_000, age=52.0)

    fitted = fit_purchases(type(model), histories)

    errors = np.array([*fitted.standard_errors.values()])
    off = np.array(astuple(fitted.model)) - astuple(planted)
    assert (np.abs(off) < 3 * errors).all()
    assert (errors < 0.5 * np.array(astuple(planted))).all()


def simulated(model, buyers, age):
    """Histories of buyers who order and leave as the model has it, one by one."""
    draws = np.random.default_rng(7)
    rates = draws.gamma(model.r, 1 / model.alpha, buyers)
    if isinstance(model, ParetoNbd):
        leaves = draws.exponential(1 / draws.gamma(model.s, 1 / model.beta, buyers))
        chances = np.zeros(buyers)
    else:
        leaves = np.full(buyers, np.inf)
        chances = draws.beta(model.a, model.b, buyers)
    is_there = draws.random(buyers) >= chances * getattr(model, "leaves_at_first", 0)
    clock, frequency, recency = np.zeros(buyers), np.zeros(buyers), np.zeros(buyers)
    while is_there.any():
        clock = clock + draws.exponential(1 / rates)
        is_there &= clock < np.minimum(leaves, age)
        frequency += is_there
        recency = np.where(is_there, clock, recency)
        is_there &= draws.random(buyers) >= chances
    return Histories(frequency, recency, np.full(buyers, age), np.ones(buyers))


def test_a_search_that_finds_no_level_point_is_an_error():
    def nowhere(_):
        return float("nan"), np.array([float("nan")])

    with pytest.raises(QualityError, match=r"fit of spend did not converge.*extreme amounts"):
        maximise("spend", nowhere, [(1.0,), (2.0,)], observations=1)


def test_spend_without_a_finite_mean_is_an_error():
    # Single purchases spread as the model has it with p = 20 and q = 0.6.
    values = f.ppf((np.arange(500) + 0.5) / 500, 40, 1.2)
    spends = Spends(np.ones(500), values, np.ones(500))

    with pytest.raises(QualityError, match=r"q = 0.*not above 1.*amounts in `orders`"):
        gamma_gamma.fit_gamma_gamma(spends)

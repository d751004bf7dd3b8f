"""The likelihoods and closed forms, against hand-worked numbers, integrals and another library."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import approx_fprime
from scipy.stats import beta, f, gamma

from voxlake.errors import QualityError
from voxlake.people import bgnbd, gamma_gamma
from voxlake.people.bgnbd import BgNbd, Histories
from voxlake.people.gamma_gamma import GammaGamma, Spends
from voxlake.people.likelihood import maximise

MODEL = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
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
    assert bgnbd.probability_alive(model, one(1), one(1), one(3)) == pytest.approx(0.2)
    assert bgnbd.probability_alive(model, one(2), one(1), one(3)) == pytest.approx(0.2)
    assert bgnbd.probability_alive(model, one(0), one(0), one(3)) == 1


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
    alive = bgnbd.probability_alive(model, one(x), one(last), one(age))

    expected = bgnbd.expected_orders(model, one(x), one(last), one(age), time)

    assert expected == pytest.approx(mean * alive, rel=1e-5)


def test_where_all_leave_alike_the_purchases_expected_are_those_of_that_one_chance():
    model = BgNbd(r=1.06, alpha=5.1, a=28_468, b=99_999)  # as a fit of 335 buyers found it
    x, age = np.array([0.0, 3.0, 600.0]), np.array([2.0, 6.0, 6.0])
    chance = model.a / (model.a + model.b + x)
    by_hand = (1 - (1 + chance * 52 / (model.alpha + age)) ** -(model.r + x)) / chance
    alive = bgnbd.probability_alive(model, x, age, age)

    expected = bgnbd.expected_orders(model, x, age, age, 52)

    assert expected == pytest.approx(by_hand * alive, rel=1e-4)


def test_the_purchases_expected_are_finite_and_grow_with_time_for_any_model():
    x, age = np.array([0.0, 1.0, 50.0, 2000.0]), np.array([0.0, 5.0, 60.0, 60.0])
    for a in (1e-5, 0.5, 1.0, 3.0, 1e5):
        for b in (1e-5, 0.5, 1.0, 1e5):
            model = BgNbd(r=0.5, alpha=2, a=a, b=b)
            weeks = [bgnbd.expected_orders(model, x, age, age, time) for time in (1, 10, 100)]
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

    assert bgnbd.log_likelihood(MODEL, of_one) == pytest.approx(np.log(likelihood), rel=1e-6)


def test_the_gradients_are_those_of_the_likelihoods():
    def orders(values):
        return bgnbd.log_likelihood(BgNbd(*values), HISTORIES)

    def spend(values):
        return gamma_gamma.log_likelihood(GammaGamma(*values), SPENDS)

    for values in ([0.243, 4.414, 0.793, 2.426], [2.0, 0.5, 3.0, 0.4]):
        numeric = approx_fprime(np.array(values), orders, 1e-7)
        assert bgnbd._log_likelihood(BgNbd(*values), HISTORIES)[1] == pytest.approx(
            numeric, rel=1e-4, abs=1e-5
        )
    numeric = approx_fprime(np.array([6.25, 3.74, 15.44]), spend, 1e-7)
    assert gamma_gamma._log_likelihood(GammaGamma(6.25, 3.74, 15.44), SPENDS)[1] == pytest.approx(
        numeric, rel=1e-4, abs=1e-5
    )


def test_grouped_buyers_are_as_likely_as_the_same_buyers_one_by_one():
    times = HISTORIES.count.astype(int)
    ones = np.ones(times.sum())
    singles = Histories(
        np.repeat(HISTORIES.frequency, times),
        np.repeat(HISTORIES.recency, times),
        np.repeat(HISTORIES.age, times),
        ones,
    )

    assert bgnbd.log_likelihood(MODEL, singles) == pytest.approx(
        bgnbd.log_likelihood(MODEL, HISTORIES)
    )


def test_the_chances_of_all_counts_add_up_to_one():
    age = np.array([0.0, 5.0, 40.0])

    total = sum(bgnbd.probability_of_count(MODEL, count, age) for count in range(200))

    assert total == pytest.approx(1, abs=1e-4)
    # A buyer with no time to come back has not.
    assert bgnbd.probability_of_count(MODEL, 0, age)[0] == pytest.approx(1)


def test_another_library_says_the_same():
    lifetimes = pytest.importorskip("lifetimes")
    other = lifetimes.BetaGeoFitter()
    other.params_ = dict(zip(("r", "alpha", "a", "b"), (0.243, 4.414, 0.793, 2.426), strict=True))
    x, last, age = HISTORIES.frequency, HISTORIES.recency, HISTORIES.age

    ours = bgnbd.expected_orders(MODEL, x, last, age, 39.0)

    theirs = other.conditional_expected_number_of_purchases_up_to_time(39.0, x, last, age)
    assert ours == pytest.approx(np.asarray(theirs), rel=1e-6)


def test_a_search_that_finds_no_level_point_is_an_error():
    with pytest.raises(QualityError, match=r"fit of spend did not converge.*extreme amounts"):
        maximise("spend", lambda _: (float("nan"), np.array([float("nan")])), [(1.0,), (2.0,)])


def test_spend_without_a_finite_mean_is_an_error():
    # Single purchases spread as the model has it with p = 20 and q = 0.6.
    values = f.ppf((np.arange(500) + 0.5) / 500, 40, 1.2)
    spends = Spends(np.ones(500), values, np.ones(500))

    with pytest.raises(QualityError, match=r"q = 0.*not above 1.*amounts in `orders`"):
        gamma_gamma.fit_gamma_gamma(spends)

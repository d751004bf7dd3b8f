"""What hours of the week gain, as numbers: what is planted is found, what is not there is not."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from voxlake.marketing.timing.chance import by_chance, shuffles
from voxlake.marketing.timing.prior import EXPECTED, mixture_of
from voxlake.marketing.timing.settings import TimingSettings
from voxlake.marketing.timing.slots import (
    NOTHING,
    SIZES,
    Belief,
    Mixture,
    believe,
    learn,
    over_random,
    spread,
)
from voxlake.marketing.timing.times import Shared, effects_of, times_of
from voxlake.marketing.timing.units import Units
from voxlake.tables import BEST_POST_TIMES

AS_OF = date(2024, 6, 30)
SETTINGS = TimingSettings(time_zone="UTC")


def units(days, slots, gains, weights=None):
    ones = np.ones(len(days)) if weights is None else np.array(weights, float)
    return Units(np.array(days, int), np.array(slots, int), np.array(gains, float), ones)


def drawn(rng, *, hour_effect=0.0, weekday_effect=0.0, count=None):
    """A year of an account: skewed gains, days that fare alike, hours that it prefers."""
    count = count or int(rng.integers(60, 600))
    hours = rng.choice(24, count, p=rng.dirichlet(np.full(24, 0.5)))
    days, hours = np.divmod(np.unique(rng.integers(0, 364, count) * 24 + hours), 24)
    gains = (rng.standard_gamma(1.2, len(days)) - 1.2) / 1.2**0.5 + 0.3 * rng.normal(size=364)[days]
    best = int(np.argsort(-np.bincount(hours, minlength=24))[rng.integers(0, 4)])
    weekday = int(rng.integers(7))
    gains = gains + hour_effect * (hours == best) + weekday_effect * (days % 7 == weekday)
    gains = np.clip(gains - gains.mean(), -3, 3)
    return units(days, days % 7 * 24 + hours, gains), best


def rows_of(own, account="a"):
    return pd.DataFrame(
        {
            "account_id": account,
            "segment_id": -2,
            "content_type": "all",
            "time_zone": "Europe/Berlin",
            "day": own.days,
            "slot": own.slots,
            "gain": own.gains,
            "weight": own.weights,
            "post_count": 1,
        }
    )


def told(own, sizes=EXPECTED):
    shared = Shared(own, sizes)  # there is nobody else
    return times_of(rows_of(own), shared, AS_OF, SETTINGS)


def test_what_is_learnt_is_the_posterior_of_two_normal_distributions():
    own, _ = drawn(np.random.default_rng(2), count=90)
    covariance = own.variance * spread(np.array([0.15, 0.4, 0.15]))
    common = Belief(np.linspace(-0.2, 0.2, 168), np.eye(168) * 0.01)

    belief, _ = learn(own, covariance, common)

    # By precisions instead: those of prior and data add up.
    seen = np.eye(168)[own.seen]
    before = np.linalg.inv(covariance + common.covariance)
    noise = np.linalg.inv(own.noise)
    after = np.linalg.inv(before + seen.T @ noise @ seen)
    means = own.total[own.seen] / own.weight[own.seen]
    np.testing.assert_allclose(belief.covariance, after, atol=1e-8)
    mean = after @ (before @ common.mean + seen.T @ noise @ means)
    np.testing.assert_allclose(belief.mean, mean, atol=1e-8)


def test_the_variance_of_slots_is_worked_out_by_hand():
    # Monday 9:00 twice and Monday 10:00 once, on two Mondays.
    own = units([0, 0, 7], [9, 10, 9], [1.0, 1.0, -2.0])

    # Mean 0; squares 1 + 1 + 4 and one like (ln 2)², over three posts and one.
    variance = (6 + np.log(2) ** 2) / 4
    assert own.variance == pytest.approx(variance)
    # The first Monday has one pair, counted both ways: 1 * 1 twice, over 2 pairs and 30.
    assert own.of_day == pytest.approx(2 / 32)
    alone, shared = variance - 2 / 32, 2 / 32 / 2
    assert own.noise == pytest.approx(
        np.array([[alone / 2 + shared, shared], [shared, alone + shared]])
    )


def test_what_the_others_say_is_what_all_say_without_ones_own():
    # Two accounts in one hour, with weights 1 and 0.5: together 0.5 * 1 and 1 * 0.4 over 1.5.
    together = units([0, 1], [9, 33], [0.6, 0.3], [1.5, 1.0])
    own = units([0], [9], [1.0], [0.5])

    others = together.less(own)

    assert others.gains == pytest.approx([0.4, 0.3])
    assert others.weights == pytest.approx([1.0, 1.0])
    assert not len(others.less(others).gains)


def test_an_account_is_drawn_towards_the_others_and_not_towards_itself():
    own, _ = drawn(np.random.default_rng(4), count=60)
    alone = Shared(own, EXPECTED)

    assert (alone.without(own).mean == 0).all()


def test_videos_are_drawn_towards_other_accounts_and_not_towards_photographs_of_the_same():
    whole, _ = drawn(np.random.default_rng(5), hour_effect=1.2, count=400)
    half = slice(0, len(whole.days), 2)
    video = units(*(of[half] for of in (whole.days, whole.slots, whole.gains)))
    of_both = pd.concat([rows_of(video).assign(content_type="video"), rows_of(whole)])
    alone = Shared(whole, EXPECTED)

    rows = times_of(of_both, alone, AS_OF, SETTINGS)

    assert rows.content_type.value_counts().to_dict() == {"all": 168, "video": 168}
    found = rows[rows.content_type == "video"].effect
    np.testing.assert_allclose(found, effects_of(video).mean, atol=1e-9)
    towards_itself = effects_of(video, EXPECTED, alone.without(video)).mean
    assert np.abs(found - towards_itself).max() > 0.05


def test_an_hour_without_posts_is_thought_like_those_beside_it_around_midnight_too():
    days = np.arange(240)
    hours = np.array([22, 23, 1, 12, 13, 14])[days % 6]
    own = units(days, days % 7 * 24 + hours, np.where(hours > 20, 1.5, 0) + (hours == 1) * 1.5)

    rows = told(own).groupby("hour").effect.mean()

    assert rows[0] > 0.4
    assert rows[0] > rows[3] > rows[7] > rows[11]


def test_a_part_of_the_day_is_found_of_which_each_hour_has_too_few_posts():
    rng = np.random.default_rng(7)
    days = np.repeat(np.arange(60), 2)
    hours = rng.permuted(np.tile(np.arange(24), (60, 1)), axis=1)[:, :2].ravel()
    is_best = (hours - 22) % 24 < 4
    own = units(days, days % 7 * 24 + hours, rng.normal(size=120) + 1.2 * is_best)

    assert by_chance(own, seed=1) <= 0.05
    hour_alone = [(hours == hour).sum() for hour in (22, 23, 0, 1)]
    assert max(hour_alone) < 10


def test_effects_are_over_a_post_of_the_account_by_chance():
    belief = Belief(np.arange(168.0), np.zeros((168, 168)))
    weight = np.zeros(168)
    weight[[10, 20]] = 3, 1

    effects = over_random(belief, weight)

    assert effects.mean[:2] == pytest.approx([-12.5, -11.5])
    assert weight @ effects.mean == pytest.approx(0)


def test_days_are_shuffled_whole_and_their_posts_within():
    days = np.array([0, 0, 0, 1, 2, 2])

    orders = np.array(shuffles(days, 200, seed=1))

    assert (np.sort(orders, axis=1) == np.arange(6)).all()
    for first in (0, 4):
        places = np.where(np.isin(orders, np.flatnonzero(days == days[first])))[1]
        of_day = places.reshape(200, -1)
        assert (np.ptp(of_day, axis=1) == (days == days[first]).sum() - 1).all()
    assert len({tuple(order) for order in orders}) > 50


def test_a_mixture_of_accounts_without_effects_says_so():
    rng = np.random.default_rng(6)
    none = [(drawn(rng, count=300)[0], NOTHING) for _ in range(15)]
    strong = [(drawn(rng, hour_effect=1.5, count=300)[0], NOTHING) for _ in range(15)]

    without, with_effects = mixture_of(none), mixture_of(strong)

    assert without.chances[0] > 0.5
    assert with_effects.chances[0] < 0.3
    assert with_effects.chances[SIZES[:, 1] > 0].sum() > 0.6
    assert with_effects.chances.sum() == pytest.approx(1)


def test_without_accounts_sizes_are_as_expected():
    assert mixture_of([]).chances == pytest.approx(EXPECTED.chances)
    assert EXPECTED.chances[0] == 0.5


@pytest.mark.parametrize("seed", [101, pytest.param(202, marks=pytest.mark.whole)])
def test_best_times_are_named_where_they_are_planted_and_hardly_anywhere_else(seed, measured):
    rng = np.random.default_rng(seed)
    none = [drawn(rng) for _ in range(100)]
    planted = [drawn(rng, hour_effect=1.2) for _ in range(20)]
    sizes = mixture_of([(own, NOTHING) for own, _ in (*none[:40], *planted[:8])])

    false = sum(told(own, sizes).is_reliable.any() for own, _ in none)
    found = wrong = 0
    for own, best in planted:
        rows = told(own, sizes)
        named = rows[rows.is_reliable & (rows.effect > 0)]
        found += (named.hour == best).any()
        wrong += (named.hour != best).any()

    measured(
        f"best post times (seed {seed}): false {false} of 100, found {found} and wrong {wrong} "
        "of 20 planted"
    )
    assert false <= 5
    assert wrong <= 2
    assert found >= 13


def test_one_post_that_everybody_saw_makes_no_best_time():
    rng = np.random.default_rng(9)
    own, _ = drawn(rng, count=200)
    gains = 0.2 * own.gains
    gains[17] = 9.0  # not even cut

    assert not told(units(own.days, own.slots, gains)).is_reliable.any()


def test_days_that_fare_alike_make_no_best_weekday():
    named = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        days = np.repeat(np.arange(70), 8)  # ten weeks, eight posts a day
        gains = rng.normal(size=70)[days] + 0.3 * rng.normal(size=560)
        hours = np.tile(np.arange(9, 17), 70)
        named += told(units(days, days % 7 * 24 + hours, gains)).is_reliable.any()

    assert named <= 1


@pytest.mark.parametrize(
    "own",
    [
        units([], [], []),
        units([3], [80], [0.0]),
        units([3, 10, 17], [80, 80, 80], [0.3, 0.2, -0.5]),
        units(range(60), [d % 7 * 24 + d % 5 for d in range(60)], np.zeros(60)),
    ],
    ids=["no history", "one post", "one hour", "engagement all zero"],
)
def test_an_account_that_tells_nothing_has_rows_without_a_reliable_difference(own):
    rows = told(own) if len(own.days) else None
    belief = over_random(believe(own, EXPECTED, NOTHING), own.weight)

    assert np.isfinite(belief.covariance).all()
    assert belief.mean == pytest.approx(0, abs=0.3)
    if rows is None:
        return
    assert [*rows.columns] == [*BEST_POST_TIMES.column_names]
    assert len(rows) == 168
    assert not rows.is_reliable.any()
    assert (rows.low <= rows.effect).all()
    assert (rows.high >= rows.effect).all()
    assert (rows.high[rows.post_count == 0] > 0).all()
    assert sorted(rows["rank"]) == [*range(1, 169)]


def test_a_row_says_where_its_hour_is():
    own = units([4], [4 * 24 + 15], [0.5])  # Friday, 15:00
    rows = told(own).set_index(["weekday", "hour"])

    assert rows.post_count[5, 15] == 1
    assert rows.post_count.sum() == 1
    assert set(rows.time_zone) == {"Europe/Berlin"}
    assert rows.gain[5, 15] == pytest.approx(np.exp(rows.effect[5, 15]))


def test_where_there_is_nothing_to_compare_all_is_chance():
    assert by_chance(units([0, 7], [9, 9], [3.0, -3.0]), seed=1) == 1.0
    assert by_chance(units([], [], []), seed=1) == 1.0


def test_a_mixture_of_one_size_is_that_size():
    own, _ = drawn(np.random.default_rng(8), count=120)
    chances = np.zeros(len(SIZES))
    chances[5] = 1

    whole = believe(own, Mixture(chances), NOTHING)

    alone, _ = learn(own, own.variance * spread(SIZES[5]), NOTHING)
    np.testing.assert_allclose(whole.mean, alone.mean)
    np.testing.assert_allclose(whole.covariance, alone.covariance)

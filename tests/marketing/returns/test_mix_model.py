"""The mix model and its plan, on weeks whose truth is planted."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pandas as pd
import pytest

from voxlake.core.errors import ConfigError, TooLittleDataError
from voxlake.marketing.returns.mix.choice import choose
from voxlake.marketing.returns.mix.plan import Ask, Curves, best_levels
from voxlake.marketing.returns.mix.planned import plan_rows
from voxlake.marketing.returns.mix.search import Weeks, fit_mix_weeks
from voxlake.marketing.returns.mix.shapes import Shapes
from voxlake.marketing.returns.mix.told import Mix, channel_rows, contribution_rows, curve_rows
from voxlake.marketing.returns.mix.weeks import Base, data_of
from voxlake.marketing.returns.settings import MixSettings
from voxlake.tables import BUDGET_PLAN, MIX_CHANNELS, MIX_CONTRIBUTIONS, MIX_CURVES

MONDAY = date(2022, 1, 3)
COUNT = 156
LAST = MONDAY + timedelta(weeks=COUNT) - timedelta(days=1)
CHANNELS = ("display", "search", "social")
DECAY = np.array([0.7, 0.2, 0.5])
HALF = np.array([12.0, 200.0, 60.0])
EFFECT = np.array([200.0, 600.0, 300.0])
ONE = {"country": "all", "currency": "EUR"}
FEW = MixSettings(draws=40, saturations=("hill",), season_pairs=(0, 1), splits=2, curve_points=5)


def truth(saturation="hill"):
    slope = np.array([1.0, 1.0, 1.5]) if saturation == "hill" else np.ones(3)
    return Curves(Shapes(saturation, DECAY, HALF, slope), EFFECT, np.zeros(3))


def planted(seed, saturation="hill", noise=0.03):
    """Spend and revenue of three years: three channels, a trend and a season under them."""
    rng = np.random.default_rng(seed)
    sizes = ((0.9, 30.0), (0.8, 100.0), (0.6, 60.0))
    spend = np.column_stack(
        [np.where(rng.random(COUNT) < p, rng.gamma(2, s / 2, COUNT), 0) for p, s in sizes]
    )
    base = BASE.columns(mondays(COUNT), MONDAY, COUNT)
    level = np.hstack([*base.values()]) @ np.array([500.0, 100.0, 60.0, 40.0])
    mean = level + truth(saturation).brought(spend).sum(axis=1)
    return spend, mean + rng.normal(0, noise * mean.mean(), COUNT)


BASE = Base(season_pairs=1, has_trend=True)


def mondays(count, start=MONDAY):
    return [start + timedelta(weeks=n) for n in range(count)]


def frames(spend, revenue, channels=CHANNELS):
    weeks = mondays(len(spend))
    paid = pd.DataFrame(spend, columns=channels).assign(week_start=weeks)
    told = paid.melt("week_start", var_name="channel", value_name="amount")
    return told, pd.DataFrame({"week_start": weeks, "amount": revenue})


@pytest.fixture(scope="module")
def mix():
    data = data_of(*frames(*planted(2)), {}, LAST, FEW, **ONE)
    return Mix.of(data, FEW)


@pytest.mark.parametrize("saturation", ["hill", "logistic"])
@pytest.mark.parametrize("seed", range(4))
def test_planted_carry_over_and_the_order_of_saturation_are_found(seed, saturation):
    spend, revenue = planted(seed, saturation, noise=0.01)
    base = np.hstack([*BASE.columns(mondays(COUNT), MONDAY, COUNT).values()])

    fit = fit_mix_weeks(Weeks(revenue, spend, base), saturation)

    assert np.abs(fit.shapes.decay - DECAY).max() < 0.1
    usual = spend.sum(axis=0) / (spend > 0).sum(axis=0)
    assert np.argsort(fit.shapes.half / usual).tolist() == np.argsort(HALF / usual).tolist()
    assert (fit.effect >= 0).all()


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_by_the_fit_brings_within_three_percent_of_the_best_there_is(seed):
    spend, revenue = planted(seed)
    base = np.hstack([*BASE.columns(mondays(COUNT), MONDAY, COUNT).values()])
    fit = fit_mix_weeks(Weeks(revenue, spend, base), "hill")
    recent = spend[-8:].mean(axis=0)
    carried = fit.shapes.worked_up(spend)[-1]
    ask = Ask(4, float(recent.sum()) * 4, recent * 0.3, recent * 3, recent, 8)

    levels = best_levels(Curves(fit.shapes, fit.effect, carried), ask)

    real = Curves(truth().shapes, EFFECT, truth().shapes.worked_up(spend)[-1])
    best = best_on_grid(real, ask)
    assert real.brought(ask.path(levels)).sum() > 0.97 * best
    assert levels.sum() * 4 == pytest.approx(ask.budget)
    assert (levels >= ask.low - 1e-6).all()
    assert (levels <= ask.high + 1e-6).all()


def best_on_grid(curves, ask, points=60):
    total = ask.budget / ask.weeks
    grids = [np.linspace(low, high, points) for low, high in zip(ask.low, ask.high, strict=True)]
    found = [
        curves.brought(ask.path(np.array([a, b, total - a - b]))).sum()
        for a, b in product(grids[0], grids[1])
        if ask.low[2] <= total - a - b <= ask.high[2]
    ]
    return max(found)


@pytest.mark.parametrize("saturation", ["hill", "logistic"])
def test_the_best_levels_of_curves_are_those_of_a_fine_grid(saturation):
    slope = np.array([2.5, 1.0, 1.0]) if saturation == "hill" else np.ones(3)
    curves = Curves(Shapes(saturation, DECAY, HALF, slope), EFFECT, np.array([5.0, 0.0, 90.0]))
    recent = np.array([10.0, 100.0, 50.0])
    ask = Ask(3, 480.0, np.zeros(3), np.full(3, 160.0), recent, 6)

    levels = best_levels(curves, ask)

    best = best_on_grid(curves, ask, points=81)
    assert curves.brought(ask.path(levels)).sum() >= best - 1e-6
    assert levels.sum() == pytest.approx(160.0)


def test_effects_that_would_be_negative_are_nothing():
    spend, revenue = planted(0)
    base = np.ones((COUNT, 1))

    fit = fit_mix_weeks(Weeks(2000 - revenue, spend, base), "hill")

    assert (fit.effect >= 0).all()
    assert fit.effect.min() == 0


def test_the_gradient_of_what_is_brought_is_that_of_small_steps():
    spend = np.random.default_rng(0).gamma(2, 20, (10, 3))
    for saturation in ("hill", "logistic"):
        curves = truth(saturation)
        step = np.zeros((10, 3))
        step[3, 1] = 1e-4

        rise = (curves.brought(spend + step) - curves.brought(spend - step)).sum() / 2e-4

        assert curves.gradient(spend)[3, 1] == pytest.approx(rise, rel=1e-5)


def test_kept_up_spend_works_as_itself_and_half_brings_half():
    shapes = truth().shapes
    levels = np.tile(HALF, (80, 1))

    assert shapes.worked_up(levels, HALF) == pytest.approx(levels)
    assert shapes.response(levels)[-1] == pytest.approx(0.5, abs=1e-9)
    logistic = Shapes("logistic", DECAY, HALF, np.ones(3))
    assert logistic.response(levels)[-1] == pytest.approx(0.5, abs=1e-9)


def test_a_week_of_spend_carries_over_as_worked_by_hand():
    shapes = Shapes("hill", np.array([0.5]), np.array([10.0]), np.array([1.0]))

    # 20 -> 10, 5, 2.5; shares 10/20, 5/15, 2.5/12.5
    assert shapes.worked_up(np.array([[20.0], [0], [0]]))[:, 0] == pytest.approx([10, 5, 2.5])
    shares = shapes.response(np.array([[20.0], [0], [0]]))[:, 0]
    assert shares == pytest.approx([1 / 2, 1 / 3, 1 / 5])


def test_the_parts_of_each_week_add_up_to_its_revenue(mix):
    rows = pd.DataFrame(contribution_rows(mix, LAST))

    assert rows.groupby("week_start").contribution.sum().tolist() == pytest.approx(
        mix.data.revenue.tolist()
    )
    parts = {*CHANNELS, "baseline", "trend", "season", "unexplained"}
    assert set(rows.component) == parts
    channels = rows[rows.kind == "channel"]
    assert (channels.contribution_low <= channels.contribution + 1e-9).mean() > 0.9
    assert set(rows) <= set(MIX_CONTRIBUTIONS.column_names)


def test_intervals_hold_what_was_planted(mix):
    rows = {row["channel"]: row for row in channel_rows(mix, LAST)}
    brought = truth().brought(mix.data.spend).sum(axis=0)

    for n, name in enumerate(CHANNELS):
        row = rows[name]
        assert row["contribution_low"] < brought[n] < row["contribution_high"]
        assert row["decay_low"] - 0.05 < DECAY[n] < row["decay_high"] + 0.05
        assert row["marks"] == []
        assert len(row["draws"]) == 5 * FEW.draws
        assert row["return_on_spend"] == pytest.approx(row["contribution"] / row["spend"])
    assert rows["search"]["holdout_error"] < rows["search"]["holdout_error_without"]
    assert all(set(row) <= set(MIX_CHANNELS.column_names) for row in rows.values())


def test_curves_begin_at_nothing_and_rise(mix):
    rows = pd.DataFrame(curve_rows(mix, LAST))

    assert len(rows) == 3 * FEW.curve_points
    search = rows[rows.channel == "search"].sort_values("spend")
    assert search.response.iloc[0] == 0
    assert search.response.is_monotonic_increasing
    assert search.is_beyond_seen.tolist() == [False, False, False, True, True]
    assert set(rows) <= set(MIX_CURVES.column_names)


def test_a_plan_is_of_the_weeks_after_those_that_were_seen(mix):
    rows = pd.DataFrame(plan_rows([*channel_rows(mix, LAST)], LAST, FEW))

    assert sorted(set(rows.week_start)) == mondays(4, LAST + timedelta(days=1))
    total = rows[rows.channel == "all"]
    assert float(total.spend.sum()) == pytest.approx(float(total.recent_spend.sum()), abs=0.05)
    assert total.gain.sum() + total.later_gain.sum() > 0
    parts = rows[rows.channel != "all"]
    assert parts.expected_revenue.sum() == pytest.approx(total.expected_revenue.sum())
    assert (total.gain_low <= total.gain_high).all()
    assert set(rows) <= set(BUDGET_PLAN.column_names)


def test_bounds_of_a_channel_hold_and_what_they_leave_no_room_for_is_said(mix):
    told = [*channel_rows(mix, LAST)]
    fixed = FEW.model_copy(update={"bounds": {"search": (7.0, 7.0)}})
    rows = pd.DataFrame(plan_rows(told, LAST, fixed))

    assert set(rows[rows.channel == "search"].spend) == {7.0}
    much = FEW.model_copy(update={"plan_budget": 1e6})
    rows = pd.DataFrame(plan_rows(told, LAST, much))
    assert rows[rows.channel == "all"].marks.tolist() == [["bounds_below_budget"]] * 4
    assert rows[rows.channel == "all"].spend.sum() < 1e6
    with pytest.raises(ConfigError, match=r"The least that channels are to get in 4 weeks is "):
        next(plan_rows(told, LAST, FEW.model_copy(update={"plan_budget": 1.0})))


def test_more_than_any_week_had_is_marked_in_a_plan(mix):
    told = [*channel_rows(mix, LAST)]
    (most,) = (row["largest_spend"] for row in told if row["channel"] == "search")
    much = FEW.model_copy(
        update={"bounds": {"search": (most + 1, most + 1)}, "plan_budget": 4 * (most + 500)}
    )

    rows = pd.DataFrame(plan_rows(told, LAST, much))

    assert "beyond_seen" in rows[rows.channel == "search"].marks.iloc[0]
    assert "beyond_seen" not in rows[rows.channel == "display"].marks.iloc[0]


def test_money_that_is_too_little_for_two_s_shaped_channels_goes_to_one():
    shapes = Shapes("hill", np.zeros(2), np.full(2, 60.0), np.full(2, 3.0))
    curves = Curves(shapes, np.ones(2), np.zeros(2))
    ask = Ask(1, 100.0, np.zeros(2), np.full(2, 100.0), np.full(2, 50.0), 0)

    levels = best_levels(curves, ask)

    # alone 100^3 / (60^3 + 100^3) = .82, shared twice 50^3 / (60^3 + 50^3) = .73
    assert sorted(levels) == pytest.approx([0, 100])


def test_a_plan_without_a_channel_that_costs_money_has_no_rows(mix):
    told = [row | {"unit": "posts"} for row in channel_rows(mix, LAST)]

    assert [*plan_rows(told, LAST, FEW)] == []


def test_channels_that_move_together_are_marked():
    spend, revenue = planted(3)
    twin = np.column_stack([spend, spend[:, 1] * 2])
    names = (*CHANNELS, "twin")
    settings = FEW.model_copy(update={"draws": 20, "season_pairs": (0,), "trends": (False,)})
    data = data_of(*frames(twin, revenue, names), {}, LAST, settings, **ONE)

    rows = {row["channel"]: row for row in channel_rows(Mix.of(data, settings), LAST)}

    assert "moves_together" in rows["search"]["marks"]
    assert "moves_together" in rows["twin"]["marks"]
    assert rows["twin"]["vif"] == np.inf
    assert "moves_together" not in rows["display"]["marks"]
    assert rows["display"]["vif"] < 2


def test_channels_that_tell_nothing_are_left_out_with_the_reason():
    spend, revenue = planted(4)
    once = np.where(np.arange(COUNT) == 5, 10.0, 0.0)
    odd = np.column_stack([spend[:, 0], np.zeros(COUNT), np.full(COUNT, 3.0), once])

    data = data_of(*frames(odd, revenue, ("a", "none", "same", "once")), {}, LAST, FEW, **ONE)

    assert data.channels == ("a",)
    assert data.left_out == {
        "none": ["no_spend"],
        "same": ["never_changes"],
        "once": ["too_few_weeks"],
    }


def test_money_that_was_paid_back_counts_as_no_spend_and_is_marked():
    spend, revenue = planted(5)
    spend[7, 0] = -25.0

    data = data_of(*frames(spend, revenue), {}, LAST, FEW, **ONE)

    assert data.spend[7, 0] == 0
    assert data.marks == {"display": ["negative_spend"], "search": [], "social": []}


def test_weeks_run_from_the_first_with_both_to_the_last_whole_one_without_a_gap():
    spend, revenue = planted(6)
    paid, came = frames(spend, revenue)
    paid = paid[(paid.week_start >= MONDAY + timedelta(weeks=10))]
    came = came[came.week_start != MONDAY + timedelta(weeks=20)]
    thursday = LAST - timedelta(days=3)

    data = data_of(paid, came, {}, thursday, FEW, **ONE)

    assert data.mondays == mondays(COUNT)[10:-1]
    assert data.revenue[10] == 0


@pytest.mark.parametrize("count", [0, 12])
def test_without_history_there_is_no_fit_and_the_reason_is_said(count):
    spend, revenue = (each[:count] for each in planted(7))
    last = MONDAY + timedelta(weeks=max(count, 1)) - timedelta(days=1)

    with pytest.raises(TooLittleDataError, match=f"needs 40 weeks .* there are {count} of all"):
        data_of(*frames(spend, revenue), {}, last, FEW, **ONE)


def test_spend_that_is_nothing_everywhere_makes_no_fit():
    _, revenue = planted(8)

    with pytest.raises(TooLittleDataError, match=r"there is none: {'a': \['no_spend'\]}"):
        data_of(*frames(np.zeros((COUNT, 1)), revenue, ("a",)), {}, LAST, FEW, **ONE)


def test_revenue_that_never_changes_has_a_defined_fit():
    spend, _ = planted(9)
    settings = FEW.model_copy(update={"draws": 20})
    data = data_of(*frames(spend, np.zeros(COUNT)), {}, LAST, settings, **ONE)

    rows = [*channel_rows(Mix.of(data, settings), LAST)]

    assert [row["contribution"] for row in rows] == pytest.approx([0, 0, 0], abs=1e-6)
    assert all("maybe_nothing" in row["marks"] for row in rows)


def test_a_season_and_trend_that_are_there_are_chosen_and_the_last_weeks_judge():
    spend, revenue = planted(10, noise=0.01)
    data = data_of(*frames(spend, revenue), {}, LAST, FEW, **ONE)

    choice = choose(data, FEW)

    assert (choice.base.season_pairs, choice.base.has_trend) == (1, True)
    assert choice.error < 0.05 < choice.error_without


def test_holidays_of_a_week_are_counted():
    base = Base(0, has_trend=False, holidays="DE")

    parts = base.columns(mondays(60), MONDAY, 60)

    easter = (date(2022, 4, 18) - MONDAY).days // 7
    assert parts["holidays"][easter - 1, 0] == 1  # Good Friday
    assert parts["holidays"][easter, 0] == 1  # Easter Monday
    assert parts["holidays"][8, 0] == 0


def test_the_same_seed_gives_the_same_intervals_in_whatever_order_rows_come(mix):
    paid, came = frames(*planted(2))
    shuffled = (paid.sample(frac=1, random_state=3), came.sample(frac=1, random_state=4))

    again = Mix.of(data_of(*shuffled, {}, LAST, FEW, **ONE), FEW)

    for row, before in zip(channel_rows(again, LAST), channel_rows(mix, LAST), strict=True):
        # Sums round by where rows lie in memory, and the search goes on from there.
        for name, value in row.items():
            is_rounded = isinstance(value, float) or name == "draws"
            expected = pytest.approx(before[name], rel=1e-3) if is_rounded else before[name]
            assert value == expected, name

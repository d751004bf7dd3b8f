"""Rows of `experiment_results` from sums: what is told of each arm, and what follows."""

from datetime import date, timedelta

import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from voxlake.marketing.experiments.evaluate import Study, experiment_rows, planned_shares
from voxlake.marketing.experiments.plan import plans_of
from voxlake.marketing.experiments.settings import BanditSettings, ExperimentSettings
from voxlake.marketing.experiments.sums import Sums
from voxlake.tables import EXPERIMENT_RESULTS
from voxlake.tables.columns import ALL_USERS

DAY = date(2024, 3, 1)
LATER = DAY + timedelta(days=5)
TODAY = DAY + timedelta(days=20)
ONCE = {"looks": "once"}


def surveyed(arms=(), metrics=("sale",), is_binary=True):
    """As `survey` gives it: arms and their first days, and metrics."""
    rows = [(arm, day, "assignment", False) for arm, day in dict(arms).items()]
    rows += [(metric, DAY, "outcome", is_binary) for metric in metrics]
    names = ("name", "first_date", "kind", "is_binary")
    return [{"experiment_id": "x", **dict(zip(names, row, strict=True))} for row in rows]


def users(arm, count, period=1, segment=ALL_USERS, **columns):
    row = {"metric": None, "arm": arm, "count": count, "period": period, "segment_id": segment}
    return {"replicate": 0, **row, **columns}


def hits(arm, count, metric="sale", **columns):
    sums = {"metric": metric, "total": count, "square": count, "nonzero_count": count}
    return users(arm, count, **{**sums, **columns})


def told(rows, found, planned=None, as_of=TODAY, **settings):
    settings = ExperimentSettings(**{"covariate": "none", **settings})
    experiments = [] if planned is None else [{"experiment_id": "x", **planned}]
    (plan,) = plans_of(experiments, found, settings, as_of)
    names = ["total", "square", "before_total", "before_square", "cross"]
    blank = dict.fromkeys([*names, "early_count", "nonzero_count"], 0)
    columns = ["metric", "arm", "count", "period", "segment_id", "replicate", *blank]
    frame = pd.DataFrame([{**blank, **row} for row in rows], columns=columns)
    made = experiment_rows(Study(plan, Sums(frame, settings.covariate), settings), as_of)
    return [dict(zip(EXPERIMENT_RESULTS.column_names, row, strict=True)) for row in made]


TWO = surveyed({"control": DAY, "b": DAY})


def row_of(rows, arm, **keys):
    keys = {"segment_id": ALL_USERS, **keys, "arm": arm}
    (row,) = [row for row in rows if all(row[k] == v for k, v in keys.items())]
    return row


def test_an_arm_that_does_better_is_called_better_in_points_of_a_hundred():
    counts = [users("control", 5000), users("b", 5000), hits("control", 400), hits("b", 505)]

    row = row_of(told(counts, TWO, **ONCE, as_of=TODAY, planned={"ends_on": TODAY}), "b")

    assert (row["reason"], row["control"], row["user_count"]) == ("better", "control", 5000)
    assert row["verdict"] == (
        "arm b is better: 2.1 points above control (95% sure of 0.98 to 3.2 points)"
    )
    assert row["difference"] == pytest.approx(0.021)
    assert row["p_adjusted"] == row["p_value"]
    assert row_of(told(counts, TWO), "control")["reason"] == "control"


def test_an_arm_that_does_more_of_what_should_be_less_is_worse():
    counts = [users("control", 5000), users("b", 5000), hits("control", 300), hits("b", 505)]

    row = row_of(told(counts, TWO, lower_is_better=("sale",)), "b")

    assert row["reason"] == "worse"
    assert row["verdict"].startswith("arm b is worse: 4.1 points above control (95% sure of ")


def test_no_difference_is_told_with_the_smallest_effect_that_could_be_seen():
    counts = [users("control", 5000), users("b", 5000), hits("control", 400), hits("b", 405)]

    daily, once = (
        row_of(told(counts, TWO), "b"),
        row_of(told(counts, TWO, planned={"ends_on": TODAY}, **ONCE), "b"),
    )

    assert (daily["reason"], once["reason"]) == ("no_difference", "no_difference")
    assert once["smallest_effect"] == pytest.approx(0.0157, abs=2e-4)
    assert once["verdict"] == "no difference seen: smallest effect that could be seen is 1.6 points"
    assert daily["sequential_smallest_effect"] > daily["smallest_effect"]


def test_one_look_gives_no_verdict_before_the_last_day():
    counts = [users("control", 500), users("b", 500), hits("control", 40), hits("b", 200)]

    until = row_of(told(counts, TWO, planned={"ends_on": TODAY}, as_of=LATER, **ONCE), "b")
    for_ever = row_of(told(counts, TWO, **ONCE), "b")

    assert until["verdict"] == "no verdict yet: there is one look, on 2024-03-21"
    assert for_ever["reason"] == "not_ended"


def test_a_split_that_is_not_as_planned_gives_no_verdict():
    counts = [users("control", 5000), users("b", 4500), hits("control", 400), hits("b", 505)]

    row = row_of(told(counts, TWO), "b")
    as_planned = row_of(told(counts, TWO, shares={"x": {"b": 0.4737}}), "b")

    assert row["verdict"].startswith("no verdict: traffic split is not as planned (p = 3e-07)")
    assert (row["planned_share"], row["traffic_share"]) == (0.5, pytest.approx(45 / 95))
    assert as_planned["reason"] == "better"


def test_one_arm_alone_has_a_row_that_says_so():
    (row,) = told([users("b", 500), hits("b", 20)], surveyed({"b": DAY}))

    assert row["verdict"] == "no verdict: arm b is the only one with users"
    assert (row["mean"], row["difference"], row["p_value"]) == (0.04, None, None)


def test_an_experiment_that_nobody_is_in_has_a_row_for_each_arm():
    rows = told([], [], planned={"arms": ["a", "b"], "metric": "sale"})

    assert [(r["arm"], r["metric"], r["user_count"], r["mean"]) for r in rows] == [
        ("a", "sale", 0, None),
        ("b", "sale", 0, None),
    ]
    assert {row["verdict"] for row in rows} == {"no verdict: nobody was assigned to an arm"}
    (nothing,) = told([], [], planned={})
    assert (nothing["arm"], nothing["metric"], nothing["reason"]) == ("none", "none", "nobody")


def test_users_of_several_arms_are_left_out_and_counted():
    counts = [users("control", 500), users("b", 500), hits("control", 4), hits("b", 5)]

    rows = told([*counts, users(None, 7)], TWO)

    assert {(row["user_count"], row["mixed_user_count"]) for row in rows} == {(500, 7)}


def test_an_arm_that_was_added_is_compared_with_users_from_its_first_day_on():
    counts = [
        *(users(arm, 1000) for arm in ("control", "b")),
        *(users(arm, 600, period=2) for arm in ("control", "b", "c")),
        *(hits(arm, 500) for arm in ("control", "b")),
        *(hits(arm, 60, period=2) for arm in ("control", "b", "c")),
    ]

    rows = told(counts, surveyed({"control": DAY, "b": DAY, "c": LATER}))

    b, c = row_of(rows, "b"), row_of(rows, "c")
    assert (b["control_user_count"], b["compared_from"]) == (1600, DAY)
    assert (c["user_count"], c["control_user_count"], c["compared_from"]) == (600, 600, LATER)
    assert (c["control_mean"], c["difference"]) == (0.1, 0)
    assert c["split_p_value"] == 1  # each period by itself is as planned
    assert c["warning"] == (
        "arm c was added on 2024-03-06: it is compared with users assigned from then on"
    )
    assert b["warning"] is None


def test_outcomes_that_are_all_0_give_no_verdict_and_no_error():
    counts = [users("control", 500), users("b", 500), hits("control", 0), hits("b", 0)]

    for is_binary in (True, False):
        found = surveyed({"control": DAY, "b": DAY}, is_binary=is_binary)
        row = row_of(told(counts, found), "b")
        assert (row["reason"], row["difference"], row["lift"]) == ("no_outcome", 0, None)
        assert row["verdict"] == "no verdict: nobody of either arm has an outcome above 0"


def test_outcomes_that_do_not_vary_give_no_verdict_and_no_error():
    counts = [
        users("control", 500),
        users("b", 500),
        hits("control", 500),
        hits("b", 500, total=1000, square=2000),
    ]

    row = row_of(told(counts, surveyed({"control": DAY, "b": DAY}, is_binary=False)), "b")

    assert (row["reason"], row["difference"], row["p_value"]) == ("no_variance", 1, None)


def test_few_users_and_no_outcomes_are_told():
    few = [users("control", 49), users("b", 500), hits("control", 9), hits("b", 9)]
    shares = {"x": {"b": 500 / 549}}

    assert row_of(told(few, TWO, shares=shares), "b")["verdict"] == (
        "no verdict yet: 49 users in the smaller arm, and 50 are needed"
    )
    unmeasured = surveyed({"control": DAY, "b": DAY}, metrics=())
    row = row_of(told([users("control", 500), users("b", 500)], unmeasured), "b")
    assert (row["metric"], row["metric_kind"], row["reason"]) == ("none", None, "no_outcome")


def test_a_bandit_has_no_verdict_and_no_split():
    counts = [users("control", 5000), users("b", 500), hits("control", 400), hits("b", 55)]

    row = row_of(told(counts, TWO, bandits={"x": BanditSettings()}), "b")

    assert (row["reason"], row["split_p_value"]) == ("bandit", None)


def test_p_values_take_all_metrics_and_arms_into_account_and_segments_among_themselves():
    found = surveyed({"control": DAY, "b": DAY, "c": DAY}, metrics=("sale", "visit"))
    counts = [
        row
        for segment in (0, 1)
        for n, arm in enumerate(("control", "b", "c"))
        for row in (
            users(arm, 1000, segment=segment),
            hits(arm, 100 + 15 * n, segment_id=segment),
            hits(arm, 200 + 20 * n * segment, metric="visit", segment_id=segment),
        )
    ]

    rows = told(counts, found)

    compared = [r for r in rows if r["p_value"] is not None]
    for is_all in (True, False):
        family = [r for r in compared if (r["segment_id"] == ALL_USERS) == is_all]
        expected = multipletests([r["p_value"] for r in family], method="holm")[1]
        assert [r["p_adjusted"] for r in family] == pytest.approx(list(expected), rel=1e-9)
        assert {r["comparison_count"] for r in family} == {4 if is_all else 8}
    assert row_of(rows, "b", metric="sale", segment_id=1)["warning"] == (
        "one of 2 segments and 8 comparisons: by chance alone about 0.4 of them would look "
        "different; verdicts here take that into account"
    )
    assert row_of(rows, "b", metric="sale")["user_count"] == 2000
    assert len(told(counts, found, by_segment=False)) == 6


def test_what_users_did_before_narrows_the_interval_and_decides_where_it_is_told_to():
    counts = [
        users("control", 1000),
        users("b", 1000),
        # Each of half the users 2 before; then 2 to 4 of these, and 0 of the others.
        hits("control", 500, total=1500, square=5000, before_total=1000, before_square=2000),
        hits("b", 500, total=1600, square=5600, before_total=1000, before_square=2000),
    ]
    counts[2]["cross"], counts[3]["cross"] = 3000, 3200
    found = surveyed({"control": DAY, "b": DAY}, is_binary=False)

    plain = row_of(told(counts, found, covariate="metric"), "b")
    cuped = row_of(told(counts, found, covariate="metric", decide_by="cuped"), "b")

    assert plain["variance_left"] < 0.3
    assert plain["cuped_difference"] == pytest.approx(0.1)
    assert plain["cuped_p_value"] < plain["p_value"]
    assert cuped["p_adjusted"] == plain["cuped_p_value"]
    assert row_of(told(counts, found), "b")["cuped_p_value"] is None


def test_shares_are_equal_unless_told_and_add_up_to_1():
    (plan,) = plans_of([{"experiment_id": "x", "arms": ["a", "b", "c"]}], [], SETTINGS, TODAY)

    assert planned_shares(plan, SETTINGS) == pytest.approx(dict.fromkeys("abc", 1 / 3))
    half = ExperimentSettings(shares={"x": {"a": 0.5}})
    assert planned_shares(plan, half) == {"a": 0.5, "b": 0.25, "c": 0.25}


SETTINGS = ExperimentSettings()


def test_an_experiment_is_told_from_its_first_day_until_some_days_after_its_last():
    def is_told(**planned):
        return bool(plans_of([{"experiment_id": "x", "arms": ["a"], **planned}], [], SETTINGS, DAY))

    assert is_told(starts_on=DAY, ends_on=DAY)
    assert is_told(ends_on=DAY - timedelta(days=30))
    assert not is_told(ends_on=DAY - timedelta(days=31))
    assert not is_told(starts_on=DAY + timedelta(days=1))


def test_the_control_is_the_first_planned_arm_or_the_one_of_that_name():
    (planned,) = plans_of([{"experiment_id": "x", "arms": ["z", "b"]}], TWO, SETTINGS, TODAY)
    (found,) = plans_of([], TWO, SETTINGS, TODAY)
    (named,) = plans_of([], surveyed({"c": DAY, "b": DAY}), SETTINGS, TODAY)

    assert (planned.arms, planned.control) == (("z", "b", "control"), "b")
    assert (found.arms, found.control) == (("control", "b"), "control")
    assert named.control == "b"


def test_bootstrap_samples_are_of_the_periods_that_are_compared():
    drawn = [
        {**users("c", 10.0, n, metric="sale", total=2.0 * n), "replicate": 1} for n in (1, 2, 3)
    ]
    everyone = [users("c", 100, 3), users("c", 100, 1), hits("c", 30, period=3)]

    sums = Sums(pd.DataFrame([*drawn, *everyone]), "none")

    weights, totals = sums.samples("sale", "c", 2, count=2)
    assert (weights.tolist(), totals.tolist()) == ([20, 0], [10, 0])
    assert sums.zeros("sale", "c", 2) == 70

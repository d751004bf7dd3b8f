"""Sums of experiments and choices with their rewards, as Spark makes them of events."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from pyspark.sql import functions as F

from voxlake.marketing.experiments.bandits import new_state
from voxlake.marketing.experiments.bandits.assign import choices_for
from voxlake.marketing.experiments.bandits.batch import states_of
from voxlake.marketing.experiments.bandits.choosing import choose_many
from voxlake.marketing.experiments.bandits.numbers import choice_id_of, deciding_number
from voxlake.marketing.experiments.bandits.rewards import choices_with_rewards
from voxlake.marketing.experiments.bootstrap import bootstrap_interval, means_of_samples
from voxlake.marketing.experiments.outcomes import add_up, known_events, survey
from voxlake.marketing.experiments.plan import plans_of
from voxlake.marketing.experiments.settings import BanditSettings, ExperimentSettings
from voxlake.marketing.experiments.sums import Sums
from voxlake.tables import BANDIT_CHOICES, EXPERIMENT_EVENTS, EXPERIMENTS, USER_FEATURES

DAY = date(2024, 3, 1)
TODAY = DAY + timedelta(days=20)
SETTINGS = ExperimentSettings(bootstraps=0, by_segment=False)


def at(days, hour):
    return datetime.combine(DAY + timedelta(days=days), datetime.min.time()) + timedelta(hours=hour)


def event(user, days=0, hour=9, experiment="x", **columns):
    told = {"event_date": DAY + timedelta(days=days), "occurred_at": at(days, hour)}
    kind = "assignment" if "arm" in columns else "outcome"
    rest = {"experiment_id": experiment, "user_id": user, "kind": kind, "source": "shop"}
    row = {**told, **rest, **columns}
    return {"event_id": f"{row}", **row}


def assigned(user, arm, days=0, hour=9, **columns):
    return event(user, days, hour, arm=arm, **columns)


def outcome(user, days=0, hour=12, value=1.0, metric="sale", **columns):
    return event(user, days, hour, value=value, metric=metric, **columns)


@pytest.fixture
def summed(frame):
    def summed(events, planned=(), settings=SETTINGS, activity=None):
        experiments = frame(EXPERIMENTS, *planned)
        known = known_events(frame(EXPERIMENT_EVENTS, *events), experiments, TODAY)
        rows = [row.asDict() for row in survey(known).collect()]
        plans = plans_of([dict(p) for p in planned], rows, settings, TODAY)
        added = add_up(known, plans, members=None, activity=activity, settings=settings, zone="UTC")
        return plans, added

    return summed


def test_only_what_happens_from_the_assignment_on_counts_and_each_user_once(summed):
    planned = [{"experiment_id": "x", "ends_on": DAY + timedelta(days=9), "starts_on": DAY}]
    events = [
        assigned("a1", "a"),
        assigned("a1", "a", 2),
        outcome("a1", hour=8, value=5.0),  # the hour before
        outcome("a1", -28, value=2.0),
        outcome("a1", -29, value=64.0),  # before what counts as before
        outcome("a1", 1, value=3.0),
        outcome("a1", 2, value=4.0),
        outcome("a1", 10, value=32.0),  # after the end
        assigned("a2", "a"),
        assigned("a3", "a", -1),  # before the start: is in no arm
        outcome("a3", 1, value=128.0),
        assigned("b1", "b", 3),
        assigned("b1", "a", 4),  # of both
        outcome("b1", 5, value=9.0),
        outcome("never", 5, value=9.0),
        assigned("b2", "b", 6),
        outcome("b2", 6, 9, value=1.0),  # in the hour of the assignment
        outcome("b2", 7, value=None),
        outcome("b2", 7, value=float("nan")),
        {**assigned(None, "b"), "event_id": "nobody"},
        assigned("b2", None, 1),
    ]

    plans, added = summed(events, planned)

    sums = Sums(added.toPandas(), "metric")
    (plan,) = plans
    assert (plan.entered, plan.kinds) == (
        {"a": DAY, "b": DAY + timedelta(days=3)},
        {"sale": "mean"},
    )
    assert sums.mixed_users == 1
    a, b = (sums.moments("sale", arm, -2, 1) for arm in "ab")
    assert (a.count, a.total, a.square) == (2, 7, 49)
    assert (a.before_total, a.before_square, a.cross) == (7, 49, 49)
    assert (b.count, b.total, b.square) == (1, 1, 1)
    assert (sums.users("b", since=2), sums.users("a", since=2)) == (1, 0)
    assert sums.early("sale", "a", -2, 1) == 3


def test_a_source_that_tells_only_days_has_its_outcomes_after_the_assignment_of_the_day(summed):
    events = [assigned("a1", "a", 0, 0), outcome("a1", 0, 0), outcome("a1", -1, 0)]
    mixed = [
        assigned("a1", "a", hour=9, source="app"),
        assigned("a2", "a", hour=10, source="app"),
        outcome("a1", 0, 0, source="shop"),
    ]

    for told in (events, mixed):
        _, added = summed(told)
        assert Sums(added.toPandas(), "metric").moments("sale", "a", -2, 1).total == 1


def test_a_conversion_counts_once_a_user_and_a_mean_counts_all(summed):
    events = [assigned("a1", "a"), outcome("a1", 1), outcome("a1", 2), outcome("a1", 2, 13)]

    def total(settings):
        _, added = summed(events, settings=settings)
        return Sums(added.toPandas(), "metric").moments("sale", "a", -2, 1).total

    assert total(SETTINGS) == 1
    assert total(SETTINGS.model_copy(update={"metrics": {"sale": "mean"}})) == 3


def test_what_users_did_before_may_be_the_covariate(summed, spark):
    back = [("a1", 0), ("a1", 1), ("a1", 28), ("a1", 29), ("a2", 3)]
    done = spark.createDataFrame(
        [(user, DAY - timedelta(days=days)) for user, days in back],
        "user_id string, activity_date date",
    )
    events = [assigned("a1", "a"), assigned("a2", "a"), outcome("a1", 1)]

    _, added = summed(events, activity=done)

    found = Sums(added.toPandas(), "activity").moments("sale", "a", -2, 1)
    assert (found.before_total, found.before_square, found.cross) == (3, 5, 2)


def test_there_are_no_rows_of_no_events_and_one_shuffle_of_users(summed, capsys):
    plans, added = summed([])
    assert (plans, added.count()) == ([], 0)

    added.explain("simple")

    plan = capsys.readouterr().out
    of_rows = [line for line in plan.splitlines() if "Exchange hashpartitioning" in line]
    of_users = [line for line in of_rows if "user_id" in line]
    assert len(of_users) == 1
    assert len([line for line in of_rows if "replicate" in line]) == 1


def test_bootstrap_intervals_are_those_of_welch_and_depend_on_the_seed_alone(summed):
    rng, n = np.random.default_rng(1), 1200
    values = np.where(rng.random(n) < 0.3, rng.gamma(2, 10, n).round(2), 0.0)
    events = [assigned(f"u{i}", "ab"[i % 2]) for i in range(n)]
    events += [outcome(f"u{i}", 1, value=float(v)) for i, v in enumerate(values) if v]
    settings = SETTINGS.model_copy(update={"bootstraps": 300})

    def samples(told):
        _, added = summed(told, settings=settings)
        sums = Sums(added.toPandas(), "metric")
        return [
            means_of_samples(*sums.samples("sale", arm, 1, 300), sums.zeros("sale", arm, 1), [k])
            for k, arm in enumerate("ab")
        ]

    a, b = samples(events)

    found = bootstrap_interval(a, b, 0.95)
    halves = [values[k::2] for k in (0, 1)]
    error = np.sqrt(sum(v.var(ddof=1) / len(v) for v in halves))
    middle = halves[0].mean() - halves[1].mean()
    assert a.std() == pytest.approx(np.sqrt(halves[0].var() / len(halves[0])), rel=0.12)
    assert (found.low, found.high) == pytest.approx(
        (middle - 1.96 * error, middle + 1.96 * error), abs=0.35 * error
    )
    again = samples(events[::-1])
    assert again[0] == pytest.approx(a, rel=1e-12)
    assert bootstrap_interval(a[:9], b[:9], 0.95).low is None


CONTEXT = {"x": BanditSettings(policy="linear_thompson", context=("age",))}


@pytest.fixture
def rewarded(frame):
    def rewarded(events, *choices, planned=(), bandits=None):
        bandits = bandits or {}
        known = known_events(frame(EXPERIMENT_EVENTS, *events), frame(EXPERIMENTS, *planned), TODAY)
        rows = [row.asDict() for row in survey(known).collect()]
        settings = SETTINGS.model_copy(update={"bandits": bandits})
        plans = plans_of([dict(p) for p in planned], rows, settings, TODAY)
        chosen = frame(BANDIT_CHOICES, *choices)
        found = choices_with_rewards(known, chosen, plans, bandits, "UTC").collect()
        return {row["key"]: row for row in found}

    return rewarded


def test_an_outcome_is_of_the_choice_that_it_names_or_of_the_last_of_its_user(rewarded):
    events = [
        assigned("u", "a", 0, choice_id="c1", propensity=0.25),
        assigned("u", "b", 2, choice_id="c2", propensity=0.75),
        outcome("u", 1, value=3.0),  # after the first
        outcome("u", 9, value=5.0, choice_id="c1"),  # late, and the first has its reward already
        outcome("u", 3, value=7.0),
        outcome("u", 3, 13, value=9.0),
        outcome("u", -1, value=11.0),  # before all
        outcome("u", 4, metric="zoom", value=13.0),  # of another metric
        assigned("v", "a"),
        outcome("v", 5),
        assigned("w", "b"),
        outcome("lost", 5, choice_id="gone"),
    ]

    found = rewarded(events)

    assert {k: (r.arm, r.propensity, r.reward, r.outcome_count) for k, r in found.items()} == {
        "c1": ("a", 0.25, 3.0, 2),
        "c2": ("b", 0.75, 7.0, 2),
        "user:v": ("a", None, 1.0, 1),
        "user:w": ("b", None, None, 0),
    }


def test_stored_choices_count_where_none_are_logged_and_else_only_tell_the_context(rewarded):
    stored = {"experiment_id": "x", "arm": "a", "propensity": 0.5, "user_id": "u"}
    choices = [
        {**stored, "choice_id": "c1", "context": [40.0], "as_of_date": DAY},
        {**stored, "choice_id": "c2", "context": [50.0], "as_of_date": DAY},
    ]
    paid = outcome("u", 1, choice_id="c1")

    unlogged = rewarded([paid], *choices, bandits=CONTEXT)
    logged = rewarded(
        [
            paid,
            assigned("u", "b", choice_id="c1", propensity=0.5),
            assigned("v", "b", choice_id="c3", attributes={"age": "60"}),
            assigned("w", "b", choice_id="c4", attributes={"other": "60"}),
        ],
        *choices,
        bandits=CONTEXT,
    )

    assert {k: (r.arm, r.context, r.reward) for k, r in unlogged.items()} == {
        "c1": ("a", [40.0], 1.0),
        "c2": ("a", [50.0], None),
    }
    assert {k: (r.arm, r.context, r.reward) for k, r in logged.items()} == {
        "c1": ("b", [40.0], 1.0),
        "c3": ("b", [60.0], None),
        "c4": ("b", None, None),
    }


def test_the_api_chooses_for_a_user_and_day_what_the_job_chooses(frame, spark):
    ids = [f"shop:{n}" for n in range(300)] + ["shop:" + "ü€" * 40, "shop:abc"]
    users = spark.createDataFrame([(one,) for one in ids], "user_id string")
    for seed in (7, 2**40):
        state = new_state("shop:x", ("a", "b", "c"), BanditSettings(), seed=seed)

        rows = {row.user_id: row for row in choices_for(users, None, state, DAY).collect()}

        number = {one: deciding_number(state, one, DAY) for one in ids}
        places, chances = choose_many(state, None, np.array([number[one] for one in ids]))
        assert [rows[one].arm for one in ids] == [state.arms[place] for place in places]
        assert [rows[one].propensity for one in ids] == pytest.approx(list(chances))
        assert [rows[one].choice_id for one in ids] == [
            choice_id_of(state, one, DAY) for one in ids
        ]


def test_a_choice_with_a_context_takes_it_from_the_features_and_it_is_learnt_of(frame, spark):
    bandit = BanditSettings(policy="linear_thompson", context=("post_count",), draws=100)
    settings = SETTINGS.model_copy(update={"bandits": {"x": bandit}})
    (plan,) = plans_of([{"experiment_id": "x", "arms": ["a", "b"]}], [], settings, TODAY)
    features = [{"as_of_date": DAY, "user_id": f"u{n}", "post_count": n} for n in range(50)]
    known = frame(USER_FEATURES, *features)
    users = spark.createDataFrame([(f"u{n}",) for n in range(60)], "user_id string")
    state = new_state("x", ("a", "b"), bandit, seed=7)

    rows = choices_for(users, known, state, DAY)
    again = choices_for(users.repartition(3), known, state, DAY)

    chosen = {row.user_id: row for row in rows.collect()}
    assert chosen == {row.user_id: row for row in again.collect()}
    assert (chosen["u7"].context, chosen["u55"].context) == ([7.0], [0.0])
    assert {row.arm for row in chosen.values()} == {"a", "b"}
    rewarded = rows.select(
        "experiment_id",
        "arm",
        "context",
        F.col("as_of_date").alias("choice_date"),
        F.when(F.col("user_id") == "u7", 2.0).alias("reward"),
        F.lit(1).alias("outcome_count"),
    )
    told = {row["arm"]: row for row in states_of(rewarded, [plan], settings, DAY)}
    assert told[chosen["u7"].arm]["response"] == [2.0, 14.0]
    assert sum(row["choice_count"] for row in told.values()) == 60
    assert sum(row["precision"][3] for row in told.values()) == sum(n**2 for n in range(50))
    unknown = BanditSettings(policy="linear_thompson", context=("shoe_size",))
    with pytest.raises(ValueError, match="names shoe_size, and user_features has no such numbers"):
        choices_for(users, known, new_state("x", ("a", "b"), unknown, seed=7), DAY)
    assert states_of(rewarded, [], settings, DAY) == []


def test_a_choice_counts_as_0_once_it_has_waited_and_not_before(frame):
    choice = {"experiment_id": "x", "arm": "a", "outcome_count": 0}
    rows = [
        {**choice, "choice_date": DAY, "reward": None},
        {**choice, "choice_date": DAY + timedelta(days=1), "reward": 7.0, "outcome_count": 3},
        {**choice, "choice_date": DAY + timedelta(days=2), "reward": 1.0, "outcome_count": 1},
    ]
    names = "experiment_id string, arm string, choice_date date, reward double, outcome_count int"
    choices = frame(f"{names}, context array<double>", *rows)
    bandit = BanditSettings(wait_days=1)
    settings = SETTINGS.model_copy(update={"bandits": {"x": bandit}})
    (plan,) = plans_of([{"experiment_id": "x", "arms": ["a", "b"]}], [], settings, TODAY)

    a, b = states_of(choices, [plan], settings, DAY + timedelta(days=2))

    # A reward above 1 counts as 1 in thompson_beta.
    counted = (a["choice_count"], a["reward_count"], a["reward_sum"], a["repeated_count"])
    assert counted == (2, 1, 1.0, 2)
    assert (b["choice_count"], b["mean"]) == (0, None)

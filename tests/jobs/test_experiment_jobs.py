"""The jobs on experiments, end to end on a lake of a folder."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days
from voxlake.core.errors import TooLittleDataError
from voxlake.jobs import choose_arms, evaluate_experiment, evaluate_policy, update_bandits
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.marketing.experiments.bandits import Reward, new_state, probabilities, update
from voxlake.marketing.experiments.settings import BanditSettings, ExperimentSettings
from voxlake.run.context import Context
from voxlake.tables import (
    BANDIT_CHOICES,
    BANDIT_STATE,
    EXPERIMENT_EVENTS,
    EXPERIMENT_RESULTS,
    EXPERIMENTS,
    POLICY_RESULTS,
    USER_SEGMENTS,
    USERS,
)

DAY = date(2024, 3, 1)
TODAY = DAY + timedelta(days=10)
USERS_OF = 300


def event(number, user, days, **columns):
    day = DAY + timedelta(days=days)
    at = datetime.combine(day, datetime.min.time()) + timedelta(hours=10, seconds=number)
    kind = "assignment" if "arm" in columns else "outcome"
    told = {"event_id": f"e{number}", "event_date": day, "occurred_at": at, "source": "app"}
    return {**told, "experiment_id": "x", "user_id": user, "kind": kind, **columns}


def story():
    """Arm b sells to every second user, arm a to every fifth; half the users in each segment."""
    events = []
    for n in range(2 * USERS_OF):
        arm, place = "ab"[n % 2], n // 2
        about = {"arm": arm, "propensity": 0.5, "choice_id": f"c{n}"}
        events.append(event(n, f"u{n}", 0, **about))
        if place % (5 if arm == "a" else 2) == 0:
            sold = {"metric": "sale", "value": 1.0, "choice_id": f"c{n}"}
            events.append(event(1000 + n, f"u{n}", 1 + n % 3, **sold))
            events.append(event(2000 + n, f"u{n}", 1 + n % 3, **sold))
    return events


@pytest.fixture(scope="module")
def told(spark, frame, tmp_path_factory):
    """A lake with an experiment, and one that is planned."""
    lake = Lake(spark, Root(str(tmp_path_factory.mktemp("experiments"))), run_id="run")
    planned = [
        {"experiment_id": "x", "arms": ["a", "b"], "metric": "sale", "starts_on": DAY},
        {"experiment_id": "empty", "arms": ["a", "b"], "metric": "sale"},
    ]
    lake.replace(frame(EXPERIMENTS, *planned), EXPERIMENTS, Days.every())
    lake.replace(frame(EXPERIMENT_EVENTS, *story()), EXPERIMENT_EVENTS, Days.every())
    users = [{"user_id": f"u{n}"} for n in range(2 * USERS_OF)]
    lake.replace(frame(USERS, *users), USERS, Days.every())
    segments = [
        {"as_of_date": DAY, "user_id": f"u{n}", "segment_id": n // USERS_OF}
        for n in range(2 * USERS_OF)
    ]
    lake.replace(frame(USER_SEGMENTS, *segments), USER_SEGMENTS, Days.of([DAY]))
    return Context(spark, lake, None, Days.of([TODAY]), "run")


@pytest.fixture
def ctx(told, copied):
    return copied(told)


def test_an_experiment_is_judged_for_all_users_and_by_segment(ctx):
    evaluate_experiment.run(ctx, ExperimentSettings())

    rows = ctx.lake.read(EXPERIMENT_RESULTS).toPandas()
    assert len(rows) == 8
    (b,) = rows[(rows.arm == "b") & (rows.segment_id == -2) & (rows.experiment_id == "x")].to_dict(
        "records"
    )
    assert (b["mean"], b["control_mean"], b["reason"]) == (0.5, 0.2, "better")
    assert b["verdict"].startswith("arm b is better: 30.0 points above a")
    by_segment = rows[(rows.arm == "b") & (rows.segment_id >= 0)]
    assert sorted(by_segment.segment_id) == [0, 1]
    assert by_segment.user_count.tolist() == [150, 150]
    assert by_segment.warning.str.contains("one of 2 segments").all()
    empty = rows[rows.experiment_id == "empty"]
    assert set(empty.reason) == {"nobody"}
    assert ctx.notes["experiments"] == 2


@pytest.mark.whole
def test_a_bandit_of_the_lake_knows_what_one_that_is_told_all_rewards_knows(ctx):
    bandit = BanditSettings(decay=0.9)

    update_bandits.run(ctx, ExperimentSettings(bandits={"x": bandit, "empty": BanditSettings()}))

    rows = ctx.lake.read(BANDIT_STATE).orderBy("experiment_id", "place").collect()
    of_x = [row for row in rows if row.experiment_id == "x"]
    fresh = replace(new_state("x", ("a", "b"), bandit, 20), as_of=TODAY)
    sold = {row["choice_id"] for row in story() if row["kind"] == "outcome"}
    chosen = [row for row in story() if row["kind"] == "assignment"]
    rewards = [
        Reward(r["choice_id"], r["arm"], float(r["choice_id"] in sold), r["event_date"])
        for r in chosen
    ]
    state = update(fresh, rewards)
    assert [r.weight for r in of_x] == pytest.approx(state.weights.tolist())
    assert [r.reward_sum for r in of_x] == pytest.approx(state.sums.tolist())
    assert [r.propensity for r in of_x] == pytest.approx(probabilities(state)[0].tolist())
    assert [(r.choice_count, r.reward_count, r.repeated_count) for r in of_x] == [
        (300, 60, 60),
        (300, 150, 150),
    ]
    assert of_x[1].verdict.startswith("learning: arm b is best with a probability of ")
    others = [row.verdict for row in rows if row.experiment_id == "empty"]
    assert others == ["nothing learnt yet: no choice was made"] * 2


@pytest.mark.whole
def test_users_get_arms_by_what_was_learnt_and_their_outcomes_come_back(ctx, frame):
    settings = ExperimentSettings(
        bandits={
            "x": BanditSettings(floor=0.2),
            "empty": BanditSettings(policy="epsilon_greedy", segments=(1,)),
        }
    )
    today = Days.of([TODAY])
    segments = [{"as_of_date": TODAY, "user_id": "u7", "segment_id": 1}]
    ctx.lake.replace(frame(USER_SEGMENTS, *segments), USER_SEGMENTS, today)
    with pytest.raises(TooLittleDataError, match="run update_bandits for the day first"):
        choose_arms.run(ctx, settings)
    update_bandits.run(ctx, settings)
    choose_arms.run(ctx, settings)
    update_bandits.run(ctx, settings)  # of which the choices of the day change nothing
    learnt = ctx.lake.read(BANDIT_STATE)

    rows = ctx.lake.read(BANDIT_CHOICES).toPandas()
    of_x, of_other = (rows[rows.experiment_id == one] for one in ("x", "empty"))
    assert sorted(of_x.groupby("arm").propensity.first().round(3)) == [0.2, 0.8]
    assert (of_x.arm == "a").mean() == pytest.approx(0.2, abs=4 * np.sqrt(0.16 / 600))
    assert of_other[["user_id", "propensity"]].to_numpy().tolist() == [["u7", 0.5]]
    assert rows.choice_id.is_unique

    (choice,) = of_other.to_dict("records")
    paid = event(9000, "u7", 11, experiment_id="empty", choice_id=choice["choice_id"])
    paid |= {"metric": "sale", "value": 1.0}
    ctx.lake.merge(frame(EXPERIMENT_EVENTS, paid), EXPERIMENT_EVENTS)
    next_day = replace(ctx, days=Days.of([TODAY + timedelta(days=1)]))
    update_bandits.run(next_day, settings)
    state = ctx.lake.read(BANDIT_STATE, next_day.days).where("experiment_id = 'empty'")
    rewarded = {row.arm: (row.choice_count, row.reward_sum) for row in state.collect()}
    assert rewarded[choice["arm"]] == (1, 1.0)
    assertDataFrameEqual(ctx.lake.read(BANDIT_STATE, today), learnt)


@pytest.mark.whole
def test_policies_are_held_against_what_was_logged(ctx):
    settings = ExperimentSettings(
        bandits={"x": BanditSettings()}, policies={"mostly b": {"a": 1, "b": 3}, "other": {"z": 1}}
    )
    update_bandits.run(ctx, settings)
    evaluate_policy.run(ctx, settings)

    rows = ctx.lake.read(POLICY_RESULTS).where("experiment_id = 'x'").toPandas()
    values = rows[rows.estimator != "dr"].set_index(["policy", "estimator"])["value"]
    assert values["logged", "mean"] == pytest.approx(0.35)
    assert values["always b", "snips"] == pytest.approx(0.5)
    assert values["mostly b", "ips"] == pytest.approx(0.425)
    robust = rows[rows.estimator == "dr"].set_index("policy")["value"]
    assert robust["always a"] == pytest.approx(0.2, abs=0.03)
    assert set(rows.policy) == {
        *("logged", "always a", "always b", "uniform", "bandit", "mostly b"),
    }
    empty = ctx.lake.read(POLICY_RESULTS).where("experiment_id = 'empty'").toPandas()
    assert set(empty.verdict) == {"cannot be told: no choice has a logged propensity"}


def test_a_lake_without_experiments_has_no_rows(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    bare = Context(spark, lake, None, Days.of([TODAY]), "run")

    evaluate_experiment.run(bare, ExperimentSettings())
    update_bandits.run(bare, ExperimentSettings())
    evaluate_policy.run(bare, ExperimentSettings())

    for table in (EXPERIMENT_RESULTS, BANDIT_STATE, POLICY_RESULTS):
        assert lake.read(table).count() == 0

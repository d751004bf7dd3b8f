"""A made-up population whose chances are known: what is learnt of it, and what may not be known."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from math import inf, nan

import numpy as np
import pandas as pd
import pytest
from pyspark.ml import PipelineModel
from pyspark.sql import functions as F
from sklearn.metrics import roc_auc_score

from voxlake.errors import ConfigError, TooLittleDataError
from voxlake.people.propensity.inputs import fit_inputs
from voxlake.people.propensity.judging import Judged
from voxlake.people.propensity.learning import chance_of, learn
from voxlake.people.propensity.scores import models_by_target, question_of, score_users
from voxlake.people.propensity.settings import PropensitySettings, TargetSettings
from voxlake.people.propensity.targets import answered
from voxlake.tables import EVENTS, ORDERS, POSTS, USER_FEATURES

DAY, LATER = date(2024, 3, 1), date(2024, 3, 29)
SETTINGS = PropensitySettings(trees=8, rounds=5)
SEED, USERS = 11, 2000


def population(seed, day):
    """Users whose log odds of buying are -1.5 + 1.6 x loyal - .04 x days since they bought."""
    draws = np.random.default_rng(seed)
    loyal, since = draws.normal(size=USERS), draws.exponential(20, USERS).round()
    odds = -1.5 + 1.6 * loyal - 0.04 * since
    chance = 1 / (1 + np.exp(-odds))
    rows = pd.DataFrame({name: [None] * USERS for name in USER_FEATURES.column_names})
    rows = rows.assign(
        as_of_date=day,
        user_id=[f"u{i}" for i in range(USERS)],
        feature_version="2",
        order_count=np.expm1(np.maximum(loyal + 2, 0)).round().astype(int),
        days_since_order=np.where(draws.random(USERS) < 0.1, None, since),
        days_since_seen=0.0,
        post_count=draws.poisson(5, USERS),
        likes_per_post=draws.lognormal(1, 2, USERS),
        country=draws.choice(["SE", "FI"], USERS),
    )
    return rows, chance, (draws.random(USERS) < chance).astype(float)


@pytest.fixture(scope="module")
def planted(spark):
    """Users of two days with their answers, and the chances that they were drawn with."""
    made = {}
    for seed, day in ((SEED, DAY), (SEED + 1, LATER)):
        rows, chance, label = population(seed, day)
        values = rows.astype(object).where(rows.notna(), None).values.tolist()
        users = spark.createDataFrame(values, USER_FEATURES.schema)
        labels = spark.createDataFrame(
            pd.DataFrame({"user_id": rows.user_id, "label": label, "truth": chance})
        )
        made[day] = users.join(labels, "user_id", how="inner").persist(), chance, label
    yield made
    for users, _, _ in made.values():
        users.unpersist()


@pytest.fixture(scope="module")
def learned(planted):
    users, _, _ = planted[DAY]
    return learn(users.drop("truth"), "buys", question_of("buys", SETTINGS), SETTINGS)


def test_a_planted_signal_is_found_nearly_as_well_as_the_truth_would(planted, learned, measured):
    users, chance, label = planted[LATER]
    optimum = roc_auc_score(label, chance)

    judged = Judged.of(learned.model.transform(users), chance_of("buys"))

    measured(
        f"propensity: {learned.kind}, ROC-AUC {judged.roc_auc:.3f} (truth {optimum:.3f}), "
        f"ECE {judged.calibration_error:.3f}, seeds {SEED} and {SEED + 1}"
    )
    # A tenth of one input is hidden and the other is rounded, so not all of it can be found.
    assert optimum - 0.03 < judged.roc_auc < optimum + 0.01
    assert judged.calibration_error < 0.04
    assert judged.gain()[0] > 0


def test_inputs_that_decide_weigh_most(learned):
    assert set(list(learned.importance)[:2]) == {"order_count", "days_since_order"}
    assert sum(learned.importance.values()) == pytest.approx(1)
    assert len(learned.tried) == 6


def test_users_are_scored_by_tenths_the_most_probable_first(planted, learned):
    users, _, _ = planted[LATER]
    models = models_by_target(PipelineModel([learned.model]))

    scored = score_users(
        users.select(*USER_FEATURES.column_names), models, model_version="1", settings=SETTINGS
    )

    tenths = {
        row.decile: row
        for row in scored.groupBy("decile")
        .agg(F.count("*").alias("n"), F.min("probability").alias("p"), F.max("target").alias("t"))
        .collect()
    }
    assert sorted(tenths) == [*range(1, 11)]
    assert all(abs(row.n - USERS / 10) <= USERS / 50 and row.t == "buys" for row in tenths.values())
    least = [tenths[decile].p for decile in sorted(tenths)]
    assert least == sorted(least, reverse=True)
    assert least[-1] >= 0


def test_a_model_of_other_features_or_of_another_question_is_refused(planted, learned):
    users = planted[LATER][0].select(*USER_FEATURES.column_names)
    models = {"buys": learned.model}
    others = users.withColumn("feature_version", F.lit("3"))
    longer = SETTINGS.model_copy(update={"horizon_days": 90})

    with pytest.raises(ConfigError, match="run fit_propensity with --fit"):
        score_users(others, models, model_version="1", settings=SETTINGS)
    with pytest.raises(ConfigError, match=r"in 28 days.*in 90 days"):
        score_users(users, models, model_version="1", settings=longer)


def user(user_id, **columns):
    return {"user_id": user_id, "as_of_date": DAY, "feature_version": "2", **columns}


def test_numbers_that_are_none_are_unknown_and_constant_inputs_are_left_out(frame):
    values = (1.0, 2.0, nan, inf, None)
    users = frame(
        USER_FEATURES,
        *(user(f"u{i}", revenue=v, post_count=7, country="SE") for i, v in enumerate(values)),
    )

    inputs = fit_inputs(users, "buys", "?", 3)

    assert inputs.names == ("revenue", "revenue unknown")
    found = inputs.model.transform(users).select("buys_0", "buys_1").collect()
    mean = (np.log1p(1) + np.log1p(2)) / 2
    assert [row.buys_0 for row in found] == pytest.approx([np.log1p(1), np.log1p(2)] + 3 * [mean])
    assert [row.buys_1 for row in found] == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_of_users_who_are_all_alike_nothing_can_be_learnt(frame, count):
    users = frame(USER_FEATURES, *(user(f"u{i}", post_count=1) for i in range(count)))

    with pytest.raises(TooLittleDataError, match="alike in every feature"):
        fit_inputs(users, "buys", "?", 3)


def test_only_the_days_of_the_horizon_answer(frame):
    horizon = 10
    days = {"before": DAY, "first": DAY + timedelta(1), "last": DAY + timedelta(10)}
    days["after"] = DAY + timedelta(11)
    orders = [order(user_id, day) for user_id, day in days.items()]
    users = frame(USER_FEATURES, *(user(user_id) for user_id in (*days, "never")))

    found = ask(frame, users, TargetSettings(what="purchase"), horizon, orders=orders)

    assert found == {"before": 0, "first": 1, "last": 1, "after": 0, "never": 0}


def test_each_rule_answers_as_it_says(frame):
    users = frame(
        USER_FEATURES,
        user("u", order_count=1, days_since_seen=2.0),
        user("v", order_count=0, days_since_seen=2.0),
        user("w", order_count=0, days_since_seen=30.0),
    )
    day = DAY + timedelta(1)
    rows = {
        "orders": [order("u", day), order("v", day, amount="-1.00")],
        "events": [event("v", day, "Login"), event("v", day + timedelta(1), "view")],
    }

    def asked(**rule):
        return ask(frame, users, TargetSettings(**rule), 10, **rows)

    assert asked(what="purchase") == {"u": 1, "v": 0, "w": 0}
    assert asked(what="purchase", among="others") == {"v": 0, "w": 0}
    assert asked(what="purchase", among="buyers") == {"u": 1}
    assert asked(what="presence", absent=True, among="present") == {"u": 0, "v": 0}
    assert asked(what="presence", absent=True) == {"u": 0, "v": 0, "w": 1}
    assert asked(what="event", event_types=("login",)) == {"u": 0, "v": 1, "w": 0}
    assert asked(what="event", at_least=2) == {"u": 0, "v": 1, "w": 0}
    assert asked(what="event", at_least=3) == {"u": 0, "v": 0, "w": 0}
    assert asked(what="post") == {"u": 0, "v": 0, "w": 0}


def ask(frame, users, target, horizon, *, orders=(), events=()):
    found = answered(
        users,
        target,
        posts=frame(POSTS),
        orders=frame(ORDERS, *orders),
        events=frame(EVENTS, *events),
        as_of=DAY,
        horizon_days=horizon,
    )
    return {row.user_id: row.label for row in found.select("user_id", "label").collect()}


def order(user_id, day, amount="5.00"):
    return {
        "order_line_id": f"{user_id} {day}",
        "order_date": day,
        "ordered_at": datetime(day.year, day.month, day.day),
        "user_id": user_id,
        "amount": Decimal(amount),
        "currency": "EUR",
    }


def event(user_id, day, event_type):
    return {
        "event_id": f"{user_id} {day}",
        "event_date": day,
        "user_id": user_id,
        "event_type": event_type,
    }

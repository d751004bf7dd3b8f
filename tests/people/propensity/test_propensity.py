"""A made-up population whose chances are known: what is learnt of it, and what may not be known."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import inf, nan

import numpy as np
import pandas as pd
import pytest
from purchases import purchase_lines_of
from pyspark.sql import functions as F
from scipy.optimize import minimize
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.metrics import roc_auc_score

from voxlake.core.errors import ConfigError, TooLittleDataError
from voxlake.people.propensity.inputs import fit_inputs
from voxlake.people.propensity.judging import judge
from voxlake.people.propensity.learning import draw_sample, learn
from voxlake.people.propensity.model import chances_of
from voxlake.people.propensity.scorers import Linear
from voxlake.people.propensity.scores import score_users
from voxlake.people.propensity.settings import PropensitySettings, TargetSettings
from voxlake.people.propensity.target_model import (
    TargetModel,
    fingerprint,
    models_by_target,
    numbers_of,
    question_of,
)
from voxlake.people.propensity.targets import answered, label_of
from voxlake.tables import EVENTS, ORDERS, POSTS, USER_FEATURES

DAY, LATER = date(2024, 3, 1), date(2024, 3, 29)
SETTINGS = PropensitySettings(
    kinds=("logistic_regression", "random_forest", "gradient_boosted_trees"), trees=8, rounds=5
)
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
    sample = draw_sample(users, "label", USERS, SETTINGS.max_users)
    fitted_on = fingerprint("2", question_of("buys", SETTINGS))
    return learn(sample, fitted_on, SETTINGS, users.sparkSession)


def test_a_planted_signal_is_found_nearly_as_well_as_the_truth_would(planted, learned, measured):
    users, chance, label = planted[LATER]
    optimum = roc_auc_score(label, chance)

    scored = users.withColumn("chances", chances_of({"buys": learned.model}))
    judged = judge(scored, {"buys": (F.col("label"), F.col("chances.buys"))})["buys"]

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
    models = {"buys": learned.model}

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


def test_a_champion_without_a_model_of_a_target_says_to_fit(planted):
    users = planted[LATER][0].select(*USER_FEATURES.column_names)

    with pytest.raises(ConfigError, match="run fit_propensity with --fit"):
        score_users(users, {}, model_version="1", settings=SETTINGS)


def test_the_same_users_give_the_same_model_however_they_lie(planted, learned):
    users = planted[DAY][0].orderBy("likes_per_post").repartition(5)

    again = learn(drawn(users), learned.model.fitted_on, SETTINGS, users.sparkSession)

    assert again.model.numbers() == learned.model.numbers()
    assert again.tried == learned.tried


def drawn(users):
    return draw_sample(users, "label", USERS, SETTINGS.max_users)


def of_scikit_learn(kind, depth, sample, matrix):
    """Scores of a model that is grown as `learn` grows it, to the users not held out."""
    grown = {"max_depth": depth, "min_samples_leaf": 5, "random_state": SETTINGS.seed}
    if kind == "random_forest":
        model = RandomForestClassifier(SETTINGS.trees, max_features="sqrt", **grown)
    else:
        rounds = {"n_estimators": SETTINGS.rounds, "learning_rate": 0.2, "subsample": 0.8}
        model = GradientBoostingClassifier(**rounds, **grown)
    model.fit(matrix[~sample.is_held_out], sample.label[~sample.is_held_out])
    if kind == "random_forest":
        return SETTINGS.trees * model.predict_proba(matrix)[:, 1]
    return model.decision_function(matrix)


@pytest.mark.parametrize("kind", ["logistic_regression", "random_forest", "gradient_boosted_trees"])
def test_a_model_of_plain_numbers_says_what_the_fitted_one_says(planted, kind):
    users, _, _ = planted[DAY]
    sample = drawn(users)
    settings = SETTINGS.model_copy(update={"kinds": (kind,)})
    found = learn(sample, "?", settings, users.sparkSession)
    text = json.dumps(numbers_of({"buys": found.model}))

    model = models_by_target(json.loads(text))["buys"]

    on_driver = found.model.chances(sample.users)
    assert list(model.chances(sample.users)) == list(on_driver)
    by_spark = users.select("user_id", chances_of({"buys": model})["buys"].alias("chance"))
    by_id = by_spark.toPandas().sort_values("user_id")
    assert by_id["chance"].to_numpy() == pytest.approx(on_driver)
    if kind != "logistic_regression":
        depth = int(max(found.tried, key=found.tried.get).split()[-1])
        matrix = model.inputs.matrix(sample.users)
        expected = of_scikit_learn(kind, depth, sample, matrix)
        gap = model.scorer.scores(matrix) - expected
        assert np.ptp(gap) < 1e-9  # boosting begins with a constant, which calibration takes up


def test_a_logistic_regression_weighs_as_one_with_a_penalty_on_standardised_inputs(planted):
    users, _, _ = planted[DAY]
    sample = drawn(users)
    settings = SETTINGS.model_copy(update={"kinds": ("logistic_regression",)})
    found = learn(sample, "?", settings, users.sparkSession)
    strength = float(max(found.tried, key=found.tried.get).split()[-1])
    matrix = found.model.inputs.matrix(sample.users)[~sample.is_held_out]
    label = sample.label[~sample.is_held_out]

    weights = found.model.scorer.weights

    standard = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    scaled = weights * matrix.std(axis=0)

    def loss(points):
        odds = standard @ points[1:] + points[0]
        fit = np.logaddexp(0, odds) - label * odds
        return fit.mean() + strength / 2 * (points[1:] ** 2).sum()

    best = minimize(loss, np.zeros(len(weights) + 1), method="BFGS")
    assert scaled == pytest.approx(best.x[1:], abs=1e-3)


def test_a_sample_is_drawn_by_the_hash_of_the_id_and_no_larger_than_asked_for(planted):
    users, _, _ = planted[DAY]

    sample = draw_sample(users, "label", USERS, 500)

    assert 400 < len(sample.label) < 600
    again = draw_sample(users.repartition(5), "label", USERS, 500)
    assert list(again.label) == list(sample.label)
    assert sample.is_held_out.mean() == pytest.approx(0.2, abs=0.06)


def test_with_one_answer_alone_among_those_to_learn_from_the_fit_says_so(planted):
    users, _, _ = planted[DAY]
    sample = drawn(users)
    label = np.where(sample.is_held_out, sample.label, 1.0)

    with pytest.raises(TooLittleDataError, match="one part has one answer alone"):
        learn(replace(sample, label=label), "?", SETTINGS, users.sparkSession)


@pytest.mark.parametrize("country", ["${spark.app.name}", "' OR ''='", "\\'", "{0} `x`"])
def test_what_users_wrote_is_compared_and_never_run(spark, frame, country):
    rows = [user(f"u{i}", post_count=7, country=country if i % 2 else "SE") for i in range(8)]
    users = frame(USER_FEATURES, *rows)

    inputs = fit_inputs(users.toPandas(), 3)

    place = inputs.names.index(f"country {country}")
    assert list(inputs.matrix(users.toPandas())[:, place]) == 4 * [0, 1]
    weights = Linear(np.where(np.arange(len(inputs.names)) == place, 1.0, 0.0))
    model = TargetModel("?", inputs, weights, slope=1.0, intercept=0.0)
    found = users.select("user_id", chances_of({"buys": model})["buys"].alias("chance"))
    chances = {row.user_id: row.chance for row in found.collect()}
    assert chances == {f"u{i}": pytest.approx(1 / (1 + np.exp(-(i % 2)))) for i in range(8)}


def test_shares_of_topics_are_inputs_and_unknown_where_a_user_has_none(frame):
    shares = ([0.2, 0.8], [0.6, 0.4], None, [1.0])
    users = frame(USER_FEATURES, *(user(f"u{i}", topic_shares=s) for i, s in enumerate(shares)))

    inputs = fit_inputs(users.toPandas(), 0)

    assert inputs.names == ["topic_0", "topic_0 unknown", "topic_1", "topic_1 unknown"]
    found = inputs.matrix(users.toPandas())
    assert list(found[:, 0]) == pytest.approx([0.2, 0.6, 0.6, 1.0])
    assert list(found[:, 3]) == [0, 0, 1, 1]


def user(user_id, **columns):
    return {"user_id": user_id, "as_of_date": DAY, "feature_version": "2", **columns}


def test_numbers_that_are_none_are_unknown_and_constant_inputs_are_left_out(frame):
    values = (1.0, 2.0, nan, inf, None)
    users = frame(
        USER_FEATURES,
        *(user(f"u{i}", revenue=v, post_count=7, country="SE") for i, v in enumerate(values)),
    )

    inputs = fit_inputs(users.toPandas(), 3)

    assert inputs.names == ["revenue", "revenue unknown"]
    found = inputs.matrix(users.toPandas())
    mean = (np.log1p(1) + np.log1p(2)) / 2
    assert list(found[:, 0]) == pytest.approx([np.log1p(1), np.log1p(2)] + 3 * [mean])
    assert list(found[:, 1]) == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_of_users_who_are_all_alike_nothing_can_be_learnt(frame, count):
    users = frame(USER_FEATURES, *(user(f"u{i}", post_count=1) for i in range(count)))

    with pytest.raises(TooLittleDataError, match="alike in every feature"):
        fit_inputs(users.toPandas(), 3)


def test_only_the_days_of_the_horizon_answer(frame):
    horizon = 10
    days = {"before": DAY, "first": DAY + timedelta(1), "last": DAY + timedelta(10)}
    days["after"] = DAY + timedelta(11)
    orders = [order(user_id, day) for user_id, day in days.items()]
    users = frame(USER_FEATURES, *(user(user_id) for user_id in (*days, "never")))

    found = ask(frame, users, {"buys": TargetSettings(what="purchase")}, horizon, orders=orders)

    assert found["buys"] == {"before": 0, "first": 1, "last": 1, "after": 0, "never": 0}


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

    expected = [
        (TargetSettings(what="purchase"), {"u": 1, "v": 0, "w": 0}),
        (TargetSettings(what="purchase", among="others"), {"v": 0, "w": 0}),
        (TargetSettings(what="purchase", among="buyers"), {"u": 1}),
        (TargetSettings(what="presence", absent=True, among="present"), {"u": 0, "v": 0}),
        (TargetSettings(what="presence", absent=True), {"u": 0, "v": 0, "w": 1}),
        (TargetSettings(what="event", event_types=("login",)), {"u": 0, "v": 1, "w": 0}),
        (TargetSettings(what="event", at_least=2), {"u": 0, "v": 1, "w": 0}),
        (TargetSettings(what="event", at_least=3), {"u": 0, "v": 0, "w": 0}),
        (TargetSettings(what="post"), {"u": 0, "v": 0, "w": 0}),
    ]
    found = ask(frame, users, dict(enumerate(rule for rule, _ in expected)), 10, **rows)
    assert found == dict(enumerate(answers for _, answers in expected))


def ask(frame, users, targets, horizon, *, orders=(), events=()):
    found = answered(
        users,
        targets,
        posts=frame(POSTS),
        lines=purchase_lines_of(frame(ORDERS, *orders), currency="EUR"),
        events=frame(EVENTS, *events),
        as_of=DAY,
        horizon_days=horizon,
    ).collect()
    said = {t: {row.user_id: row[label_of(t)] for row in found} for t in targets}
    return {t: {u: a for u, a in rows.items() if a is not None} for t, rows in said.items()}


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

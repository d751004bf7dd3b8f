"""Propensity end to end: habits are learnt, coin flips are not, and runs repeat themselves."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days, day_number
from voxlake.core.errors import TooLittleDataError
from voxlake.jobs import build_purchases, build_user_features, fit_propensity, score_propensity
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.features.settings import FeatureSettings
from voxlake.people.orders.settings import OrderSettings
from voxlake.people.propensity.settings import PropensitySettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import ORDERS, USER_PROPENSITY

FIRST, TODAY = date(2024, 1, 1), date(2024, 2, 9)  # forty days
FEATURES = FeatureSettings(recent_days=7)
SETTINGS = PropensitySettings(
    horizon_days=10, min_each=20, kinds=("logistic_regression",), features=FEATURES
)
SEED, USERS = 2, 240


def order(user_id, day):
    return {
        "order_line_id": f"{user_id} {day}",
        "order_id": f"{user_id} {day}",
        "order_date": day,
        "user_id": user_id,
        "amount": Decimal("5.00"),
        "currency": "EUR",
        "ordered_at": None,
    }


def context(spark, folder, rates):
    """A lake of users who each buy on a day with a chance of their own; all bought on the first."""
    draws = np.random.default_rng(SEED)
    days = [FIRST + timedelta(days=i) for i in range((TODAY - FIRST).days + 1)]
    rows = [
        order(f"u{i}", day)
        for i in range(USERS)
        for day in days
        if day == FIRST or draws.random() < rates[i]
    ]
    lake = Lake(spark, Root(str(folder)), run_id="run")
    ordered = [tuple(row.get(name) for name in ORDERS.column_names) for row in rows]
    lake.replace(spark.createDataFrame(ordered, ORDERS.schema), ORDERS, Days.every())
    build_purchases.run(Context(spark, lake, None, Days.of([TODAY]), "run"), OrderSettings())
    kept = []
    places = ModelPlaces.of(ModelSettings(), str(folder))
    models = Models(spark, places, run_id="run", keep_metrics=kept.extend)
    return Context(spark, lake, models, Days.of([TODAY]), "run"), kept


@pytest.fixture(scope="module")
def ran(spark, tmp_path_factory):
    """Half of the users buy often, half seldom; fitted and scored."""
    rates = np.where(np.arange(USERS) % 2, 0.12, 0.02)
    ctx, kept = context(spark, tmp_path_factory.mktemp("lake"), rates)
    build_user_features.run(ctx, FEATURES)
    fit_propensity.run(ctx, SETTINGS)
    score_propensity.run(ctx, SETTINGS)
    return ctx, kept


def scores(ctx, day=TODAY):
    return ctx.lake.read(USER_PROPENSITY, Days.of([day]))


@pytest.mark.whole
def test_those_of_the_habit_are_foretold_and_the_figures_are_kept(ran):
    ctx, kept = ran

    rows = scores(ctx).collect()

    often = [row.probability for row in rows if int(row.user_id[1:]) % 2]
    seldom = [row.probability for row in rows if not int(row.user_id[1:]) % 2]
    assert len(rows) == USERS
    assert np.mean(often) > 1.5 * np.mean(seldom)
    figures = {(split, name): value for _, _, split, name, value in kept}
    assert figures["buys later", "pr_auc"] > figures["buys later", "base_rate"]
    assert {"buys held_out", "buys importance"} < {split for split, _ in figures}
    for name in ("accuracy", "pr_auc"):
        assert figures["buys later logistic_regression", name] == figures["buys later", name]
    assert "put to use" in ctx.notes["buys"]
    later = TODAY - timedelta(days=SETTINGS.horizon_days)
    earlier = later - timedelta(days=SETTINGS.horizon_days)
    assert figures["users", "first_day"] == day_number(earlier)
    assert figures["users", "last_day"] == day_number(TODAY)
    assert ctx.notes["learned_from"].endswith(f"by what they did up to {later}")
    assert ctx.notes["judged_by"] == f"the users of {later}, by what they did up to {TODAY}"


@pytest.mark.whole
def test_a_second_run_gives_the_same_rows_and_keeps_the_champion_that_is_not_beaten(ran):
    ctx, _ = ran
    before, version = scores(ctx).collect(), ctx.models.version("propensity")

    fit_propensity.run(ctx, SETTINGS)
    score_propensity.run(ctx, SETTINGS)

    assert ctx.models.version("propensity") == version
    assert "not put to use" in ctx.notes["buys"]
    assertDataFrameEqual(scores(ctx), ctx.spark.createDataFrame(before, USER_PROPENSITY.schema))


@pytest.mark.whole
def test_another_day_leaves_this_one_as_it_was(ran):
    ctx, _ = ran
    before = scores(ctx).collect()
    earlier = replace(ctx, days=Days.of([TODAY - timedelta(days=1)]))

    build_user_features.run(earlier, FEATURES)
    score_propensity.run(earlier, SETTINGS)

    assert scores(ctx, earlier.as_of).count() == USERS
    assertDataFrameEqual(scores(ctx), ctx.spark.createDataFrame(before, USER_PROPENSITY.schema))


@pytest.mark.whole
def test_coin_flips_are_not_foretold_which_they_would_be_if_features_knew_what_came(
    spark, tmp_path
):
    ctx, _ = context(spark, tmp_path, np.full(USERS, 0.05))

    with pytest.raises(TooLittleDataError, match="better than by its base rate"):
        fit_propensity.run(ctx, SETTINGS)

    assert not ctx.models.has_champion("propensity")


@pytest.mark.whole
def test_with_too_few_answers_the_fit_says_so(ran):
    ctx, _ = ran

    with pytest.raises(TooLittleDataError, match=r"needs 1000 users of either answer.*'buys'"):
        fit_propensity.run(ctx, SETTINGS.model_copy(update={"min_each": 1000}))

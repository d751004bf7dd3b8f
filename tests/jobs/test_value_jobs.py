"""fit_user_value, evaluate_user_value and score_user_value, end to end on a lake of a folder."""

import shutil
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from pyspark.sql import Window
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days, day_number
from voxlake.core.errors import ConfigError, TooLittleDataError
from voxlake.jobs import build_purchases, evaluate_user_value, fit_user_value, score_user_value
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.orders.settings import OrderSettings
from voxlake.people.value.holdout import PREDICTORS
from voxlake.people.value.settings import ValueSettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.sample.purchases import orders
from voxlake.sample.settings import SampleSettings
from voxlake.tables import (
    MODEL_METRICS,
    ORDERS,
    SEGMENT_VALUE,
    USER_VALUE,
    USER_VALUE_HORIZONS,
    VALUE_HOLDOUT,
    VALUE_TOTALS,
)

SAMPLE = SampleSettings(days=120)
FIRST, NEXT = SAMPLE.last_day - timedelta(days=1), SAMPLE.last_day
SETTINGS = ValueSettings()
SCORED = (USER_VALUE, USER_VALUE_HORIZONS, VALUE_TOTALS, SEGMENT_VALUE)


def context_of(spark, folder):
    lake = Lake(spark, Root(str(folder)), run_id="run")
    places = ModelPlaces.of(ModelSettings(), str(folder))
    keep_metrics = partial(lake.merge_values, table=MODEL_METRICS)
    models = Models(spark, places, run_id="run", keep_metrics=keep_metrics)
    return Context(spark, lake, models, Days.of([NEXT]), "run")


@pytest.fixture
def today(spark, tmp_path):
    """The last day of an empty lake."""
    return context_of(spark, tmp_path / "lake")


@pytest.fixture
def shop(spark, with_purchases, tmp_path):
    """The last day of a lake with the purchases of 400 buyers."""
    shutil.copytree(with_purchases, tmp_path / "shop")
    return context_of(spark, tmp_path / "shop")


@pytest.fixture(scope="module")
def with_purchases(spark, bought, tmp_path_factory):
    folder = tmp_path_factory.mktemp("purchases")
    take(context_of(spark, folder), bought)
    return folder


def take(context, bought):
    """Put orders into the lake, and say which purchases they are."""
    context.lake.replace(bought, ORDERS, Days.every())
    build_purchases.run(context, OrderSettings())


def count_buyers(bought, until):
    """Users with an order that was not wholly given back by a day; refunds bear its id."""
    orders = bought.where(F.col("order_date") <= F.lit(until)).groupBy("user_id", "order_id")
    kept = orders.agg(F.sum("amount").alias("net")).where("net > 0")
    return kept.select("user_id").distinct().count()


@pytest.fixture(scope="module")
def bought(spark):
    rows = orders(spark, 400, SAMPLE)
    missing = [f for f in ORDERS.schema if f.name not in rows.columns]
    kept = rows.withColumns({f.name: F.lit(None).cast(f.dataType) for f in missing}).persist()
    yield kept
    kept.unpersist()


@pytest.fixture
def skewed(spark, bought):
    """The orders of 400 buyers, and nineteen times as many lines of one more, on every day."""
    number = F.col("id")
    of_one = spark.range(19 * bought.count()).select(
        *(
            {
                "order_line_id": F.concat(F.lit("w"), "id"),
                "order_id": F.concat(F.lit("w"), "id"),
                "user_id": F.lit("whale"),
                "ordered_at": F.timestamp_seconds(
                    F.unix_timestamp(F.lit(NEXT)) - (number % 119) * 86_400 + number % 3600
                ),
                "order_date": F.date_sub(F.lit(NEXT), (number % 119).cast("int")),
                "amount": F.lit(9.99).cast("decimal(18,2)"),
                "currency": F.lit("GBP"),
            }.get(field.name, F.lit(None).cast(field.dataType)).alias(field.name)
            for field in ORDERS.schema
        )
    )
    return bought.unionByName(of_one)


@pytest.mark.whole
def test_buyers_are_scored_by_the_fitted_model_and_the_next_day_leaves_them_as_they_are(
    today, skewed
):
    tomorrow, today = today, replace(today, days=Days.of([FIRST]))
    take(today, skewed)

    fit_user_value.run(today, SETTINGS)
    score_user_value.run(today, SETTINGS)
    first = {table: today.lake.read(table) for table in SCORED}
    rows = first[USER_VALUE].collect()
    score_user_value.run(tomorrow, SETTINGS)

    metrics = {row.metric: row.value for row in today.lake.read(MODEL_METRICS).collect()}
    buyers = count_buyers(skewed, FIRST)
    assert 380 < buyers <= 401
    assert metrics["fitted_buyers"] == buyers
    assert metrics["first_day"] == day_number(min(row.first_order_date for row in rows))
    assert metrics["last_day"] == day_number(FIRST)
    assert {"r", "alpha", "a", "b", "p", "q", "v", "frequency_spend_correlation"} < set(metrics)
    assert {"r_error", "alpha_error", "a_error", "b_error", "p_error"} < set(metrics)
    # A frame keeps the version that it was read at.
    for table, before in first.items():
        assertDataFrameEqual(today.lake.read(table, Days.of([FIRST])), before)
        assert today.lake.read(table, Days.of([NEXT])).count() > 0
    assert len(rows) == buyers
    assert {row.model_version for row in rows} == {"1"}
    assert all(0 <= row.probability_alive <= 1 and row.expected_value >= 0 for row in rows)
    values = first[SEGMENT_VALUE].collect()
    assert sum(row.user_count for row in values) == buyers
    assert sum(row.revenue for row in values) == sum(row.revenue for row in rows)
    assert sum(row.expected_value for row in values) == pytest.approx(
        sum(row.expected_value for row in rows)
    )
    assert {row.churn for row in rows} <= {"active", "at_risk", "lost"}
    assert all(row.expected_value_low <= row.expected_value_high for row in rows)
    assert first[USER_VALUE_HORIZONS].count() == 3 * buyers
    year = first[VALUE_TOTALS].where("horizon_days = 365").collect()
    assert {row.grouping for row in year} == {"all", "segment", "cohort"}
    for grouping in ("all", "segment", "cohort"):
        total = sum(row.expected_value for row in year if row.grouping == grouping)
        assert total == pytest.approx(sum(row.expected_value for row in rows))


@pytest.mark.whole
def test_a_fit_warns_of_spend_that_hangs_on_frequency(today, bought, caplog):
    often = F.count("order_id").over(Window.partitionBy("user_id"))
    amount = (F.col("amount") * often).cast("decimal(18,2)")
    take(today, bought.withColumn("amount", amount))

    fit_user_value.run(today, SETTINGS)

    assert "spend more per purchase" in today.notes["warning"]
    assert today.notes["purchases"].startswith("all up to 20")
    assert today.notes["warning"] in caplog.text


@pytest.mark.whole
def test_a_buyer_of_odd_amounts_is_named_and_the_figures_without_are_told(today, bought):
    orders_of = bought.groupBy("user_id").agg(F.countDistinct("order_date").alias("days"))
    who = orders_of.orderBy(F.desc("days"), "user_id").first().user_id
    wrong = F.when((F.col("user_id") == who) & (F.col("amount") > 0), F.lit(9_000_000))
    take(
        today,
        bought.withColumn("amount", F.coalesce(wrong, F.col("amount")).cast("decimal(18,2)")),
    )

    fit_user_value.run(today, SETTINGS)
    notes = dict(today.notes)
    score_user_value.run(today, SETTINGS)

    assert notes["odd_amounts"].startswith(f"{who} spends ")
    assert today.notes["odd_amounts"].startswith(f"{who} spends ")
    mean_without, mean_with = (
        float(notes[f"spend_{name}"].rpartition(" ")[2].replace(",", ""))
        for name in ("without", "with")
    )
    spent = {row.user_id: row for row in today.lake.read(USER_VALUE).collect()}
    known = [row.mean_value for user, row in spent.items() if user != who and row.mean_value]
    assert mean_without == pytest.approx(sum(known) / len(known), rel=0.3)
    assert mean_with > mean_without
    year = today.lake.read(VALUE_TOTALS).where("horizon_days = 365").collect()
    (everyone,) = (row for row in year if row.grouping == "all")
    (others,) = (row for row in year if row.grouping == "without_odd")
    assert (others.group_name, others.user_count) == (who, everyone.user_count - 1)
    assert others.expected_value == pytest.approx(
        sum(row.expected_value for user, row in spent.items() if user != who)
    )
    assert others.expected_value < 0.01 * everyone.expected_value


@pytest.mark.whole
def test_scoring_without_a_model_says_what_to_run(shop):
    with pytest.raises(ConfigError, match="fit_user_value"):
        score_user_value.run(shop, SETTINGS)


@pytest.mark.whole
def test_a_lake_with_few_buyers_gets_scores_without_expectations(today, bought):
    two = bought.where(F.col("user_id").isin("u1", "u2"))
    second_comes = {
        "order_date": F.lit(NEXT),
        "ordered_at": F.lit(NEXT).cast("timestamp"),
    }
    of_second = two.where("user_id = 'u2'").withColumns(second_comes)
    take(today, two.where("user_id = 'u1'").unionByName(of_second))

    for day, users in ((FIRST, ["u1"]), (NEXT, ["u1", "u2"])):
        of_day = replace(today, days=Days.of([day]))
        with pytest.raises(TooLittleDataError, match="needs 50 buyers who came back"):
            fit_user_value.run(of_day, SETTINGS)
        score_user_value.run(of_day, SETTINGS)

        rows = today.lake.read(USER_VALUE, of_day.days).collect()
        assert sorted(row.user_id for row in rows) == users
        assert {row.expected_value for row in rows} == {None}
        assert {row.model_version for row in rows} == {None}


@pytest.mark.whole
def test_a_lake_without_orders_has_no_buyers(today):
    with pytest.raises(TooLittleDataError, match="and there are 0"):
        fit_user_value.run(today, SETTINGS)
    score_user_value.run(today, SETTINGS)

    assert {table: today.lake.read(table).count() for table in SCORED} == dict.fromkeys(SCORED, 0)


@pytest.mark.whole
def test_a_fit_is_held_against_the_days_after_it(shop, bought):
    settings = SETTINGS.model_copy(update={"holdout_days": 40})

    evaluate_user_value.run(shop, settings)

    tenths = shop.lake.read(VALUE_HOLDOUT).collect()
    figures = shop.lake.read(MODEL_METRICS).collect()
    cutoff = NEXT - timedelta(days=40)
    assert {row.cutoff_date for row in tenths} == {cutoff}
    assert {(row.model_version, row.split) for row in figures} == {
        (f"until {cutoff}", "40 days after")
    }
    came = {p: [r for r in tenths if r.predictor == p] for p in PREDICTORS}
    for rows in came.values():
        assert sorted(row.decile for row in rows) == [*range(1, 11)]
        assert sum(row.user_count for row in rows) == pytest.approx(count_buyers(bought, cutoff))
    # What came is the same whoever foretold it.
    assert len({round(sum(row.actual_value for row in rows), 2) for rows in came.values()}) == 1


@pytest.mark.whole
def test_a_holdout_without_enough_buyers_before_it_says_what_to_do(shop):
    settings = SETTINGS.model_copy(update={"holdout_days": 119})

    with pytest.raises(TooLittleDataError, match=r"lower value\.holdout_days"):
        evaluate_user_value.run(shop, settings)

"""Adds up experiments in Spark: one shuffle on users, and a few rows for the driver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, BooleanType, DateType, StringType, StructType

from voxlake.marketing.experiments.bootstrap import poisson_weight
from voxlake.marketing.experiments.plan import Plan
from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.people.membership import Membership
from voxlake.people.times import with_known_times
from voxlake.spark.frames import frame_of
from voxlake.tables.columns import ALL_USERS

KEYS = ("experiment_id", "metric", "arm", "period", "segment_id", "replicate")
_USER = ("experiment_id", "user_id")
_ENTRIES = StructType().add("experiment_id", StringType()).add("entries", ArrayType(DateType()))
_KINDS = (
    StructType()
    .add("experiment_id", StringType())
    .add("metric", StringType())
    .add("is_conversion", BooleanType())
)


def known_events(events: DataFrame, experiments: DataFrame, as_of: date) -> DataFrame:
    """Events within the plan of their experiment: assignments to an arm, and outcomes of users.

    Outcomes before the first day stay, as covariates; assignments before it and everything after
    the last day are left out.

    Args:
        events: Rows of `experiment_events`.
        experiments: Rows of `experiments`.
        as_of: Last day that counts.
    """
    planned = experiments.select("experiment_id", "starts_on", "ends_on")
    is_assignment = (F.col("kind") == "assignment") & F.col("arm").isNotNull()
    is_outcome = (F.col("kind") == "outcome") & F.col("metric").isNotNull()
    is_outcome &= F.col("value").isNotNull() & ~F.isnan("value")
    is_in = F.col("event_date") <= F.least(F.lit(as_of), F.coalesce("ends_on", F.lit(as_of)))
    is_begun = F.col("event_date") >= F.coalesce("starts_on", "event_date")
    is_whose = F.col("experiment_id").isNotNull() & F.col("user_id").isNotNull()
    joined = events.where(is_whose).join(F.broadcast(planned), "experiment_id", how="left")
    return joined.where(is_in & ((is_assignment & is_begun) | is_outcome)).select(*events.columns)


def survey(events: DataFrame) -> DataFrame:
    """The arms and metrics of experiments: experiment_id, kind, name, first_date, is_binary.

    Args:
        events: What `known_events` gives.
    """
    name = F.when(F.col("kind") == "assignment", F.col("arm")).otherwise(F.col("metric"))
    return events.groupBy("experiment_id", "kind", name.alias("name")).agg(
        F.min("event_date").alias("first_date"),
        F.coalesce(F.bool_and(F.col("value").isin(0.0, 1.0)), F.lit(False)).alias("is_binary"),
    )


def add_up(
    events: DataFrame,
    plans: Sequence[Plan],
    *,
    members: Membership | None,
    activity: DataFrame | None,
    settings: ExperimentSettings,
    zone: str,
) -> DataFrame:
    """Sums by experiment, metric, arm, period, segment and bootstrap sample.

    A row with a metric adds up users with outcomes or covariates, one without a metric all users;
    one without an arm counts the users of several arms, who are left out of all else. Sample 0 is
    what happened; in each other one a user weighs as often as a draw of Poisson(1) says, which
    depends on the user and the seed alone. Only users whose outcome is not 0 are drawn.

    Args:
        events: What `known_events` gives.
        plans: Of the experiments to add up.
        members: Segments on the days of assignment; None: none are told.
        activity: What users did: user_id, activity_date; None: covariates are outcomes before.
        settings: Covariates and bootstraps.
        zone: The lake's, by which days are cut.
    """
    users = _outcomes_of_users(events, settings, zone)
    if activity is not None:
        users = _with_activity(users, activity, settings)
    known = users.join(F.broadcast(_entries(events, plans)), "experiment_id").join(
        F.broadcast(_kinds(events, plans)), ["experiment_id", "metric"], how="left"
    )
    placed = members.placed(known, "assigned_date") if members else known
    arm = F.when(~F.col("is_mixed"), F.col("arm"))
    period = F.size(F.filter("entries", lambda day: day <= F.col("assigned_date")))
    drawn = placed.select(
        "experiment_id",
        "metric",
        arm.alias("arm"),
        period.cast("int").alias("period"),
        (F.col("segment_id") if members else F.lit(ALL_USERS)).alias("segment_id"),
        "user_id",
        F.when(F.col("is_conversion"), F.col("hit")).otherwise(F.col("total")).alias("x"),
        F.col("before").alias("y"),
        "early_count",
        F.explode(_samples(settings)).alias("replicate"),
    )
    weight = F.when(F.col("replicate") == 0, 1.0).otherwise(
        poisson_weight(F.xxhash64("user_id", F.lit(settings.seed), "replicate"))
    )
    is_drawn = F.col("replicate") > 0
    everyone = F.when(is_drawn, F.lit(ALL_USERS)).otherwise(F.col("segment_id"))
    return _summed(drawn.withColumns({"w": weight, "segment_id": everyone}))


def _outcomes_of_users(events: DataFrame, settings: ExperimentSettings, zone: str) -> DataFrame:
    """A row per experiment, user and metric, and one without a metric per user.

    The user's arm is that of the first assignment; what happened before it is no outcome. Where
    a source tells only days, all of the day of assignment comes after it.
    """
    timed = with_known_times(events, "event_date", "occurred_at", zone)
    of_user = Window.partitionBy(*_USER)
    arm = F.when(F.col("kind") == "assignment", F.col("arm"))
    first = F.when(arm.isNotNull(), F.struct("event_date", "occurred_at", "arm"))
    marked = timed.select(
        *_USER,
        F.when(arm.isNull(), F.col("metric")).alias("metric"),
        "event_date",
        "occurred_at",
        F.when(arm.isNull(), F.col("value")).alias("value"),
        F.min(first).over(of_user).alias("first"),
        (F.min(arm).over(of_user) != F.max(arm).over(of_user)).alias("is_mixed"),
    ).where(F.col("first").isNotNull())
    day, at = F.col("first.event_date"), F.col("first.occurred_at")
    is_later = F.coalesce(F.col("occurred_at") >= at, F.lit(True))
    is_after = (F.col("event_date") > day) | ((F.col("event_date") == day) & is_later)
    is_covariate = ~is_after & (F.col("event_date") >= F.date_sub(day, settings.covariate_days))
    after = F.when(is_after, F.col("value"))
    return marked.groupBy(
        *_USER,
        "metric",
        F.col("first.arm").alias("arm"),
        day.alias("assigned_date"),
        "is_mixed",
    ).agg(
        F.coalesce(F.sum(after), F.lit(0.0)).alias("total"),
        F.coalesce(F.max((after > 0).cast("double")), F.lit(0.0)).alias("hit"),
        F.coalesce(F.sum(F.when(is_covariate, F.col("value"))), F.lit(0.0)).alias("before"),
        F.count_if(~is_after & F.col("metric").isNotNull()).alias("early_count"),
    )


def _with_activity(
    users: DataFrame, activity: DataFrame, settings: ExperimentSettings
) -> DataFrame:
    """The rows, with what their user did in the days before the assignment as covariate."""
    assigned = users.where(F.col("metric").isNull()).select(*_USER, "assigned_date")
    back = F.datediff("assigned_date", "activity_date")
    done = (
        assigned.join(activity, on="user_id", how="inner")
        .where((back > 0) & (back <= settings.covariate_days))
        .groupBy(*_USER)
        .agg(F.count("*").cast("double").alias("done"))
    )
    joined = users.join(done, on=[*_USER], how="left")
    return joined.withColumn("before", F.coalesce("done", F.lit(0.0))).drop("done")


def _samples(settings: ExperimentSettings) -> Column:
    """The numbers of the samples that a row is in."""
    is_drawn = F.col("metric").isNotNull() & ~F.coalesce("is_conversion", F.lit(False))
    is_drawn &= (F.col("total") != 0) & ~F.col("is_mixed")
    every = F.sequence(F.lit(0), F.lit(settings.bootstraps))
    only_first = F.array(F.lit(0))
    return F.when(is_drawn, every).otherwise(only_first) if settings.bootstraps else only_first


def _summed(drawn: DataFrame) -> DataFrame:
    weight, x, y = F.col("w"), F.col("x"), F.col("y")
    return drawn.groupBy(*KEYS).agg(
        F.sum(weight).alias("count"),
        F.sum(weight * x).alias("total"),
        F.sum(weight * x * x).alias("square"),
        F.sum(weight * y).alias("before_total"),
        F.sum(weight * y * y).alias("before_square"),
        F.sum(weight * x * y).alias("cross"),
        F.sum("early_count").alias("early_count"),
        F.count_if(x != 0).alias("nonzero_count"),
    )


def _entries(like: DataFrame, plans: Iterable[Plan]) -> DataFrame:
    rows = [(plan.experiment_id, list(plan.entries)) for plan in plans]
    return frame_of(like.sparkSession, rows, _ENTRIES)


def _kinds(like: DataFrame, plans: Iterable[Plan]) -> DataFrame:
    rows = [
        (plan.experiment_id, metric, kind == "conversion")
        for plan in plans
        for metric, kind in plan.kinds.items()
    ]
    return frame_of(like.sparkSession, rows, _KINDS)

"""What published variants brought, in the form that bandits learn of."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.tables import CONTENT_REWARDS, EXPERIMENT_EVENTS

BEATS_USUAL, GAIN = "beats_usual", "gain"
METRICS = (BEATS_USUAL, GAIN)
"""Metrics of rewards: 1 or 0, as thompson_beta takes them, and how much, for other policies."""
_UNIT = "publication:"  # what a choice is of, where others have a user
_SOURCE = "publications"


def content_rewards(gained: DataFrame, as_of: date) -> DataFrame:
    """Rows of `content_rewards`: published variants whose engagement is known by the day.

    Args:
        gained: What `attributes.gains_of_published` gives.
        as_of: The day.
    """
    variants = gained.where(F.col("experiment_id").isNotNull() & F.col("arm_id").isNotNull())
    return variants.select(
        F.lit(as_of).alias("as_of_date"),
        "publication_id",
        F.coalesce("choice_id", "publication_id").alias("choice_id"),
        "experiment_id",
        F.col("arm_id").alias("arm"),
        "propensity",
        "sent_at",
        "sent_date",
        "post_id",
        "gain",
        F.when(F.col("gain") > 0, 1.0).otherwise(0.0).alias(BEATS_USUAL),
    ).select(*CONTENT_REWARDS.column_names)


def events_of_rewards(rewards: DataFrame, experiments: DataFrame) -> DataFrame:
    """Rewards as rows of `experiment_events`: of each, its choice and what that brought.

    Of snapshots of several days the last one of a publication counts, so that what came late counts
    as of the day of sending, and what was told often counts once. An experiment that is decided by
    another metric takes none: its choices are told by its own events.

    Args:
        rewards: Rows of `content_rewards` up to the day.
        experiments: Rows of `experiments`.
    """
    others = experiments.where(~F.col("metric").isin(*METRICS)).select("experiment_id")
    last = (
        rewards.join(F.broadcast(others), on="experiment_id", how="left_anti")
        .groupBy("publication_id")
        .agg(F.max_by(F.struct(*rewards.columns), "as_of_date").alias("last"))
        .select("last.*")
    )
    unit = F.concat(F.lit(_UNIT), "publication_id")
    told = [_event("assignment", None, F.lit(None).cast("double"))]
    told += [_event("outcome", name, F.col(name)) for name in METRICS]
    rows = last.withColumn("_told", F.explode(F.array(*told))).select(
        "experiment_id",
        "choice_id",
        F.concat(unit, F.lit(":"), F.coalesce("_told.metric", "_told.kind")).alias("event_id"),
        "_told.*",
        F.col("sent_date").alias("event_date"),
        F.col("sent_at").alias("occurred_at"),
        unit.alias("user_id"),
        F.lit(_SOURCE).alias("source"),
    )
    lacking = (field for field in EXPERIMENT_EVENTS.schema if field.name not in rows.columns)
    nothing = {field.name: F.lit(None).cast(field.dataType) for field in lacking}
    return rows.withColumns(nothing).select(*EXPERIMENT_EVENTS.column_names)


def _event(kind: str, metric: str | None, value: Column) -> Column:
    is_choice = F.lit(kind == "assignment")
    return F.struct(
        F.lit(kind).alias("kind"),
        F.lit(metric).cast("string").alias("metric"),
        value.alias("value"),
        F.when(is_choice, F.col("arm")).alias("arm"),
        F.when(is_choice, F.col("propensity")).alias("propensity"),
    )

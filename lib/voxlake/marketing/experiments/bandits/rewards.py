"""Puts choices and their rewards together, each once, in Spark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructType

from voxlake.marketing.experiments.plan import UNKNOWN, Plan
from voxlake.marketing.experiments.settings import BanditSettings
from voxlake.people.times import with_known_times
from voxlake.spark.frames import frame_of

_METRICS = StructType().add("experiment_id", StringType()).add("reward_metric", StringType())


def choices_with_rewards(
    events: DataFrame,
    choices: DataFrame | None,
    plans: Iterable[Plan],
    bandits: Mapping[str, BanditSettings],
    zone: str,
) -> DataFrame:
    """A row per choice of an arm, with what came of it.

    Choices are the assignments among the events, by `choice_id`, or of their user where there is
    none; those of experiments that log no assignments are the rows of `bandit_choices`. An outcome
    is of the choice that it names, or else of the last assignment of its user before it. Of the
    outcomes of a choice, in the metric that decides, the first counts, however often or late it is
    told.

    Columns: experiment_id, key, user_id, arm, propensity, choice_date, context, reward (null: no
    outcome), outcome_count.

    Args:
        events: What `outcomes.known_events` gives.
        choices: Rows of `bandit_choices`; None: no bandit chose.
        plans: Of the experiments that count.
        bandits: The names of contexts, of experiments that bandits choose for.
        zone: The lake's, by which days are cut.
    """
    known = list(plans)
    metrics = frame_of(
        events.sparkSession,
        [(plan.experiment_id, plan.metrics[0]) for plan in known],
        _METRICS,
    )
    timed = with_known_times(events, "event_date", "occurred_at", zone)
    told = timed.select(
        "experiment_id",
        "user_id",
        "kind",
        "metric",
        "value",
        _told(bandits).alias("told"),
        _key().alias("key"),
    )
    if choices is not None:
        logged = [plan.experiment_id for plan in known if plan.entered]
        told = told.unionByName(_stored(choices, logged))
    rewarded = told.join(F.broadcast(metrics), on="experiment_id", how="inner")
    is_outcome = (F.col("kind") == "outcome") & (F.col("metric") == F.col("reward_metric"))
    chosen = F.min(F.when(F.col("kind") == "assignment", F.col("told")))
    first = F.min(F.when(is_outcome, F.struct(*_WHEN, "value")))
    found = (
        rewarded.withColumns({name: F.col(f"told.{name}") for name in _WHEN})
        .where(F.col("key").isNotNull())
        .groupBy("experiment_id", "key")
        .agg(
            F.min(F.when(F.col("kind") == "assignment", F.col("user_id"))).alias("user_id"),
            chosen.alias("chosen"),
            F.max("told.context").alias("context"),
            first["value"].alias("reward"),
            F.count_if(is_outcome).alias("outcome_count"),
        )
    )
    return found.where(F.col("chosen.arm").isNotNull()).select(
        "experiment_id",
        "key",
        "user_id",
        "chosen.arm",
        "chosen.propensity",
        F.col("chosen.event_date").alias("choice_date"),
        "context",
        "reward",
        "outcome_count",
    )


_WHEN = ("event_date", "occurred_at", "event_id")


def _told(bandits: Mapping[str, BanditSettings]) -> Column:
    context = F.lit(None).cast("array<double>")
    for experiment_id, settings in bandits.items():
        numbers = [
            F.coalesce(F.col("attributes")[name].cast("double"), F.lit(0.0))
            for name in settings.context
        ]
        if numbers:
            is_of = (F.col("experiment_id") == experiment_id) & (F.col("kind") == "assignment")
            # Without any of the numbers there is no context, which may be stored elsewhere.
            tells = F.coalesce(*(F.col("attributes")[n] for n in settings.context)).isNotNull()
            context = F.when(is_of & tells, F.array(*numbers)).otherwise(context)
    return F.struct(*_WHEN, "arm", "propensity", context.alias("context"))


def _key() -> Column:
    """The choice that an event is of: named, or the last of its user by then."""
    so_far = (
        Window.partitionBy("experiment_id", "user_id")
        .orderBy("event_date", "occurred_at", "kind", "event_id")
        .rowsBetween(Window.unboundedPreceding, 0)
    )
    own = F.coalesce("choice_id", F.concat(F.lit("user:"), "user_id"))
    before = F.last(F.when(F.col("kind") == "assignment", own), ignorenulls=True).over(so_far)
    return F.when(F.col("kind") == "assignment", own).otherwise(F.coalesce("choice_id", before))


def _stored(choices: DataFrame, logged: list[str]) -> DataFrame:
    """Rows of `bandit_choices` as events: choices, or only contexts where choices are logged."""
    is_logged = F.col("experiment_id").isin(logged) if logged else F.lit(False)
    kind = F.when(is_logged, F.lit("context")).otherwise(F.lit("assignment"))
    return choices.select(
        "experiment_id",
        "user_id",
        kind.alias("kind"),
        F.lit(None).cast("string").alias("metric"),
        F.lit(None).cast("double").alias("value"),
        F.struct(
            F.col("as_of_date").alias("event_date"),
            F.lit(None).cast("timestamp").alias("occurred_at"),
            F.col("choice_id").alias("event_id"),
            "arm",
            "propensity",
            "context",
        ).alias("told"),
        F.col("choice_id").alias("key"),
    )


def reward_metric(plan: Plan) -> str | None:
    """The metric that rewards: the deciding one, or the first by name; None before any outcome."""
    first = plan.metrics[0]
    return None if first == UNKNOWN else first

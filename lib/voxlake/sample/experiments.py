"""Experiments of the sample: tests with an effect and without, faulty ones, and a bandit's log."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import timedelta

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.sample.bandit import BANDIT, CONVERSION, FIRST, LAST, bandit_arms
from voxlake.sample.draws import Draws
from voxlake.sample.people import days_after, iso_time
from voxlake.sample.settings import MarketingSettings, SampleSettings

MINUTES = "minutes"
_TWICE = "banner"  # the experiment some of whose users are assigned a second time
_ADDED = 0.5  # when the last arm of `subject` is added, as such a share
_HABIT, _MOMENT = 0.6, 0.4  # standard deviations of the log of minutes: of users, of their days
_PLAN = (
    "array<struct<id:string, arms:array<string>, early:array<double>, late:array<double>, "
    "means:array<double>, lift:double, is_measured:boolean>>"
)


@dataclass(frozen=True)
class Experiment:
    """An experiment: its arms, how people are shared out, and how many of each arm convert."""

    id: str
    arms: tuple[str, ...]
    early: tuple[float, ...]
    """Shares of the arms, added up, before an arm was added."""
    late: tuple[float, ...]
    """The same after it."""
    means: tuple[float, ...]
    """Share of people who convert; of the bandit, mean reward."""
    lift: float = 0.0
    """Of the minutes of the second arm, relative to the first."""
    is_measured: bool = False
    """Whether minutes are measured, before and after."""


def experiments(planted: MarketingSettings) -> tuple[Experiment, ...]:
    """The experiments that people are assigned to by chance."""
    usual, half = planted.conversion, (0.5, 1.0)
    better = usual * (1 + planted.lift)
    odd = (planted.mismatch, 1.0)
    thirds = (1 / 3, 2 / 3, 1.0)
    minutes = planted.minutes_lift
    return (
        Experiment("checkout", ("current", "short"), half, half, (usual, better), minutes, True),
        Experiment("banner", ("old", "new"), half, half, (usual, usual)),
        Experiment("onboarding", ("guide", "none"), odd, odd, (usual, usual)),
        Experiment(
            "subject", ("plain", "question", "emoji"), (0.5, 1.0, 1.0), thirds, (usual,) * 3
        ),
    )


def planted_means(planted: MarketingSettings) -> list[tuple[str, str, float]]:
    """Experiment, arm, and its share of people who convert, or its mean reward."""
    bandit = [(BANDIT, *of) for of in zip(bandit_arms(planted), planted.bandit_means, strict=True)]
    known = experiments(planted)
    return bandit + [(e.id, *of) for e in known for of in zip(e.arms, e.means, strict=True)]


def experiment_records(spark: SparkSession, settings: SampleSettings) -> DataFrame:
    """The columns of the experiments' file; one has a single arm, which is no experiment."""
    known = {e.id: e.arms for e in experiments(settings.marketing)}
    known[BANDIT] = bandit_arms(settings.marketing)
    if settings.bad_share:
        known["alone"] = ("only",)
    first = settings.first_day + timedelta(days=int(FIRST * settings.days))
    rows = [
        (name, name.capitalize(), "|".join(arms), CONVERSION, str(first))
        for name, arms in known.items()
    ]
    return spark.createDataFrame(
        rows, "id string, name string, arms string, metric string, from string"
    )


def experiment_events(spark: SparkSession, settings: SampleSettings) -> DataFrame:
    """Who was assigned and what they did: the columns of the events' file, `time` as a time."""
    draws = Draws(settings.seed, ("user_no", "test.id"))
    plan = json.dumps([asdict(e) for e in experiments(settings.marketing)])
    began, ended = FIRST * settings.days, LAST * settings.days
    drawn_day = began + (ended - began) * draws.uniform("assigned")
    bounds = F.when(F.col("day") < _ADDED * settings.days, F.col("test.early")).otherwise(
        F.col("test.late")
    )
    assigned = (
        spark.range(settings.users)
        .withColumnRenamed("id", "user_no")
        .withColumn("test", F.explode(F.from_json(F.lit(plan), _PLAN)))
        .withColumn("day", drawn_day)
        .withColumn("place", draws.weighted(bounds, "arm"))
    )
    told = F.explode(F.array_compact(F.array(*_events_of_user(draws, settings)))).alias("told")
    return assigned.select("user_no", "test.id", told).select(
        F.concat_ws(".", "id", "user_no", "told.tag").alias("id"),
        "told.time",
        F.col("id").alias("experiment"),
        F.concat(F.lit("u"), "user_no").alias("user"),
        "told.kind",
        "told.arm",
        F.lit(None).cast("double").alias("chance"),
        F.lit(None).cast("string").alias("choice"),
        "told.metric",
        "told.value",
    )


def _events_of_user(draws: Draws, settings: SampleSettings) -> list[Column]:
    """The events of a user in an experiment, null those that did not happen."""
    planted = settings.marketing
    time = days_after(F.col("day"), settings)
    later = days_after(F.col("day") - F.log(draws.uniform("delay")), settings)
    arm = F.get("test.arms", F.col("place"))
    other = F.get("test.arms", 1 - F.col("place"))
    is_twice = (F.col("test.id") == _TWICE) & draws.happens(planted.twice_share, "twice")
    converts = draws.uniform("converts") < F.get("test.means", F.col("place"))
    habit = F.exp(2 + _HABIT * Draws(settings.seed, ("user_no",)).normal("minutes"))
    before = habit * F.exp(_MOMENT * draws.normal("minutes before"))
    gain = 1 + F.col("test.lift") * (F.col("place") == 1).cast("int")
    after = habit * gain * F.exp(_MOMENT * draws.normal("minutes after"))
    earlier = days_after(F.col("day") - 1, settings)
    is_measured = F.col("test.is_measured")
    return [
        _event("a", "assignment", time, arm=arm),
        F.when(is_twice, _event("b", "assignment", later, arm=other)),
        F.when(converts, _event("c", "outcome", later, metric=CONVERSION, value=F.lit(1.0))),
        F.when(is_measured, _event("d", "outcome", earlier, metric=MINUTES, value=before)),
        F.when(is_measured, _event("e", "outcome", later, metric=MINUTES, value=after)),
    ]


def _event(
    tag: str,
    kind: str,
    time: Column,
    *,
    arm: Column | None = None,
    metric: str | None = None,
    value: Column | None = None,
) -> Column:
    none = F.lit(None)
    return F.struct(
        F.lit(tag).alias("tag"),
        F.lit(kind).alias("kind"),
        time.alias("time"),
        (none if arm is None else arm).cast("string").alias("arm"),
        F.lit(metric).cast("string").alias("metric"),
        F.round(none if value is None else value, 2).cast("double").alias("value"),
    )


def event_lines(rows: DataFrame, settings: SampleSettings) -> DataFrame:
    """The rows as the file has them, and broken ones: no arm, and nothing measured."""
    draws = Draws(settings.seed, ("id",))
    broken = rows.where(draws.happens(settings.bad_share, "broken")).withColumns(
        {
            "id": F.concat(F.lit("broken."), "id"),
            "arm": F.lit(None).cast("string"),
            "metric": F.lit(None).cast("string"),
        }
    )
    end = days_after(F.lit(settings.days), settings) - F.expr("INTERVAL 1 SECOND")
    in_time = F.least("time", end)
    return rows.unionByName(broken).withColumn("time", iso_time(in_time))

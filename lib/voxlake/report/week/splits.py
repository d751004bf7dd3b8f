"""The week's posts by what the source's own columns say, such as campaign or player."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Row, Window
from pyspark.sql import functions as F

from voxlake.language.coverage import READ
from voxlake.report.settings import ReportSettings
from voxlake.report.week.evidence import shorten

_SHOWN, _OTHER, _UNKNOWN = "value", "other", "unknown"
_COUNTS = ("now", "before", "read", "negative", "read_before", "negative_before", "likes")
_LONGEST = 60


@dataclass(frozen=True)
class Part:
    """Posts with one value of an attribute.

    Attributes:
        name: The value, `other` or `unknown`.
        is_value: Whether it is a value, rather than other or unknown.
        now: Posts of the week.
        before: Posts of the week before.
        read: Those of the week that were read.
        negative: The negative ones among them.
        read_before: Those of the week before that were read.
        negative_before: The negative ones among them.
        likes: Likes of the week's posts; None where none is known.
    """

    name: str
    is_value: bool
    now: int
    before: int
    read: int
    negative: int
    read_before: int
    negative_before: int
    likes: int | None


@dataclass(frozen=True)
class Split:
    """The posts by the values of one attribute: most frequent first, then other, then unknown."""

    key: str
    parts: list[Part]
    values: int
    """How many values there are in both weeks together."""


def splits_of_week(posts: DataFrame, settings: ReportSettings) -> list[Split]:
    """The posts by each attribute that the settings name and some post has, in one query.

    Args:
        posts: Posts of this week and of the one before, with `is_now`.
        settings: The attributes, and how many values to show.
    """
    if not settings.split_by:
        return []
    pairs = [
        F.struct(
            F.lit(place).alias("place"),
            F.nullif(F.trim(F.col("attributes")[key]), F.lit("")).alias("value"),
        )
        for place, key in enumerate(settings.split_by)
    ]
    by_value = (
        posts.withColumn("pair", F.explode(F.array(*pairs)))
        .groupBy("pair.place", "pair.value")
        .agg(*_counts())
    )
    rows = _bounded(by_value, settings.split_values).collect()
    return [
        split
        for place, key in enumerate(settings.split_by)
        if (split := _split(key, [row for row in rows if row["place"] == place]))
    ]


def _counts() -> list[Column]:
    is_now, is_read = F.col("is_now"), F.col("reading") == READ
    is_negative = F.col("label") == "negative"
    return [
        F.count_if(is_now).alias("now"),
        F.count_if(~is_now).alias("before"),
        F.count_if(is_now & is_read).alias("read"),
        F.count_if(is_now & is_read & is_negative).alias("negative"),
        F.count_if(~is_now & is_read).alias("read_before"),
        F.count_if(~is_now & is_read & is_negative).alias("negative_before"),
        F.sum(F.when(is_now, F.col("like_count"))).alias("likes"),
    ]


def _bounded(by_value: DataFrame, most: int) -> DataFrame:
    """The most frequent values of each attribute; the rest added up, and what is unknown."""
    order = (F.col("value").isNull(), F.desc("now"), F.desc("before"), "value")
    rank = F.row_number().over(Window.partitionBy("place").orderBy(*order))
    kind = (
        F.when(F.col("value").isNull(), F.lit(_UNKNOWN))
        .when(F.col("rank") <= most, F.lit(_SHOWN))
        .otherwise(F.lit(_OTHER))
    )
    ranked = by_value.withColumn("rank", rank).withColumn("kind", kind)
    shown = F.when(F.col("kind") == _SHOWN, F.col("value")).alias("value")
    return ranked.groupBy("place", "kind", shown).agg(
        F.min("rank").alias("rank"),
        F.count("*").alias("values"),
        *(F.sum(name).alias(name) for name in _COUNTS),
    )


def _split(key: str, rows: list[Row]) -> Split | None:
    ordered = sorted(
        rows, key=lambda row: ((_SHOWN, _OTHER, _UNKNOWN).index(row["kind"]), row["rank"])
    )
    if not any(row["kind"] == _SHOWN for row in rows):
        return None
    parts = [
        Part(
            shorten(row["value"], _LONGEST) if row["kind"] == _SHOWN else row["kind"],
            row["kind"] == _SHOWN,
            *(row[name] for name in _COUNTS),
        )
        for row in ordered
    ]
    return Split(key, parts, sum(row["values"] for row in rows if row["kind"] != _UNKNOWN))

"""How much of what a post will get it has by an age, told from one count of each post.

Every post has one count, its latest, so how one post grew is not known. What is seen is a cross
section: how far posts of an age lie below what their authors usually have. That is taken for the
way of each: the posts of an age are thought to be like the older ones but for their age, and their
counts to have been taken at the end of the same day. Of a dump, whose counts are final, the curve
is flat, and age then does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.spark.columns import quantiles

_AGES = (1, 2, 4, 8, 16, 24, 48, 96, 168)
"""Upper ends of classes of age, in hours; the last class has no end."""
_BORROWED = 20.0  # posts that say nothing, beside those of a class

Curve = tuple[float, ...]
"""By class of age, the log of the share that a post has by then: at most 0, and never falling."""


def growth_curve(usual: DataFrame) -> Curve:
    """The curve of some posts.

    Args:
        usual: log_engagement, log_usual, age_hours.
    """
    rows = (
        usual.withColumn("_class", _class_of_age())
        .withColumn("_below", F.col("log_engagement") - F.col("log_usual"))
        .groupBy("_class")
        .agg(F.count("*").alias("posts"), quantiles(F.col("_below"), [0.5])[0].alias("below"))
        .collect()
    )
    found = {row["_class"]: (row["posts"], row["below"]) for row in rows}
    classes = range(len(_AGES) + 1)
    return curve_of([found.get(number, (0, 0.0)) for number in classes])


def curve_of(classes: Sequence[tuple[int, float]]) -> Curve:
    """The curve of classes of age, the youngest first: posts, and the median of their logs.

    Each is held against the oldest class that has posts, drawn towards no difference as posts are
    few, and raised to that of each younger one, since counts do not fall.
    """
    oldest = next((below for posts, below in reversed(classes) if posts), 0.0)
    curve: list[float] = []
    for posts, below in classes:
        drawn = min((below - oldest) * posts / (posts + _BORROWED), 0.0)
        younger = curve[-1] if curve else drawn
        curve.append(max(drawn, younger) if posts else younger)
    return tuple(curve)


def grown(curve: Curve) -> Column:
    """The log of the share that a post has by its `age_hours`."""
    values = F.array(*[F.lit(value) for value in curve])
    return F.element_at(values, _class_of_age() + 1)


def _class_of_age() -> Column:
    is_past = [(F.col("age_hours") > hours).cast("int") for hours in _AGES]
    return sum(is_past[1:], is_past[0])

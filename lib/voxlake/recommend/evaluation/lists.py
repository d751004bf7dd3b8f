"""What lists are held against, and the two simplest ways to make them.

Rows name users and items alike for all kinds of recommendations: user_id, item_kind, item_id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from voxlake.recommend.content.candidates import neighbours_of
from voxlake.recommend.content.interactions import ITEM
from voxlake.recommend.content.lists import LIST
from voxlake.recommend.content.settings import ContentSettings

KEY = ("user_id", *ITEM)
RECOMMENDED, POPULAR, COVISITATION = METHODS = ("recommended", "popular", "covisitation")
"""Ways to make lists; the first is what is judged, the others are the simplest that work."""
_PARTS = 64


@dataclass(frozen=True)
class Split:
    """What was known at a cut, and what users did after it.

    Attributes:
        before: user_id, item_kind, item_id, weight, target, day: what users did up to the cut, once
            a user and item, as `wishes_of` gives it.
        allowed: item_kind, item_id of what might be shown at the cut.
        barred: user_id, item_kind, item_id of what a user is not shown; may be repeated.
        after: user_id, item_kind, item_id of what users did after the cut; may be repeated.
    """

    before: DataFrame
    allowed: DataFrame
    barred: DataFrame
    after: DataFrame


def wanted_of(split: Split) -> DataFrame:
    """What lists should have had: user_id, item_kind, item_id, each once.

    What might have been shown at the cut, was new to the user, and the user came to by oneself
    later. Users who did nothing of a kind before the cut are there too.
    """
    return (
        split.after.select(*KEY)
        .dropna()
        .distinct()
        .join(split.allowed.select(*ITEM).distinct(), on=list(ITEM), how="left_semi")
        .join(split.before.select(*KEY), on=list(KEY), how="left_anti")
        .join(split.barred.select(*KEY), on=list(KEY), how="left_anti")
    )


def reachable_of(split: Split) -> DataFrame:
    """How much of what users newly did might have been shown at the cut, by kind.

    Returns:
        item_kind, new_count, reachable_count; few rows.
    """
    new = (
        split.after.select(*KEY)
        .dropna()
        .distinct()
        .join(split.before.select(*KEY), on=list(KEY), how="left_anti")
        .join(split.barred.select(*KEY), on=list(KEY), how="left_anti")
    )
    told = split.allowed.select(*ITEM).distinct().withColumn("_allowed", F.lit(1))
    return (
        new.join(told, on=list(ITEM), how="left")
        .groupBy("item_kind")
        .agg(F.count("*").alias("new_count"), F.count("_allowed").alias("reachable_count"))
    )


def popular_lists(split: Split, judges: DataFrame, *, pool: int) -> DataFrame:
    """The items that weigh most with all users before the cut, less what each is not shown.

    Args:
        split: The cut.
        judges: user_id, item_kind of who is judged by; once each.
        pool: How many of the most popular of a kind are looked at: as many rows of each user, and a
            user who may not be shown any of them has none.

    Returns:
        user_id, item_kind, item_id, score; at most `pool` of a user and kind.
    """
    weighed = split.before.groupBy(*ITEM).agg(F.round(F.sum("weight"), 9).alias("score"))
    best = Window.partitionBy("item_kind").orderBy(F.desc("score"), "item_id")
    # The first of each part of the items come first of all: so no task sorts all items.
    of_part = Window.partitionBy("item_kind", "_part").orderBy(F.desc("score"), "item_id")
    first = (
        weighed.join(split.allowed.select(*ITEM).distinct(), on=list(ITEM), how="left_semi")
        .withColumn("_part", F.pmod(F.xxhash64("item_id"), F.lit(_PARTS)))
        .withColumn("_place", F.row_number().over(of_part))
        .where(F.col("_place") <= pool)
        .withColumn("_place", F.row_number().over(best))
        .where(F.col("_place") <= pool)
        .drop("_place", "_part")
    )
    offered = judges.select(*LIST).join(F.broadcast(first), on="item_kind", how="inner")
    return _not_barred(offered, split)


def covisitation_lists(split: Split, judges: DataFrame, settings: ContentSettings) -> DataFrame:
    """What goes with the user's own: the sum of the closeness to what the user had.

    Closeness is the cosine of the sets of users of two items (`neighbours_of`; Linden, Smith and
    York 2003). Pairs are of items of one kind, and so are the `seeds` items of a user that give
    them, at most their square: what a user does much of one kind takes no room of another.

    Args:
        split: The cut.
        judges: user_id, item_kind of who is judged by.
        settings: Seeds, neighbours, and the fewest common users.

    Returns:
        user_id, item_kind, item_id, score; at most `seeds` times `neighbours` of a user and kind.
    """
    own = split.before.join(judges.select("user_id").distinct(), on="user_id", how="left_semi")
    order = Window.partitionBy(*LIST).orderBy(F.desc("weight"), F.desc("day"), "item_id")
    seeds = (
        own.withColumn("_place", F.row_number().over(order))
        .where(F.col("_place") <= settings.seeds)
        .select(*KEY)
    )
    of_kind = split.before.withColumn("user_id", F.struct(*LIST))
    pairs = neighbours_of(of_kind, settings)
    score = F.round(F.sum("closeness"), 9)
    offered = (
        seeds.join(pairs, on=list(ITEM), how="inner")
        .groupBy("user_id", "item_kind", F.col("other_id").alias("item_id"))
        .agg(score.alias("score"))
        .join(split.allowed.select(*ITEM).distinct(), on=list(ITEM), how="left_semi")
        .join(judges.select(*LIST), on=list(LIST), how="left_semi")
    )
    return _not_barred(offered, split)


def ranked(lists: Mapping[str, DataFrame], longest: int, lengths: DataFrame) -> DataFrame:
    """Lists of several methods, each as long as those that were recommended at most.

    Args:
        lists: By method, user_id, item_kind, item_id, score: the highest come first.
        longest: The last place that is looked at.
        lengths: item_kind, length: the longest list of the kind that was recommended; a kind that
            is not there has lists of `longest`.

    Returns:
        method, user_id, item_kind, item_id, rank (from 1).
    """
    named = [
        rows.select(F.lit(method).alias("method"), *KEY, "score") for method, rows in lists.items()
    ]
    best = Window.partitionBy("method", *LIST).orderBy(F.desc("score"), "item_id")
    length = F.least(F.coalesce("length", F.lit(longest)), F.lit(longest))
    return (
        reduce(DataFrame.unionByName, named)
        .withColumn("rank", F.row_number().over(best))
        .where(F.col("rank") <= longest)
        .join(F.broadcast(lengths), on="item_kind", how="left")
        .where(F.col("rank") <= length)
        .select("method", *KEY, "rank")
    )


def _not_barred(offered: DataFrame, split: Split) -> DataFrame:
    left = offered.join(split.before.select(*KEY), on=list(KEY), how="left_anti")
    return left.join(split.barred.select(*KEY), on=list(KEY), how="left_anti").select(*KEY, "score")

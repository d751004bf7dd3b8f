"""Figures of lists, user by user, and their sums.

With n the things that a user wanted (all weigh the same), and hits those of them in the list:

    recall@k   hits in the first k / n
    NDCG@k     sum over hits at rank i <= k of 1 / log2(i + 1), over the same of a list that has
               all that is wanted first (Järvelin and Kekäläinen 2002, "Cumulated gain-based
               evaluation of IR techniques", ACM TOIS 20)
    MAP@k      sum over hits at rank i <= k of (hits in the first i) / i, over min(n, k) (Manning,
               Raghavan and Schütze 2008, "Introduction to Information Retrieval", chapter 8; cut
               off at k)
    novelty@k  mean over the first k of log2(users before the cut / users of the item): what is the
               self-information of an item (Zhou, Kuscsik, Liu, Medo, Wakeling and Zhang 2010,
               "Solving the apparent diversity-accuracy dilemma of recommender systems", PNAS 107)
    top_share@k  share of the first k that are of the 1% of items with most users before the cut
    coverage@k   share of the items that might be shown that are in the first k of any user

The first three count a user without a list as 0; the others are over what lists have of the items
that might be shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.recommend.content.interactions import ITEM
from voxlake.recommend.content.lists import LIST
from voxlake.recommend.evaluation.intervals import group_of, in_billionths
from voxlake.recommend.evaluation.lists import KEY
from voxlake.recommend.evaluation.settings import EvaluationSettings

RECALL, NDCG, MAP, NOVELTY, TOP_SHARE, COVERAGE = (
    "recall",
    "ndcg",
    "map",
    "novelty",
    "top_share",
    "coverage",
)
ACCURACY = (RECALL, NDCG, MAP)
"""Figures of what was found: those that lists are compared by."""
METRICS = (*ACCURACY, NOVELTY, TOP_SHARE, COVERAGE)
USERS, LISTED = "users", "listed"
_IN_TOP = 100  # one of so many items is of the 1%


def items_told(before: DataFrame, allowed: DataFrame) -> DataFrame:
    """What is known of the items that might be shown.

    The 1% are found by their number of users: the most users that at least 1% of the items have
    are enough, so that where several have as many, more than 1% may be among them. Items without
    users are never among them.

    Args:
        before: user_id, item_kind, item_id of what users did, once each.
        allowed: item_kind, item_id.

    Returns:
        item_kind, item_id, information (bits; of an item without users as of one with one), is_top.
    """
    users_of = before.groupBy(*ITEM).agg(F.count("*").alias("_users"))
    of_kind = before.groupBy("item_kind").agg(F.count_distinct("user_id").alias("_all"))
    told = (
        allowed.select(*ITEM)
        .distinct()
        .join(users_of, on=list(ITEM), how="left")
        .withColumn("_users", F.coalesce("_users", F.lit(0)))
    )
    information = F.log2(F.coalesce("_all", F.lit(1)) / F.greatest("_users", F.lit(1)))
    return (
        told.join(F.broadcast(of_kind), on="item_kind", how="left")
        .join(F.broadcast(_enough(told)), on="item_kind", how="inner")
        .select(
            *ITEM,
            F.greatest(information, F.lit(0.0)).alias("information"),
            ((F.col("_users") >= F.col("_enough")) & (F.col("_users") > 0)).alias("is_top"),
        )
    )


def _enough(told: DataFrame) -> DataFrame:
    """By kind, how many users make an item one of the 1%: item_kind, _enough."""
    counts = told.groupBy("item_kind", "_users").agg(F.count("*").alias("_items"))
    # Numbers of users that items have are few, however many items there are.
    down = Window.partitionBy("item_kind").orderBy(F.desc("_users"))
    every = Window.partitionBy("item_kind")
    placed = counts.withColumns(
        {"_upto": F.sum("_items").over(down), "_every": F.sum("_items").over(every)}
    )
    has_enough = F.col("_upto") >= F.ceil(F.col("_every") / _IN_TOP)
    return placed.where(has_enough).groupBy("item_kind").agg(F.max("_users").alias("_enough"))


def user_figures(
    lists: DataFrame,
    wanted: DataFrame,
    items: DataFrame,
    methods: Sequence[str],
    cutoffs: Sequence[int],
) -> DataFrame:
    """The figures of each user, kind and method; in billionths, but for counts.

    Args:
        lists: method, user_id, item_kind, item_id, rank (from 1, each once in a list).
        wanted: What `wanted_of` gives.
        items: What `items_told` gives.
        methods: The ways that lists were made: a user without a list of one has zeros.
        cutoffs: How many of the first places are looked at.

    Returns:
        method, user_id, item_kind, users (1), and for each k of `cutoffs` recall_k, ndcg_k, map_k,
        novelty_k, top_share_k and listed_k (of the first k, those that might be shown).
    """
    wants = wanted.groupBy(*LIST).agg(F.count("*").alias("_wanted"))
    judged = wants.select("*", F.explode(F.array(*map(F.lit, methods))).alias("method"))
    so_far = Window.partitionBy("method", *LIST).orderBy("rank")
    rows = (
        lists.join(wanted.withColumn("_hit", F.lit(1)), on=list(KEY), how="left")
        .join(items, on=list(ITEM), how="left")
        .withColumn("_hits", F.count("_hit").over(so_far))
        .groupBy("method", *LIST)
        .agg(*(sums for k in cutoffs for sums in _of_list(k)))
    )
    every = judged.join(rows, on=["method", *LIST], how="left")
    counted = [
        F.coalesce(figure, F.lit(0)).cast("long").alias(f"{name}_{k}")
        for k in cutoffs
        for name, figure in _of_user(k)
    ]
    return every.select("method", *LIST, F.lit(1).cast("long").alias(USERS), *counted)


def _of_list(k: int) -> list[Column]:
    """Sums over the first k places of a list."""
    is_shown, is_hit = F.col("rank") <= k, F.col("_hit").isNotNull()

    def total(figure: Column, where: Column) -> Column:
        return F.sum(F.when(is_shown & where, figure))

    return [
        F.count_if(is_shown & F.col("information").isNotNull()).alias(f"_listed_{k}"),
        F.count_if(is_shown & is_hit).alias(f"_hits_{k}"),
        total(in_billionths(1 / F.log2(F.col("rank") + 1)), is_hit).alias(f"_gains_{k}"),
        total(in_billionths(F.col("_hits") / F.col("rank")), is_hit).alias(f"_precision_{k}"),
        total(in_billionths(F.col("information")), F.lit(True)).alias(f"_bits_{k}"),
        F.count_if(is_shown & F.col("is_top")).alias(f"_top_{k}"),
    ]


def _of_user(k: int) -> list[tuple[str, Column]]:
    """The figures of a user by the sums over a list."""
    found = F.least("_wanted", F.lit(k))
    gains = accumulate(1 / math.log2(place + 1) for place in range(1, k + 1))
    ideal = F.get(F.array(*map(F.lit, gains)), (found - 1).cast("int"))
    return [
        (RECALL, in_billionths(F.col(f"_hits_{k}") / F.col("_wanted"))),
        (NDCG, F.round(F.col(f"_gains_{k}") / ideal)),
        (MAP, F.round(F.col(f"_precision_{k}") / found)),
        (NOVELTY, F.col(f"_bits_{k}")),
        (TOP_SHARE, in_billionths(F.col(f"_top_{k}").cast("double"))),
        (LISTED, F.col(f"_listed_{k}")),
    ]


def banded(figures: DataFrame, before: DataFrame, bands: Sequence[int]) -> DataFrame:
    """The figures with `band`: how many things of the kind users had acted on before the cut.

    Args:
        figures: What `user_figures` gives.
        before: user_id, item_kind, item_id, once each.
        bands: With which number each band begins, rising; before the first is a band of its own.
    """
    acted = before.groupBy(*LIST).agg(F.count("*").alias("_acted"))
    named = F.lit(_span(0, bands[0]))
    for first, after in zip(bands, [*bands[1:], None], strict=True):
        named = F.when(F.col("_acted") >= first, _span(first, after)).otherwise(named)
    told = figures.join(acted, on=list(LIST), how="left")
    return told.withColumn("_acted", F.coalesce("_acted", F.lit(0))).select(
        *figures.columns, named.alias("band")
    )


def _span(first: int, after: int | None) -> str:
    if after is None:
        return f"{first}+"
    return str(first) if after == first + 1 else f"{first}-{after - 1}"


def add_up(figures: DataFrame, settings: EvaluationSettings) -> DataFrame:
    """Sums by method, kind, band and group of users: as many rows however many users there are."""
    names = [name for name in figures.columns if name not in {"method", *LIST, "band"}]
    group = group_of("user_id", settings)
    sums = [F.sum(name).alias(name) for name in names]
    return figures.groupBy("method", "item_kind", "band", group).agg(*sums)


def coverage_of(lists: DataFrame, allowed: DataFrame, cutoffs: Sequence[int]) -> DataFrame:
    """How much of what might be shown is in the first places of any list; few rows.

    Returns:
        method, item_kind, and coverage_k for each k of `cutoffs`, 0 to 1.
    """
    first = lists.groupBy("method", *ITEM).agg(F.min("rank").alias("_rank"))
    every = allowed.select(*ITEM).distinct()
    counts = every.groupBy("item_kind").agg(F.count("*").alias("_every"))
    shown = first.join(every, on=list(ITEM), how="left_semi")
    summed = shown.groupBy("method", "item_kind").agg(
        *(F.count_if(F.col("_rank") <= k).alias(f"_{k}") for k in cutoffs)
    )
    of_all = [(F.col(f"_{k}") / F.col("_every")).alias(f"{COVERAGE}_{k}") for k in cutoffs]
    return summed.join(F.broadcast(counts), on="item_kind", how="inner").select(
        "method", "item_kind", *of_all
    )

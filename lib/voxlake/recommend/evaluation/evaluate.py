"""Holds lists that were made up to a cut against what users did after it."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.content.lists import LIST
from voxlake.recommend.evaluation.lists import (
    COVISITATION,
    KEY,
    METHODS,
    POPULAR,
    RECOMMENDED,
    Split,
    covisitation_lists,
    popular_lists,
    ranked,
    reachable_of,
    wanted_of,
)
from voxlake.recommend.evaluation.metrics import (
    add_up,
    banded,
    coverage_of,
    items_told,
    user_figures,
)
from voxlake.recommend.evaluation.rows import Measured
from voxlake.recommend.evaluation.settings import EvaluationSettings
from voxlake.spark.persisted import cut_off, persisted

_POOL = 5
"""How many times the longest list popular items are looked at."""


def measure(
    recommended: DataFrame, split: Split, cut: date, settings: EvaluationSettings
) -> Measured:
    """Count what is needed for all figures of a cut; what comes to the driver is bounded.

    It is judged by the users who had a list or had done something by the cut, and after it did
    something new that might have been shown. All methods are judged by the same users; baselines
    are made of the same rows, candidates and exclusions as the lists, and their lists of a kind are
    no longer than the longest that was recommended.

    Args:
        recommended: user_id, item_kind, item_id, rank (from 1), model_version of what was
            recommended up to the cut; rows without an item are none.
        split: What was known at the cut, and what came after.
        cut: The day.
        settings: How far down lists are looked at, bands and samples.
    """
    is_told = F.col("item_id").isNotNull() & (F.col("rank") >= 1)
    listed = cut_off(recommended.where(is_told).select(*KEY, "rank", "model_version"))
    known = listed.select("user_id").unionByName(split.before.select("user_id"))
    with ExitStack() as kept:
        of_known = wanted_of(split).join(known, on="user_id", how="left_semi")
        wanted = kept.enter_context(persisted(of_known))
        lists = kept.enter_context(persisted(_lists(listed, split, wanted, settings)))
        items = items_told(split.before, split.allowed)
        figures = user_figures(lists, wanted, items, METHODS, settings.cutoffs)
        sums = add_up(banded(figures, split.before, settings.bands), settings)
        return Measured(
            cut=cut,
            sums=sums.toPandas(),
            coverage=coverage_of(lists, split.allowed, settings.cutoffs).toPandas(),
            reachable=reachable_of(split).toPandas(),
            versions=_versions(listed),
        )


def _lists(
    listed: DataFrame, split: Split, wanted: DataFrame, settings: EvaluationSettings
) -> DataFrame:
    """The lists of all methods, of users who are judged by."""
    judges = wanted.select(*LIST).distinct()
    lengths = listed.groupBy("item_kind").agg(F.max("rank").alias("length"))
    own = listed.join(judges, on=list(LIST), how="left_semi")
    return ranked(
        {
            RECOMMENDED: own.select(*KEY, (-F.col("rank")).cast("double").alias("score")),
            POPULAR: popular_lists(split, judges, pool=_POOL * settings.longest),
            COVISITATION: covisitation_lists(split, judges, settings.content),
        },
        settings.longest,
        lengths,
    )


def _versions(listed: DataFrame) -> dict[str, str | None]:
    """The one version that each kind's lists have; None where there is none or several."""
    told = listed.groupBy("item_kind").agg(
        F.min("model_version").alias("first"), F.max("model_version").alias("last")
    )
    return {
        row["item_kind"]: row["first"] if row["first"] == row["last"] else None
        for row in told.collect()
    }

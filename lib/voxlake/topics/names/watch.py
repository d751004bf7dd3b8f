"""Whether posts have moved away from the topics that were fitted."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.stability import stability_index
from voxlake.spark.columns import is_clear
from voxlake.topics.names.settings import NameSettings

_FEWEST = 300
"""Posts below which sizes differ by chance: the index of the same 20 topics is 0.06 then."""

Figures = dict[str, float]


def weights_of(topics: DataFrame, version: str) -> dict[int, float]:
    """Share of the fitted texts that belong to each topic of a version, by id."""
    of_version = topics.where(F.col("model_version") == version)
    clear = F.col("weight") * F.coalesce("clear_share", F.lit(1.0))
    return {row[0]: row[1] for row in of_version.select("topic_id", clear).collect()}


def watch_figures(assigned: DataFrame, weights: Mapping[int, float]) -> Figures:
    """How recent posts lie in the topics of a model, against the texts that it was fitted on.

    Args:
        assigned: Rows of `post_topics` of the last days that the model gave.
        weights: Share of the fitted texts in each topic; what they lack to 1 is of none.

    Returns:
        Posts, the share of them without a clear topic and that of the fit, and the population
        stability index of the sizes of topics; empty without posts.
    """
    clear = is_clear().alias("clear")
    rows = assigned.groupBy("topic_id", clear).agg(F.count("*").alias("posts")).collect()
    posts = sum(row["posts"] for row in rows)
    if not posts:
        return {}
    counts = {str(row["topic_id"]): row["posts"] for row in rows if row["clear"]}
    clear_posts = sum(counts.values())
    all_weights = sum(weights.values())
    usual = {str(topic): w / all_weights * clear_posts for topic, w in weights.items()}
    return {
        "posts": float(posts),
        "unclear_share": 1 - clear_posts / posts,
        "unclear_share_at_fit": 1 - all_weights,
        "size_psi": stability_index(counts, usual),
    }


def asks_for_refit(figures: Mapping[str, float], settings: NameSettings) -> bool:
    """Whether recent posts ask for a refit; fewer than 300 of them never do.

    They do when the share of those without a clear topic is larger than at the fit by
    `topics.unclear_gain` or more, or when the sizes of topics have shifted by `topics.psi_limit`.
    """
    if figures.get("posts", 0) < _FEWEST:
        return False
    gain = figures["unclear_share"] - figures["unclear_share_at_fit"]
    return gain >= settings.unclear_gain or figures["size_psi"] >= settings.psi_limit

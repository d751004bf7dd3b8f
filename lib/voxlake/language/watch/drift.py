"""Whether posts have become other than those that a model was put to use on."""

from __future__ import annotations

import math
from datetime import date, timedelta

from pyspark.ml.feature import BucketedRandomProjectionLSH
from pyspark.ml.functions import array_to_vector, vector_to_array
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.core.stability import stability_index
from voxlake.language.labels.label_sets import UNSURE
from voxlake.language.watch.drift_settings import DriftSettings
from voxlake.spark.columns import week_of

_BINS = 10
_FINE = 1e-3
"""Width of the first, fine bins of a projection; deciles of the reference join them."""
_SIGMAS = 2.0

Figures = dict[str, float]


def reference_end(first: date, settings: DriftSettings) -> date:
    """Last day of the reference, which begins on the first day that a model has scored."""
    return first + timedelta(days=settings.reference_days - 1)


def label_figures(
    scored: DataFrame, reference: DataFrame, settings: DriftSettings
) -> dict[date, Figures]:
    """Of each week with enough posts: posts, share of unsure ones and index of the labels.

    Args:
        scored: post_date, label of the weeks.
        reference: The same of the reference.
        settings: Fewest posts of a week.
    """
    usual = {row["label"]: row["count"] for row in reference.groupBy("label").count().collect()}
    weekly = scored.groupBy(week_of(F.col("post_date")).alias("week"), "label").count()
    counts: dict[date, dict[str, float]] = {}
    for row in weekly.collect():  # weeks by labels
        counts.setdefault(row["week"], {})[row["label"]] = row["count"]
    return {
        week: {
            "posts": float(sum(found.values())),
            "unsure_share": found.get(UNSURE, 0) / sum(found.values()),
            "label_psi": stability_index(found, usual),
        }
        for week, found in counts.items()
        if sum(found.values()) >= settings.min_posts
    }


def embedding_figures(
    embeddings: DataFrame, reference: DataFrame, settings: DriftSettings
) -> dict[date, Figures]:
    """Of each week: the mean index of vectors over random directions, in tenths of the reference.

    Args:
        embeddings: post_date, vector of the weeks.
        reference: The same of the reference.
        settings: Directions and their seed.
    """
    directions = BucketedRandomProjectionLSH(
        inputCol="features",
        outputCol="seen",
        numHashTables=settings.projections,
        bucketLength=_FINE,
        seed=settings.seed,
    )
    features = array_to_vector(F.col("vector"))
    usual = reference.select("post_date", features.alias("features"))
    model = directions.fit(usual)

    def seen(rows: DataFrame) -> DataFrame:
        each = F.posexplode(F.transform("seen", lambda one: vector_to_array(one)[0]))
        return model.transform(rows).select("post_date", each.alias("direction", "place"))

    usual = seen(usual)
    tenths = [tenth / _BINS for tenth in range(1, _BINS)]
    bounds = usual.groupBy("direction").agg(F.percentile_approx("place", tenths).alias("bounds"))
    part = F.size(F.filter("bounds", lambda bound: bound < F.col("place"))).cast("string")

    def counted(rows: DataFrame, *keys: Column | str) -> DataFrame:
        placed = rows.join(F.broadcast(bounds), on="direction", how="inner")
        return placed.withColumn("part", part).groupBy(*keys, "direction", "part").count()

    expected: dict[int, dict[str, float]] = {}
    for row in counted(usual).collect():  # directions by tenths
        expected.setdefault(row["direction"], {})[row["part"]] = row["count"]
    now = seen(embeddings.select("post_date", features.alias("features")))
    found: dict[date, dict[int, dict[str, float]]] = {}
    for row in counted(now, week_of(F.col("post_date")).alias("week")).collect():
        of_week = found.setdefault(row["week"], {})
        of_week.setdefault(row["direction"], {})[row["part"]] = row["count"]
    return {
        week: {
            "embedding_psi": sum(stability_index(of[d], expected[d]) for d in of) / len(of),
        }
        for week, of in found.items()
    }


def accuracy_figures(labelled: DataFrame, settings: DriftSettings) -> dict[date, Figures]:
    """Of each week with enough labels: how often the model agreed, and how often it said it would.

    Args:
        labelled: post_date, label (of people), given (of the model, the most probable) and chance.
        settings: Fewest labels of a week.
    """
    weekly = labelled.groupBy(week_of(F.col("post_date")).alias("week")).agg(
        F.count("*").alias("labels"),
        F.avg((F.col("label") == F.col("given")).cast("double")).alias("accuracy"),
        F.avg("chance").alias("stated_accuracy"),
    )
    return {
        row["week"]: {
            "labels": float(row["labels"]),
            "accuracy": row["accuracy"],
            "stated_accuracy": row["stated_accuracy"],
        }
        for row in weekly.where(F.col("labels") >= settings.min_labels).collect()
    }


def asks_for_retraining(figures: Figures, settings: DriftSettings) -> bool:
    """Whether a week's figures ask for it: an index at the limit, or accuracy beyond its noise."""
    indices = [figures.get(name, 0.0) for name in ("label_psi", "embedding_psi")]
    if max(indices) >= settings.psi_limit:
        return True
    if "accuracy" not in figures:
        return False
    noise = math.sqrt(figures["accuracy"] * (1 - figures["accuracy"]) / figures["labels"])
    bound = figures["stated_accuracy"] - settings.accuracy_gap
    return figures["accuracy"] + _SIGMAS * noise < bound

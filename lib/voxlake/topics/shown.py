"""Topics as people see them: named, merged and hidden as the names file says."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.spark.columns import is_clear


def titles_of(topics: DataFrame, version: str | None) -> dict[int, str]:
    """Titles of the topics of a model version that have one, by id.

    Args:
        topics: Rows of `topics`.
        version: The model's; None without any.
    """
    of_version = topics.where(F.col("model_version") == F.lit(version))
    rows = of_version.select("topic_id", "title").collect()
    return {row["topic_id"]: row["title"] for row in rows if row["title"]}


def merged_topics(topics: DataFrame, names: DataFrame) -> DataFrame:
    """Rows with `topic_id` as the topic that it is merged into, whether that is hidden or not.

    Args:
        topics: Rows with `topic_id`.
        names: Rows of `topic_names`; a topic without one is in none but itself.
    """
    return _with_places(topics, names).select(*topics.columns)


def as_shown(topics: DataFrame, names: DataFrame) -> DataFrame:
    """Rows with `topic_id` as it is shown; null where it is hidden, or merged into a hidden one.

    Args:
        topics: Rows with `topic_id`.
        names: Rows of `topic_names`; a topic without one is shown as itself.
    """
    shown = F.when(~F.col("_is_hidden"), F.col("topic_id"))
    return _with_places(topics, names).withColumn("topic_id", shown).select(*topics.columns)


def shown_topics(post_topics: DataFrame, names: DataFrame) -> DataFrame:
    """The topic under which each post is shown: post_id, topic_id.

    Posts that belong to no topic, to one that is hidden, or to one merged into such, have no row.

    Args:
        post_topics: Rows of `post_topics`.
        names: Rows of `topic_names`; a topic that is not among them is shown as itself.
    """
    clear = post_topics.where(is_clear()).select("post_id", "topic_id")
    return as_shown(clear, names).where(F.col("topic_id").isNotNull())


def _with_places(topics: DataFrame, names: DataFrame) -> DataFrame:
    """Rows with `topic_id` merged, and `_is_hidden`: whether it was hidden, or is now."""
    hidden = names.where("is_hidden").select(F.col("topic_id").alias("_hidden"))
    place = F.coalesce("shown_as", "topic_id")
    is_hidden = F.coalesce("is_hidden", F.lit(False)) | F.col("_hidden").isNotNull()
    places = names.join(F.broadcast(hidden), on=place == F.col("_hidden"), how="left").select(
        "topic_id", place.alias("_place"), is_hidden.alias("_is_hidden")
    )
    return (
        topics.join(F.broadcast(places), on="topic_id", how="left")
        .withColumn("topic_id", F.coalesce("_place", "topic_id"))
        .withColumn("_is_hidden", F.coalesce("_is_hidden", F.lit(False)))
    )

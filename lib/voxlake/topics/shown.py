"""Topics as people see them: merged and hidden ones as the names file says."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.spark.columns import is_clear


def as_shown(topics: DataFrame, names: DataFrame) -> DataFrame:
    """Rows with `topic_id` as it is shown; null where it is hidden, or merged into a hidden one.

    Args:
        topics: Rows with `topic_id`.
        names: Rows of `topic_names`; a topic without one is shown as itself.
    """
    hidden = F.broadcast(
        names.where("is_hidden").select(F.col("topic_id").alias("_hidden")).distinct()
    )
    shown = names.select("topic_id", F.col("shown_as").alias("_shown"))
    named = topics.join(F.broadcast(shown), on="topic_id", how="left")
    target = named.withColumn("_shown", F.coalesce("_shown", "topic_id"))
    own = target.join(hidden, on=F.col("topic_id") == F.col("_hidden"), how="left").withColumn(
        "_is_hidden", F.col("_hidden").isNotNull()
    )
    both = own.drop("_hidden").join(hidden, on=F.col("_shown") == F.col("_hidden"), how="left")
    is_hidden = F.col("_is_hidden") | F.col("_hidden").isNotNull()
    return both.withColumn("topic_id", F.when(~is_hidden, F.col("_shown"))).select(*topics.columns)


def shown_topics(post_topics: DataFrame, names: DataFrame) -> DataFrame:
    """The topic under which each post is shown: post_id, topic_id.

    Posts that belong to no topic, to one that is hidden, or to one merged into such, have no row.

    Args:
        post_topics: Rows of `post_topics`.
        names: Rows of `topic_names`; a topic that is not among them is shown as itself.
    """
    clear = post_topics.where(is_clear()).select("post_id", "topic_id")
    return as_shown(clear, names).where(F.col("topic_id").isNotNull())

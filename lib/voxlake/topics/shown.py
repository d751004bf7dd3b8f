"""Topics as people see them: merged and hidden ones as the names file says."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def shown_topics(post_topics: DataFrame, names: DataFrame) -> DataFrame:
    """The topic under which each post is shown: post_id, topic_id.

    Posts that belong to no topic, to one that is hidden, or to one merged into such, have no row.

    Args:
        post_topics: Rows of `post_topics`.
        names: Rows of `topic_names`; a topic that is not among them is shown as itself.
    """
    target = names.select(F.col("topic_id").alias("shown_as"), F.col("is_hidden").alias("_hidden"))
    named = names.select("topic_id", "shown_as", "is_hidden").join(target, "shown_as", "left")
    is_hidden = F.col("is_hidden") | F.coalesce("_hidden", F.lit(False))
    looked_up = named.select("topic_id", "shown_as", is_hidden.alias("is_hidden"))
    return (
        post_topics.where(F.coalesce("is_clear", F.lit(True)))
        .select("post_id", "topic_id")
        .join(F.broadcast(looked_up), on="topic_id", how="left")
        .where(~F.coalesce("is_hidden", F.lit(False)))
        .select("post_id", F.coalesce("shown_as", "topic_id").alias("topic_id"))
    )

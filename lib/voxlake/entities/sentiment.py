"""What is said of each name: the sentiment of the clause around it, or of the whole post."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.tables import POST_ENTITIES

_SAID = ("negative", "positive", "label", "model_version")


def clauses_to_score(found: DataFrame, sentiment: DataFrame) -> DataFrame:
    """The clauses that are not whole posts, of posts that models read, each once.

    Args:
        found: What `find_entities` gives.
        sentiment: Rows of `post_sentiment` of the same days.

    Returns:
        text_hash, text.
    """
    read = sentiment.select("post_date", "post_id")
    return (
        found.where("clause_hash != text_hash")
        .join(read, on=["post_date", "post_id"], how="left_semi")
        .groupBy(F.col("clause_hash").alias("text_hash"))
        .agg(F.min("clause").alias("text"))
    )


def entity_rows(found: DataFrame, sentiment: DataFrame, scored: DataFrame | None) -> DataFrame:
    """Rows of `post_entities`: a clause that is the whole post has the post's own sentiment.

    Args:
        found: What `find_entities` gives.
        sentiment: Rows of `post_sentiment` of the same days.
        scored: text_hash, negative, positive, label, model_version of clauses; None for none.
    """
    of_post = sentiment.select("post_date", "post_id", *_SAID)
    whole = found.where("clause_hash <=> text_hash")
    rows = whole.join(of_post, on=["post_date", "post_id"], how="left")
    parts = found.where("not (clause_hash <=> text_hash)")
    if scored is None:
        unscored = {name: F.lit(None).cast(of_post.schema[name].dataType) for name in _SAID}
        rest = parts.withColumns(unscored)
    else:
        read = parts.join(
            of_post.select("post_date", "post_id", F.lit(True).alias("is_read")),
            on=["post_date", "post_id"],
            how="left",
        )
        of_clause = scored.select(
            F.col("text_hash").alias("clause_hash"),
            F.lit(True).alias("is_read"),
            *_SAID,
        )
        rest = read.join(of_clause, on=["clause_hash", "is_read"], how="left")
    names = POST_ENTITIES.column_names
    return rows.select(*names).unionByName(rest.select(*names))

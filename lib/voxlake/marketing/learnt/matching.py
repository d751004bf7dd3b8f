"""Which post of the lake a publication became."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.marketing.learnt.settings import LearntSettings
from voxlake.spark.columns import looked_up
from voxlake.spark.local_time import local_date

SENT = "sent"
"""State of a publication that the network has taken."""


def published_posts(
    publications: DataFrame, posts: DataFrame, settings: LearntSettings, zone: str
) -> DataFrame:
    """Publications that came back as posts, each with post_id, user_id and sent_date.

    A post is that of a publication where, within `match_days`, its id without the namespace, its
    address, or the last part of its address is the id that the network gave, or where the last
    part of that id is. Where several posts would be, or several publications are of one post, none
    is taken: a wrong match teaches what did not happen.

    Args:
        publications: Rows of `publications`.
        posts: Rows of `posts`.
        settings: Namespaces, days.
        zone: The lake's, by which days are cut.
    """
    sent = publications.where(
        (F.col("state") == SENT)
        & F.col("sent_at").isNotNull()
        & (F.length(F.trim("network_post_id")) > 0)
    ).withColumn("sent_date", local_date("sent_at", zone))
    found = _only_ones(_pairs(sent, posts, settings))
    return sent.join(found.select("publication_id", "post_id", "user_id"), on="publication_id")


def _pairs(sent: DataFrame, posts: DataFrame, settings: LearntSettings) -> DataFrame:
    """Publications and posts that may be one, with the rank of the key that says so."""
    own = F.trim("network_post_id")
    asked = sent.select(
        "publication_id",
        "sent_date",
        looked_up(F.col("network"), settings.namespaces).alias("_namespace"),
        F.posexplode(F.array_distinct(F.array(own, _last_part(own)))).alias("_rank", "_key"),
    )
    known = posts.where(F.col("user_id").isNotNull()).select(
        "post_id", "user_id", "post_date", F.explode(_keys_of_posts()).alias("_key")
    )
    is_near = F.abs(F.datediff("post_date", "sent_date")) <= settings.match_days
    prefix = F.substring_index("post_id", ":", 1)
    is_of_network = F.col("_namespace").isNull() | (prefix == F.col("_namespace"))
    return (
        known.join(F.broadcast(asked), on="_key")
        .where(is_near & is_of_network)
        .groupBy("publication_id", "post_id", "user_id")
        .agg(F.min("_rank").alias("_rank"))
    )


def _only_ones(pairs: DataFrame) -> DataFrame:
    """Of each publication the pair of the best rank, where neither side has another."""
    of_publication, of_post = Window.partitionBy("publication_id"), Window.partitionBy("post_id")
    best = pairs.withColumn("_best", F.min("_rank").over(of_publication)).where(
        F.col("_rank") == F.col("_best")
    )
    counted = best.withColumns(
        {"_posts": F.count("*").over(of_publication), "_others": F.count("*").over(of_post)}
    )
    return counted.where((F.col("_posts") == 1) & (F.col("_others") == 1))


def _keys_of_posts() -> Column:
    without = F.regexp_replace("post_id", "^[^:]*:", "")
    keys = F.array(without, _last_part(without), F.col("url"), _last_part(F.col("url")))
    return F.array_distinct(F.array_compact(keys))


def _last_part(address: Column) -> Column:
    """What stands after the last slash, without a slash at the end, a query or an anchor."""
    plain = F.regexp_replace(address, "/*([?#].*)?$", "")
    return F.substring_index(plain, "/", -1)

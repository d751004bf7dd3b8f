"""What the topics that are known say: their leading terms, and those of their best posts."""

from __future__ import annotations

from collections import defaultdict

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.marketing.content.settings import ContentSettings
from voxlake.marketing.content.topic_terms import Best, Topic
from voxlake.spark.bounded import collect_at_most
from voxlake.tables.columns import ALL_USERS
from voxlake.topics.words.terms import FORMS, TERMS, with_terms

_MOST = 200_000
_REMEDY = "Lower trends.top_count or topics.leading_terms: workers hold what topics say."


def topics_known(leading: DataFrame, names: DataFrame, best: DataFrame) -> dict[int, Topic]:
    """The topics that are shown, each with the terms that tell it and those of its best posts.

    Topics that a person merged count as the one that they are shown as; hidden ones are left out.

    Args:
        leading: Rows of `topic_terms` of the model in use.
        names: Rows of `topic_names`.
        best: What `best_terms` gives.
    """
    shown = leading.join(
        names.select("topic_id", "shown_as", "is_hidden"), on="topic_id", how="left"
    ).where(~F.coalesce("is_hidden", F.lit(False)))
    weighed = (
        shown.withColumn("topic_id", F.coalesce("shown_as", "topic_id"))
        .groupBy("topic_id", "stem")
        .agg(F.sum("weight").alias("weight"))
    )
    weights: dict[int, dict[str, float]] = defaultdict(dict)
    for row in sorted(collect_at_most(weighed, _MOST, "leading terms of topics", _REMEDY)):
        weights[row["topic_id"]][row["stem"]] = row["weight"]
    said: dict[int, list[Best]] = defaultdict(list)
    for row in sorted(collect_at_most(best, _MOST, "terms of best posts", _REMEDY)):
        said[row["topic_id"]].append(Best(row["stem"], row["form"], row["share"]))
    return {topic: Topic(terms, tuple(said[topic])) for topic, terms in weights.items()}


def best_terms(top: DataFrame, posts: DataFrame, settings: ContentSettings) -> DataFrame:
    """`topic_id`, `stem`, `form`, `share`: what many of a topic's most engaging posts say.

    Args:
        top: Rows of `top_posts` of one day.
        posts: post_id, text, language of posts, those among them.
        settings: How many posts say a term, at least.
    """
    is_best = (F.col("kind") == "most") & (F.col("segment_id") == ALL_USERS)
    of_topics = top.where(is_best & (F.col("topic_id") >= 0)).select("topic_id", "post_id")
    read = with_terms(
        of_topics.join(posts.select("post_id", "text", "language"), on="post_id", how="inner"),
        settings.topics,
    )
    totals = read.groupBy("topic_id").agg(F.count("*").alias("posts"))
    share = F.col("texts") / F.col("posts")
    word = F.col("word")
    shortest = F.min(F.struct(F.length(word[FORMS]).alias("length"), word[FORMS].alias("form")))
    return (
        read.withColumn("word", F.explode(F.arrays_zip(TERMS, FORMS)))
        .groupBy("topic_id", word[TERMS].alias("stem"))
        .agg(F.countDistinct("post_id").alias("texts"), shortest.alias("shortest"))
        .join(totals, on="topic_id", how="inner")
        .where((F.col("texts") >= settings.best_posts) & (share >= settings.best_share))
        .select("topic_id", "stem", F.col("shortest.form").alias("form"), share.alias("share"))
    )

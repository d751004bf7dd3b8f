"""Which posts need an answer, and which own posts answer them."""

from __future__ import annotations

from functools import reduce
from operator import or_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.marketing.publishing.settings import ReplySettings
from voxlake.text.wording import any_of

REPLY, MENTION, BRAND, COMPLAINT = "reply", "mention", "brand", "complaint"


def asked(posts: DataFrame, scores: DataFrame, settings: ReplySettings) -> DataFrame:
    """The posts of others that need an answer, with `reasons`, `brands` and their answer.

    They answer an own post, name an own handle or a brand, or have a label that is a complaint.
    Reposts and posts that do not count need none. The answer is the first own post that replies:
    `answer_post_id` and `answer_at`, null where there is none.

    Args:
        posts: Rows of `posts` of the days that count; answers are looked for among them too.
        scores: Rows of `post_scores` of the same days.
        settings: Own accounts and names, brands, complaints.
    """
    is_own = _is_any("user_id", settings.own_users)
    own = posts.where(is_own)
    others = posts.where(F.col("is_usable") & ~F.col("is_repost") & ~is_own)
    spoken_to = own.select(F.col("post_id").alias("reply_to_post_id"), F.lit(True).alias("_reply"))
    found = (
        others.join(spoken_to.distinct(), on="reply_to_post_id", how="left")
        .join(_complaints(scores, settings), on="post_id", how="left")
        .withColumn("brands", _brands(settings))
    )
    handles = F.array(*map(F.lit, settings.own_handles)).cast("array<string>")
    reasons = F.array_compact(
        F.array(
            F.when(F.col("_reply"), F.lit(REPLY)),
            F.when(F.arrays_overlap("mentions", handles), F.lit(MENTION)),
            F.when(F.size("brands") > 0, F.lit(BRAND)),
            F.when(F.col("_complaint"), F.lit(COMPLAINT)),
        )
    )
    needing = found.withColumn("reasons", reasons).where(F.size("reasons") > 0)
    return needing.drop("_reply", "_complaint").join(_answers(own), on="post_id", how="left")


def _is_any(name: str, values: tuple[str, ...]) -> Column:
    """Whether a column is one of the values; never null."""
    return F.coalesce(F.col(name).isin(*values), F.lit(False)) if values else F.lit(False)


def _complaints(scores: DataFrame, settings: ReplySettings) -> DataFrame:
    is_one = [
        (F.col("model") == model) & F.col("label").isin(*labels)
        for model, labels in settings.complaints.items()
    ]
    named = reduce(or_, is_one, F.lit(False))
    return scores.where(named).select("post_id", F.lit(True).alias("_complaint")).distinct()


def _brands(settings: ReplySettings) -> Column:
    named = [
        F.when(F.col("text").rlike(any_of(words)), F.lit(brand))
        for brand, words in settings.alerts.brands.items()
    ]
    return F.array_compact(F.array(*named).cast("array<string>"))


def _answers(own: DataFrame) -> DataFrame:
    first = F.min(F.struct("posted_at", "post_id")).alias("first")
    answers = own.where(F.col("reply_to_post_id").isNotNull()).groupBy("reply_to_post_id")
    return answers.agg(first).select(
        F.col("reply_to_post_id").alias("post_id"),
        F.col("first.post_id").alias("answer_post_id"),
        F.col("first.posted_at").alias("answer_at"),
    )

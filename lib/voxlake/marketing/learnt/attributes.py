"""What published posts are made of, and sums of their gains by it."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.marketing.learnt.settings import LearntSettings
from voxlake.marketing.timing.posts import counted_posts, gains_of_posts
from voxlake.people.membership import Membership
from voxlake.spark.frames import frame_of
from voxlake.tables import CAMPAIGNS, USER_SEGMENTS
from voxlake.tables.columns import ALL

ARM = "arm"
"""The attribute whose values were given by chance."""
PERSON = "person"
"""Generator of what no draft was made for."""
NONE = "none"
"""Value of posts without an image or hashtags."""
_SHORT, _LONG = 100, 200  # characters
_MANY = 3  # hashtags
_PARTS_OF_DAY = ("night", "morning", "afternoon", "evening")  # of six hours each, from 0


def gains_of_published(
    published: DataFrame,
    posts: DataFrame,
    users: DataFrame,
    as_of: date,
    settings: LearntSettings,
    *,
    zone: str,
) -> DataFrame:
    """The published posts with what they gained over the usual of their account, and their hour.

    The usual is that of `marketing.timing.posts`: the mean of ln(1 + engagement) of the other posts
    of the account in the weeks around it. Posts that are too young to have their engagement, or
    that have too few others around, are left out.

    Args:
        published: What `matching.published_posts` gives.
        posts: Rows of `posts` of the history.
        users: Rows of `users`.
        as_of: Last day of the history.
        settings: Levels, ages, zones of audiences.
        zone: The lake's.
    """
    spark = posts.sparkSession
    accounts = F.broadcast(published.select("user_id").distinct())
    counted = counted_posts(
        posts=posts.join(accounts, on="user_id", how="left_semi"),
        users=users,
        campaigns=frame_of(spark, [], CAMPAIGNS.schema),
        members=Membership(frame_of(spark, [], USER_SEGMENTS.schema), {}),
        as_of=as_of,
        settings=settings.timing,
        zone=zone,
    )
    gains = gains_of_posts(counted, settings.timing)
    known = gains.select("post_id", "gain", "weight", (F.col("slot") % 24).alias("hour"))
    tags = posts.select("post_id", F.size(F.coalesce("hashtags", F.array())).alias("tag_count"))
    return published.join(known, on="post_id").join(tags, on="post_id")


def attributes_of(gained: DataFrame, drafts: DataFrame, images: DataFrame) -> DataFrame:
    """A row per published post and attribute: attribute, scope, value, account_id, gain, weight.

    Args:
        gained: What `gains_of_published` gives.
        drafts: Rows of `drafts`.
        images: Rows of `images`.
    """
    made = drafts.select("draft_id", "generator", "model", "prompt_hash", "kind")
    drawn = images.where(F.col("path").isNotNull()).groupBy(F.col("path").alias("image_path"))
    pictures = drawn.agg(F.min("generator").alias("drawn_by"))
    told = gained.join(made, on="draft_id", how="left").join(pictures, "image_path", how="left")
    all_ = F.lit(ALL)
    values = {
        "generator": (all_, F.coalesce("generator", F.lit(PERSON))),
        "model": (all_, F.col("model")),
        "prompt": (all_, F.col("prompt_hash")),
        "kind": (all_, F.col("kind")),
        ARM: (F.col("experiment_id"), F.col("arm_id")),
        "hour": (all_, F.element_at(_texts(_PARTS_OF_DAY), (F.col("hour") / 6).cast("int") + 1)),
        "length": (all_, _length()),
        "image": (all_, _image()),
        "hashtags": (all_, _hashtags()),
    }
    rows = [
        F.struct(F.lit(name).alias("attribute"), scope.alias("scope"), value.alias("value"))
        for name, (scope, value) in values.items()
    ]
    told = told.select(
        F.col("user_id").alias("account_id"), "gain", "weight", F.inline(F.array(*rows))
    )
    return told.where(F.col("scope").isNotNull() & F.col("value").isNotNull())


def _texts(texts: tuple[str, ...]) -> Column:
    return F.array(*map(F.lit, texts))


def _length() -> Column:
    length = F.length("text")
    short, medium = F.when(length < _SHORT, "short"), F.when(length < _LONG, "medium")
    return F.coalesce(short, medium, F.when(length >= _LONG, "long"))


def _image() -> Column:
    return F.when(F.col("image_path").isNull(), NONE).otherwise(
        F.coalesce("drawn_by", F.lit("other"))
    )


def _hashtags() -> Column:
    few = F.when(F.col("tag_count") < _MANY, "1-2").otherwise("3 or more")
    return F.when(F.col("tag_count") == 0, NONE).otherwise(few)


def summed(attributes: DataFrame, settings: LearntSettings) -> DataFrame:
    """Sums by attribute, scope and value, of values with enough posts, and over all values.

    Columns: attribute, scope, value, post_count, account_count, w, wg, wgg; and of all values of
    the attribute in its scope, those with few posts too: all_count, all_w, all_wg, within (weighted
    squares about the means of values), value_count.

    Args:
        attributes: What `attributes_of` gives.
        settings: Fewest posts.
    """
    w, g = F.col("weight"), F.col("gain")
    sums = attributes.groupBy("attribute", "scope", "value").agg(
        F.count("*").alias("post_count"),
        F.count_distinct("account_id").alias("account_count"),
        F.sum(w).alias("w"),
        F.sum(w * g).alias("wg"),
        F.sum(w * g * g).alias("wgg"),
    )
    whole = Window.partitionBy("attribute", "scope")
    about_mean = F.greatest(F.col("wgg") - F.col("wg") ** 2 / F.col("w"), F.lit(0.0))
    return sums.withColumns(
        {
            "all_count": F.sum("post_count").over(whole),
            "all_w": F.sum("w").over(whole),
            "all_wg": F.sum("wg").over(whole),
            "within": F.sum(about_mean).over(whole),
            "value_count": F.count("*").over(whole),
        }
    ).where(F.col("post_count") >= settings.min_posts)

"""How often, when and in which form the accounts of brands post, and what that earns them."""

from __future__ import annotations

from datetime import date

import pandas as pd
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.people.times import with_known_times
from voxlake.spark.bounded import pandas_at_most
from voxlake.spark.columns import engagement, quantiles
from voxlake.spark.frames import frame_of
from voxlake.spark.local_time import local_hour
from voxlake.tables import COMPETITOR_POSTING
from voxlake.tables.columns import ALL
from voxlake.voice.gains import with_gains
from voxlake.voice.settings import VoiceSettings

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK = 7
_MOST_ROWS = 200_000


def competitor_posting(
    *,
    posts: DataFrame,
    topics: DataFrame,
    own: DataFrame,
    first: date | None,
    as_of: date,
    settings: VoiceSettings,
    zone: str,
) -> DataFrame:
    """Rows of `competitor_posting`: the traits of each brand's own posts, and their gains.

    Args:
        posts: Rows of `posts` of the days counted, of all authors: their times tell which sources
            know hours. Whether a post is usable does not matter.
        topics: The topic of each post, as it is shown: post_id, topic_id.
        own: Accounts of brands: brand, user_id.
        first: First day that `posts` has; None where it has none.
        as_of: Last day of the days counted.
        settings: What tells of media, fewest posts and the intervals' probability.
        zone: The lake's, whose hours are told.
    """
    timed = with_known_times(posts, "post_date", "posted_at", zone)
    of_brands = timed.join(F.broadcast(own), on="user_id", how="inner")
    of_brands = of_brands.join(topics, on="post_id", how="left")
    earned = F.when(~_is_repost(), engagement())
    traits = of_brands.select(
        "brand", earned.alias("earned"), F.inline(_traits(settings, zone)).alias("trait", "value")
    )
    rows = pandas_at_most(
        _sums(traits),
        _MOST_ROWS,
        "traits of posts by accounts of brands",
        "Name fewer brands in share_of_voice.accounts.",
    )
    days = (as_of - (first or as_of)).days + 1
    gains = with_gains(rows, settings.min_posts, settings.confidence)
    told = gains.assign(as_of_date=as_of, posts_per_week=gains["post_count"] * _WEEK / days)
    return frame_of(posts.sparkSession, _values(told), COMPETITOR_POSTING.schema)


def _sums(traits: DataFrame) -> DataFrame:
    """Posts of each brand and trait, those of known engagement, their median and logarithms.

    With `all_known`, `all_sum` and `all_square_sum` of all posts of the brand.
    """
    log = F.log1p("earned")
    summed = traits.groupBy("brand", "trait", "value").agg(
        F.count("*").alias("post_count"),
        quantiles(F.col("earned"), [0.5])[0].alias("engagement"),
        F.count("earned").alias("known_count"),
        F.coalesce(F.sum(log), F.lit(0.0)).alias("log_sum"),
        F.coalesce(F.sum(log * log), F.lit(0.0)).alias("square_sum"),
    )
    of_brand = Window.partitionBy("brand")
    of_all = {
        f"all_{name}": F.max(F.when(F.col("trait") == ALL, F.col(name))).over(of_brand)
        for name in ("known_count", "log_sum", "square_sum")
    }
    return summed.withColumns(of_all)


def _traits(settings: VoiceSettings, zone: str) -> Column:
    """What a post is like: pairs of a trait and its value; an hour only where one is known."""
    weekday = F.element_at(F.array(*map(F.lit, WEEKDAYS)), F.weekday("post_date") + 1)
    hour = F.lpad(local_hour("posted_at", zone).cast("string"), 2, "0")
    one_each = [
        _pair(name, value)
        for name, value in {
            ALL: F.lit(ALL),
            "weekday": weekday,
            "hour": hour,
            "topic": F.col("topic_id").cast("string"),
        }.items()
    ]
    forms = F.transform(_forms(settings), lambda form: _struct("form", form))
    return F.concat(F.array_compact(F.array(*one_each)), forms)


def _forms(settings: VoiceSettings) -> Column:
    """The forms of a post, of which it may have several; a repost is that alone.

    What a repost links to, says and shows is another's.
    """
    is_there = {
        "quote": F.col("quote_of_post_id").isNotNull(),
        "reply": F.col("reply_to_post_id").isNotNull(),
        "link": _has_any("links"),
        "hashtags": _has_any("hashtags"),
    }
    if settings.media_attribute is not None:
        told = F.col("attributes")[settings.media_attribute]
        is_there["media"] = F.coalesce(F.trim(told) != "", F.lit(False))
    named = [F.when(found, F.lit(form)) for form, found in is_there.items()]
    found = F.array_compact(F.array(*named))
    own = F.when(F.size(found) == 0, F.array(F.lit("text"))).otherwise(found)
    return F.when(_is_repost(), F.array(F.lit("repost"))).otherwise(own)


def _is_repost() -> Column:
    return F.coalesce("is_repost", F.lit(False)) | F.col("repost_of_post_id").isNotNull()


def _has_any(column: str) -> Column:
    return F.coalesce(F.size(column) > 0, F.lit(False))


def _pair(trait: str, value: Column) -> Column:
    return F.when(value.isNotNull(), _struct(trait, value))


def _struct(trait: str, value: Column) -> Column:
    return F.struct(F.lit(trait).alias("trait"), value.alias("value"))


def _values(told: pd.DataFrame) -> list[tuple[object, ...]]:
    """The rows as Spark takes them: None for what is not known."""
    columns = told[list(COMPETITOR_POSTING.column_names)].astype(object)
    return list(columns.where(columns.notna(), None).itertuples(index=False, name=None))

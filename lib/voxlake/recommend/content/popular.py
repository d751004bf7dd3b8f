"""What is popular with all, with a segment and in a language: for new users above all."""

from __future__ import annotations

from datetime import date, timedelta

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.language.language_id import language_code
from voxlake.recommend.content.barred import Barred
from voxlake.recommend.content.interactions import ITEM
from voxlake.recommend.content.settings import ContentSettings

MODEL, SEGMENT, LANGUAGE, POPULAR = "model", "segment", "language", "popular"
SOURCES = (MODEL, SEGMENT, LANGUAGE, POPULAR)
"""Where a row may come from; a user has rows of the first that has any, filled up by the next."""


def users_in_groups(known: DataFrame, segments: DataFrame, languages: DataFrame) -> DataFrame:
    """All users, each with the groups whose popular items may be shown.

    Args:
        known: user_id of all users; may be repeated.
        segments: user_id, segment_id; once a user.
        languages: user_id, language; once a user.

    Returns:
        user_id, groups (array of source, group: a segment, a language, and all).
    """
    groups = F.array(
        _group(SEGMENT, F.col("segment_id").cast("string")),
        _group(LANGUAGE, F.col("language")),
        _group(POPULAR, F.lit("")),
    )
    users = known.select("user_id").where(F.col("user_id").isNotNull()).distinct()
    return (
        users.join(segments.select("user_id", "segment_id"), on="user_id", how="left")
        .join(languages.select("user_id", "language"), on="user_id", how="left")
        .select("user_id", F.filter(groups, lambda one: one["group"].isNotNull()).alias("groups"))
    )


def languages_of(users: DataFrame, posts: DataFrame) -> DataFrame:
    """The language of each user: that of `users`, else that of most of the own posts.

    Args:
        users: Rows of `users`.
        posts: Rows of `posts` with their language, told or detected.

    Returns:
        user_id, language (its code, in lower case); no row where nothing tells it.
    """
    code = language_code(F.trim("language"))
    told = users.select("user_id", F.nullif(code, F.lit("")).alias("told"))
    counted = (
        posts.select("user_id", F.nullif(code, F.lit("")).alias("language"))
        .where(F.col("user_id").isNotNull() & F.col("language").isNotNull())
        .groupBy("user_id", "language")
        .agg(F.count("*").alias("_posts"))
    )
    order = F.struct(F.col("_posts"), F.col("language"))
    written = counted.groupBy("user_id").agg(F.max_by("language", order).alias("written"))
    both = told.join(written, on="user_id", how="full")
    found = both.select("user_id", F.coalesce("told", "written").alias("language"))
    return found.where(F.col("language").isNotNull())


def popular_items(
    wishes: DataFrame,
    catalogue: DataFrame,
    users: DataFrame,
    as_of: date,
    settings: ContentSettings,
) -> DataFrame:
    """The items of each group that weigh most, of wishes with an action in `popular_days`.

    A group with fewer than `min_group_users` users who acted in them has none, but for all users
    together. The lists are short, and as many as there are segments and languages.

    Args:
        wishes: What `wishes_of` gives.
        catalogue: What `catalogue_of` gives.
        users: What `users_in_groups` gives.
        as_of: The last day.
        settings: How far back, and how many.

    Returns:
        source, group, item_kind, item_id, author_id, age, share (of the group's weight, 0 to 1).
    """
    since = as_of - timedelta(days=settings.popular_days - 1)
    of_groups = (
        wishes.where(F.col("day") >= F.lit(since))
        .join(users, on="user_id", how="inner")
        .select("user_id", *ITEM, "weight", F.inline("groups"))
    )
    key = ["source", "group"]
    totals = of_groups.groupBy(*key).agg(
        F.sum("weight").alias("_all"), F.count_distinct("user_id").alias("_users")
    )
    is_told = (F.col("_users") >= settings.min_group_users) | (F.col("source") == POPULAR)
    weighed = of_groups.groupBy(*key, *ITEM).agg(F.sum("weight").alias("_weight"))
    share = F.round(F.col("_weight") / F.col("_all"), 9)
    best = Window.partitionBy(*key, "item_kind").orderBy(F.desc("share"), "item_id")
    return (
        weighed.join(catalogue.select(*ITEM, "author_id", "age"), on=list(ITEM), how="inner")
        .join(F.broadcast(totals.where(is_told)), on=key, how="inner")
        .withColumn("share", share)
        .withColumn("_place", F.row_number().over(best))
        .where(F.col("_place") <= settings.popular_items)
        .select(*key, *ITEM, "author_id", "age", "share")
    )


def offered(
    users: DataFrame, popular: DataFrame, barred: Barred, settings: ContentSettings
) -> DataFrame:
    """The popular items of the groups of each user, by a join on the group.

    An item that several groups of a user have is of the first: segment, language, all.

    Args:
        users: What `users_in_groups` gives.
        popular: What `popular_items` gives; few rows.
        barred: What a user is not shown.
        settings: How many.

    Returns:
        user_id, item_kind, item_id, author_id, age, source, level (place of the source in
        `SOURCES`), share; at most `popular_items` of a user and kind.
    """
    level = F.coalesce(*(F.when(F.col("source") == name, n) for n, name in enumerate(SOURCES)))
    every = users.select("user_id", F.inline("groups")).join(
        F.broadcast(popular), on=["source", "group"], how="inner"
    )
    columns = ("level", "share", "source", "author_id", "age")
    first = F.min_by(F.struct(*columns), "level").alias("_first")
    best = Window.partitionBy("user_id", "item_kind").orderBy("level", F.desc("share"), "item_id")
    return (
        barred.left_of(every.withColumn("level", level))
        .groupBy("user_id", *ITEM)
        .agg(first)
        .select("user_id", *ITEM, "_first.*")
        .withColumn("_place", F.row_number().over(best))
        .where(F.col("_place") <= settings.popular_items)
        .drop("_place")
    )


def _group(source: str, group: Column) -> Column:
    return F.struct(F.lit(source).alias("source"), group.alias("group"))

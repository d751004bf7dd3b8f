"""What posts have that no source says: text hash, hashtags and their like, copies, usability."""

from __future__ import annotations

from dataclasses import replace

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.ingest.filters import Filters
from voxlake.tables import POSTS
from voxlake.text.clean import emojis, hashtags, is_repost_text, links, mentions
from voxlake.text.wording import text_hash

POSTS_ALONE = replace(
    POSTS,
    columns=tuple(column for column in POSTS.columns if column.name != "is_copy"),
    part_of=POSTS,
)
"""Posts without what depends on the other posts of their day."""

_FINDERS = {"hashtags": hashtags, "mentions": mentions, "links": links, "emojis": emojis}
_SIGNS = {"hashtags": "#", "mentions": "@"}


def with_text_facts(posts: DataFrame, filters: Filters, source: str) -> DataFrame:
    """Posts with what their texts say, where the source says nothing of its own, and usability.

    Args:
        posts: Posts with `_handle`, the author's; null when unknown.
        filters: Which posts are unusable.
        source: Name of the source.
    """
    text = F.col("text")
    found = {name: F.coalesce(_listed(name), find(text)) for name, find in _FINDERS.items()}
    repeats = F.col("repost_of_post_id").isNotNull() | is_repost_text(text)
    return posts.withColumns(
        {
            **found,
            "text_hash": text_hash(text),
            "is_repost": F.coalesce("is_repost", repeats),
            "unusable_reason": filters.unusable_reason(source, F.col("_handle")),
        }
    ).withColumn("is_usable", F.col("unusable_reason").isNull())


def mark_copies(changed: DataFrame, stored: DataFrame) -> DataFrame:
    """All posts of the touched days as they are to be, with `is_copy`.

    A copy has the same text as an earlier post of its day: of less time or, among equals, of less
    id. A post that comes in can so make a copy of one that is stored, or free it.

    Args:
        changed: Posts that are new or take the place of a stored one, as `POSTS_ALONE`.
        stored: Posts of the days that they touch, as they are stored.
    """
    left = stored.join(changed.select("post_id"), on="post_id", how="left_anti")
    posts = changed.unionByName(left.drop("is_copy"))
    text = F.coalesce("text_hash", "post_id")  # a post without text has no copies
    same = Window.partitionBy("post_date", text).orderBy("posted_at", "post_id")
    is_later = F.row_number().over(same) > 1
    return posts.withColumn("is_copy", is_later & F.col("text_hash").isNotNull())


def _listed(name: str) -> Column:
    """A list of the source's own, written as ours."""
    if name not in _SIGNS:
        return F.col(name)
    sign = _SIGNS[name]
    return F.transform(name, lambda one: F.lower(F.regexp_replace(one, f"^{sign}", "")))

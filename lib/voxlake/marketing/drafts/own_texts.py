"""Texts of one's own that a generator learns: approved drafts, and posts of own accounts."""

from __future__ import annotations

import re

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.marketing.drafts.generators.tuning import Pair
from voxlake.marketing.drafts.grounds import Grounds
from voxlake.marketing.drafts.personal import masked
from voxlake.marketing.drafts.prompts import prompt_of
from voxlake.marketing.drafts.settings import Brief, DraftSettings
from voxlake.spark.bounded import collect_at_most
from voxlake.tables.gold_drafts import APPROVED

_CODE = re.compile(r"[a-z]{2,3}")
_MOST_DRAFTS = 20_000


def draft_pairs(drafts: DataFrame) -> list[Pair]:
    """Prompt and text of each approved draft."""
    asked = drafts.where(F.col("state") == APPROVED).select("prompt", "text")
    remedy = "Move drafts of years ago out of the lake."
    rows = collect_at_most(asked, _MOST_DRAFTS, "approved drafts", remedy)
    return [Pair(row.prompt, row.text) for row in rows]


def post_pairs(
    posts: DataFrame, post_topics: DataFrame, topic_names: DataFrame, settings: DraftSettings
) -> list[Pair]:
    """Posts of own accounts, each with the prompt of a brief that might have asked for it.

    Topic and hashtags are those of the post; where it has neither it teaches nothing that a brief
    could ask for, and is left out. Of more than `tuning.most_texts`, those that the seed draws.
    """
    rules = settings.tuning
    own = posts.where(
        F.col("user_id").isin(*rules.accounts)
        & F.col("is_usable")
        & F.col("text").isNotNull()
        & ~F.coalesce("is_repost", F.lit(False))
    )
    named = post_topics.join(topic_names.select("topic_id", "name"), on="topic_id")
    rows = (
        own.select("post_id", "text", "hashtags", "language")
        .join(named.select("post_id", "name"), on="post_id", how="left")
        .where(F.col("name").isNotNull() | (F.size("hashtags") > 0))
        .orderBy(F.xxhash64(F.lit(settings.seed), "post_id"), "post_id")
        .limit(rules.most_texts)
    )
    return [_pair(row, settings) for row in rows.collect()]


def _pair(row: Row, settings: DraftSettings) -> Pair:
    tags = tuple(row.hashtags or ())
    known = row.language is not None and _CODE.fullmatch(row.language)
    brief = Brief(
        item="own",
        topic=row["name"] or ", ".join(tags),
        keywords=tags,
        language=row.language if known else "en",
    )
    return Pair(prompt_of(brief, settings.brand, Grounds()), masked(row.text))

"""What is recommended, in words."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.report.sources import Sources
from voxlake.tables import CONTENT_RECOMMENDATIONS, USER_RECOMMENDATIONS

TITLES = {
    "post": "Posts",
    "item": "Items",
    "content": "Posts and items",
    "friend": "People to follow",
    "big_account": "Big accounts",
    "hashtag": "Hashtags",
}
"""Kinds of recommendations in the order of the page; logs of what was shown say `content`."""

_VERBS = {"friend": "followed", "big_account": "followed", "hashtag": "used"}


def title_of(kind: str) -> str:
    """How a kind is called; one that is not known, by its own name."""
    return TITLES.get(kind, kind.replace("_", " ").capitalize())


def verb_of(kind: str) -> str:
    """What users do to it where it suits them."""
    return _VERBS.get(kind, "did")


def place_of(kind: str) -> tuple[int, str]:
    """By which kinds are put in the order of the page; unknown ones come last."""
    known = list(TITLES)
    return (known.index(kind) if kind in known else len(known), kind)


def offers(sources: Sources) -> DataFrame:
    """What users are offered on the day: user_id, kind, item, source; source is null of people.

    A row of `user_recommendations` without an item says that nobody was found, and is no offer.
    """
    content = sources[CONTENT_RECOMMENDATIONS].select(
        "user_id", F.col("item_kind").alias("kind"), F.col("item_id").alias("item"), "source"
    )
    people = sources[USER_RECOMMENDATIONS].where(F.col("item").isNotNull())
    return content.unionByName(
        people.select("user_id", "kind", "item", F.lit(None).cast("string").alias("source"))
    )

"""What is offered most, and how much of all that is offered that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.report.recommendations.kinds import place_of, title_of
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.report.topics.behind import posts_named
from voxlake.report.week.evidence import shorten
from voxlake.tables import ORDERS, POSTS, USERS

_FIRST = 10
_TEXT = 120
_MENTION = re.compile(r"(?<![\w@])@\w[\w.-]*")
_FRIEND, _BIG, _POST = "friend", "big_account", "post"


@dataclass(frozen=True)
class Offer:
    """Something, and how many users it is offered to."""

    name: str
    users: int


@dataclass(frozen=True)
class Offered:
    """What is offered of a kind.

    Attributes:
        title: What it is.
        users: Users who are offered any of it.
        items: Different things that are offered to anybody.
        places: Places of all lists.
        first: Those that are offered to most users, at most ten.
        is_named: Whether the first can be told from each other by their names.
    """

    title: str
    users: int
    items: int
    places: int
    first: list[Offer]
    is_named: bool

    @property
    def share(self) -> float:
        """Share of all places that the first have."""
        return sum(offer.users for offer in self.first) / self.places

    @property
    def even_share(self) -> float:
        """What that would be, were everything offered alike."""
        return len(self.first) / self.items


def most_offered(
    sources: Sources, offers: DataFrame, as_of: date, settings: ReportSettings
) -> list[Offered]:
    """What is offered to most users, by kind.

    Where the settings allow names, big accounts have theirs, and texts who is spoken to in them. A
    person to follow never has: that one is offered to many could tell of a mood.

    Args:
        sources: Posts, orders and users, to say what it is.
        offers: What `kinds.offers` gives.
        as_of: Last day of the report.
        settings: How long a text is shown, and whether names are.
    """
    posts, orders, users = sources[POSTS], sources[ORDERS], sources[USERS]
    by_item = offers.groupBy("kind", "item").agg(F.count_distinct("user_id").alias("users"))
    counted = by_item.groupBy("kind").agg(
        F.count(F.lit(1)).alias("items"), F.sum("users").alias("places")
    )
    reached = offers.groupBy("kind").agg(F.count_distinct("user_id").alias("users"))
    totals = counted.join(reached, "kind").collect()  # a handful
    ordered = sorted(totals, key=lambda row: place_of(row["kind"]))
    first = {row["kind"]: _first(by_item, row["kind"]) for row in ordered}
    ids = {kind: [row["item"] for row in rows] for kind, rows in first.items()}
    names: dict[str, Mapping[str, str]] = {
        _POST: _texts(posts, ids.get(_POST, ()), as_of, settings),
        "item": names_of_items(orders, ids.get("item", ()), as_of, settings),
        "hashtag": {tag: f"#{tag}" for tag in ids.get("hashtag", ())},
    }
    if settings.names:
        names[_BIG] = _handles(users, ids.get(_BIG, ()))
    return [_offered(row, first[row["kind"]], names) for row in ordered]


def names_of_items(
    orders: DataFrame, ids: Iterable[str], as_of: date, settings: ReportSettings
) -> dict[str, str]:
    """What items are called in the orders of the report's days; those of other days have no name.

    Args:
        orders: Rows of `orders`.
        ids: Which; at most a few dozen.
        as_of: Last day of the report.
        settings: How many days are counted.
    """
    if not (wanted := sorted(set(ids))):
        return {}
    named = (
        window(orders, "order_date", as_of, settings.counted_days)
        .where(F.col("product_id").isin(wanted) & F.col("product_name").isNotNull())
        .groupBy("product_id")
        .agg(F.max(F.struct("order_date", "product_name")).alias("last"))
        .collect()
    )
    return {row["product_id"]: row["last"]["product_name"] for row in named}


def _first(by_item: DataFrame, kind: str) -> list[Row]:
    of_kind = by_item.where(F.col("kind") == F.lit(kind))
    return of_kind.orderBy(F.desc("users"), "item").limit(_FIRST).collect()


def _texts(
    posts: DataFrame, ids: Iterable[str], as_of: date, settings: ReportSettings
) -> dict[str, str]:
    found = posts_named(posts, ids, as_of, settings)
    told = {
        each: row["text"] if settings.names else _MENTION.sub("@…", row["text"])
        for each, row in found.items()
    }
    length = min(_TEXT, settings.text_length)
    return {each: f"“{shorten(text, length)}”" for each, text in told.items()}


def _handles(users: DataFrame, ids: Iterable[str]) -> dict[str, str]:
    if not (wanted := sorted(ids)):
        return {}
    found = users.where(F.col("user_id").isin(wanted)).select("user_id", "handle").collect()
    return {row["user_id"]: f"@{row['handle']}" for row in found if row["handle"]}


def _offered(row: Row, first: list[Row], names: Mapping[str, Mapping[str, str]]) -> Offered:
    kind = row["kind"]
    known = names.get(kind, {})
    offers = [
        Offer(known.get(each["item"]) or _without_name(kind, number, each["item"]), each["users"])
        for number, each in enumerate(first, start=1)
    ]
    is_named = kind not in {_FRIEND, _BIG} or bool(known)
    return Offered(title_of(kind), row["users"], row["items"], row["places"], offers, is_named)


def _without_name(kind: str, number: int, item: str) -> str:
    """A number for people; for a post that its text is gone; else what the source calls it."""
    if kind == _FRIEND:
        return f"Person {number}"
    if kind == _BIG:
        return f"Account {number}"
    return "a post whose text is no longer there" if kind == _POST else item

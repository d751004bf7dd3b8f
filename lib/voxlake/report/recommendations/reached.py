"""How many users are offered something, of each kind, and by which way it was found."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.report.recommendations.kinds import place_of, title_of

WAYS = {
    "model": "chosen by what they did themselves",
    "segment": "popular in their group of users",
    "language": "popular in their language",
    "popular": "popular with all",
}
"""How posts and items are found, the most personal first, in words."""


@dataclass(frozen=True)
class Way:
    """A way that posts or items were found: users who are offered some, and places they fill."""

    title: str
    users: int
    places: int


@dataclass(frozen=True)
class Reached:
    """A kind of recommendations: who is offered how many.

    Attributes:
        title: What is offered.
        users: Users who are offered one or more.
        places: Places of all their lists.
        ways: How those were found; empty where nothing tells.
    """

    title: str
    users: int
    places: int
    ways: list[Way]

    @property
    def each(self) -> float:
        """How many a user is offered in the mean, of those who are offered any."""
        return self.places / self.users


def users_reached(offers: DataFrame) -> list[Reached]:
    """Users and places by kind, and by way within a kind.

    Args:
        offers: What `kinds.offers` gives.
    """
    users = F.count_distinct("user_id").alias("users")
    counted = [users, F.count(F.lit(1)).alias("places")]
    kinds = offers.groupBy("kind").agg(*counted).collect()  # a handful
    ways = offers.where(F.col("source").isNotNull()).groupBy("kind", "source").agg(*counted)
    found = ways.collect() if kinds else []
    ordered = sorted(kinds, key=lambda row: place_of(row["kind"]))
    return [_reached(row, [way for way in found if way["kind"] == row["kind"]]) for row in ordered]


def _reached(row: Row, ways: list[Row]) -> Reached:
    by_source = {way["source"]: way for way in ways}
    order = [*WAYS, *sorted(set(by_source) - set(WAYS))]
    return Reached(
        title_of(row["kind"]),
        row["users"],
        row["places"],
        [
            Way(WAYS.get(source, source), by_source[source]["users"], by_source[source]["places"])
            for source in order
            if source in by_source
        ],
    )

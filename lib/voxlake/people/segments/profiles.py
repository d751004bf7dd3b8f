"""What sets each segment apart, in figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F

from voxlake.people.segments.traits import Trait, topic_count, traits

TELLING = 0.3  # standard deviations; smaller differences are not worth a word
_MOST = 0.5
_NOUNS = {  # by whether most of a group buy and post
    (True, True): "buyers",
    (True, False): "silent buyers",
    (False, True): "authors",
    (False, False): "onlookers",
}


@dataclass(frozen=True)
class Difference:
    """A trait of a group: its mean there and among all users, and the standardised difference."""

    trait: Trait
    mean: float
    overall: float
    difference: float


@dataclass(frozen=True)
class Profile:
    """A segment: its size, what most of its users do, and its differences, the largest first."""

    segment_id: int
    user_count: int
    noun: str
    differences: Sequence[Difference]

    @property
    def telling(self) -> list[Difference]:
        """The largest difference of each group of traits, where it is worth a word."""
        leading: dict[str, Difference] = {}
        for difference in self.differences:
            if abs(difference.difference) >= TELLING:
                leading.setdefault(difference.trait.group, difference)
        return list(leading.values())


def profile_segments(features: DataFrame, assigned: DataFrame, ids: Sequence[int]) -> list[Profile]:
    """Size and differences of the segments `ids`; means are over those who have the feature.

    A difference is that of the means of the tamed feature, in its standard deviations over all
    users, so that one user with a million likes does not make a segment `well-liked`.
    """
    users = features.join(assigned.select("user_id", "segment_id"), "user_id", how="inner")
    return profiles_of(users, ids)


def profiles_of(users: DataFrame, ids: Sequence[int]) -> list[Profile]:
    """As `profile_segments`, of rows of `user_features` with their `segment_id`."""
    candidates = traits(topic_count(users))
    measures = [_measure(trait) for trait in candidates]
    grouped = users.rollup("segment_id").agg(F.count("*").alias("user_count"), *measures)
    found = {row.segment_id: row for row in grouped.collect()}  # segments, and None: all users
    return [_profile(i, found.get(i), found.get(None), candidates) for i in ids]


def _profile(
    segment_id: int, own: Row | None, overall: Row | None, candidates: Sequence[Trait]
) -> Profile:
    if own is None or overall is None:
        return Profile(segment_id, 0, "users", [])
    return Profile(
        segment_id, own.user_count, _noun(own, overall), _differences(own, overall, candidates)
    )


def _measure(trait: Trait) -> Column:
    tamed = F.expr(trait.tamed)
    return F.struct(
        F.avg(F.expr(trait.value)).alias("value"),
        F.avg(tamed).alias("mean"),
        F.stddev_pop(tamed).alias("deviation"),
    ).alias(trait.name)


def _noun(own: Row, overall: Row) -> str:
    """What its users are; where nobody posts at all, silence is not worth a word."""
    buy, post = own.has_orders.value >= _MOST, own.has_posts.value >= _MOST
    return _NOUNS[buy, post or (buy and overall.has_posts.value == 0)]


def _differences(own: Row, overall: Row, candidates: Sequence[Trait]) -> list[Difference]:
    """What a segment's means differ by from those of all users, the largest first."""
    differences = [
        Difference(
            trait,
            own[trait.name].value,
            overall[trait.name].value,
            (own[trait.name].mean - overall[trait.name].mean) / overall[trait.name].deviation,
        )
        for trait in candidates
        if own[trait.name].mean is not None and overall[trait.name].deviation
    ]
    return sorted(differences, key=lambda d: (-abs(d.difference), d.trait.name))

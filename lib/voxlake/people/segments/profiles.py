"""What sets each segment apart, in figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.people.segments.traits import Trait, topic_count, topic_of, traits

TELLING = 0.3  # standard deviations; smaller differences are not worth a word
_MOST = 0.5
_NOUNS = {  # by whether most of a group buy and post
    (True, True): "buyers",
    (True, False): "silent buyers",
    (False, True): "authors",
    (False, False): "onlookers",
}

_Measures = dict[str, Row]
"""Figures of traits, by their names."""


@dataclass(frozen=True)
class Difference:
    """A trait of a group: its mean there and among all users, and the standardised difference.

    The difference is that of tamed values: where a few users have very much, the means may differ
    the other way.
    """

    trait: Trait
    mean: float
    overall: float
    difference: float

    @property
    def is_telling(self) -> bool:
        """Whether it is worth a word that both means bear out."""
        return is_telling(self.mean, self.overall, self.difference)


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
            if difference.is_telling:
                leading.setdefault(difference.trait.group, difference)
        return list(leading.values())


def of_told_topics(profiles: Sequence[Profile], titles: Collection[int]) -> list[Profile]:
    """The profiles without differences in topics that are not told of.

    Args:
        profiles: Segments.
        titles: The topics that have a title; people may hide others.
    """

    def is_told(difference: Difference) -> bool:
        topic = topic_of(difference.trait.name)
        return topic is None or topic in titles

    return [replace(p, differences=[*filter(is_told, p.differences)]) for p in profiles]


def is_telling(mean: float, overall: float, difference: float) -> bool:
    """Whether a difference is large enough for a word, and the means differ the same way."""
    return abs(difference) >= TELLING and (mean - overall) * difference > 0


def profile_segments(
    features: DataFrame, assigned: DataFrame, ids: Sequence[int], categories: Sequence[Trait] = ()
) -> list[Profile]:
    """Size and differences of the segments `ids`; means are over those who have the feature.

    A difference is that of the means of the tamed feature, in its standard deviations over all
    users, so that one user with a million likes does not make a segment `well-liked`.

    Args:
        features: Rows of `user_features`.
        assigned: Rows of `user_segments` of the day.
        ids: The segments.
        categories: Traits beside those that every model has.
    """
    users = features.join(assigned.select("user_id", "segment_id"), "user_id", how="inner")
    return profiles_of(users, ids, categories)


def profiles_of(
    users: DataFrame, ids: Sequence[int], categories: Sequence[Trait] = ()
) -> list[Profile]:
    """As `profile_segments`, of rows of `user_features` with their `segment_id`."""
    candidates = [*traits(topic_count(users)), *categories]
    found: defaultdict[int | None, _Measures] = defaultdict(dict)
    for row in _measured(users, candidates).collect():  # segments by traits
        found[row.segment_id][candidates[row.trait].name] = row
    return [_profile(i, found[i], found[None], candidates) for i in ids]


def _measured(users: DataFrame, candidates: Sequence[Trait]) -> DataFrame:
    """Figures of each trait, by its place, in each segment and, with a null for it, in all.

    Traits are rows here: as columns they are so many sums that Spark takes seconds to compile them.
    """
    both = [f"struct(double({t.value}) AS value, double({t.tamed}) AS tamed)" for t in candidates]
    twice = users.select(
        F.explode(F.array("segment_id", F.lit(None))).alias("segment_id"),
        F.array(*map(F.expr, both)).alias("traits"),
    )
    by_trait = twice.select("segment_id", F.posexplode("traits").alias("trait", "of"))
    return by_trait.groupBy("segment_id", "trait").agg(
        F.count("*").alias("user_count"),
        F.avg("of.value").alias("value"),
        F.avg("of.tamed").alias("mean"),
        F.stddev_pop("of.tamed").alias("deviation"),
    )


def _profile(
    segment_id: int, own: _Measures, overall: _Measures, candidates: Sequence[Trait]
) -> Profile:
    if not own:
        return Profile(segment_id, 0, "users", [])
    count = own[candidates[0].name].user_count
    return Profile(segment_id, count, _noun(own, overall), _differences(own, overall, candidates))


def _noun(own: _Measures, overall: _Measures) -> str:
    """What its users are; where nobody posts at all, silence is not worth a word."""
    buy, post = own["has_orders"].value >= _MOST, own["has_posts"].value >= _MOST
    return _NOUNS[buy, post or (buy and overall["has_posts"].value == 0)]


def _differences(
    own: _Measures, overall: _Measures, candidates: Sequence[Trait]
) -> list[Difference]:
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

"""What sets each segment apart, in figures and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F

from voxlake.people.segments.traits import Trait, only_row, topic_count, traits
from voxlake.people.segments.words import words_of
from voxlake.tables import SEGMENT_PROFILES

_TELLING = 0.3  # standard deviations; smaller differences are not worth a word
_NAME_PARTS = 2
_SENTENCES = 4
_MOST = 0.5
_CLAUSE = "who "
_NOUNS = {  # by whether most of a group buy and post
    (True, True): "buyers",
    (True, False): "silent buyers",
    (False, True): "authors",
    (False, False): "onlookers",
}
_ABOUT_POSTS = frozenset({"activity", "engagement", "sentiment", "topics", "hours"})
_UNSAID = {  # what only few of a group do is not in its name
    "silent buyers": _ABOUT_POSTS,
    "authors": frozenset({"purchases"}),
    "onlookers": _ABOUT_POSTS | {"purchases"},
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
            if abs(difference.difference) >= _TELLING:
                leading.setdefault(difference.trait.group, difference)
        return list(leading.values())


def describe_segments(
    features: DataFrame,
    assigned: DataFrame,
    *,
    names: Mapping[int, str],
    topic_titles: Mapping[int, str],
    as_of: date,
    model_version: str,
) -> DataFrame:
    """One row of `segment_profiles` per segment, also of those without users.

    Args:
        features: Rows of `user_features` of the day.
        assigned: Their rows of `user_segments`.
        names: Name of each segment, by id.
        topic_titles: Title of each topic, by id.
        as_of: The day.
        model_version: Version of the model that assigned them.
    """
    profiles = profile_segments(features, assigned, k=len(names))
    total = sum(profile.user_count for profile in profiles)
    rows = [
        (
            as_of,
            profile.segment_id,
            names[profile.segment_id],
            describe(profile, total, topic_titles),
            profile.user_count,
            profile.user_count / total if total else 0.0,
            [(d.trait.name, d.mean, d.overall, d.difference) for d in profile.differences],
            model_version,
        )
        for profile in profiles
    ]
    return features.sparkSession.createDataFrame(rows, SEGMENT_PROFILES.schema)


def profile_segments(features: DataFrame, assigned: DataFrame, k: int) -> list[Profile]:
    """Size and differences of the segments 0 to k - 1; means are over those who have the feature.

    A difference is that of the means of the tamed feature, in its standard deviations over all
    users, so that one user with a million likes does not make a segment `well-liked`.
    """
    candidates = traits(topic_count(features))
    users = features.join(assigned.select("user_id", "segment_id"), "user_id", how="inner")
    measures = [_measure(trait) for trait in candidates]
    overall = only_row(users.agg(*measures))
    grouped = users.groupBy("segment_id").agg(F.count("*").alias("user_count"), *measures)
    found = {row.segment_id: row for row in grouped.collect()}
    return [_profile(i, found.get(i), overall, candidates) for i in range(k)]


def _profile(
    segment_id: int, own: Row | None, overall: Row, candidates: Sequence[Trait]
) -> Profile:
    if own is None:
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


def name_segments(profiles: Sequence[Profile], topic_titles: Mapping[int, str]) -> dict[int, str]:
    """A name for each segment, by id, such as `Cheerful buyers who post in the evening`.

    Names are of two parts at first; segments of the same name get another part each, and in the
    end a number.
    """
    parts = {p.segment_id: _name_parts(p, topic_titles) for p in profiles}
    nouns = {p.segment_id: p.noun for p in profiles}
    length = dict.fromkeys(parts, _NAME_PARTS)
    while True:
        names = {i: _name(nouns[i], parts[i][: length[i]]) for i in parts}
        uses = Counter(names.values())
        alike = [i for i, name in names.items() if uses[name] > 1 and length[i] < len(parts[i])]
        if not alike:
            return {i: name if uses[name] == 1 else f"{name} ({i})" for i, name in names.items()}
        for i in alike:
            length[i] += 1


def describe(profile: Profile, total: int, topic_titles: Mapping[int, str]) -> str:
    """A sentence or two: how many they are and what sets them apart."""
    if not profile.user_count:
        return "No users on this day."
    size = f"{profile.user_count:,} users, {profile.user_count / total:.0%} of all."
    said = [
        words_of(d.trait.name, _title(d.trait, topic_titles)).sentence(
            d.mean, d.overall, d.difference
        )
        for d in profile.telling[:_SENTENCES]
    ]
    if not said:
        return f"{size} They are much like all users."
    sentence = "; ".join(said)
    return f"{size} Against all users, {sentence}."


def _name_parts(profile: Profile, topic_titles: Mapping[int, str]) -> list[str]:
    """Words for the largest difference of each group of traits, the largest first."""
    parts: dict[str, str] = {}
    for d in profile.differences:
        is_telling = abs(d.difference) >= _TELLING
        part = words_of(d.trait.name, _title(d.trait, topic_titles)).name_part(d.difference)
        if is_telling and part and d.trait.group not in _UNSAID.get(profile.noun, ()):
            parts.setdefault(d.trait.group, part)
    return list(parts.values())


def _name(noun: str, parts: Sequence[str]) -> str:
    clauses = [part.removeprefix(_CLAUSE) for part in parts if part.startswith(_CLAUSE)]
    adjectives = [part for part in parts if not part.startswith(_CLAUSE)]
    name = f"{', '.join(adjectives)} {noun}".strip() if parts else f"typical {noun}"
    if clauses:
        name = f"{name} {_CLAUSE}{' and '.join(clauses)}"
    return name[0].upper() + name[1:]


def read_titles(topics: DataFrame, version: str | None) -> dict[int, str]:
    """Titles of the topics of a model version, by id."""
    of_version = topics.where(F.col("model_version") == F.lit(version))
    return {row.topic_id: row.title for row in of_version.select("topic_id", "title").collect()}


def _title(trait: Trait, topic_titles: Mapping[int, str]) -> str | None:
    number = trait.name.removeprefix("topic_")
    return topic_titles.get(int(number)) if number.isdigit() else None

"""What each segment is called, and how it is described."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from voxlake.core.errors import InputError
from voxlake.core.sheets import read_rows
from voxlake.core.zones import DEFAULT_ZONE, clock_of
from voxlake.people.mood.settings import UNKNOWN
from voxlake.people.segments.profiles import Profile
from voxlake.people.segments.traits import Trait, topic_of
from voxlake.people.segments.words import words_of

_NAME_PARTS = 2
_SENTENCES = 4
_CLAUSE = "who "
_ABOUT_POSTS = frozenset({"activity", "engagement", "sentiment", "topics", "hours"})
_UNSAID = {  # what only few of a group do is not in its name
    "silent buyers": _ABOUT_POSTS,
    "authors": frozenset({"purchases"}),
    "onlookers": _ABOUT_POSTS | {"purchases"},
}


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


def describe(
    profile: Profile,
    total: int,
    topic_titles: Mapping[int, str],
    facts: Mapping[str, Any] | None = None,
    zone: str = DEFAULT_ZONE,
) -> str:
    """A few sentences: how many they are, what sets them apart, when they post, what they bring.

    Args:
        profile: The segment.
        total: Users of all segments.
        topic_titles: Titles of the topics, by id.
        facts: Columns of its row of `segment_profiles`, as far as they are known.
        zone: Zone of their hours.
    """
    if not profile.user_count:
        return "No users on this day."
    said = [
        words_of(d.trait.name, title_of(d.trait, topic_titles)).sentence(
            d.mean, d.overall, d.difference
        )
        for d in profile.telling[:_SENTENCES]
    ]
    apart = f"Against all users, {'; '.join(said)}." if said else "They are much like all users."
    size = f"{profile.user_count:,} users, {profile.user_count / total:.0%} of all."
    return " ".join([size, apart, *_facts_in_words(facts or {}, zone)])


def _facts_in_words(facts: Mapping[str, Any], zone: str) -> Iterator[str]:
    if (growth := facts.get("growth")) is not None:
        yield f"Since {facts['earlier_date']} their number has changed by {growth:+.0%}."
    if shares := facts.get("active_hours"):
        start, end, share = busiest_hours(shares)
        clock = clock_of(zone)
        yield f"Busiest from {start:02}:00 to {end:02}:00 {clock} ({share:.0%} of their posts)."
    if facts.get("mood"):
        yield f"By the emotions in posts by and about them, {moods_in_words(facts['moods'])}."
    if (expected := facts.get("mean_expected_value")) is not None:
        currency = facts.get("currency") or ""
        yield f"A user is expected to bring {expected:,.2f} {currency}".rstrip() + "."


def moods_in_words(shares: Sequence[tuple[str, float]]) -> str:
    """Such as `40% sound neutral, 25% stressed; of 35% it is unknown`: the shares of all of them.

    Args:
        shares: Each mood and its share, the largest first; one at least is known.
    """
    known = [(mood, share) for mood, share in shares if mood != UNKNOWN]
    unknown = [share for mood, share in shares if mood == UNKNOWN]
    (first, largest), *others = known
    said = [f"{largest:.0%} sound {first}", *(f"{share:.0%} {mood}" for mood, share in others)]
    return "; ".join([", ".join(said), *(f"of {share:.0%} it is unknown" for share in unknown)])


def busiest_hours(shares: Sequence[float], length: int = 4) -> tuple[int, int, float]:
    """The `length` hours in a row, also over midnight, with the most posts: from, to, share.

    Args:
        shares: Share of the posts of each hour of the day.
        length: How many hours.
    """
    hours = len(shares)
    sums = [sum(shares[(i + j) % hours] for j in range(length)) for i in range(hours)]
    start = max(range(hours), key=lambda i: (round(sums[i], 9), -i))
    return start, (start + length) % hours, sums[start]


def _name_parts(profile: Profile, topic_titles: Mapping[int, str]) -> list[str]:
    """Words for the largest difference of each group of traits, the largest first."""
    parts: dict[str, str] = {}
    for d in profile.differences:
        part = words_of(d.trait.name, title_of(d.trait, topic_titles)).name_part(d.difference)
        if d.is_telling and part and d.trait.group not in _UNSAID.get(profile.noun, ()):
            parts.setdefault(d.trait.group, part)
    return list(parts.values())


def _name(noun: str, parts: Sequence[str]) -> str:
    clauses = [part.removeprefix(_CLAUSE) for part in parts if part.startswith(_CLAUSE)]
    adjectives = [part for part in parts if not part.startswith(_CLAUSE)]
    name = f"{', '.join(adjectives)} {noun}".strip() if parts else f"typical {noun}"
    if clauses:
        name = f"{name} {_CLAUSE}{' and '.join(clauses)}"
    return name[0].upper() + name[1:]


def title_of(trait: Trait, topic_titles: Mapping[int, str]) -> str | None:
    """The title of the topic that a trait is about; None for other traits."""
    topic = topic_of(trait.name)
    return None if topic is None else topic_titles.get(topic)


def read_names(text: str, path: str) -> dict[int, str]:
    """Names that people gave segments, by id; rows without a name are left out.

    Args:
        text: CSV with a header that has segment_id and name.
        path: Its name, for errors.

    Raises:
        InputError: a column is missing, an id is no whole number, or one is named twice; names
            the row, the header being row 1.
    """
    names: dict[int, str] = {}
    for number, row in read_rows(text, path, ("segment_id", "name")).rows:
        name = row["name"].strip()
        if not name:
            continue
        segment = row["segment_id"].strip()
        if not segment.isdecimal():
            raise InputError(f"{path}, row {number}: {segment!r} is no segment_id.")
        if int(segment) in names:
            raise InputError(f"{path}, row {number}: segment {segment} is named twice.")
        names[int(segment)] = name
    return names


def name_rows(
    suggested: Mapping[int, str], edited: Mapping[int, str], version: str
) -> list[tuple[int, str, str, bool, str]]:
    """Rows of `segment_names`: names of people go before the suggestions of a model version."""
    return [
        (i, edited.get(i, name), name, i in edited, version)
        for i, name in sorted(suggested.items())
    ]

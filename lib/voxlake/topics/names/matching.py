"""Which topics of a refit are those of the fit before it, and what became of the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from scipy.optimize import linear_sum_assignment

from voxlake.spark.columns import is_clear

_NOWHERE = -1
"""Stands for the topic of a text that belongs to none."""
_MOST = 0.5
"""Share from which on texts are most of a topic's."""

Matrix = NDArray[Any]


@dataclass(frozen=True)
class Overlaps:
    """How many texts are in each topic of a fit and in each of the refit.

    Attributes:
        before: Ids of the topics before, in the order of rows.
        counts: Texts by topic before and by place in the refit. A last row and a last column hold
            those that are in no topic before, and in none now.
    """

    before: tuple[int, ...]
    counts: Matrix

    @classmethod
    def of(
        cls, pairs: Mapping[tuple[int, int], int], before: Collection[int], now: int
    ) -> Overlaps:
        """Put counts of pairs in order; one that is none of these topics counts as nowhere.

        Args:
            pairs: Texts by topic before and place in the refit.
            before: Ids of the topics before.
            now: How many topics the refit has.
        """
        ids = tuple(sorted(before))
        rows = {topic: row for row, topic in enumerate(ids)}
        counts = np.zeros((len(ids) + 1, now + 1))
        for (old, new), texts in pairs.items():
            counts[rows.get(old, len(ids)), new if 0 <= new < now else now] += texts
        return cls(ids, counts)

    @property
    def known(self) -> Matrix:
        """The texts that are in a topic before and in one now."""
        return self.counts[:-1, :-1]

    @property
    def jaccard(self) -> Matrix:
        """Of the texts that are in a topic of both fits: those in both of a pair by in either."""
        known = self.known
        either = known.sum(axis=1)[:, None] + known.sum(axis=0) - known
        return np.divide(known, either, out=np.zeros_like(known), where=either > 0)


@dataclass(frozen=True)
class Guided:
    """Topics that guides of the config name, which go by that name whatever their texts.

    Attributes:
        before: The id of each guide that has had a topic.
        now: The place in the refit of each that has texts.
    """

    before: Mapping[str, int] = field(default_factory=dict)
    now: Mapping[str, int] = field(default_factory=dict)

    @property
    def pairs(self) -> dict[int, int]:
        """The id of each place whose guide has had one."""
        return {place: self.before[name] for name, place in self.now.items() if name in self.before}


@dataclass(frozen=True)
class Change:
    """What became of a topic: a row of `topic_changes` but for the versions."""

    topic_id: int
    change: str
    from_topic_ids: tuple[int, ...] = ()
    overlap: float | None = None


def count_pairs(before: DataFrame, now: DataFrame) -> dict[tuple[int, int], int]:
    """How many posts are in each pair of topics, as `Overlaps.of` takes them.

    Args:
        before: Rows of `post_topics` that the model in use gives, one post of each text.
        now: Those that the refit gives to the same posts, a topic's id being its place in it.
    """
    old, new = (
        rows.select("post_id", F.when(is_clear(), F.col("topic_id")).alias(name))
        for rows, name in ((before, "old"), (now, "new"))
    )
    nowhere = F.lit(_NOWHERE)
    pairs = old.join(new, "post_id", how="full").select(
        F.coalesce("old", nowhere).alias("old"), F.coalesce("new", nowhere).alias("new")
    )
    rows = pairs.groupBy("old", "new").count().collect()  # topics by topics
    return {(row["old"], row["new"]): row["count"] for row in rows}


def match_topics(overlaps: Overlaps, next_id: int, least: float, guided: Guided) -> dict[int, int]:
    """The id of each topic of a refit, by its place there.

    Guided topics keep the id of their guide. Of the others those pairs are the same topic whose
    Jaccard indices (Jaccard 1901) have the largest sum, each with one partner at most (the
    Hungarian method, Kuhn 1955; Hennig, Computational Statistics & Data Analysis 2007, tells
    clusters of several runs apart by the same index). A pair below `least` is none; what is left
    gets ids that no topic has had, in the order of places.

    Args:
        overlaps: Texts of the topics of both fits.
        next_id: The first id that no topic of any fit has had.
        least: Jaccard index that two topics must have to be one.
        guided: Topics that guides name.
    """
    ids = dict(guided.pairs)
    reserved = set(guided.before.values())
    rows = [row for row, topic in enumerate(overlaps.before) if topic not in reserved]
    places = range(overlaps.known.shape[1])
    columns = [place for place in places if place not in ids]
    table = overlaps.jaccard[np.ix_(rows, columns)]
    for row, column in zip(*linear_sum_assignment(table, maximize=True), strict=True):
        if table[row, column] >= least:
            ids[columns[column]] = overlaps.before[rows[row]]
    for number, place in enumerate(place for place in columns if place not in ids):
        ids[place] = next_id + number
    return ids


def changes_of(overlaps: Overlaps, ids: Mapping[int, int]) -> list[Change]:
    """What became of each topic: those of the refit by id, then those that are gone.

    A topic of the refit is `merged` where two topics or more gave it half of their texts; `kept`
    where it has the id of one before; `split` where it has not and half of its texts were those of
    one topic; else `new`.

    Args:
        overlaps: Texts of the topics of both fits.
        ids: The id of each place, as `match_topics` gives them.
    """
    places = sorted(ids, key=lambda place: ids[place])
    kept = set(ids.values())
    now = [_change(overlaps, place, ids[place]) for place in places]
    rows = zip(overlaps.before, overlaps.counts, strict=False)  # the last row is of no topic
    vanished = [
        Change(topic, "vanished", _most_of(texts[:-1], texts.sum(), ids))
        for topic, texts in rows
        if topic not in kept
    ]
    return [*now, *vanished]


def _change(overlaps: Overlaps, place: int, topic: int) -> Change:
    before, counts = overlaps.before, overlaps.counts
    sizes = counts[:-1].sum(axis=1)
    gave_most = (sizes > 0) & (counts[:-1, place] >= _MOST * sizes)
    givers = tuple(before[row] for row in np.flatnonzero(gave_most))
    sources = _most_of(counts[:-1, place], counts[:, place].sum(), before)
    overlap = None
    if topic in before:
        overlap = float(overlaps.jaccard[before.index(topic), place])
    if len(givers) > 1:
        return Change(topic, "merged", givers, overlap)
    if topic in before:
        return Change(topic, "kept", sources, overlap)
    return Change(topic, "split" if len(sources) == 1 else "new", sources)


def _most_of(
    counts: Matrix, total: float, ids: Mapping[int, int] | Sequence[int]
) -> tuple[int, ...]:
    """The fewest topics that hold half of the texts, the largest first; none where nothing does."""
    if not total or counts.sum() < _MOST * total:
        return ()
    order = np.argsort(-counts, kind="stable")
    so_far = np.cumsum(counts[order])
    return tuple(ids[int(place)] for place in order[: np.searchsorted(so_far, _MOST * total) + 1])

"""Ids of the topics of a fit that last, and what became of the topics before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame

from voxlake.spark.frames import frame_of
from voxlake.tables import TOPIC_CHANGES
from voxlake.topics.names.guides import Start
from voxlake.topics.names.matching import Change, Guided, Overlaps, changes_of, match_topics
from voxlake.topics.names.naming import KnownTopic, ids_of_guides


@dataclass(frozen=True)
class Earlier:
    """The model in use before a refit, and what it and the refit say of the same texts.

    Attributes:
        version: Its version.
        known: Every topic that ever was.
        pairs: Texts by its topic and by place in the refit, as `count_pairs` gives them; none
            where it cannot be read any more.
    """

    version: str
    known: Sequence[KnownTopic]
    pairs: Mapping[tuple[int, int], int]

    @property
    def topics(self) -> set[int]:
        """The ids of its topics."""
        return {topic.topic_id for topic in self.known if topic.version == self.version}

    @property
    def next_id(self) -> int:
        """The first id that no topic of any fit has had."""
        return max((topic.topic_id for topic in self.known), default=-1) + 1


@dataclass(frozen=True)
class LastingIds:
    """The topics of a fit under ids that last.

    Attributes:
        ids: The id of each place in the fit.
        guides: The guide of each id that one names, those without a text among them.
        lost: The ids of these.
        changes: What became of each topic.
        earlier: Version of the model before; None of a first fit.
    """

    ids: Mapping[int, int]
    guides: Mapping[int, str]
    lost: Sequence[int]
    changes: Sequence[Change]
    earlier: str | None = None


def lasting_ids(count: int, start: Start, earlier: Earlier | None, least: float) -> LastingIds:
    """Give the topics of a fit the ids of those before it that they are; others get new ones.

    Args:
        count: How many topics the fit found; those of guides come first, in their order.
        start: What guides began with. One that no text speaks for has an id all the same.
        earlier: The model in use; None: this is the first fit, and ids are places.
        least: Jaccard index of texts from which on two topics are one.
    """
    places = {name: place for place, name in enumerate(start.names)}
    if earlier is None:
        ids = {place: place for place in range(count)}
        lost = {count + i: name for i, name in enumerate(start.lost)}
        changes = [Change(topic, "new") for topic in (*ids, *lost)]
    else:
        before = ids_of_guides(earlier.known, (*start.names, *start.lost))
        overlaps = Overlaps.of(earlier.pairs, earlier.topics, count)
        ids = match_topics(overlaps, earlier.next_id, least, Guided(before, places))
        lost = _ids_of_lost(start.lost, before, max(earlier.next_id - 1, *ids.values()) + 1)
        found = [one for one in changes_of(overlaps, ids) if one.topic_id not in lost]
        of_lost = ("kept" if topic in earlier.topics else "new" for topic in lost)
        changes = [*found, *map(Change, lost, of_lost)]
    guides = {ids[place]: name for name, place in places.items()}
    version = earlier.version if earlier else None
    return LastingIds(ids, guides | lost, tuple(lost), changes, version)


def change_rows(lasting: LastingIds, version: str, like: DataFrame) -> DataFrame:
    """Rows of TOPIC_CHANGES, in the session of a frame."""
    rows = [
        (version, c.topic_id, lasting.earlier, c.change, list(c.from_topic_ids), c.overlap)
        for c in lasting.changes
    ]
    return frame_of(like.sparkSession, rows, TOPIC_CHANGES.schema)


def _ids_of_lost(lost: Sequence[str], before: Mapping[str, int], next_id: int) -> dict[int, str]:
    """The name of each guide that no text speaks for, by the id that it had or gets."""
    new = iter(range(next_id, next_id + len(lost)))
    return {before[name] if name in before else next(new): name for name in lost}

"""What topics are called, and which of them a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyspark.sql import Row

from voxlake.report.sources import Sources
from voxlake.tables import TOPIC_NAMES
from voxlake.tables.columns import ALL_TOPICS


@dataclass(frozen=True)
class Names:
    """Names of all topics that ever were.

    Attributes:
        names: By topic.
        shown_as: The topic that each is merged into; itself where it is not.
        hidden: Those that no page shows.
    """

    names: Mapping[int, str]
    shown_as: Mapping[int, int]
    hidden: frozenset[int]

    def of(self, topic_id: int) -> str:
        """What the topic is called; its number where it has no name."""
        if topic_id == ALL_TOPICS:
            return "all posts together"
        return self.names.get(topic_id, f"Topic {topic_id}")

    def shown(self, topic_id: int) -> int | None:
        """The topic that this one is shown as; None where it, or that one, is hidden."""
        as_topic = self.shown_as.get(topic_id, topic_id)
        return None if {topic_id, as_topic} & self.hidden else as_topic


def topic_names(sources: Sources, profiles: Iterable[Row], titles: Mapping[int, str]) -> Names:
    """The names that people gave, else those that voxlake gives, else titles.

    Args:
        sources: The tables, with `topic_names`, a row per topic that ever was.
        profiles: Rows of `topic_profiles` of the day.
        titles: Of the topics of the model in use.
    """
    rows = sources[TOPIC_NAMES].select("topic_id", "name", "shown_as", "is_hidden").collect()
    return Names(
        {**titles, **_named(profiles), **_named(rows)},
        {row["topic_id"]: row["shown_as"] for row in rows if row["shown_as"] is not None},
        frozenset(row["topic_id"] for row in rows if row["is_hidden"]),
    )


def _named(rows: Iterable[Row]) -> dict[int, str]:
    return {row["topic_id"]: row["name"] for row in rows if row["name"]}

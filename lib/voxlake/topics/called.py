"""What topics are called, and which are shown; without Spark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voxlake.tables.columns import ALL_TOPICS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


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

    @classmethod
    def read(cls, names: DataFrame, titles: Mapping[int, str]) -> Names:
        """Rows of `topic_names`, one per topic that ever was.

        Args:
            names: The rows.
            titles: What topics are called that have no row.
        """
        rows = names.select("topic_id", "name", "shown_as", "is_hidden").collect()
        return cls.of_rows([row.asDict() for row in rows], titles)

    @classmethod
    def of_rows(cls, rows: Sequence[Mapping[str, Any]], titles: Mapping[int, str]) -> Names:
        """The same of rows that are at hand: topic_id, name, shown_as, is_hidden."""
        return cls(
            {**titles, **{row["topic_id"]: row["name"] for row in rows if row["name"]}},
            {row["topic_id"]: row["shown_as"] for row in rows if row["shown_as"] is not None},
            frozenset(row["topic_id"] for row in rows if row["is_hidden"]),
        )

    def of(self, topic_id: int) -> str:
        """What the topic is called; its number where it has no name."""
        if topic_id == ALL_TOPICS:
            return "all posts together"
        return self.names.get(topic_id, f"Topic {topic_id}")

    def shown(self, topic_id: int) -> int | None:
        """The topic that this one is shown as; None where it, or that one, is hidden."""
        as_topic = self.shown_as.get(topic_id, topic_id)
        return None if {topic_id, as_topic} & self.hidden else as_topic

    def told(self) -> dict[int, str]:
        """What each topic is called where it is shown, by id; those that are not have none."""
        where = {topic: self.shown(topic) for topic in sorted({*self.names, *self.shown_as})}
        return {topic: self.of(shown) for topic, shown in where.items() if shown is not None}

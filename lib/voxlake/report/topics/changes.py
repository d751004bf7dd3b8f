"""What a refit changed, in words: topics that are new, split, merged or gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.sources import Sources
from voxlake.tables import TOPIC_CHANGES
from voxlake.topics.called import Names

_ORDER = ("new", "split", "merged", "vanished")


@dataclass(frozen=True)
class Changes:
    """What became of the topics of the model before.

    Attributes:
        is_first: Whether there was no model before.
        kept: Topics that are as before.
        sentences: The others, in words.
    """

    is_first: bool
    kept: int
    sentences: list[str]


def changes_of_model(sources: Sources, version: str | None, names: Names) -> Changes | None:
    """What the fit of a version changed; None where that was not kept.

    Args:
        sources: The tables.
        version: The model in use.
        names: Of all topics that ever were.
    """
    of_version = F.col("model_version") == F.lit(version)
    rows = sources[TOPIC_CHANGES].where(of_version).orderBy("topic_id").collect()
    if not rows:
        return None
    kinds = [row["change"] for row in rows]
    told = [row for kind in _ORDER for row in rows if row["change"] == kind]
    return Changes(
        all(row["earlier_version"] is None for row in rows),
        kinds.count("kept"),
        [_sentence(row, names) for row in told if row["topic_id"] not in names.hidden],
    )


def _sentence(row: Row, names: Names) -> str:
    name = f"“{names.of(row['topic_id'])}”"
    others = [each for each in row["from_topic_ids"] or () if each not in names.hidden]
    before = _listed([f"“{names.of(each)}”" for each in others])
    if row["change"] == "split":
        return f"{name} was part of {before} before." if before else f"{name} was part of another."
    if row["change"] == "merged":
        return f"{name} holds what was {before} before." if before else f"{name} holds several."
    if row["change"] == "vanished":
        went = f"; its posts are now mostly in {before}" if before else ""
        return f"{name} is no topic of its own any more{went}."
    return f"{name} is new."


def _listed(names: Sequence[str]) -> str:
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last

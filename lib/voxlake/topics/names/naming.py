"""What each topic is called: by a person, else by its guide, else by its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.topics.names.edits import Edit, Edits, shown_of
from voxlake.topics.names.labels import sentence_case

_NO_EDIT = Edit()


@dataclass(frozen=True)
class KnownTopic:
    """A topic as the latest model that has it tells it.

    Attributes:
        topic_id: Its id.
        title: The words that tell it best.
        guide: The guide of the config that it was found by; None for others.
        version: That model's version.
    """

    topic_id: int
    title: str
    guide: str | None
    version: str


def known_topics(topics: DataFrame, champion: str) -> list[KnownTopic]:
    """Every topic that ever was, by id.

    Args:
        topics: All rows of `topics`.
        champion: Version of the model in use, which comes before all others.
    """
    version = F.col("model_version")
    lateness = F.struct(
        (version == champion).alias("is_champion"),
        F.expr("try_cast(model_version AS bigint)").alias("number"),
        version.alias("version"),
    )
    told = F.struct("title", "guide", "model_version")
    rows = topics.groupBy("topic_id").agg(F.max_by(told, lateness).alias("told")).collect()
    known = [KnownTopic(row["topic_id"], *row["told"]) for row in rows]
    return sorted(known, key=lambda topic: topic.topic_id)


def suggested_names(known: Sequence[KnownTopic]) -> dict[int, str]:
    """What voxlake calls each topic, by id: its guide's name, else its title with a capital.

    A topic without words is called `Topic 3`; of topics of the same name all but a guide's have
    their id behind it.
    """
    names = {t.topic_id: t.guide or sentence_case(t.title) or f"Topic {t.topic_id}" for t in known}
    uses = Counter(names.values())
    return {
        t.topic_id: name if uses[name] == 1 or t.guide else f"{name} ({t.topic_id})"
        for t in known
        for name in [names[t.topic_id]]
    }


def name_rows(
    known: Sequence[KnownTopic], edits: Edits
) -> list[tuple[int, str, str, bool, int, bool, str]]:
    """Rows of `topic_names`: what people say goes before what voxlake suggests."""
    rows = []
    for topic, suggested in zip(known, suggested_names(known).values(), strict=True):
        edited = edits.get(topic.topic_id, _NO_EDIT).name
        shown = shown_of(topic.topic_id, edits)
        rows.append(
            (
                topic.topic_id,
                edited or suggested,
                suggested,
                edited is not None,
                shown.topic_id,
                shown.is_hidden,
                topic.version,
            )
        )
    return rows


def ids_of_guides(known: Sequence[KnownTopic], guides: Collection[str]) -> dict[str, int]:
    """The id of each of these guides that has had a topic: of several the one found last."""
    found = sorted(known, key=lambda topic: (_number(topic.version), topic.topic_id))
    return {t.guide: t.topic_id for t in found if t.guide and t.guide in guides}


def _number(version: str) -> int:
    return int(version) if version.isdecimal() else 0

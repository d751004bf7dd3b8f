"""The topics of the model in use: their names, words and sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.fitted import Fitted
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources
from voxlake.report.topics.relevance import Word, words_of_topics
from voxlake.report.topics.words import latest_topic_model, names_of_topics
from voxlake.tables import POST_TOPICS, TOPICS
from voxlake.topics.called import Names
from voxlake.topics.window import window_of_model


@dataclass(frozen=True)
class Topics:
    """The topics that a page shows.

    Attributes:
        version: The model that the latest posts were assigned with; None without any.
        fitted: What it was fitted on; None where that is not known.
        names: Of all topics that ever were.
        shares: Of each topic shown, the largest first: of the posts of the profiles, of the texts
            of the fit where there are none. What is merged into a topic counts there.
        words: Of each topic, the most relevant first.
        guided: The topics that the config names.
    """

    version: str | None
    fitted: Fitted | None
    names: Names
    shares: Mapping[int, float]
    words: Mapping[int, Sequence[Word]]
    guided: frozenset[int]


def topics_in_use(
    sources: Sources, profiles: Sequence[Row], as_of: date, settings: ReportSettings
) -> Topics:
    """The topics of the latest posts of the report's days.

    Args:
        sources: The tables.
        profiles: Rows of `topic_profiles` of the day.
        as_of: Last day.
        settings: How many days are counted.
    """
    version = latest_topic_model(sources[POST_TOPICS], as_of, settings.counted_days)
    rows = sources[TOPICS].where(F.col("model_version") == F.lit(version)).collect()
    names = names_of_topics(sources, version)
    window = window_of_model(sources[TOPICS], version)
    told = [(row["topic_id"], row["post_share"]) for row in profiles]
    return Topics(
        version,
        Fitted("posts", window.first, window.last) if window else None,
        names,
        _shares(told or [(row["topic_id"], row["weight"]) for row in rows], names),
        words_of_topics(sources, version),
        frozenset(row["topic_id"] for row in rows if row["is_guided"]),
    )


def _shares(told: Sequence[tuple[int, float | None]], names: Names) -> dict[int, float]:
    found: dict[int, float] = {}
    for topic_id, share in told:
        if (shown := names.shown(topic_id)) is not None:
            found[shown] = found.get(shown, 0.0) + (share or 0.0)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

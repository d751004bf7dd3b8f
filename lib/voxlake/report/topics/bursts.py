"""Bursts of topics, and the words and hashtags that rise: what is talked about more than usual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Row, Window
from pyspark.sql import functions as F

from voxlake.report.settings import WEEK, ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.report.topics.behind import shown_posts
from voxlake.report.week.evidence import Post
from voxlake.tables import TERM_TRENDS, TOPIC_BURSTS
from voxlake.topics.called import Names

_BURSTS = 8
_TERMS = 12


@dataclass(frozen=True)
class Burst:
    """Days on which a topic had more posts than usual; `end` is None while it lasts."""

    topic_id: int
    name: str
    start: date
    peak: date
    end: date | None
    posts: int
    usual: float
    examples: list[Post]

    @property
    def when(self) -> str:
        """Its days in words."""
        start, peak = (f"{day:%-d %B %Y}" for day in (self.start, self.peak))
        if self.start == self.end:
            return f"On {start} alone."
        most = "with most posts on that day" if start == peak else f"most posts on {peak}"
        end = f"ended on {self.end:%-d %B %Y}" if self.end else "and still goes on"
        return f"Began on {start}, {most}, {end}."


@dataclass(frozen=True)
class RisingTerm:
    """A word, phrase or hashtag on the day of the week on which it rose most.

    `people` used it on that day, where `usual` is usual; `rise` is how many times the usual that
    is, shrunk towards 1.
    """

    term: str
    kind: str
    day: date
    people: int
    usual: float
    rise: float
    examples: list[Post]


def latest_bursts(sources: Sources, as_of: date, settings: ReportSettings) -> list[Row]:
    """The latest bursts of the report's days; those that last come first."""
    of_days = window(sources[TOPIC_BURSTS], "peak_date", as_of, settings.days)
    order = (F.col("end_date").desc_nulls_first(), F.desc("distance"), "topic_id", "start_date")
    return of_days.orderBy(*order).limit(_BURSTS).collect()


def bursts_in_words(
    rows: Sequence[Row], names: Names, posts: Mapping[str, Row], settings: ReportSettings
) -> list[Burst]:
    """The bursts of topics that are shown, with the posts behind them."""
    return [
        Burst(
            shown,
            names.of(shown),
            row["start_date"],
            row["peak_date"],
            row["end_date"],
            row["post_count"],
            row["usual_count"],
            shown_posts(row["post_ids"], posts, settings),
        )
        for row in rows
        if (shown := names.shown(row["topic_id"])) is not None
    ]


def rising_terms(sources: Sources, as_of: date) -> list[Row]:
    """The words, phrases and hashtags that rose most in the week, each on its best day."""
    best = Window.partitionBy("kind", "term").orderBy(F.desc("score"), F.desc("post_date"))
    return (
        window(sources[TERM_TRENDS], "post_date", as_of, WEEK)
        .withColumn("of_term", F.row_number().over(best))
        .where("of_term = 1")
        .orderBy(F.desc("score"), "term", "kind")
        .limit(_TERMS)
        .collect()
    )


def terms_in_words(
    rows: Sequence[Row], posts: Mapping[str, Row], settings: ReportSettings
) -> list[RisingTerm]:
    """The rising terms with the posts behind them."""
    return [
        RisingTerm(
            row["term"],
            row["kind"],
            row["post_date"],
            row["author_count"],
            row["usual_count"],
            row["rise"],
            shown_posts(row["post_ids"], posts, settings),
        )
        for row in rows
    ]

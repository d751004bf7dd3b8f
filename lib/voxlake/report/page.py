"""The report: one HTML page that holds all it shows and opens without a network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources

from jinja2 import Environment, StrictUndefined

from voxlake.report import overview, pictures
from voxlake.report.changes import Week, changes_of_week
from voxlake.report.comparisons import WEEK
from voxlake.report.overview import Day, Quality, Segment, Topic, Value
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, latest_topic_model, purchases, scored_posts


@dataclass(frozen=True)
class Facts:
    """All that the page says, as small figures."""

    as_of: date
    week: Week
    days: list[Day]
    topics: list[Topic]
    segments: list[Segment]
    value: Value | None
    quality: list[Quality]

    @property
    def week_first(self) -> date:
        """First day of the week that is looked at."""
        return self.as_of - timedelta(days=WEEK - 1)


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> Facts:
    """Add up all that the page needs; nothing here grows with posts or users.

    Args:
        sources: The tables, of the days up to `as_of`.
        as_of: Last day of the report.
        settings: What to compare and to show.
    """
    topic_model = latest_topic_model(sources.post_topics, as_of)
    titles = overview.topic_titles(sources, topic_model)
    posts = scored_posts(sources, topic_model).persist()
    facts = Facts(
        as_of=as_of,
        week=changes_of_week(posts, purchases(sources.purchase_lines), titles, as_of, settings),
        days=overview.sentiment_by_day(posts, as_of, settings.days),
        topics=overview.topics_of_posts(posts, sources, topic_model),
        segments=overview.segments_of_users(sources),
        value=overview.value_of_buyers(sources.user_value),
        quality=overview.quality_of_records(sources.data_quality),
    )
    posts.unpersist()
    return facts


def render(facts: Facts, settings: ReportSettings) -> str:
    """The page as HTML; every text in it is escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["day"] = lambda day: f"{day:%-d %B %Y}"
    environment.filters["number"] = lambda value: f"{value:,.0f}"
    environment.filters["percent"] = lambda value: f"{value:.0%}"
    environment.filters["exact_percent"] = lambda value: f"{value:.1%}"
    files = resources.files("voxlake.report")
    template = environment.from_string((files / "page.html").read_text(encoding="utf-8"))
    return template.render(
        facts=facts,
        settings=settings,
        style=(files / "page.css").read_text(encoding="utf-8"),
        sentiment_picture=pictures.sentiment_picture(facts.days) if facts.days else None,
        value_picture=pictures.value_picture(facts.value) if facts.value else None,
    )

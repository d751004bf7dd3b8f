"""The page of topics: what people talk about, what rises, in which posts, and about whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.report.topics.behind import posts_named
from voxlake.report.topics.brands import Voices, share_of_voice, voices_picture
from voxlake.report.topics.bursts import (
    Burst,
    RisingTerm,
    bursts_in_words,
    latest_bursts,
    rising_terms,
    terms_in_words,
)
from voxlake.report.topics.cards import CARDS, Card, cards_of_topics
from voxlake.report.topics.changes import Changes, changes_of_model
from voxlake.report.topics.known import Topics, topics_in_use
from voxlake.report.topics.map import HEIGHT, WIDTH, Circle, topic_map
from voxlake.report.topics.posting import Posting, posting_of_brands
from voxlake.report.topics.relevance import WORDS, CloudWord, word_cloud
from voxlake.report.topics.shares import Shares, shares_over_time, shares_picture
from voxlake.report.topics.top_posts import TopPost, rows_of_top_posts, top_posts_by_kind
from voxlake.spark.columns import is_clear
from voxlake.tables import POST_TOPICS, POSTS, TOPIC_PROFILES
from voxlake.topics.terms import FREQUENT_SHARE

_CLOUD = 60


@dataclass(frozen=True)
class TopicsPage:
    """What the topics page shows.

    Attributes:
        posts: Posts of the report's days that the topic model could read.
        nowhere: Those of them that belong to no topic.
        topics: The topics of the model in use.
        cards: The largest of them.
        circles: The map.
        cloud: The most frequent words of all.
        shares: The largest topics over time; None where nothing was counted.
        bursts: What was said more than usual, and when.
        top_posts: Posts that stand out, by the title of their kind.
        terms: Words that rise.
        voices: The brands; None where none is named.
        posting: The accounts of brands.
        changes: What the last refit changed; None where that is not known.
    """

    posts: int
    nowhere: int
    topics: Topics
    cards: list[Card]
    circles: list[Circle]
    cloud: list[CloudWord]
    shares: Shares | None
    bursts: list[Burst]
    top_posts: dict[str, list[TopPost]]
    terms: list[RisingTerm]
    voices: Voices | None
    posting: list[Posting]
    changes: Changes | None

    words_shown: ClassVar[int] = WORDS
    frequent_share: ClassVar[float] = FREQUENT_SHARE
    map_size: ClassVar[tuple[int, int]] = (WIDTH, HEIGHT)

    @property
    def nowhere_share(self) -> float:
        """Share of the posts that belong to no topic."""
        return self.nowhere / self.posts if self.posts else 0.0


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> TopicsPage | None:
    """Topics, trends and brands up to the day; None where there is none of them."""
    profiles = sources[TOPIC_PROFILES].collect()  # one row a topic
    topics = topics_in_use(sources, profiles, as_of, settings)
    bursts = latest_bursts(sources, as_of, settings)
    terms = rising_terms(sources, as_of)
    tops = rows_of_top_posts(sources)
    ids = _named((*profiles, *bursts, *terms, *tops))
    posts = posts_named(sources[POSTS], ids, as_of, settings)
    read, nowhere = _counts(sources, as_of, settings)
    largest = dict(list(topics.shares.items())[:CARDS])
    weights = {i: {w.term: w.weight for w in topics.words.get(i, ())} for i in largest}
    found = TopicsPage(
        posts=read,
        nowhere=nowhere,
        topics=topics,
        cards=cards_of_topics(topics, profiles, posts, settings),
        circles=topic_map(weights, largest, {i: topics.names.of(i) for i in largest}),
        cloud=word_cloud({i: topics.words.get(i, ()) for i in largest}, largest, _CLOUD),
        shares=shares_over_time(sources, topics.names, as_of, settings),
        bursts=bursts_in_words(bursts, topics.names, posts, settings),
        top_posts=top_posts_by_kind(tops, posts, settings),
        terms=terms_in_words(terms, posts, settings),
        voices=share_of_voice(sources, topics.names, as_of, settings),
        posting=posting_of_brands(sources, topics.names),
        changes=changes_of_model(sources, topics.version, topics.names),
    )
    has_something = (found.cards, found.shares, found.bursts, found.top_posts, found.terms)
    return found if any((*has_something, found.voices, found.posting)) else None


def draw(facts: TopicsPage) -> dict[str, str]:
    """The page's pictures, of more than one day or week; the map is drawn by its template."""
    return {
        "shares": shares_picture(facts.shares) if facts.shares and facts.shares.starts[1:] else "",
        "voices": voices_picture(facts.voices) if facts.voices and facts.voices.starts[1:] else "",
    }


def _named(rows: Iterable[Row]) -> Iterator[str]:
    """The posts that rows of several tables name."""
    for row in rows:
        told = row.asDict()
        for name in ("typical_post_ids", "recent_post_ids", "post_ids"):
            yield from told.get(name) or ()
        if "post_id" in told:
            yield told["post_id"]


def _counts(sources: Sources, as_of: date, settings: ReportSettings) -> tuple[int, int]:
    """Posts of the report's days that the model could read, and those without a clear topic."""
    row = (
        window(sources[POST_TOPICS], "post_date", as_of, settings.days)
        .agg(
            F.count(F.lit(1)).alias("posts"),
            F.count_if(~is_clear()).alias("nowhere"),
        )
        .collect()[0]
    )
    return row["posts"], row["nowhere"]

"""How many of some posts the models read, and what became of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

UNUSABLE = "unusable"
WITHOUT_TEXT = "without_text"
FOREIGN = "foreign"
NOT_LOOKED_AT = "not_looked_at"
READ = "read"

_MOST_LANGUAGES = 5
_NAMES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French",
    "hi": "Hindi", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "sv": "Swedish",
    "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """Posts, how many of them a figure rests on, and why it rests on no more.

    Attributes:
        posts: All of them.
        read: Those that models read.
        foreign: Posts in each language that no model reads, by its ISO 639 code.
        unusable: Posts set aside by a filter.
        without_text: Usable posts without a text.
        unscored: Posts that no job has looked at or scored yet.
    """

    posts: int = 0
    read: int = 0
    foreign: Mapping[str, int] = field(default_factory=dict)
    unusable: int = 0
    without_text: int = 0
    unscored: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether no post is left out."""
        return self.read == self.posts

    @property
    def share(self) -> str:
        """Such as `206 of 3,975 posts`."""
        return f"{self.read:,} of {self.posts:,} posts"

    @property
    def left_out(self) -> str:
        """The posts that are left out, such as `30 in French, 4 set aside`; empty without any."""
        ranked = sorted(self.foreign.items(), key=lambda item: (-item[1], item[0]))
        shown = [f"{n:,} in {_NAMES.get(code, code)}" for code, n in ranked[:_MOST_LANGUAGES]]
        others = sum(n for _, n in ranked[_MOST_LANGUAGES:])
        counted = (
            (others, "in other languages"),
            (self.unusable, "set aside"),
            (self.without_text, "without text"),
            (self.unscored, "not scored yet"),
        )
        return ", ".join([*shown, *(f"{n:,} {words}" for n, words in counted if n)])


def with_reading(posts: DataFrame, languages: DataFrame) -> DataFrame:
    """Adds `reading`, what becomes of a post, and `foreign`, its language if no model reads it.

    Args:
        posts: Rows of `posts`.
        languages: Rows of `post_language` of the same days.
    """
    known = languages.select(
        "post_id",
        "post_date",
        "is_read",
        F.when(~F.col("is_read"), F.col("language")).alias("foreign"),
    )
    reading = (
        F.when(~F.coalesce("is_usable", F.lit(True)), F.lit(UNUSABLE))
        .when(F.col("text_hash").isNull(), F.lit(WITHOUT_TEXT))
        .when(F.col("is_read").isNull(), F.lit(NOT_LOOKED_AT))
        .otherwise(F.when(F.col("is_read"), F.lit(READ)).otherwise(F.lit(FOREIGN)))
    )
    joined = posts.join(known, on=["post_id", "post_date"], how="left")
    return joined.withColumn("reading", reading).drop("is_read")


def coverage_of(posts: DataFrame, languages: DataFrame) -> Coverage:
    """How many of the posts models read, counted in one query.

    Args:
        posts: Rows of `posts`.
        languages: Rows of `post_language` of the same days.
    """
    rows = with_reading(posts, languages).groupBy("reading", "foreign").count().collect()
    return covered((row["reading"], row["foreign"], row["count"]) for row in rows)


def covered(counted: Iterable[tuple[str, str | None, int]]) -> Coverage:
    """The coverage of posts counted by their reading and, where it is foreign, their language."""
    totals: dict[str, int] = {}
    foreign: dict[str, int] = {}
    for reading, language, count in counted:
        totals[reading] = totals.get(reading, 0) + int(count)
        if reading == FOREIGN:
            code = language or "an unknown language"
            foreign[code] = foreign.get(code, 0) + int(count)
    return Coverage(
        posts=sum(totals.values()),
        read=totals.get(READ, 0),
        foreign=foreign,
        unusable=totals.get(UNUSABLE, 0),
        without_text=totals.get(WITHOUT_TEXT, 0),
        unscored=totals.get(NOT_LOOKED_AT, 0),
    )

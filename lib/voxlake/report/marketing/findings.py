"""What to change on pages and in texts."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.sources import Sources
from voxlake.tables import CONTENT_FINDINGS, CONTENT_SCORES

_RULES = 10
_PAGES = 10
_POST = "post"


@dataclass(frozen=True)
class Rule:
    """A rule that pages break: how many do, how bad that is, and what to do on one of them."""

    name: str
    severity: str
    pages: int
    example: str
    proposal: str


@dataclass(frozen=True)
class Scored:
    """A page with its score; the row has the rest."""

    row: Row

    @property
    def name(self) -> str:
        """Its title, or else its address or id."""
        name: str = self.row["title"] or self.row["url"] or self.row["content_id"]
        return name


@dataclass(frozen=True)
class Content:
    """The audit of the day.

    Attributes:
        pages: Pages and texts that were scored, posts apart.
        unread: Those that could not be read.
        rules: The rules that are broken, the worst first, then by how many break them.
        worst: Pages with the lowest scores, those that search shows most often first of equals.
    """

    pages: int
    unread: int
    rules: list[Rule]
    worst: list[Scored]


def content_of_day(sources: Sources) -> Content:
    """Scores and findings of pages and texts of the day's snapshot; posts are no pages."""
    scores = sources[CONTENT_SCORES].where(F.col("kind") != _POST)
    is_scored = F.col("score").isNotNull()
    pages, unread = scores.agg(
        F.count(F.when(is_scored, 1)), F.count(F.when(~is_scored, 1))
    ).collect()[0]
    severity = F.col("severity")
    rank = F.when(severity == "high", 0).when(severity == "medium", 1).otherwise(2)
    found = (
        sources[CONTENT_FINDINGS]
        .join(
            scores.select("as_of_date", "content_id", "title", "url"), ["as_of_date", "content_id"]
        )
        .withColumn("_rank", rank)
    )
    first = F.min(F.struct("content_id", "finding", "title", "url", "proposal")).alias("first")
    rules = (
        found.groupBy("rule", "severity", "_rank")
        .agg(F.count_distinct("content_id").alias("pages"), first)
        .orderBy("_rank", F.desc("pages"), "rule")
        .limit(_RULES)
    )
    worst = (
        scores.where(is_scored)
        .orderBy("score", F.desc_nulls_last("impression_count"), "content_id")
        .limit(_PAGES)
    )
    return Content(
        pages,
        unread,
        [_rule(row) for row in rules.collect()] if pages else [],
        [Scored(row) for row in worst.collect()] if pages else [],
    )


def _rule(row: Row) -> Rule:
    first = row["first"]
    return Rule(
        row["rule"].replace("_", " "),
        row["severity"],
        row["pages"],
        first["title"] or first["url"] or first["content_id"],
        first["proposal"] or "",
    )

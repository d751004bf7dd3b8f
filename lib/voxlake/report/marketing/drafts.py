"""Drafts that wait for a person, and why others were rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.report.week.evidence import shorten
from voxlake.spark.bounded import first_at_most
from voxlake.tables import DRAFTS, IMAGES

OFFERED = "offered"
_OFFERED = 12
_REASONS = 20
_STATES = 10
_PICTURES = 60


@dataclass(frozen=True)
class Draft:
    """A draft that passed all checks and waits for a person; pictures are told by their words."""

    draft_id: str
    kind: str
    network: str | None
    created: date
    title: str | None
    text: str
    generator: str
    pictures: list[str]


@dataclass(frozen=True)
class Drafts:
    """Drafts of the report's days.

    Attributes:
        states: How many there are in each state.
        offered: Those that wait, the latest first; at most twelve.
        failed: How many were rejected by each check that they failed; a draft may fail several.
        pictures: How many pictures there are in each state.
    """

    states: dict[str, int]
    offered: list[Draft]
    failed: dict[str, int]
    pictures: dict[str, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many wait for a person."""
        return self.states.get(OFFERED, 0)


def drafts_of_days(sources: Sources, as_of: date, settings: ReportSettings) -> Drafts:
    """Drafts that were made in the report's days.

    Args:
        sources: The tables.
        as_of: Last day.
        settings: How many days, and how much to show of a text.
    """
    drafts, images = (
        window(sources[table], "created_date", as_of, settings.days) for table in (DRAFTS, IMAGES)
    )
    states = drafts.groupBy("state").agg(F.count("*").alias("n")).orderBy("state")
    offered = drafts.where(F.col("state") == OFFERED).orderBy(F.desc("created_date"), "draft_id")
    failed = (
        drafts.where(F.col("state") == "rejected")
        .select(F.explode("checks").alias("check"))
        .where(~F.col("check.passed"))
        .groupBy(F.col("check.name").alias("name"))
        .agg(F.count("*").alias("n"))
        .orderBy(F.desc("n"), "name")
    )
    told = {row["state"]: row["n"] for row in first_at_most(states, _STATES, "states of drafts")}
    shown = offered.limit(_OFFERED).collect() if told.get(OFFERED) else []
    checks = first_at_most(failed, _REASONS, "checks that drafts failed") if told else []
    words = _words_of(images, [row["draft_id"] for row in shown])
    drawn = images.groupBy("state").agg(F.count("*").alias("n")).orderBy("state").limit(_STATES)
    return Drafts(
        told,
        [_draft(row, words.get(row["draft_id"], []), settings) for row in shown],
        {row["name"].replace("_", " "): row["n"] for row in checks},
        {row["state"]: row["n"] for row in drawn.collect()},
    )


def _words_of(images: DataFrame, ids: Sequence[str]) -> dict[str, list[str]]:
    """What the pictures of drafts show, each told once."""
    if not ids:
        return {}
    rows = (
        images.where(F.col("draft_id").isin(list(ids)) & (F.col("state") == OFFERED))
        .select("draft_id", F.coalesce("alt_text", F.lit("no words tell it")).alias("words"))
        .distinct()
        .orderBy("draft_id", "words")
        .limit(_PICTURES)
    )
    found: dict[str, list[str]] = {}
    for row in rows.collect():
        found.setdefault(row["draft_id"], []).append(row["words"])
    return found


def _draft(row: Row, pictures: list[str], settings: ReportSettings) -> Draft:
    return Draft(
        row["draft_id"],
        row["kind"],
        row["network"],
        row["created_date"],
        row["title"],
        shorten(row["text"] or "", settings.text_length),
        row["generator"],
        pictures,
    )

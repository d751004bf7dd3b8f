"""Drafts that wait for a person, and why others were rejected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.report.week.evidence import shorten
from voxlake.spark.bounded import first_at_most
from voxlake.tables import DRAFTS

OFFERED = "offered"
_OFFERED = 12
_REASONS = 20
_STATES = 10


@dataclass(frozen=True)
class Draft:
    """A draft that passed all checks and waits for a person."""

    kind: str
    network: str | None
    created: date
    title: str | None
    text: str
    generator: str


@dataclass(frozen=True)
class Drafts:
    """Drafts of the report's days.

    Attributes:
        states: How many there are in each state.
        offered: Those that wait, the latest first; at most twelve.
        failed: How many were rejected by each check that they failed; a draft may fail several.
    """

    states: dict[str, int]
    offered: list[Draft]
    failed: dict[str, int]

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
    drafts = window(sources[DRAFTS], "created_date", as_of, settings.days)
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
    return Drafts(
        told,
        [_draft(row, settings) for row in shown],
        {row["name"].replace("_", " "): row["n"] for row in checks},
    )


def _draft(row: Row, settings: ReportSettings) -> Draft:
    return Draft(
        row["kind"],
        row["network"],
        row["created_date"],
        row["title"],
        shorten(row["text"] or "", settings.text_length),
        row["generator"],
    )

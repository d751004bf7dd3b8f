"""What goes out in the days to come, and what became of what went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.core.zones import clock_of
from voxlake.report.settings import WEEK, WEEKDAYS, ReportSettings
from voxlake.report.sources import Sources
from voxlake.report.week.evidence import shorten
from voxlake.spark.bounded import first_at_most
from voxlake.tables import POSTING_SCHEDULE, PUBLICATIONS

STATES = {
    "approved": "approved, not sent yet",
    "sending": "being sent",
    "sent": "sent",
    "failed": "failed: not there",
    "ask": "perhaps there: a person has to look",
}
_TROUBLE = ("ask", "failed")
_TROUBLES = 10
_PLANNED = 40
_REASONS = 10


@dataclass(frozen=True)
class Slot:
    """Something that goes out at a time, by the clock of its account."""

    day: str
    time: str
    clock: str
    account: str
    network: str | None
    text: str
    gain: float | None
    is_reliable: bool
    is_approved: bool


@dataclass(frozen=True)
class Trouble:
    """A publication that failed, or may be there, and what went wrong."""

    state: str
    account: str
    text: str
    error: str | None


@dataclass(frozen=True)
class Publishing:
    """What goes out, and what went out.

    Attributes:
        states: Publications in each state, in the order in which they pass through them.
        troubles: Those that a person has to look at; at most ten.
        week: What is planned for the seven days to come, in order; at most forty.
        left: How many items have no slot, by the reason.
    """

    states: dict[str, int]
    troubles: list[Trouble]
    week: list[Slot]
    left: dict[str, int]


def publishing_of_week(sources: Sources, as_of: date, settings: ReportSettings) -> Publishing:
    """Publications as they are, and the schedule of the seven days after the report's last.

    Args:
        sources: The tables.
        as_of: Last day.
        settings: How much to show of a text.
    """
    publications, schedule = sources[PUBLICATIONS], sources[POSTING_SCHEDULE]
    counts = publications.groupBy("state").agg(F.count("*").alias("n")).collect()  # of five states
    told = {row["state"]: row["n"] for row in counts}
    bad = publications.where(F.col("state").isin(list(_TROUBLE)))
    troubles = bad.orderBy("state", F.desc("scheduled_at"), "publication_id").limit(_TROUBLES)
    left = (
        schedule.where(F.col("state") == "left")
        .groupBy(F.coalesce("reason", F.lit("no reason told")).alias("reason"))
        .agg(F.count("*").alias("n"))
        .orderBy(F.desc("n"), "reason")
    )
    return Publishing(
        {state: told[state] for state in STATES if state in told},
        [_trouble(row, settings) for row in troubles.collect()]
        if any(state in told for state in _TROUBLE)
        else [],
        [_slot(row, settings) for row in _of_week(schedule, as_of)],
        {row["reason"]: row["n"] for row in first_at_most(left, _REASONS, "reasons of no slot")},
    )


def _of_week(schedule: DataFrame, as_of: date) -> list[Row]:
    local = F.from_utc_timestamp("slot_start", F.coalesce("time_zone", F.lit("UTC")))
    ahead = as_of + timedelta(days=WEEK)
    rows = (
        schedule.where(F.col("slot_start").isNotNull())
        .withColumn("_day", F.to_date(local))
        .withColumn("_time", F.date_format(local, "HH:mm"))
        .where(F.col("_day").between(F.lit(as_of + timedelta(days=1)), F.lit(ahead)))
        .orderBy("slot_start", "account", "publication_id")
    )
    return first_at_most(rows, _PLANNED, "posts planned for a week")


def _slot(row: Row, settings: ReportSettings) -> Slot:
    day: date = row["_day"]
    return Slot(
        f"{WEEKDAYS[day.weekday()]}, {day:%-d %B}",
        row["_time"],
        clock_of(row["time_zone"] or "UTC"),
        row["account"] or "no account",
        row["network"],
        shorten(row["text"] or "", settings.text_length),
        row["expected_gain"],
        bool(row["is_reliable"]),
        row["approved_at"] is not None and row["approved_by"] is not None,
    )


def _trouble(row: Row, settings: ReportSettings) -> Trouble:
    text = shorten(row["text"] or "", settings.text_length)
    return Trouble(row["state"], row["account"] or "no account", text, row["error"])

"""The page of value: what came in, who pays, who may leave, what is still expected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from voxlake.report.fitted import Fits, Fitted
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.spark.bounded import first_at_most
from voxlake.tables import (
    MODEL_METRICS,
    ORDER_RECONCILIATION,
    SEGMENT_PROFILES,
    USER_FUNNEL,
    USER_REVENUE,
    USER_VALUE,
    VALUE_TOTALS,
)
from voxlake.tables.columns import ALL_USERS

CHURN = ("active", "at_risk", "lost")
_COHORTS = 12
_CURRENCIES = 20
"""Of the money page, the largest first; more are codes that are none."""
_PARTS = ("gross", "refunds", "cancelled", "without_user", "unknown_currency", "net")


@dataclass(frozen=True)
class Money:
    """How the money of the report's days adds up, in one currency of orders."""

    currency: str
    amounts: dict[str, Decimal]


@dataclass(frozen=True)
class Step:
    """A step from a known user to a buyer who came back."""

    name: str
    users: int
    share_of_known: float | None
    share_of_previous: float | None
    median_days: float | None


@dataclass(frozen=True)
class Revenue:
    """Revenue of a window of days, per user and per paying user; 0 days for all days."""

    window_days: int
    users: int
    paying_share: float
    revenue: Decimal
    per_user: float
    per_paying_user: float | None


@dataclass(frozen=True)
class Churn:
    """Buyers with a label of churn, and what they paid so far."""

    label: str
    buyers: int
    revenue: Decimal


@dataclass(frozen=True)
class Group:
    """Buyers taken together: value so far and expected, with the interval of what may come."""

    name: str
    horizon_days: int
    buyers: int
    revenue: Decimal
    expected: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ValuePage:
    """What the value page shows.

    `fitted` is what the model of what is still to come was fitted on. `without_odd` are the totals
    without the buyers whom its groups are named by: amounts so far from all others that they may be
    wrong.
    """

    currency: str | None
    fitted: Fitted | None
    money: list[Money]
    steps: list[Step]
    revenues: list[Revenue]
    churn: list[Churn]
    totals: list[Group]
    without_odd: list[Group]
    segments: list[Group]
    cohorts: list[Group]


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> ValuePage | None:
    """Value on the day; None without a purchase."""
    revenues = _revenues(sources[USER_REVENUE])
    if not any(revenue.revenue for revenue in revenues):
        return None
    names = {
        str(row["segment_id"]): row["name"]
        for row in sources[SEGMENT_PROFILES].select("segment_id", "name").collect()
    }
    groups = _groups(sources[VALUE_TOTALS])
    named = sources[VALUE_TOTALS].agg(F.max("currency"), F.collect_set("model_version"))
    currency, versions = named.collect()[0]
    lines = window(sources[ORDER_RECONCILIATION], "order_date", as_of, settings.days)
    return ValuePage(
        currency,
        Fits(sources[MODEL_METRICS]).of("value", versions),
        _money(lines),
        _steps(sources[USER_FUNNEL]),
        revenues,
        _churn(sources[USER_VALUE]),
        groups.get("all", []),
        groups.get("without_odd", []),
        [
            replace(g, name=names.get(g.name, "No group"))
            for g in sorted(_longest(groups.get("segment", [])), key=lambda g: -g.expected)
        ],
        sorted(_longest(groups.get("cohort", [])), key=lambda g: g.name)[-_COHORTS:],
    )


def draw(_: ValuePage) -> dict[str, str]:
    """No pictures."""
    return {}


def _longest(groups: list[Group]) -> list[Group]:
    """The groups at the longest horizon there is."""
    longest = max((group.horizon_days for group in groups), default=0)
    return [group for group in groups if group.horizon_days == longest]


def _money(reconciliation: DataFrame) -> list[Money]:
    rows = (
        reconciliation.groupBy("source_currency")
        .agg(*(F.sum(part).alias(part) for part in _PARTS))
        .orderBy(F.col("gross").desc(), "source_currency")
    )
    found = first_at_most(rows, _CURRENCIES, "currencies of orders")
    return [Money(row["source_currency"], {part: row[part] for part in _PARTS}) for row in found]


def _steps(funnel: DataFrame) -> list[Step]:
    rows = funnel.where(F.col("segment_id") == ALL_USERS).orderBy("step_number").collect()
    return [
        Step(
            row["step"].replace("_", " "),
            row["user_count"],
            row["share_of_known"],
            row["share_of_previous"],
            row["median_days"],
        )
        for row in rows
    ]


def _revenues(revenue: DataFrame) -> list[Revenue]:
    rows = revenue.where(F.col("segment_id") == ALL_USERS).orderBy("window_days").collect()
    found = [
        Revenue(
            row["window_days"],
            row["user_count"],
            row["paying_share"],
            row["revenue"],
            row["revenue_per_user"],
            row["revenue_per_paying_user"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda r: (r.window_days == 0, r.window_days))


def _churn(user_value: DataFrame) -> list[Churn]:
    rows = (
        user_value.where(F.col("churn").isNotNull())
        .groupBy("churn")
        .agg(F.count("*").alias("buyers"), F.sum("revenue").alias("revenue"))
        .collect()
    )
    found = {row["churn"]: Churn(row["churn"], row["buyers"], row["revenue"]) for row in rows}
    return [found[label] for label in CHURN if label in found]


def _groups(totals: DataFrame) -> dict[str, list[Group]]:
    """Groups of buyers by what makes them, each at each horizon; of cohorts the last alone."""
    known = totals.where(F.col("expected_value").isNotNull())
    latest_first = Window.partitionBy("grouping").orderBy(F.col("group_name").desc())
    is_shown = (F.col("grouping") != "cohort") | (F.col("_place") <= _COHORTS)
    placed = known.withColumn("_place", F.dense_rank().over(latest_first))
    rows = placed.where(is_shown).orderBy("horizon_days").collect()
    groups: dict[str, list[Group]] = {}
    for row in rows:
        groups.setdefault(row["grouping"], []).append(
            Group(
                row["group_name"],
                row["horizon_days"],
                row["user_count"],
                row["revenue"],
                row["expected_value"],
                row["possible_value_low"],
                row["possible_value_high"],
            )
        )
    return groups

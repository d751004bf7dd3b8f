"""How many users are active, and how the week came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.report.pictures import COLOURS, INK, LIGHT, embedded, legend_above, name_days
from voxlake.tables.columns import ALL_USERS


@dataclass(frozen=True)
class ActiveDay:
    """Users active on a day, in the week and in the month up to it, and how the week came about."""

    day: date
    dau: int
    wau: int
    mau: int
    new: int
    retained: int
    resurrected: int
    dormant: int
    quick_ratio: float | None

    @property
    def stickiness(self) -> float | None:
        """Share of the month's users who are active on the day; None without any."""
        return self.dau / self.mau if self.mau else None


def active_days(growth: DataFrame) -> list[ActiveDay]:
    """The days of all users together, in order.

    Args:
        growth: Rows of `growth` of the days to show.
    """
    of_all = growth.where(F.col("segment_id") == ALL_USERS)
    return [_day(row) for row in of_all.orderBy("activity_date").collect()]


def _day(row: Row) -> ActiveDay:
    return ActiveDay(
        row["activity_date"],
        row["dau"],
        row["wau"],
        row["mau"],
        row["weekly_new"],
        row["weekly_retained"],
        row["weekly_resurrected"],
        row["weekly_dormant"],
        row["weekly_quick_ratio"],
    )


@embedded
def active_picture(figure: Picture, days: list[ActiveDay]) -> None:
    """Users active on each day, in the week and in the month up to it."""
    axes = figure.subplots()
    places = range(len(days))
    for name, counts, width in (
        ("in the month", [day.mau for day in days], 1.2),
        ("in the week", [day.wau for day in days], 1.8),
        ("on the day", [day.dau for day in days], 2.6),
    ):
        axes.plot(places, counts, color=COLOURS["positive"], linewidth=width)
        axes.annotate(
            name, (len(days) - 1, counts[-1]), (6, 0), textcoords="offset points", va="center"
        )
    name_days(axes, [day.day for day in days])
    axes.set_ylim(bottom=0)
    axes.set_ylabel("people active")


@embedded
def accounts_picture(figure: Picture, days: list[ActiveDay]) -> None:
    """New and returned users of the week up to each day above the line, those gone below it."""
    axes = figure.subplots()
    places = range(len(days))
    new = [day.new for day in days]
    back = [day.resurrected for day in days]
    gone = [-day.dormant for day in days]
    axes.bar(places, new, 0.9, color=COLOURS["positive"], label="new")
    axes.bar(places, back, 0.9, new, color=LIGHT, label="came back")
    axes.bar(places, gone, 0.9, color=COLOURS["negative"], label="stayed away")
    axes.axhline(0, color=INK, linewidth=0.8)
    name_days(axes, [day.day for day in days])
    axes.set_ylabel("people, week up to the day")
    legend_above(axes, 3)

"""Growth and retention worked out with sets and pandas, one day after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pandas as pd

Row = dict[str, Any]


def growth(
    active: pd.DataFrame,
    on: Iterable[date],
    month_days: int = 28,
    segment_of: Callable[[str, date], int] = lambda _user, _day: -1,
) -> dict[tuple[date, int], Row]:
    """Rows of `growth` by day and segment, from `user_id` and `activity_date` of user and day."""
    by_day = active.groupby("activity_date").user_id.agg(set).to_dict()
    first = active.groupby("user_id").activity_date.min().to_dict()
    windows = {"daily": 1, "weekly": 7, "monthly": month_days}
    rows: dict[tuple[date, int], Row] = {}
    for day in on:
        for window, length in windows.items():
            now, before = users_of(by_day, day, length), users_of(by_day, day, length, length)
            new = {u for u in now if first[u] > day - timedelta(days=length)}
            states = {
                "new": new,
                "retained": now & before,
                "resurrected": now - before - new,
                "dormant": before - now,
            }
            for state, users in states.items():
                for user in users:
                    for segment in (segment_of(user, day), -2):
                        row = rows.setdefault((day, segment), {})
                        name = f"{window}_{state}"
                        row[name] = row.get(name, 0) + 1
    return {key: complete(row, windows) for key, row in rows.items()}


def complete(row: Row, windows: dict[str, int]) -> Row:
    """The counts that are 0, the sizes and the ratios."""
    counts = {
        f"{w}_{s}": row.get(f"{w}_{s}", 0)
        for w in windows
        for s in ("new", "retained", "resurrected", "dormant")
    }
    active = {
        w: sum(counts[f"{w}_{s}"] for s in ("new", "retained", "resurrected")) for w in windows
    }
    quick = {
        f"{w}_quick_ratio": (counts[f"{w}_new"] + counts[f"{w}_resurrected"])
        / counts[f"{w}_dormant"]
        if counts[f"{w}_dormant"]
        else None
        for w in windows
    }
    sizes = {"dau": active["daily"], "wau": active["weekly"], "mau": active["monthly"]}
    stickiness = sizes["dau"] / sizes["mau"] if sizes["mau"] else None
    month = {"month_days": windows["monthly"]}
    return {**counts, **quick, **sizes, "stickiness": stickiness, **month}


def users_of(by_day: dict[date, set[str]], day: date, length: int, back: int = 0) -> set[str]:
    """Users active in the window of so many days that ended so many days back."""
    days = (day - timedelta(days=back + n) for n in range(length))
    return set().union(*(by_day.get(d, ()) for d in days))


def retention(active: pd.DataFrame, until: date) -> dict[tuple[str, date, date], tuple[int, int]]:
    """Size and active users by period, period's start and cohort's start."""
    rows = {}
    for period, code in (("week", "W-SUN"), ("month", "M")):
        days = pd.to_datetime(active.activity_date).dt.to_period(code)
        first = days.groupby(active.user_id).min()
        cohort = active.user_id.map(first)
        counts = active.groupby([cohort, days]).user_id.nunique()
        sizes = first.value_counts()
        last = pd.Period(until, code)
        for start, size in sizes.items():
            for at in pd.period_range(start, last, freq=code):
                key = (period, at.start_time.date(), start.start_time.date())
                rows[key] = (int(size), int(counts.get((start, at), 0)))
    return rows

"""Posts and purchases counted by day: what most of the first page is added up from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.coverage import UNUSABLE, Coverage, covered
from voxlake.report.settings import WEEK
from voxlake.report.sources import purchases

ENGAGEMENT = ("like", "reply", "repost", "view")
_KEYS = ("reading", "foreign", "label", "topic")
_TEXTS = ("currency", *_KEYS)
Counts = NDArray[np.float64]


@dataclass(frozen=True)
class Daily:
    """Rows counted by day and by what is known of them; few, whatever the posts.

    Attributes:
        rows: With `day`, `age` (0 for the last day), `week` (0 for the one that ends then), sums.
        weeks: How many weeks are compared.
    """

    rows: pd.DataFrame
    weeks: int

    def where(self, condition: pd.Series[bool]) -> Daily:
        """Those rows for which the condition holds."""
        return Daily(self.rows[condition], self.weeks)

    def known(self, key: str) -> Daily:
        """Those rows that have a value of the key."""
        return self.where(self.rows[key].notna())

    def of(self, key: str, value: str) -> Daily:
        """Those rows that have the value."""
        return self.where(self.rows[key] == value)

    def by_week(self, value: str = "posts") -> Counts:
        """The sum of each week, this week first."""
        sums = np.bincount(self.rows["week"], self.rows[value], minlength=self.weeks)
        return sums[: self.weeks].astype(float)

    def by_day(self, value: str = "posts") -> dict[date, float]:
        """The sum of each day that has rows."""
        return dict(self.rows.groupby("day")[value].sum())

    def values(self, key: str) -> list[str]:
        """The values of a key, in order."""
        return sorted(self.rows[key].dropna().unique())

    def within(self, days: int) -> Daily:
        """Those rows of the last days."""
        return self.where(self.rows["age"] < days)

    def total(self) -> int:
        """How many posts there are."""
        return int(self.rows["posts"].sum())

    def coverage(self) -> Coverage:
        """How many posts were read, and what became of the others."""
        counted = zip(*(self.rows[name] for name in ("reading", "foreign", "posts")), strict=True)
        return covered((reading, foreign or None, int(n)) for reading, foreign, n in counted)

    @property
    def usable(self) -> Daily:
        """Posts that count."""
        return self.where(self.rows["reading"] != UNUSABLE)


def daily_posts(posts: DataFrame, as_of: date, weeks: int) -> Daily:
    """Posts by day, reading, language that no model reads, label and topic, in one query.

    Args:
        posts: What `described_posts` gives.
        as_of: Last day.
        weeks: How many weeks are compared.
    """
    sums = [
        each
        for name in ENGAGEMENT
        for each in (
            F.sum(f"{name}_count").alias(name),
            F.count(f"{name}_count").alias(f"{name}_known"),
        )
    ]
    counted = posts.groupBy(F.col("post_date").alias("day"), *_KEYS)
    return daily(counted.agg(F.count("*").alias("posts"), *sums), as_of, weeks)


def daily_purchases(lines: DataFrame, as_of: date, weeks: int) -> Daily:
    """Purchases by day, with `purchases`, `revenue` and `currency`, in one query."""
    counted = purchases(lines).groupBy(F.col("order_date").alias("day"), "currency")
    sums = (F.sum("is_purchase").alias("purchases"), F.sum("amount").alias("revenue"))
    return daily(counted.agg(*sums), as_of, weeks)


def daily(counted: DataFrame, as_of: date, weeks: int) -> Daily:
    """The rows of a frame that is small.

    Args:
        counted: Rows with `day`, keys, and sums, which are numbers and may be null.
        as_of: Last day.
        weeks: How many weeks are compared.
    """
    rows = pd.DataFrame([tuple(row) for row in counted.collect()], columns=counted.columns)
    rows["age"] = np.array([(as_of - day).days for day in rows["day"]], dtype=int)
    rows["week"] = rows["age"] // WEEK
    for name in set(counted.columns) - {"day", *_TEXTS}:
        rows[name] = rows[name].astype(float).fillna(0.0)
    return Daily(rows, weeks)

"""Compares the week that ends on a day with the week before it, and says what is more than chance.

People, not posts, are what varies by chance: one person's ten posts are no ten opinions. So each
test counts by author (or buyer), as in cluster sampling (Cochran 1977, chapters 6 and 9).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from scipy.stats import t

WEEK = 7
_COUNTS = ("part_now", "whole_now", "part_before", "whole_before")
_PAIRS = tuple(combinations_with_replacement(_COUNTS, 2))
_FEWEST_PEOPLE = 10


@dataclass(frozen=True)
class Comparison:
    """A figure of this week and of the week before.

    Attributes:
        kind: What is compared: posts, purchases, revenue, label, topic or mood_of_topic.
        subject: Which label or topic; None where there is but one figure.
        now: The figure of this week: a sum, or a share from 0 to 1.
        before: The figure of the week before.
        low: Lower end of the 95 % interval of the difference.
        high: Upper end of it.
        p_value: Chance of a difference as large where nothing changed.
    """

    kind: str
    subject: str | None
    now: float
    before: float
    low: float
    high: float
    p_value: float

    @property
    def is_rise(self) -> bool:
        """Whether the figure went up."""
        return self.now > self.before

    @property
    def size(self) -> float:
        """How large the change is: the logarithm of the ratio, whatever its direction."""
        floor = 1e-9
        return abs(float(np.log((self.now + floor) / (self.before + floor))))


def with_week(rows: DataFrame, day: str, as_of: date) -> DataFrame:
    """Rows of the two weeks up to a day, with `is_now` for those of the later week."""
    age = F.datediff(F.lit(as_of), day)
    return rows.where(age.between(0, 2 * WEEK - 1)).withColumn("is_now", age < WEEK)


def compare_sums(rows: DataFrame, kind: str, value: str) -> list[Comparison]:
    """Compare a sum of the two weeks.

    Where nothing changed, each person's two weeks could as well be the other way round: so the
    difference has mean 0 and, as its variance, the sum of the people's squared differences.

    Args:
        rows: With `is_now`, `person` and the value.
        kind: Name of the comparison.
        value: Column to add up.
    """
    people = rows.groupBy("person").agg(
        F.sum(F.when(F.col("is_now"), F.col(value)).otherwise(0)).cast("double").alias("now"),
        F.sum(F.when(F.col("is_now"), 0).otherwise(F.col(value))).cast("double").alias("before"),
    )
    difference = F.col("now") - F.col("before")
    total = people.agg(
        F.count("*").alias("people"),
        F.sum("now").alias("now"),
        F.sum("before").alias("before"),
        F.sum(difference * difference).alias("variance"),
    ).first()
    if total is None or total.people < _FEWEST_PEOPLE:
        return []
    error = float(np.sqrt(total.variance))
    return [
        _comparison(
            kind=kind,
            subject=None,
            now=total.now,
            before=total.before,
            error=error,
            error_if_equal=error,
            people=total.people,
        )
    ]


def compare_shares(rows: DataFrame, kind: str, subject: str, min_posts: int) -> list[Comparison]:
    """Compare the share of each value of a column among the posts that have one.

    Args:
        rows: Posts with `is_now`, `person` and the column.
        kind: Name of the comparison.
        subject: The column.
        min_posts: Posts that each week needs.
    """
    known = rows.where(F.col(subject).isNotNull())
    by_person = known.groupBy("person").agg(
        _count_of(F.col("is_now")).alias("whole_now"),
        _count_of(~F.col("is_now")).alias("whole_before"),
    )
    parts = known.groupBy(subject, "person").agg(
        _count_of(F.col("is_now")).alias("part_now"),
        _count_of(~F.col("is_now")).alias("part_before"),
    )
    counted = parts.join(by_person, "person", how="inner")
    nobody = {name: F.lit(0) for name in ("part_now", "part_before")}
    everyone = _moments(by_person.withColumns({subject: F.lit("all"), **nobody}), subject)
    # People without a part still have a whole: those sums are the same for all values.
    wholes = {name: v for found in everyone for name, v in found.items() if _is_of_wholes(name)}
    found = [{**moments, **wholes} for moments in _moments(counted, subject)]
    return _of_moments(found, kind, subject, min_posts)


def compare_parts(
    rows: DataFrame, kind: str, subject: str, part: str, min_posts: int
) -> list[Comparison]:
    """Compare, within each value of a column, the share of posts for which a condition holds.

    Args:
        rows: Posts with `is_now`, `person`, the column and the condition.
        kind: Name of the comparison.
        subject: The column.
        part: The condition; posts without it known do not count.
        min_posts: Posts that each week needs.
    """
    known = rows.where(F.col(subject).isNotNull() & F.col(part).isNotNull())
    counted = known.groupBy(subject, "person").agg(
        _count_of(F.col("is_now") & F.col(part)).alias("part_now"),
        _count_of(F.col("is_now")).alias("whole_now"),
        _count_of(~F.col("is_now") & F.col(part)).alias("part_before"),
        _count_of(~F.col("is_now")).alias("whole_before"),
    )
    return _of_moments(_moments(counted, subject), kind, subject, min_posts)


def clear_changes(comparisons: Iterable[Comparison], false_alarms: float) -> list[Comparison]:
    """The comparisons that chance does not explain, the largest change first.

    By Holm's method: where nothing changed, the chance to name anything is `false_alarms`.
    """
    ordered = sorted(comparisons, key=lambda c: c.p_value)
    clear: list[Comparison] = []
    for i, comparison in enumerate(ordered):
        if comparison.p_value > false_alarms / (len(ordered) - i):
            break
        clear.append(comparison)
    return sorted(clear, key=lambda c: (-c.size, c.kind, c.subject or ""))


def _count_of(condition: Column) -> Column:
    return F.sum(F.coalesce(condition, F.lit(False)).cast("double"))


def _moments(counted: DataFrame, subject: str) -> list[dict[str, Any]]:
    """For each subject the sums, over people, of the four counts and of their products."""
    sums = [F.sum(name).alias(name) for name in _COUNTS]
    products = [
        F.sum(F.col(left) * F.col(right)).alias(f"{left}*{right}") for left, right in _PAIRS
    ]
    people = F.count("*").alias("people")
    rows = counted.groupBy(subject).agg(people, *sums, *products).orderBy(subject).collect()
    return [row.asDict() for row in rows]


def _is_of_wholes(name: str) -> bool:
    return name == "people" or (name.startswith("whole") and "part" not in name)


def _of_moments(
    found: Iterable[dict[str, Any]], kind: str, subject: str, min_posts: int
) -> list[Comparison]:
    """Compare the shares where both weeks have enough posts and enough people wrote them."""
    return [
        _of_share(moments, kind, str(moments[subject]))
        for moments in found
        if min(moments["whole_now"], moments["whole_before"]) >= min_posts
        and moments["people"] >= _FEWEST_PEOPLE
    ]


def _of_share(moments: dict[str, Any], kind: str, subject: str) -> Comparison:
    """Compare a ratio of sums; its error is of the people's residuals (Cochran 1977, ch. 6)."""
    products = np.zeros((4, 4))
    for i, j in combinations_with_replacement(range(4), 2):
        products[i, j] = products[j, i] = moments[f"{_COUNTS[i]}*{_COUNTS[j]}"]
    part_now, whole_now, part_before, whole_before = (float(moments[name]) for name in _COUNTS)
    now, before = part_now / whole_now, part_before / whole_before
    both = (part_now + part_before) / (whole_now + whole_before)

    def error(share_now: float, share_before: float) -> float:
        residual: NDArray[np.float64] = np.array(
            [
                1 / whole_now,
                -share_now / whole_now,
                -1 / whole_before,
                share_before / whole_before,
            ]
        )
        variance = float(residual @ products @ residual)
        return float(np.sqrt(max(variance, 0.0)))

    return _comparison(
        kind=kind,
        subject=subject,
        now=now,
        before=before,
        error=error(now, before),
        error_if_equal=error(both, both),
        people=moments["people"],
    )


def _comparison(
    *,
    kind: str,
    subject: str | None,
    now: float,
    before: float,
    error: float,
    error_if_equal: float,
    people: int,
) -> Comparison:
    difference = now - before
    margin = float(t.ppf(0.975, people - 1)) * error
    p_value = 1.0
    if error_if_equal > 0:
        p_value = 2 * float(t.sf(abs(difference) / error_if_equal, people - 1))
    return Comparison(kind, subject, now, before, difference - margin, difference + margin, p_value)

"""Columns that several subjects compute alike."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from statistics import NormalDist

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F

_DIGITS = 4


def week_of(day: Column) -> Column:
    """Monday of the week of a day."""
    return F.date_trunc("week", day).cast("date")


def reach() -> Column:
    """How often a post was seen, or where that is unknown its likes, replies and reposts."""
    likes, replies, reposts = (
        F.coalesce(F.col(f"{name}_count"), F.lit(0)) for name in ("like", "reply", "repost")
    )
    return F.coalesce("view_count", likes + replies + reposts)


def engagement() -> Column:
    """A post's likes, replies and reposts; null where none of them is known."""
    counts = [F.col(f"{name}_count") for name in ("like", "reply", "repost")]
    total = sum((F.coalesce(count, F.lit(0)) for count in counts), start=F.lit(0))
    return F.when(F.coalesce(*counts).isNotNull(), total)


def is_clear() -> Column:
    """Whether a row of `post_topics` says that its post belongs to its topic."""
    return F.coalesce("is_clear", F.lit(True))


def wilson_interval(part: str, whole: str, confidence: float) -> tuple[Column, Column]:
    """Lower and upper end of the interval of a share, 0 to 1; null where the whole is 0.

    Wilson 1927, "Probable inference, the law of succession, and statistical inference", Journal of
    the American Statistical Association 22.

    Args:
        part: Column of how many of the whole have what is counted.
        whole: Column of how many there are.
        confidence: Probability of the interval.
    """
    count = F.nullif(F.col(whole), F.lit(0))
    return wilson_ends(F.col(part) / count, count, confidence)


def wilson_ends(share: Column, count: Column, confidence: float) -> tuple[Column, Column]:
    """Lower and upper end of Wilson's interval of a share of a count, which need not be whole.

    Args:
        share: From 0 to 1; null: no interval.
        count: Of how many it is, above 0.
        confidence: Probability of the interval.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z * F.sqrt(share * (1 - share) / count + z**2 / (4 * count**2)) / (1 + z**2 / count)
    # At 0 and 1 rounding may lead out of the range; greatest and least would pass over a null.
    low = F.when(share > 0, middle - half).when(share == 0, 0.0)
    high = F.when(share < 1, middle + half).when(share == 1, 1.0)
    return low, high


def quantiles(value: Column, shares: list[float]) -> Column:
    """Quantiles of a column to four digits, the same on each run however the rows lie.

    Spark's exact percentile counts each distinct value, which `to_four_digits` bounds.
    """
    return F.percentile(to_four_digits(value), shares)


def to_four_digits(value: Column) -> Column:
    """The value rounded to four digits: at most some thousands for each power of ten."""
    value = value.cast("double")
    digits = F.lit(10.0) ** (_DIGITS - 1 - F.floor(F.log10(F.abs(value))))
    return F.when(value == 0, F.lit(0.0)).otherwise(F.round(value * digits) / digits)


def looked_up(key: Column, values: Mapping[str, str]) -> Column:
    """What settings say of a key; null where they say nothing."""
    if not values:
        return F.lit(None).cast("string")
    return F.create_map(*(F.lit(part) for pair in values.items() for part in pair))[key]


def hmac_sha256(value: Column, key: bytes) -> Column:
    """HMAC-SHA-256 (RFC 2104) in hexadecimal.

    In Python, over batches: SQL has none, and a key in SQL would stand in plans and logs.
    """

    def keyed(text: str | None) -> str | None:
        return None if text is None else hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    return F.udf(keyed, "string", useArrow=True)(value)


def only_row(aggregated: DataFrame) -> Row:
    """The row of an aggregate without groups."""
    (row,) = aggregated.collect()
    return row

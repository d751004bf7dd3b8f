"""Which rows count for a day, and the columns that many features are made with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.features.settings import FeatureSettings
from voxlake.spark.local_time import local_day


def in_window(rows: DataFrame, day: str, as_of: date, settings: FeatureSettings) -> DataFrame:
    """The rows of the window that ends with `as_of`, by their column of days."""
    rows = rows.where(F.col(day) <= F.lit(as_of))
    if settings.window_days is None:
        return rows
    return rows.where(F.col(day) > F.date_sub(F.lit(as_of), settings.window_days))


def of_users(rows: DataFrame) -> DataFrame:
    """The rows that say whose they are."""
    return rows.where(F.col("user_id").isNotNull())


def is_recent(day: str, as_of: date, settings: FeatureSettings) -> Column:
    """Whether a day is one of the last `recent_days`."""
    return F.col(day) > F.date_sub(F.lit(as_of), settings.recent_days)


def velocity(amount: Column, day: str, as_of: date, settings: FeatureSettings) -> Column:
    """An aggregate: base-2 logarithm of a sum of the recent days over that of as many before.

    0 is steady, 1 twice as much, -1 half. One is added to both sums, so that a second post after
    one says less than a second hundred after a hundred, and none before is no division by zero.
    """
    recent = is_recent(day, as_of, settings)
    is_before = F.col(day) > F.date_sub(F.lit(as_of), 2 * settings.recent_days)
    now, before = (
        F.sum(F.when(span, amount).otherwise(0)) for span in (recent, is_before & ~recent)
    )
    # A sum of refunds may lie below zero; there is less than nothing to grow from.
    return F.log2(F.greatest(now, F.lit(0)) + 1) - F.log2(F.greatest(before, F.lit(0)) + 1)


def was_known(
    as_of: date, settings: FeatureSettings, zone: str, dumps: Sequence[str] = ()
) -> Column:
    """Whether a row as it is now was so by the day after `as_of`, or late rows count as they are.

    What is loaded on the night after a day is still of that day; a later row is not.

    Args:
        as_of: The day.
        settings: Whether late rows count.
        zone: The lake's, by which the day of a change is told.
        dumps: Sources whose rows count as they are: see `dumps_of`.
    """
    if settings.late == "as_is":
        return F.lit(True)
    in_time = F.coalesce(
        local_day("updated_at", zone) <= F.unix_date(F.lit(as_of)) + 1, F.lit(False)
    )
    return in_time | F.coalesce(F.col("source").isin(*dumps), F.lit(False)) if dumps else in_time


def dumps_of(posts: DataFrame, zone: str) -> list[str]:
    """The sources that tell no history, only what had become of their posts long after.

    A source is one where no post was told by the day after it was made, or where the first was told
    when the last had been made already. A feed has new posts that it tells at once, however often
    it tells old ones again.

    Args:
        posts: All rows of `posts`: of a part, such as a window of long ago, a feed may look like
            a dump.
        zone: The lake's, by which the day of a change is told.
    """
    told, made = local_day("updated_at", zone), F.unix_date("post_date")
    is_dump = (F.min(told - made) > 1) | (F.max(made) <= F.min(told))
    found = posts.groupBy("source").agg(is_dump.alias("is_dump")).where("is_dump")
    return sorted(row.source for row in found.collect() if row.source)  # sources


def finite(value: str) -> Column:
    """The number, or null where it is none or without bounds: one NaN would spoil every mean."""
    number = F.col(value)
    return F.when(~F.isnan(number) & (F.abs(number) != float("inf")), number)


def share(condition: Column) -> Column:
    """Share of the rows where a condition holds; unknown counts as not."""
    return F.avg(F.coalesce(condition, F.lit(False)).cast("double"))


def days_since(last_day: Column, as_of: date) -> Column:
    """Days from a day to `as_of`."""
    return F.datediff(F.lit(as_of), last_day).cast("double")

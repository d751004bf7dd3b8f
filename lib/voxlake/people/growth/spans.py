"""Over which days each user is new, retained, resurrected or dormant.

The formulas need a day on which a user was active, the active day before it and the one after, so
that one pass over the active days serves each window, and a whole history as well as one day:
docs/growth.md derives them. Days are numbers here, since 1970-01-01.
"""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

NEW, RETAINED, RESURRECTED, DORMANT = "new", "retained", "resurrected", "dormant"
STATES = (NEW, RETAINED, RESURRECTED, DORMANT)


def status_spans(
    user_days: DataFrame, first_days: DataFrame, windows: Mapping[str, int]
) -> DataFrame:
    """Days, from `first_day` to `last_day`, over which a user is in a state by a window.

    Args:
        user_days: Rows of `user_days`. What is told of a day rests on those of the window that
            ends on it and of the window before that.
        first_days: Rows of `user_first_days`: of all users who may be new, at least.
        windows: Days of each window, by name.

    Returns:
        `user_id`, `window`, `state`, `first_day`, `last_day`; no user is in two states of a
        window on one day.
    """
    by_user = Window.partitionBy("user_id").orderBy("day")
    days = user_days.select("user_id", F.unix_date("activity_date").alias("day"))
    began = first_days.select("user_id", F.unix_date("first_date").alias("first"))
    beside = days.join(began, on="user_id", how="left").withColumns(
        {"before": F.lag("day").over(by_user), "after": F.lead("day").over(by_user)}
    )
    spans = F.concat(*(_spans(name, length) for name, length in windows.items()))
    told = beside.select("user_id", F.explode(spans).alias("span")).select("user_id", "span.*")
    return told.where(F.col("first_day") <= F.col("last_day"))


def _spans(window: str, length: int) -> Column:
    """The spans that one active day accounts for; one that has no first day is none."""
    day, before, after = F.col("day"), F.col("before"), F.col("after")
    is_first = F.coalesce(day == F.col("first"), F.lit(False))
    is_return = day - before > length
    goes_on = F.coalesce(after - day <= length, F.lit(False))
    end = day + (length - 1)
    still_retained = F.when(is_return, day)
    begins = F.when(before.isNull(), day).when(is_return, F.greatest(day, before + 2 * length))
    return F.array(
        _span(window, RETAINED, still_retained, F.least(end, before + (2 * length - 1))),
        _span(window, NEW, F.when(is_first, begins), end),
        _span(window, RESURRECTED, F.when(~is_first, begins), end),
        _span(window, RETAINED, F.when(goes_on, day + length), after + (length - 1)),
        _span(
            window,
            DORMANT,
            F.when(~goes_on, day + length),
            F.least(day + (2 * length - 1), after - 1),
        ),
    )


def _span(window: str, state: str, first: Column, last: Column) -> Column:
    return F.struct(
        F.lit(window).alias("window"),
        F.lit(state).alias("state"),
        first.cast("int").alias("first_day"),
        last.cast("int").alias("last_day"),
    )

"""Who is asked, and what the answer was: users of a day and what they did in the days after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.orders.lines import user_purchases
from voxlake.people.propensity.settings import TargetSettings


def label_of(target: str) -> str:
    """Name of the column of a target's answers."""
    return f"{target}_label"


def is_asked(target: TargetSettings, horizon_days: int) -> Column:
    """Whether a question is asked of a user of `user_features`."""
    among = {
        "everyone": F.lit(True),
        "buyers": F.col("order_count") > 0,
        "others": F.col("order_count") == 0,
        "present": F.col("days_since_seen") < horizon_days,
    }
    return among[target.among]


def answered(
    features: DataFrame,
    targets: Mapping[str, TargetSettings],
    *,
    posts: DataFrame,
    lines: DataFrame,
    events: DataFrame,
    as_of: date,
    horizon_days: int,
) -> DataFrame:
    """The users with the answer to each question in `label_of` its name: 1 for yes, 0 for no.

    It is null of users who are not asked.

    Args:
        features: Rows of `user_features` of `as_of`.
        targets: The questions by name.
        posts: Rows of `posts`; only those of the days after `as_of`, up to and with the horizon's
            last, count. Likewise for the next two. Unusable posts do not count.
        lines: Rows of `purchase_lines`.
        events: Rows of `events`.
        as_of: The day whose features these are.
        horizon_days: How many days after it count.
    """
    first, last = as_of + timedelta(days=1), as_of + timedelta(days=horizon_days)
    happens = {f"_{name}": _is_looked_for(target) for name, target in targets.items()}
    days = _happenings(posts, lines, events).where(F.col("day").between(first, last))
    counts = (
        days.groupBy("user_id", "day")
        .agg(*(F.max(what.cast("long")).alias(name) for name, what in happens.items()))
        .groupBy("user_id")
        .agg(*(F.sum(name).alias(name) for name in happens))
    )
    answers = {
        label_of(name): F.when(
            is_asked(target, horizon_days),
            ((F.coalesce(f"_{name}", F.lit(0)) >= target.at_least) != target.absent).cast("double"),
        )
        for name, target in targets.items()
    }
    return features.join(counts, "user_id", how="left").withColumns(answers).drop(*happens)


def _is_looked_for(target: TargetSettings) -> Column:
    """Whether a happening is what a question looks for."""
    what = F.col("what")
    if target.what == "presence":
        return what.isin("post", "event", "order")
    if target.event_types:
        types = [name.lower() for name in target.event_types]
        return (what == "event") & F.coalesce(F.col("type").isin(types), F.lit(False))
    return what == target.what


def _happenings(posts: DataFrame, lines: DataFrame, events: DataFrame) -> DataFrame:
    """User, day, what it was and an event's type in lower case; some more than once."""
    usable = posts.where(F.coalesce("is_usable", F.lit(True)))
    bought = user_purchases(lines).where("is_purchase")
    parts = (
        _happening(usable, "post_date", "post"),
        _happening(lines, "order_date", "order"),
        _happening(bought, "purchase_date", "purchase"),
    )
    rows = _happening(events, "event_date", "event", F.lower("event_type"))
    for part in parts:
        rows = rows.unionByName(part)
    return rows


def _happening(rows: DataFrame, day: str, what: str, event_type: Column | None = None) -> DataFrame:
    no_type = F.lit(None).cast("string")
    return rows.select(
        "user_id",
        F.col(day).alias("day"),
        F.lit(what).alias("what"),
        (no_type if event_type is None else event_type).alias("type"),
    )

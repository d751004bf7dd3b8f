"""Counts what happened, by local hour: small sums of a day, which any window adds up."""

from __future__ import annotations

from zoneinfo import available_timezones

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.demand.measures import ENGAGEMENT, NO_HOUR, REVENUE
from voxlake.people.demand.settings import DemandSettings
from voxlake.people.membership import Membership
from voxlake.people.orders.lines import MONEY, is_sale
from voxlake.people.times import with_known_times
from voxlake.tables import ACTIVITY_HOURS

_KEYS = list(ACTIVITY_HOURS.keys)


def count_activity(
    *,
    posts: DataFrame,
    orders: DataFrame,
    lines: DataFrame,
    events: DataFrame,
    users: DataFrame,
    members: Membership,
    settings: DemandSettings,
    zone: str,
) -> DataFrame:
    """Rows of `activity_hours` of the days of these rows.

    Args:
        posts: Rows of `posts`; unusable ones do not count.
        orders: Rows of `orders`: when each was, and whether it counts, as `is_sale` says.
        lines: Rows of `purchase_lines` of the same days, which alone say what money they brought.
        events: Rows of `events`.
        users: Rows of `users`, which tell the zones.
        members: The segments of users on these days.
        settings: Zones of users.
        zone: The lake's, by which the days are cut, and of users whose own is not known.
    """
    happened = (
        _of_posts(posts, zone)
        .unionByName(_of_orders(orders, lines, zone))
        .unionByName(_of_events(events, zone))
    )
    placed = _with_place(members.placed(happened, "activity_date"), users, settings, zone)
    by_user = placed.groupBy(*_KEYS, "user_id").agg(
        F.count("*").alias("activity_count"),
        F.sum("value").alias("total"),
        F.sum(F.log1p("value")).alias("log_sum"),
        F.sum(F.pow(F.log1p("value"), 2)).alias("log_square_sum"),
        F.count_if("is_assumed").alias("assumed_zone_count"),
    )
    is_head = F.col("measure") == "active_users"
    heads = F.when(is_head, F.count("user_id")).otherwise(F.sum("activity_count"))
    assumed = F.when(is_head, F.count_if(F.col("assumed_zone_count") > 0)).otherwise(
        F.sum("assumed_zone_count")
    )
    is_engagement = F.col("measure").isin(*ENGAGEMENT)
    summed = by_user.groupBy(*_KEYS).agg(
        heads.alias("activity_count"),
        F.sum("total").alias("total"),
        F.when(is_engagement, F.sum("log_sum")).alias("log_sum"),
        F.when(is_engagement, F.sum("log_square_sum")).alias("log_square_sum"),
        assumed.alias("assumed_zone_count"),
    )
    return summed.select(*ACTIVITY_HOURS.column_names)


def _of_posts(posts: DataFrame, zone: str) -> DataFrame:
    """Each usable post, and what it received where that is known; a repost receives nothing."""
    timed = with_known_times(posts, "post_date", "posted_at", zone)
    usable = timed.where(F.coalesce("is_usable", F.lit(True)))
    is_own = ~F.coalesce("is_repost", F.lit(False))
    received = [
        F.when(is_own & F.col(column).isNotNull(), _measured(name, F.col(column)))
        for name, column in ENGAGEMENT.items()
    ]
    return _happened(usable, "post_date", "posted_at", _measured("posts"), *received)


def _of_events(events: DataFrame, zone: str) -> DataFrame:
    timed = with_known_times(events, "event_date", "occurred_at", zone)
    return _happened(timed, "event_date", "occurred_at", _measured("events"))


def _of_orders(orders: DataFrame, lines: DataFrame, zone: str) -> DataFrame:
    """Each order and its net money; one of refunds alone has money only, a cancelled one nothing.

    A line is of the user whose money `purchase_lines` has it for, where it has it.
    """
    money = lines.groupBy("order_line_id").agg(
        F.sum("amount").alias("net"), F.min("user_id").alias("buyer_id")
    )
    of_lines = orders.join(money, on="order_line_id", how="left")
    found = of_lines.groupBy("order_id", "order_date", "source").agg(
        F.min("ordered_at").alias("ordered_at"),
        F.min(F.coalesce("buyer_id", "user_id")).alias("user_id"),
        F.sum("net").cast(MONEY).alias("net"),
        F.bool_or(is_sale()).alias("is_order"),
    )
    timed = with_known_times(found, "order_date", "ordered_at", zone)
    is_order = F.when(F.col("is_order"), _measured("orders"))
    brought = F.when(F.col("net").isNotNull(), _measured(REVENUE, F.col("net")))
    return _happened(timed, "order_date", "ordered_at", is_order, brought)


def _measured(name: str, value: Column | None = None) -> Column:
    of = F.lit(None) if value is None else value
    return F.struct(F.lit(name).alias("measure"), of.cast("double").alias("value"))


def _happened(rows: DataFrame, day: str, at: str, *measured: Column) -> DataFrame:
    """One row for each thing measured, and one for the user's being there.

    Columns: activity_date, user_id, at (null where only the day is known), measure, value.
    """
    is_active = measured[0].isNotNull() & F.col("user_id").isNotNull()
    all_of_row = F.array_compact(F.array(*measured, F.when(is_active, _measured("active_users"))))
    return rows.select(
        F.col(day).alias("activity_date"),
        "user_id",
        F.col(at).alias("at"),
        F.inline(all_of_row),
    )


def _with_place(
    happened: DataFrame, users: DataFrame, settings: DemandSettings, zone_of_lake: str
) -> DataFrame:
    """Adds time_zone, is_assumed, local_date and hour."""
    known, own = happened, F.lit(None).cast("string")
    if settings.time_zone_attribute is not None:
        zones = users.select("user_id", _zone(settings).alias("own_zone"))
        known, own = known.join(zones, on="user_id", how="left"), F.col("own_zone")
    zone = F.coalesce(own, F.lit(zone_of_lake))
    local = F.from_utc_timestamp("at", zone)
    return known.withColumns(
        {
            "time_zone": zone,
            "is_assumed": own.isNull(),
            "local_date": F.coalesce(F.to_date(local), "activity_date"),
            "hour": F.coalesce(F.hour(local), F.lit(NO_HOUR)),
        }
    )


def _zone(settings: DemandSettings) -> Column:
    """The zone that a user's attribute names; null where it names none that is known."""
    told = F.trim(F.col("attributes")[settings.time_zone_attribute])
    named = F.lit(None).cast("string")
    if settings.zone_names:
        pairs = [F.lit(part) for pair in settings.zone_names.items() for part in pair]
        named = F.create_map(*pairs)[told]
    is_zone = told.isin(*sorted(available_timezones()))
    return F.coalesce(named, F.when(is_zone, told))

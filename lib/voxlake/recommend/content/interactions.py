"""What users did to posts and items, and how much of a wish it shows."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.people.orders.lines import is_sale
from voxlake.recommend.content.settings import ACTIONS, EventKinds, FactorSettings
from voxlake.recommend.limits import without_opted_out
from voxlake.tables import OPTED_OUT

POST, PRODUCT = "post", "item"
"""Kinds of what is recommended."""
ITEM = ("item_kind", "item_id")
"""What names a post or an item."""
RATING, SEEN = "rating", "seen"
_COLUMNS = ("user_id", *ITEM, "action", "day", "value", "at", "record_id")


def actions_of(
    events: DataFrame, posts: DataFrame, orders: DataFrame, settings: FactorSettings
) -> DataFrame:
    """What users did, each action once a day for a user and item.

    Events are of `target_item_id` where there is one, else of `target_post_id`. Posts that answer,
    repeat or quote others are actions too, and so are lines of orders that were neither given back
    nor cancelled. What users did to their own posts is left out. Ratings that are no number, or
    not a finite one, are none.

    Args:
        events: Rows of `events`.
        posts: Rows of `posts` of the same days.
        orders: Rows of `orders` of the same days.
        settings: Which types of events are which actions.

    Returns:
        user_id, item_kind, item_id, action (`ACTIONS`, rating or seen), day, value (of a rating,
        the last of the day, by its time; else null).
    """
    every = (
        _of_events(events, settings.event_types)
        .unionByName(_of_posts(posts))
        .unionByName(_of_orders(orders))
        .where(F.col("user_id").isNotNull() & F.col("item_id").isNotNull())
    )
    last = F.max_by("value", F.struct("at", "record_id", "value")).alias("value")
    once = every.groupBy("user_id", *ITEM, "action", "day").agg(last)
    own = posts.select(
        F.lit(POST).alias("item_kind"), F.col("post_id").alias("item_id"), "user_id"
    ).where(F.col("user_id").isNotNull())
    others = once.join(own, on=[*ITEM, "user_id"], how="left_anti")
    return others.select("user_id", *ITEM, "action", "day", "value")


def wishes_of(actions: DataFrame, as_of: date, settings: FactorSettings) -> DataFrame:
    """How much each user wants each item that the user acted on, of the user's largest.

    The weight is the sum over actions of `weights` times 2^(-age / half_life_days). In explicit
    mode only ratings count, each with weight 1 so decayed, and `target` is the last rating.

    Args:
        actions: What `actions_of` gives.
        as_of: Day from which ages are counted; later actions do not count.
        settings: Weights, half-life, and how many items of a user count.

    Returns:
        user_id, item_kind, item_id, weight (above 0), target (what factors are fitted to), day
        (of the last action).
    """
    is_explicit = settings.mode == "explicit"
    age = F.datediff(F.lit(as_of), "day")
    decayed = _weight(settings) * F.pow(F.lit(0.5), age / F.lit(settings.half_life_days))
    rated = F.max_by("value", "day")
    summed = (
        actions.where(F.col("day") <= F.lit(as_of))
        .withColumn("_weight", decayed)
        .where(F.col("_weight") > 0)
        .groupBy("user_id", *ITEM)
        .agg(
            F.round(F.sum("_weight"), 9).alias("weight"),
            rated.alias("_rated"),
            F.max("day").alias("day"),
        )
        .where(F.col("weight") > 0)
        .withColumn("target", F.col("_rated") if is_explicit else F.col("weight"))
        .drop("_rated")
    )
    place = F.row_number().over(
        Window.partitionBy("user_id").orderBy(F.desc("weight"), F.desc("day"), *ITEM)
    )
    kept = summed.withColumn("_place", place).where(F.col("_place") <= settings.max_user_items)
    return kept.drop("_place")


def of_participants(actions: DataFrame, posts: DataFrame, limits: DataFrame) -> DataFrame:
    """The actions but those of users who opted out, and those on posts that they wrote.

    Args:
        actions: What `actions_of` gives.
        posts: Rows of `posts` of the same days: of older ones the author is not known.
        limits: What `limits_on` gives.
    """
    written = posts.where(F.col("user_id").isNotNull()).select(
        F.lit(POST).alias("item_kind"), F.col("post_id").alias("item_id"), "user_id"
    )
    out = limits.where(F.col("limit") == OPTED_OUT).select("user_id")
    barred = written.join(out, on="user_id", how="left_semi").select(*ITEM)
    left = actions.join(barred, on=list(ITEM), how="left_anti")
    return without_opted_out(left, limits, "user_id").select(*actions.columns)


def seen_by(actions: DataFrame) -> DataFrame:
    """Which posts and items each user has acted on or seen: user_id, item_kind, item_id."""
    return actions.select("user_id", *ITEM).distinct()


def is_bought() -> Column:
    """Whether a line of `orders` is of pieces that were bought: neither given back nor cancelled.

    A line whose amount is not known is, where it is not cancelled.
    """
    is_sold = F.coalesce(is_sale(), ~F.coalesce("is_cancelled", F.lit(False)))
    return is_sold & (F.coalesce("quantity", F.lit(1.0)) > 0)


def _weight(settings: FactorSettings) -> Column:
    """The weight of an action; null of what does not count."""
    if settings.mode == "explicit":
        return F.when(F.col("action") == RATING, F.lit(1.0))
    weights = F.create_map(
        *(F.lit(x) for name in ACTIONS for x in (name, getattr(settings.weights, name)))
    )
    return weights[F.col("action")]


def _of_events(events: DataFrame, kinds: EventKinds) -> DataFrame:
    kind = F.lower("event_type")
    action = F.coalesce(
        *(F.when(kind.isin(*map(str.lower, types)), F.lit(name)) for name, types in kinds if types),
        F.lit(None).cast("string"),
    )
    is_item = F.col("target_item_id").isNotNull()
    is_figure = F.col("value").isNotNull() & ~F.isnan("value") & (F.abs("value") < F.lit(1e9))
    return (
        events.withColumn("action", action)
        .where(F.col("action").isNotNull())
        .where((F.col("action") != RATING) | is_figure)
        .select(
            "user_id",
            F.when(is_item, PRODUCT).otherwise(POST).alias("item_kind"),
            F.coalesce("target_item_id", "target_post_id").alias("item_id"),
            "action",
            F.col("event_date").alias("day"),
            F.when(F.col("action") == RATING, F.col("value")).alias("value"),
            F.col("occurred_at").alias("at"),
            F.col("event_id").alias("record_id"),
        )
    )


def _of_posts(posts: DataFrame) -> DataFrame:
    targets = (("reply", "reply_to_post_id"), ("repost", "repost_of_post_id"))
    done = F.array(
        *(
            F.struct(F.lit(action).alias("action"), F.col(name).alias("item_id"))
            for action, name in (*targets, ("repost", "quote_of_post_id"))
        )
    )
    return _without_value(
        posts.select("user_id", "post_id", "post_date", F.inline(done)),
        kind=POST,
        day="post_date",
        record="post_id",
    )


def _of_orders(orders: DataFrame) -> DataFrame:
    bought = orders.where(is_bought()).select(
        "*", F.col("product_id").alias("item_id"), F.lit("order").alias("action")
    )
    return _without_value(bought, kind=PRODUCT, day="order_date", record="order_line_id")


def _without_value(rows: DataFrame, *, kind: str, day: str, record: str) -> DataFrame:
    return rows.select(
        "user_id",
        F.lit(kind).alias("item_kind"),
        "item_id",
        "action",
        F.col(day).alias("day"),
        F.lit(None).cast("double").alias("value"),
        F.lit(None).cast("timestamp").alias("at"),
        F.col(record).alias("record_id"),
    ).select(*_COLUMNS)

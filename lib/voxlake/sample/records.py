"""The records of the sample's files: what a network and a shop export, faults and all."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.sample.draws import Draws
from voxlake.sample.items import item_clicks
from voxlake.sample.likes import likes
from voxlake.sample.people import days_after, iso_time
from voxlake.sample.settings import SampleSettings

SHOP_ZONE = "Europe/London"
"""Zone of the times in the shop's files."""
RECORDS_PER_FILE = 1_000_000
_EVENTS_PER_USER = 6.0  # over 60 days, of a typical user
_GUEST_SHARE = 0.03  # order lines of people without an account, relative to the others
_MOVED_SHARE = 0.2  # edits that correct the time as well as the text


def post_records(posts: DataFrame, settings: SampleSettings) -> DataFrame:
    """Lines of JSON with the `day` they arrive on: posts, later versions, repeats, broken ones."""
    draws = Draws(settings.seed, ("id",))
    first = posts.select(
        F.to_date("posted_at").alias("day"),
        F.col("post_id").alias("id"),
        F.concat(F.lit("u"), "user_no").alias("user"),
        F.col("posted_at").alias("created_at"),
        F.col("posted_at").alias("updated_at"),
        "text",
        F.col("language").alias("lang"),
        F.when(F.col("kind") == "reply", F.col("target_id")).alias("reply_to"),
        F.when(F.col("kind") == "repost", F.col("target_id")).alias("repost_of"),
        F.struct("likes", "replies", "reposts", "views").alias("metrics"),
    )
    earlier = F.timestamp_seconds(F.unix_seconds("created_at") - 9 * 3_600)
    is_moved = draws.happens(_MOVED_SHARE, "moved")
    edited = (
        first.where(draws.happens(settings.edited_share, "edited"))
        .withColumn("day", F.least(F.date_add("day", 1), F.lit(settings.last_day)))
        .withColumn("updated_at", F.timestamp_seconds(F.unix_seconds("updated_at") + 20 * 3_600))
        .withColumn("created_at", F.when(is_moved, earlier).otherwise(F.col("created_at")))
        .withColumn("text", F.concat("text", F.lit(" (edited)")))
    )
    written = with_resent(first.unionByName(edited), settings).withColumns(
        {name: iso_time(F.col(name)) for name in ("created_at", "updated_at")}
    )
    return _json_lines(written, "created_at", settings)


def event_records(persons: DataFrame, posts: DataFrame, settings: SampleSettings) -> DataFrame:
    """Lines of JSON with the `day` they arrive on: what people did besides, and broken ones."""
    told = events(persons, posts, settings).withColumn("time", iso_time(F.col("time")))
    return _json_lines(with_resent(told, settings), "time", settings)


def events(persons: DataFrame, posts: DataFrame, settings: SampleSettings) -> DataFrame:
    """What people did: `day`, `id`, `time`, `user`, `type`, `whom`, `seconds`, `post`, `item`."""
    return (
        _visits(persons, settings)
        .unionByName(likes(persons, posts, settings), allowMissingColumns=True)
        .unionByName(item_clicks(persons, settings), allowMissingColumns=True)
    )


def _visits(persons: DataFrame, settings: SampleSettings) -> DataFrame:
    """Logins, and views and likes of people."""
    draws = Draws(settings.seed, ("user_no", "number"))
    typical = _EVENTS_PER_USER * settings.days / 60
    count = F.floor(typical * F.exp(0.5 * Draws(settings.seed, ("user_no",)).normal("events")))
    kinds = F.array(*[F.lit(kind) for kind in ("login", "view", "view", "like")])
    whom = F.concat(F.lit("u"), draws.whole(settings.users, "whom"))
    return (
        persons.withColumn("number", F.explode(F.sequence(F.lit(0), count.cast("int"))))
        .withColumn("at", days_after(settings.days * draws.uniform("time"), settings))
        .where(F.col("at") >= F.col("joined_at"))
        .withColumn("type", draws.pick(kinds, "type"))
        .select(
            F.to_date("at").alias("day"),
            F.concat(F.lit("e"), "user_no", F.lit("."), "number").alias("id"),
            F.col("at").alias("time"),
            F.concat(F.lit("u"), "user_no").alias("user"),
            "type",
            F.when(F.col("type") != "login", whom).alias("whom"),
            F.when(F.col("type") == "view", F.round(60 * draws.uniform("seconds"), 1)).alias(
                "seconds"
            ),
        )
    )


def order_records(lines: DataFrame, settings: SampleSettings) -> DataFrame:
    """Columns of CSV with the `day` they arrive on; guests' and broken ones among them."""
    draws = Draws(settings.seed, ("line",))
    local_time = F.from_utc_timestamp("ordered_at", SHOP_ZONE)
    bought = lines.select(
        F.col("order_date").alias("day"),
        F.col("order_line_id").alias("line"),
        F.col("order_id").alias("order"),
        F.date_format(local_time, "dd/MM/yyyy HH:mm:ss").alias("when"),
        F.col("user_id").alias("customer"),
        F.col("product_id").alias("sku"),
        F.col("product_name").alias("product"),
        F.col("quantity").cast("int").alias("pieces"),
        F.col("amount").cast("string").alias("paid"),
        "currency",
        "country",
        F.col("campaign_id").alias("campaign"),
    )
    guests = (
        bought.where(draws.happens(_GUEST_SHARE, "guest"))
        .withColumn("customer", F.lit(None).cast("string"))
        .withColumn("line", F.concat(F.lit("guest-"), "line"))
        .withColumn("order", F.concat(F.lit("guest-"), "order"))
    )
    broken = (
        bought.where(draws.happens(settings.bad_share, "broken"))
        .withColumn("line", F.concat(F.lit("broken-"), "line"))
        .withColumn("paid", F.when(draws.happens(0.5, "amount"), F.lit("call us")))
    )
    return bought.unionByName(guests).unionByName(broken)


def with_resent(records: DataFrame, settings: SampleSettings) -> DataFrame:
    """The records, and some of them once more."""
    is_resent = Draws(settings.seed, ("id",)).happens(settings.resent_share, "resent")
    return records.unionByName(records.where(is_resent))


def _json_lines(records: DataFrame, time: str, settings: SampleSettings) -> DataFrame:
    """The records as `line`, with `day`; beside them broken ones: no id, no such time, cut off."""
    draws = Draws(settings.seed, ("id",))
    fault = draws.whole(4, "fault")
    broken = (
        records.where(draws.happens(settings.bad_share, "broken"))
        .withColumn("fault", fault)
        .withColumn(time, F.when(F.col("fault") == 0, F.lit("yesterday")).otherwise(F.col(time)))
        .withColumn(
            time, F.when(F.col("fault") == 1, F.lit("1970-01-01T00:00:00Z")).otherwise(F.col(time))
        )
        .withColumn("id", F.when(F.col("fault") != 2, F.col("id")))  # noqa: PLR2004
    )
    fields = [name for name in records.columns if name != "day"]
    whole = F.to_json(F.struct(*fields))
    half = whole.substr(F.lit(1), F.floor(F.length(whole) / 2).cast("int"))
    return records.select("day", whole.alias("line")).unionByName(
        broken.select(
            "day",
            F.when(F.col("fault") == 3, half).otherwise(whole).alias("line"),  # noqa: PLR2004
        )
    )

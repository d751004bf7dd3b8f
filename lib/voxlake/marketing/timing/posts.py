"""What each post gained over the level of its account then, and in which slot of the week."""

from __future__ import annotations

from datetime import date, timedelta

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.marketing.timing.settings import TimingSettings
from voxlake.people.membership import Membership
from voxlake.people.times import with_known_times
from voxlake.spark.columns import engagement, looked_up
from voxlake.tables.columns import ALL, ALL_USERS

_WEEK, _HOURS = 7, 24
_CLIP = 3.0  # standard deviations
_NORMAL = (3.141592653589793 / 2) ** 0.5  # of the standard deviation over the mean deviation


def counted_posts(
    *,
    posts: DataFrame,
    users: DataFrame,
    campaigns: DataFrame,
    members: Membership,
    as_of: date,
    settings: TimingSettings,
    zone: str,
) -> DataFrame:
    """Each post that counts: account_id, post_id, post_date, segment_id, content_type, time_zone.

    And `day`, days since 1970 on the audience's clock, `slot`, 24 * weekday + hour (Monday 0), and
    `log`, log1p of engagement, or of views where an account has only those. Neither reposts count,
    nor posts that are too young, nor those of which only the day is known.

    Args:
        posts: Rows of `posts` of the history.
        users: Rows of `users`, whose countries may tell zones.
        campaigns: Rows of `campaigns`, which may tell content types.
        members: The segments of authors on these days.
        as_of: Last day of the history.
        settings: Zones and ages.
        zone: The lake's, by which the days are cut.
    """
    oldest = F.lit(as_of - timedelta(days=settings.young_days))
    timed = with_known_times(posts, "post_date", "posted_at", zone)
    is_own = ~F.coalesce("is_repost", F.lit(False)) & F.col("repost_of_post_id").isNull()
    counted = timed.where(
        F.coalesce("is_usable", F.lit(True))
        & is_own
        & (F.col("post_date") <= oldest)
        & F.col("posted_at").isNotNull()
        & F.col("user_id").isNotNull()
    )
    placed = members.placed(_with_type(counted, campaigns, settings), "post_date")
    local = F.from_utc_timestamp("posted_at", F.col("time_zone"))
    told = _with_zone(placed, users, settings, zone).select(
        F.col("user_id").alias("account_id"),
        "post_id",
        "post_date",
        "segment_id",
        "content_type",
        "time_zone",
        F.unix_date(F.to_date(local)).alias("day"),
        (F.weekday(local) * _HOURS + F.hour(local)).alias("slot"),
        engagement().alias("engagement"),
        F.col("view_count").alias("views"),
    )
    return _with_log(told)


def gains_of_posts(
    counted: DataFrame, settings: TimingSettings, *, learnt_until: date | None = None
) -> DataFrame:
    """What each post gained over the level of its account: gain, weight, is_later.

    `gain` is log1p of engagement less the mean of the account's other posts around it, and
    `weight` how much that says. Posts whose account has too few others around have none.

    Level and gains of later days know nothing of the days before them. A gain against the mean of m
    other posts has the variance of a post times 1 + 1 / m. Gains are cut at three standard
    deviations of their account (winsorised: Huber 1964, "Robust estimation of a location
    parameter", Annals of Mathematical Statistics 35), the deviation being that of normal gains with
    the same mean distance.

    Args:
        counted: What `counted_posts` gives.
        settings: Levels.
        learnt_until: Last day that is not later; None: no day is.
    """
    is_later = F.lit(False) if learnt_until is None else F.col("post_date") > F.lit(learnt_until)
    half = (_WEEK * settings.level_weeks - 1) // 2
    account = Window.partitionBy("account_id", "is_later")
    around = account.orderBy("day").rangeBetween(-half, half)
    others = F.count("*").over(around) - 1
    sums = counted.withColumn("is_later", is_later).withColumns(
        {"_others": others, "_sum": F.sum("log").over(around)}
    )
    levelled = sums.where(F.col("_others") >= settings.level_posts).withColumns(
        {
            "gain": F.col("log") - (F.col("_sum") - F.col("log")) / F.col("_others"),
            "weight": F.col("_others") / (F.col("_others") + 1),
        }
    )
    bound = F.avg(F.abs("gain")).over(account) * _NORMAL * _CLIP
    cut = F.greatest(-bound, F.least(bound, F.col("gain")))
    return levelled.withColumn("gain", cut).drop("_others", "_sum")


def _with_type(posts: DataFrame, campaigns: DataFrame, settings: TimingSettings) -> DataFrame:
    """Adds content_type: that of the post's attribute, or of its campaign; or ALL: unknown."""
    of_campaign = campaigns.select("campaign_id", F.col("content_type").alias("_type"))
    own = F.lit(None).cast("string")
    if settings.content_type_attribute is not None:
        own = F.nullif(F.trim(F.col("attributes")[settings.content_type_attribute]), F.lit(""))
    told = posts.join(of_campaign, on="campaign_id", how="left")
    return told.withColumn("content_type", F.coalesce(own, "_type", F.lit(ALL)))


def _with_zone(
    posts: DataFrame, users: DataFrame, settings: TimingSettings, zone: str
) -> DataFrame:
    """Adds time_zone: that of the account, of its country, of the business, or of the lake."""
    named = looked_up(F.col("user_id"), settings.account_zones)
    told = posts
    if settings.country_zones:
        countries = users.select("user_id", F.col("country").alias("_country"))
        told = told.join(countries, on="user_id", how="left")
        named = F.coalesce(named, looked_up(F.col("_country"), settings.country_zones))
    return told.withColumn("time_zone", F.coalesce(named, F.lit(settings.time_zone or zone)))


def _with_log(told: DataFrame) -> DataFrame:
    """Adds log, of engagement, or of views where an account has only those."""
    whole = Window.partitionBy("account_id")
    has_any = F.max(F.col("engagement").isNotNull()).over(whole)
    value = F.when(has_any, F.col("engagement")).otherwise(F.col("views"))
    logs = told.withColumn("log", F.log1p(value)).where(F.col("log").isNotNull())
    return logs.drop("engagement", "views")


def _group(account: Column, segment: Column, content_type: Column) -> Column:
    named = (account.alias("account_id"), segment.alias("segment_id"))
    return F.struct(*named, content_type.alias("content_type"))


def hours_with_posts(gains: DataFrame, settings: TimingSettings) -> DataFrame:
    """Hours in which an account posted: each once, since posts of one hour fare alike.

    Columns account_id (ALL as well), segment_id, content_type, time_zone (null of ALL), day, slot,
    gain, weight, post_count. A row of ALL has the mean over accounts, and the sum of their weights.

    Args:
        gains: What `gains_of_posts` gives.
        settings: Whom rows are of.
    """
    types = F.array_distinct(F.array(F.lit(ALL), F.col("content_type")))
    by_hour = ("day", "slot")
    of_accounts = (
        gains.withColumn("content_type", F.explode(types))
        .groupBy("account_id", "segment_id", "content_type", "time_zone", *by_hour)
        .agg(
            F.avg("gain").alias("gain"),
            F.avg("weight").alias("weight"),
            F.count("*").alias("post_count"),
        )
    )
    groups = _group(F.lit(ALL), F.lit(ALL_USERS), F.col("content_type"))
    is_whole = F.col("content_type") == ALL
    of_segment = F.when(is_whole, _group(F.lit(ALL), F.col("segment_id"), F.col("content_type")))
    of_all = of_accounts.select(
        F.inline(F.array_compact(F.array(groups, of_segment))),
        F.lit(None).cast("string").alias("time_zone"),
        *by_hour,
        "gain",
        "weight",
        "post_count",
    )
    keys = ("account_id", "segment_id", "content_type", "time_zone", *by_hour)
    summed = of_all.groupBy(*keys).agg(
        (F.sum(F.col("gain") * F.col("weight")) / F.sum("weight")).alias("gain"),
        F.sum("weight").alias("weight"),
        F.sum("post_count").alias("post_count"),
    )
    told = of_accounts.withColumn("segment_id", F.lit(ALL_USERS))
    if settings.accounts:
        told = told.where(F.col("account_id").isin(*settings.accounts))
    posts = F.sum("post_count").over(Window.partitionBy("account_id", "content_type"))
    enough = told.withColumn("_posts", posts).where(F.col("_posts") >= settings.min_posts)
    return enough.drop("_posts").unionByName(summed)

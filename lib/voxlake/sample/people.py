"""Who is in the sample: people with habits, and their profiles."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.sample.draws import Draws
from voxlake.sample.segments import SEGMENTS, segment_frame
from voxlake.sample.settings import SampleSettings
from voxlake.sample.words import VOICES, pool

SPREAD_OF_POSTS = 0.6
"""Standard deviation of the log of a member's posts: the busiest post far more than most."""
TOLD_MOODS = {
    "depressed": -2.2,
    "stressed": -2.2,
    "neutral": 0.0,
    "satisfied": 0.75,
    "cheerful": 2.4,
}
"""Moods that some have told of themselves, and the mean of their posts, as in `Segment.mood`."""
_TOLD_SHARE = 0.15
_COUNTRIES = ("United Kingdom", "Ireland", "Germany", "Spain", "Netherlands", "Sweden")
_COUNTRY_BOUNDS = (0.42, 0.55, 0.72, 0.84, 0.93, 1.0)
_LANGUAGE_BOUNDS = (0.96, 0.98, 1.0)


def people(spark: SparkSession, settings: SampleSettings) -> DataFrame:
    """One row per person: segment, own habits around those of the segment, and buying ranks.

    The buying ranks are drawn first and the segment depends on them, so that buyers of all
    segments together follow BG/NBD and Gamma-Gamma exactly.
    """
    draws = Draws(settings.seed, ("user_no",))
    numbered = spark.range(settings.users).withColumnRenamed("id", "user_no")
    return (
        with_buying_ranks(numbered, settings)
        .withColumn("is_buyer", draws.happens(settings.buyer_share, "buyer"))
        .withColumn("segment", _segment(draws, settings.buyer_share))
        .join(F.broadcast(segment_frame(spark)), "segment", how="inner")
        .withColumn("favourite", draws.weighted(F.col("topics"), "favourite"))
        .withColumn("told_mood", _told_mood(draws))
        .withColumn("mood", _mood(draws))
        .withColumn("voice", _voice(draws))
        .withColumn("reply", _near("reply", draws))
        .withColumn("repost", _near("repost", draws))
        .withColumn("likes", F.col("likes") * F.exp(0.7 * draws.normal("likes")))
        .withColumn("post_count", _post_count(draws, settings))
        .withColumn("best_hour", _best_hour(draws, settings))
        .withColumn("joined_at", _joined_at(draws, settings))
        .withColumn("handle", handle(draws, F.col("user_no")))
        .withColumn("language", _language(draws))
    )


def with_buying_ranks(numbered: DataFrame, settings: SampleSettings) -> DataFrame:
    """Adds where each person stands among all, from 0 to 1, in rate, loyalty and spending."""
    draws = Draws(settings.seed, ("user_no",))
    return (
        numbered.withColumn("rate_rank", draws.uniform("rate"))
        .withColumn("leaving_rank", draws.uniform("leaving"))
        .withColumn("spend_rank", draws.uniform("spend"))
    )


def country(settings: SampleSettings) -> Column:
    """Country of the person `user_no`."""
    bounds = F.array(*[F.lit(bound) for bound in _COUNTRY_BOUNDS])
    position = Draws(settings.seed, ("user_no",)).weighted(bounds, "country")
    return F.element_at(F.array(*[F.lit(name) for name in _COUNTRIES]), position + 1)


def handle(draws: Draws, user_no: Column) -> Column:
    """Name on the platform, unique by its number."""
    adjective = draws.pick(pool("adjectives"), "adjective")
    return F.concat_ws("_", adjective, draws.pick(pool("animals"), "animal"), user_no)


def profiles(persons: DataFrame, follows: DataFrame, settings: SampleSettings) -> DataFrame:
    """The records of the users' file, with followers as in `follows`."""
    draws = Draws(settings.seed, ("user_no",))
    followers = follows.groupBy(F.col("followed_no").alias("user_no")).agg(
        F.count("*").alias("followers")
    )
    following = follows.groupBy(F.col("follower_no").alias("user_no")).agg(
        F.count("*").alias("following")
    )
    first_name = draws.pick(pool("first_names"), "first name")
    return (
        persons.join(followers, "user_no", how="left")
        .join(following, "user_no", how="left")
        .select(
            F.concat(F.lit("u"), "user_no").alias("id"),
            "handle",
            F.concat_ws(" ", first_name, draws.pick(pool("last_names"), "last name")).alias("name"),
            draws.pick(pool("bios"), "bio").alias("bio"),
            country(settings).alias("country"),
            F.col("language").alias("lang"),
            F.coalesce("followers", F.lit(0)).alias("followers"),
            F.coalesce("following", F.lit(0)).alias("following"),
            iso_time(F.col("joined_at")).alias("joined"),
            iso_time(F.greatest("joined_at", days_after(F.lit(0), settings))).alias("updated"),
        )
    )


def iso_time(time: Column) -> Column:
    """A time as the sample's files write it, such as `2024-03-31T08:15:30Z`."""
    return F.date_format(time, "yyyy-MM-dd'T'HH:mm:ss'Z'")


def _segment(draws: Draws, buyer_share: float) -> Column:
    """Position of the segment: a draw whose odds depend on the buying ranks (Gumbel's maximum)."""
    scores = [
        F.log(F.lit(s.share))
        + s.buyer * (F.col("is_buyer").cast("int") - buyer_share)
        + s.rate * (F.col("rate_rank") - 0.5)
        + s.spend * (F.col("spend_rank") - 0.5)
        - F.log(-F.log(draws.uniform(f"segment {s.name}")))
        for s in SEGMENTS
    ]
    scored = [F.struct(s.alias("score"), F.lit(i).alias("place")) for i, s in enumerate(scores)]
    return F.array_max(F.array(*scored))["place"].cast("long")


def _told_mood(draws: Draws) -> Column:
    """What a few people have told of themselves; null of the others."""
    names = F.array(*[F.lit(name) for name in TOLD_MOODS])
    return F.when(draws.happens(_TOLD_SHARE, "has told"), draws.pick(names, "told mood"))


def _mood(draws: Draws) -> Column:
    """The mean of a person's posts: what was told, else near that of the segment."""
    levels = [F.when(F.col("told_mood") == name, level) for name, level in TOLD_MOODS.items()]
    return F.coalesce(*levels, F.col("mood") + 0.25 * draws.normal("mood"))


def _voice(draws: Draws) -> Column:
    """Whether a person's negative posts are sad and afraid, or angry and disgusted."""
    return (
        F.when(F.col("told_mood") == "depressed", "low")
        .when(F.col("told_mood") == "stressed", "tense")
        .otherwise(draws.pick(F.array(*[F.lit(name) for name in VOICES]), "voice"))
    )


def _near(habit: str, draws: Draws) -> Column:
    """A person's own share, near that of the segment."""
    return F.least(F.greatest(F.col(habit) + 0.06 * draws.normal(habit), F.lit(0.0)), F.lit(0.9))


def _post_count(draws: Draws, settings: SampleSettings) -> Column:
    """Posts in all; a few people only read."""
    typical = settings.posts_per_user * settings.days / 60 * F.col("posts")
    count = F.floor(typical * F.exp(SPREAD_OF_POSTS * draws.normal("posts")))
    return F.when(draws.happens(0.03, "silent"), F.lit(0)).otherwise(count)


def _best_hour(draws: Draws, settings: SampleSettings) -> Column:
    """First hour, UTC, of the time of day at which posts do better; null of most people."""
    planted = settings.marketing
    has_one = F.col("post_count") >= planted.best_hour_posts
    has_one &= draws.happens(planted.best_hour_share, "has a best hour")
    return F.when(has_one, draws.weighted(F.col("hours"), "best hour"))


def _joined_at(draws: Draws, settings: SampleSettings) -> Column:
    """When the account began: before the first day, for one in eight after it."""
    is_new = draws.happens(0.12, "is new")
    days = F.when(is_new, settings.days * 0.8 * draws.uniform("joined")).otherwise(
        -1500 * draws.uniform("joined")
    )
    return days_after(F.lit(0.0) + days, settings)


def days_after(days: Column, settings: SampleSettings) -> Column:
    """The time so many days, whole or not, after the first day began."""
    start = F.unix_seconds(F.to_timestamp(F.lit(f"{settings.first_day}T00:00:00Z")))
    return F.timestamp_seconds(start + F.floor(days * 86_400))


def _language(draws: Draws) -> Column:
    bounds = F.array(*[F.lit(bound) for bound in _LANGUAGE_BOUNDS])
    languages = F.array(F.lit("en"), F.lit("es"), F.lit("de"))
    return F.element_at(languages, draws.weighted(bounds, "language") + 1)

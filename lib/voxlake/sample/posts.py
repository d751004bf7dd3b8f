"""What people post: originals, answers, reposts and copies, with planted topics and moods."""

from __future__ import annotations

from datetime import timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.sample.bursts import bursts
from voxlake.sample.draws import Draws
from voxlake.sample.groups import of_interest, popular
from voxlake.sample.people import days_after
from voxlake.sample.segments import TOPICS
from voxlake.sample.settings import SampleSettings
from voxlake.sample.words import tone
from voxlake.tables.columns import SENTIMENTS

ALWAYS_ORIGINAL = 2
"""A person's first posts by number; what others answer, repeat and like."""
_COPY_SHARE = 0.03  # later posts that are one of a few advertisements, word for word
_OWN_FAVOURITE = 0.35  # posts about a person's own favourite topic
_NEGATIVE_BELOW, _POSITIVE_ABOVE = -0.55, 0.45  # of a mood with standard deviation 1
_IRONY_SHARE = 0.06  # posts whose words say another mood than the author's
_SHIFT_TOPIC, _SHIFT_DAYS, _SHIFT = "delivery", 7, -1.3  # what goes wrong in the last week
_ANSWER_HOURS = 4.0  # mean delay of answers and reposts
BEST_HOURS = 4
"""How many hours of the day are better, where some are."""
_PEOPLE = (
    "handle",
    "language",
    "mood",
    "voice",
    "likes",
    "reply",
    "repost",
    "joined_at",
    "best_hour",
)
_HABITS = ("hours", "weekdays", "topics", "favourite", "post_count")

_POST = ("user_no", "post_no")


def posts(persons: DataFrame, settings: SampleSettings) -> DataFrame:
    """One row per post: author, time, kind, topic, sentiment, and whose words it has.

    Answers and reposts join to the post they are about; where that one cannot be (it came too
    late, or it is one's own), the post is an original. `text_user`, `text_no` name the post whose
    words it has: a repost's are those of the post that it repeats.
    """
    draws = Draws(settings.seed, _POST)
    drafts = _drafts(persons, settings)
    targets = (
        drafts.where(F.col("post_no") <= ALWAYS_ORIGINAL)
        .transform(_with_sentiment, Draws(settings.seed, _POST), settings)
        .select(
            F.col("user_no").alias("target_user"),
            F.col("post_no").alias("target_no"),
            F.col("handle").alias("target_handle"),
            F.col("posted_at").alias("target_at"),
            F.col("topic").alias("target_topic"),
            F.col("sentiment").alias("target_sentiment"),
            F.col("wording").alias("target_wording"),
            F.col("language").alias("target_language"),
            F.col("voice").alias("target_voice"),
        )
    )
    delay = -_ANSWER_HOURS / 24 * F.log(draws.uniform("delay"))
    answered_at = F.timestamp_seconds(F.unix_seconds("target_at") + F.floor(delay * 86_400))
    linked = drafts.join(targets, ["target_user", "target_no"], how="left")
    in_time = F.to_date(answered_at) <= F.lit(settings.last_day)
    is_linked = in_time & (F.col("target_user") != F.col("user_no"))
    kind = F.when(F.col("drawn").isin("reply", "repost"), F.lit("original"))
    return (
        linked.withColumn("is_linked", F.coalesce(is_linked, F.lit(False)))
        .withColumn(
            "kind", F.when(F.col("is_linked"), F.col("drawn")).otherwise(F.coalesce(kind, "drawn"))
        )
        .withColumn("posted_at", _if_linked(answered_at, F.col("posted_at")))
        .withColumn("topic", _if_linked(F.col("target_topic"), F.col("topic")))
        .transform(_with_sentiment, draws, settings)
        .transform(_with_source_of_words)
        .transform(_with_metrics, draws, settings)
        .withColumn("post_id", post_id("user_no", "post_no"))
        .withColumn("target_id", F.when(F.col("is_linked"), post_id("target_user", "target_no")))
    )


def post_id(user: str, number: str) -> Column:
    """Id of a person's post as the files write it."""
    return F.concat_ws(".", F.concat(F.lit("p"), user), number)


def _if_linked(then: Column, other: Column) -> Column:
    return F.when(F.col("is_linked"), then).otherwise(other)


def _drafts(persons: DataFrame, settings: SampleSettings) -> DataFrame:
    """Each post as its author would make it alone, and whom it would answer or repeat."""
    draws = Draws(settings.seed, _POST)
    numbered = persons.where(F.col("post_count") > 0).select(
        "user_no",
        *_PEOPLE,
        *_HABITS,
        F.explode(F.expr("sequence(1L, post_count)")).alias("post_no"),
    )
    own_topic = F.when(draws.happens(_OWN_FAVOURITE, "own"), F.col("favourite")).otherwise(
        draws.weighted(F.col("topics"), "topic")
    )
    news = F.coalesce(_news(draws, settings), own_topic)
    has_target = F.col("drawn").isin("reply", "repost")
    return (
        numbered.withColumn("posted_at", _posted_at(draws, settings))
        .where(F.to_date("posted_at").between(settings.first_day, settings.last_day))
        .where(F.col("posted_at") >= F.col("joined_at"))
        .withColumn("topic", news)
        .withColumn("drawn", _kind(draws))
        .withColumn(
            "target_user",
            F.when(has_target, _author(draws, settings)),
        )
        .withColumn("target_no", draws.whole(ALWAYS_ORIGINAL, "target number") + 1)
        .drop("hours", "weekdays", "topics", "favourite", "post_count")
    )


def _author(draws: Draws, settings: SampleSettings) -> Column:
    """Whom a post answers or repeats: mostly somebody of one's own interest."""
    drawn = draws.uniform("target")
    is_shared = draws.happens(settings.recommend.shared_share, "of one's interest")
    own = of_interest(F.col("user_no"), drawn, settings.users)
    return F.when(is_shared, own).otherwise(popular(drawn, settings.users))


def _news(draws: Draws, settings: SampleSettings) -> Column:
    """The topic of a burst that a post joins on a day of it; null for most."""
    joined = [
        F.when(
            F.to_date("posted_at").between(burst.first, burst.last)
            & draws.happens(burst.share, f"news of {burst.topic}"),
            F.lit(TOPICS.index(burst.topic)),
        )
        for burst in bursts(settings)
    ]
    return F.coalesce(*joined, F.lit(None).cast("int"))


def _with_metrics(linked: DataFrame, draws: Draws, settings: SampleSettings) -> DataFrame:
    """Adds likes, replies, reposts and views: a post's success spreads widely."""
    after = F.pmod(F.hour("posted_at") - F.col("best_hour"), F.lit(24))
    effect = F.when(after < BEST_HOURS, settings.marketing.best_hour_effect).otherwise(0.0)
    success = F.col("likes") * F.exp(0.9 * draws.normal("success") + effect)
    return (
        linked.withColumn("likes", F.floor(success))
        .withColumn("replies", F.floor(success * 0.3 * draws.uniform("replies")))
        .withColumn("reposts", F.floor(success * 0.4 * draws.uniform("reposts")))
        .withColumn("views", F.floor(success * (20 + 60 * draws.uniform("views"))) + 5)
    )


def _posted_at(draws: Draws, settings: SampleSettings) -> Column:
    """A week, a weekday and an hour by habit; weeks begin on Monday and may stick out."""
    lead = settings.first_day.weekday()
    weeks = -(-(settings.days + lead) // 7)
    day = 7 * draws.whole(weeks, "week") + draws.weighted(F.col("weekdays"), "weekday") - lead
    hour = draws.weighted(F.col("hours"), "hour") + draws.uniform("minute")
    return days_after(day + hour / 24, settings)


def _kind(draws: Draws) -> Column:
    drawn = draws.uniform("kind")
    later = (
        F.when(drawn < _COPY_SHARE, F.lit("copy"))
        .when(drawn < _COPY_SHARE + F.col("reply"), F.lit("reply"))
        .when(drawn < _COPY_SHARE + F.col("reply") + F.col("repost"), F.lit("repost"))
        .otherwise(F.lit("original"))
    )
    return F.when(F.col("post_no") <= ALWAYS_ORIGINAL, F.lit("original")).otherwise(later)


def _with_sentiment(drafts: DataFrame, draws: Draws, settings: SampleSettings) -> DataFrame:
    """Adds the sentiment that is meant and, as `wording`, the one that the words say."""
    last_days = F.to_date("posted_at") > F.lit(settings.last_day - timedelta(days=_SHIFT_DAYS))
    is_shifted = last_days & (F.col("topic") == TOPICS.index(_SHIFT_TOPIC))
    shift = F.when(is_shifted, F.lit(_SHIFT)).otherwise(0.0)
    mood = F.col("mood") + tone(F.col("topic")) + shift + draws.normal("mood of the post")
    is_ironic = draws.happens(_IRONY_SHARE, "irony")
    any_wording = draws.pick(F.array(*[F.lit(name) for name in SENTIMENTS]), "wording")
    return (
        drafts.withColumn("mood", mood)
        .withColumn(
            "sentiment",
            F.when(F.col("mood") < _NEGATIVE_BELOW, F.lit("negative"))
            .when(F.col("mood") > _POSITIVE_ABOVE, F.lit("positive"))
            .otherwise(F.lit("neutral")),
        )
        .withColumn("wording", F.when(is_ironic, any_wording).otherwise(F.col("sentiment")))
    )


def _with_source_of_words(linked: DataFrame) -> DataFrame:
    """Adds whose words a post has; a repost also takes its target's sentiment and language."""
    is_repost = F.col("kind") == "repost"
    for column, other in {
        "text_user": "user_no",
        "text_no": "post_no",
        "sentiment": "sentiment",
        "wording": "wording",
        "language": "language",
        "voice": "voice",
    }.items():
        target = column.replace("text_", "") if column.startswith("text_") else column
        linked = linked.withColumn(
            column, F.when(is_repost, F.col(f"target_{target}")).otherwise(F.col(other))
        )
    return linked

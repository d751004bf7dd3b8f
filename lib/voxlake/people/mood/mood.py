"""The mood of users: what the posts by and about them sound like, taken together.

It describes texts and is no diagnosis of a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.people.membership import Membership
from voxlake.people.mood.rule import LOW, NEGATIVE, OWN_WORDS, PARTS, POSITIVE, TENSE, judge
from voxlake.people.mood.settings import MoodRule, MoodSettings
from voxlake.spark.columns import reach, week_of
from voxlake.tables import SEGMENT_MOOD_WEEKLY, USER_MOOD, USER_MOOD_WEEKLY
from voxlake.tables.columns import EMOTIONS

_JUDGED = T.StructType(
    [T.StructField("mood", T.StringType()), T.StructField("agreement", T.DoubleType())]
)


def user_mood(
    posts: DataFrame, emotions: DataFrame, users: DataFrame, as_of: date, settings: MoodSettings
) -> DataFrame:
    """Rows of `user_mood`: each user with a scored post, by or about the user, in the window.

    For one user, give that user's row of `users` and the posts that are read stay few.

    Args:
        posts: Rows of `posts`; days outside the window and unusable posts do not count.
        emotions: Rows of `post_emotion`.
        users: Rows of `users`: whose handles are looked for in the posts.
        as_of: Last day that counts.
        settings: Window, weights and bounds.
    """
    weighed = posts_to_weigh(posts, emotions, users, as_of, settings).withColumn(
        "as_of_date", F.lit(as_of)
    )
    return _moods(weighed, ["as_of_date", "user_id"], settings).select(*USER_MOOD.column_names)


def posts_to_weigh(
    posts: DataFrame, emotions: DataFrame, users: DataFrame, as_of: date, settings: MoodSettings
) -> DataFrame:
    """`posts_of_users` in the window with their emotions, `age` in days and parts of the mood.

    The parts are `positivity` (joy + optimism), `low` (fear + sadness) and `tense` (anger +
    disgust).
    """
    age = F.datediff(F.lit(as_of), F.col("post_date"))
    in_window = posts.where((age >= 0) & (age < settings.window_days))
    return _with_emotions(posts_of_users(in_window, users), emotions).withColumn("age", age)


def _with_emotions(posts: DataFrame, emotions: DataFrame) -> DataFrame:
    joined = posts.join(emotions.drop("user_id"), on=["post_id", "post_date"], how="inner")
    parts = zip(PARTS, (POSITIVE, LOW, TENSE), strict=True)
    return joined.withColumns({name: _sum(emotion_names) for name, emotion_names in parts})


def user_mood_weekly(
    posts: DataFrame, emotions: DataFrame, users: DataFrame, settings: MoodSettings
) -> DataFrame:
    """Rows of `user_mood_weekly`: the mood of each user in each week of the posts.

    Args:
        posts: Rows of `posts` of whole weeks, Monday to Sunday.
        emotions: Rows of `post_emotion`.
        users: Rows of `users`.
        settings: Weights and bounds; recency counts from the week's Sunday.
    """
    weighed = (
        _with_emotions(posts_of_users(posts, users), emotions)
        .withColumn("week_start", week_of(F.col("post_date")))
        .withColumn("age", 6 - F.datediff("post_date", "week_start"))
    )
    rows = _moods(weighed, ["week_start", "user_id"], settings)
    return rows.select(*USER_MOOD_WEEKLY.column_names)


def posts_of_users(posts: DataFrame, users: DataFrame) -> DataFrame:
    """Which usable posts are by or about whom: user_id, post_id, post_date, ownership, activity.

    `ownership` is `own` (one's own words), `quote` (own words on another's post), `repost`
    (another's words) or `mention` (another's post that names the user's handle or answers one of
    the posts). A repost of a user's words is no mention: it says nothing new. `activity` is the
    post's reach.
    """
    usable = posts.where("is_usable").withColumn("activity", reach())
    by = usable.where(F.col("user_id").isNotNull()).withColumn(
        "ownership",
        F.when(F.col("is_repost"), "repost")
        .when(F.col("quote_of_post_id").isNotNull(), "quote")
        .otherwise("own"),
    )
    about = _mentions(usable, users).withColumn("ownership", F.lit("mention"))
    columns = ("user_id", "post_id", "post_date", "ownership", "activity")
    return by.select(*columns).unionByName(about.select(*columns))


def _mentions(posts: DataFrame, users: DataFrame) -> DataFrame:
    """Posts by others with the user whom they name or answer, each pair once."""
    spoken = posts.where(~F.col("is_repost")).withColumnRenamed("user_id", "author_id")
    named = spoken.select("*", F.explode("mentions").alias("handle")).withColumn(
        "network", _network("post_id")
    )
    known = users.where(F.col("handle").isNotNull()).select(
        "user_id", F.lower("handle").alias("handle"), _network("user_id").alias("network")
    )
    by_name = named.join(known, on=["network", "handle"], how="inner").drop("handle", "network")
    answered = posts.select(F.col("post_id").alias("reply_to_post_id"), "user_id")
    by_answer = spoken.join(answered, on="reply_to_post_id", how="inner")
    both = by_name.unionByName(by_answer.select(by_name.columns))
    others = both.where(
        F.col("user_id").isNotNull() & ~F.col("user_id").eqNullSafe(F.col("author_id"))
    )
    return others.dropDuplicates(["user_id", "post_id"])


def _network(name: str) -> Column:
    """The namespace of an id: handles are of one network."""
    return F.substring_index(name, ":", 1)


def weight(rule: MoodRule) -> Column:
    """Weight of a post by `age` in days, `activity` and `ownership`."""
    shares = F.create_map(
        *[
            F.lit(part)
            for name in (*OWN_WORDS, "repost", "mention")
            for part in (name, float(getattr(rule, name)))
        ]
    )
    recency = F.pow(F.lit(0.5), F.col("age") / rule.half_life_days)
    return shares[F.col("ownership")] * recency * (1 + rule.activity * F.log1p("activity"))


def _moods(weighed: DataFrame, keys: list[str], settings: MoodSettings) -> DataFrame:
    """Means, mood and its agreement, and the happiest and saddest posts, of each group of posts."""
    heaviest = Window.partitionBy(*keys).orderBy(F.desc("weight"), "post_id", "ownership")
    of_rule = (
        weighed.withColumn("weight", weight(settings.rule))
        .where(F.col("weight") > 0)
        .withColumn("rank", F.row_number().over(heaviest))
    )
    total = F.sum("weight")
    is_own = F.col("ownership").isin(*OWN_WORDS)
    drawn = F.when(F.col("rank") <= settings.resampled_posts, F.struct("rank", "weight", *PARTS))
    found = of_rule.groupBy(*keys).agg(
        F.count("*").alias("post_count"),
        F.sum(is_own.cast("long")).alias("own_post_count"),
        *[(F.sum(F.col(e) * F.col("weight")) / total).alias(e) for e in EMOTIONS],
        _most("positivity", is_own, settings.extreme_posts).alias("happiest_posts"),
        _most("sadness", is_own, settings.extreme_posts).alias("saddest_posts"),
        F.sort_array(F.collect_list(drawn)).alias("drawn"),
        F.max(F.struct("post_date", "model_version"))["model_version"].alias("model_version"),
    )
    judged_by = F.udf(partial(judge, settings=settings), _JUDGED, useArrow=True)
    arrays = [F.col("drawn")[name] for name in ("weight", *PARTS)]
    judged = judged_by(
        "user_id", "post_count", F.array(*[_sum(p) for p in (POSITIVE, LOW, TENSE)]), *arrays
    )
    return found.withColumn("judged", judged).withColumns(
        {
            "mood": F.col("judged.mood"),
            "agreement": F.col("judged.agreement"),
            "positivity": _sum(POSITIVE),
            "negativity": _sum(NEGATIVE),
        }
    )


def _most(score: str, is_own: Column, count: int) -> Column:
    """An aggregate: the own posts with the largest scores, the largest first, then by id."""
    posts = F.collect_list(F.when(is_own, F.struct(F.col(score).alias("score"), "post_id")))
    largest = F.slice(F.sort_array(posts, asc=False), 1, count)
    named = ("post_id", "score")
    return F.transform(largest, lambda post: F.struct(*(post[n].alias(n) for n in named)))


def _sum(names: Sequence[str]) -> Column:
    first, *others = (F.col(name) for name in names)
    return sum(others, start=first)


def segment_mood_weekly(weekly: DataFrame, members: Membership) -> DataFrame:
    """Rows of `segment_mood_weekly`.

    Args:
        weekly: Rows of `user_mood_weekly`.
        members: The segments of users on the Sundays of the weeks.
    """
    placed = members.placed(weekly.withColumn("sunday", F.date_add("week_start", 6)), "sunday")
    keys = ("week_start", "segment_id")
    counted = placed.groupBy(*keys, "mood").agg(F.count("*").alias("user_count"))
    share = F.col("user_count") / F.sum("user_count").over(Window.partitionBy(*keys))
    return counted.withColumn("user_share", share).select(*SEGMENT_MOOD_WEEKLY.column_names)

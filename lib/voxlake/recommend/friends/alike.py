"""People who share a language, a topic or a friend with a user: of another mood, or of any."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.friends.buckets import in_parts, pairs_in_parts, who_look_at
from voxlake.recommend.friends.graph.candidates import with_interests
from voxlake.recommend.friends.people import Known, without_known
from voxlake.recommend.friends.reasons import shared_reason
from voxlake.recommend.friends.settings import FriendSettings, PeopleSettings
from voxlake.recommend.friends.shares import divided
from voxlake.spark.columns import looked_up


def opposite(known: Known, settings: FriendSettings, users: DataFrame | None = None) -> DataFrame:
    """At most `settings.opposite` rows a user: `user_id`, `item`, `score`, `reason`.

    A user is offered people of the mood that `settings.moods` names for the user's, who share a
    language, a topic or a friend. Whose mood is not known or not named is offered nobody.

    Args:
        known: What is known of the day.
        settings: Which mood is offered to which, and how many.
        users: `user_id` of those to compute; none: all.
    """
    wish = looked_up(F.col("mood"), settings.moods)
    has = F.col("mood")
    return _alike(known, settings.people, wish=wish, has=has, most=settings.opposite, users=users)


def near(known: Known, settings: FriendSettings, users: DataFrame | None = None) -> DataFrame:
    """What `opposite` gives, at most `settings.near` rows a user, of people of whatever mood."""
    anyone = F.lit("anyone")
    return _alike(known, settings.people, wish=anyone, has=anyone, most=settings.near, users=users)


def _alike(
    known: Known,
    settings: PeopleSettings,
    *,
    wish: Column,
    has: Column,
    most: int,
    users: DataFrame | None,
) -> DataFrame:
    """Those who have what users wish, divided among them.

    Who gets whom rests on what others list. For some users, the lists of all are made who look at
    the same people.
    """
    kept_columns = ("user_id", "language", "top_topics")
    asking = known.people.select(*kept_columns, wish.alias("wish"))
    offering = known.people.where("is_offered").select(*kept_columns, has.alias("wish"))
    looked, kept = in_parts(asking, offering, settings.per_bucket)
    circles = _of_circles(known, asking, offering)
    if users is not None:
        own, of_own = (rows.join(users, "user_id", "left_semi") for rows in (looked, circles))
        items = pairs_in_parts(own, kept).unionByName(of_own).select("item").distinct()
        by_circles = circles.join(items, "item", "left_semi").select("user_id")
        rivals = who_look_at(items, looked, kept).unionByName(by_circles)
        looked, circles = (rows.join(rivals, "user_id", "left_semi") for rows in (looked, circles))
    pairs = without_known(pairs_in_parts(looked, kept).unionByName(circles).distinct(), known)
    chosen = divided(_scored(pairs, known, settings), settings, most)
    if users is not None:
        chosen = chosen.join(users, "user_id", "left_semi")
    return chosen.select("user_id", "item", "score", "reason")


def _of_circles(known: Known, asking: DataFrame, offering: DataFrame) -> DataFrame:
    """`user_id` and `item` of friends of friends who have what the user wishes."""
    theirs = offering.select(F.col("user_id").alias("item"), "wish")
    found = known.circles.select("user_id", "item")
    return (
        found.join(asking.select("user_id", "wish"), "user_id")
        .join(theirs, ["item", "wish"])
        .select("user_id", "item")
    )


def _scored(pairs: DataFrame, known: Known, settings: PeopleSettings) -> DataFrame:
    """Pairs with their score, and the reason: of a friend of a friend the same as elsewhere."""
    weights = settings.weights
    own = known.people.select("user_id", F.col("language").alias("_own"))
    theirs = known.people.select(F.col("user_id").alias("item"), F.col("language").alias("_theirs"))
    circles = known.circles.select("user_id", "item", F.col("reason").alias("_reason"))
    is_same = F.coalesce((F.col("_own") == F.col("_theirs")).cast("double"), F.lit(0.0))
    shared = (
        with_interests(pairs, known.people)
        .join(own, "user_id")
        .join(theirs, "item")
        .join(circles, ["user_id", "item"], "left")
        .withColumn("language", is_same)
    )
    score = (
        F.col("language") * weights.language
        + F.col("topics") * weights.topics
        + F.col("_reason").isNotNull().cast("double") * weights.friends
    )
    reason = F.coalesce(F.col("_reason"), shared_reason())
    return shared.select("user_id", "item", score.alias("score"), reason.alias("reason"))

"""The rows of `user_recommendations` of a day: of all users, or of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from voxlake.recommend.friends.alike import near, opposite
from voxlake.recommend.friends.big_accounts import big_accounts
from voxlake.recommend.friends.people import Known, offered, without_known
from voxlake.recommend.friends.reasons import NOBODY
from voxlake.recommend.friends.settings import FriendSettings
from voxlake.recommend.hashtags.of_users import of_users
from voxlake.tables import BIG_ACCOUNT, FRIEND, HASHTAG, USER_RECOMMENDATIONS

_DIGITS = 9
_UNIT = 10**_DIGITS
_RANK_OFFSET = 60


def recommended(
    known: Known,
    as_of: date,
    settings: FriendSettings,
    *,
    version: str | None = None,
    users: DataFrame | None = None,
    by_mood: DataFrame | None = None,
) -> DataFrame:
    """Rows of `user_recommendations`.

    Args:
        known: What is known of the day.
        as_of: The day.
        settings: How many, and what counts.
        version: Of the model whose weights rank friends of friends; None: those of the settings.
        users: `user_id` of those to compute; none: all.
        by_mood: What `opposite` gives of them, where it is at hand: it is used twice.
    """
    part = known.people
    if users is not None:
        part = part.join(users, "user_id", "left_semi")
    if by_mood is None:
        by_mood = opposite(known, settings, users)
    friends = fused((by_mood, _circles_of(part, known), near(known, settings, users)))
    big = big_accounts(known, settings.big_accounts, settings.most, users)
    tags = (known.hashtags, known.hashtag_pairs)
    hashtags = of_users(part, *tags, settings.hashtags, settings.most)
    kinds = {FRIEND: friends, BIG_ACCOUNT: big, HASHTAG: hashtags}
    rows = _ranked(kinds, settings.most).unionByName(_nobody(part, by_mood))
    told = F.when(F.col("kind") == FRIEND, F.lit(version)).cast("string")
    dated = rows.withColumns({"as_of_date": F.lit(as_of), "model_version": told})
    return dated.select(*USER_RECOMMENDATIONS.column_names)


def of_user(
    user_id: str,
    known: Known,
    as_of: date,
    settings: FriendSettings,
    *,
    version: str | None = None,
) -> DataFrame:
    """The rows that `recommended` gives for one user; none of a user who is unknown or opted out.

    Only what bears on the user is computed: the user's own candidates, and the lists of those who
    look at the same people.
    """
    one = known.people.where(F.col("user_id") == user_id).select("user_id")
    return recommended(known, as_of, settings, version=version, users=one)


def fused(ways: Sequence[DataFrame]) -> DataFrame:
    """One list of several for each user: `user_id`, `item`, `score`, `reason`.

    score = sum over the lists that have the person of 1 / (60 + place)

    which is reciprocal rank fusion (Cormack, Clarke and Büttcher 2009, "Reciprocal rank fusion
    outperforms Condorcet and individual rank learning methods", SIGIR). It tells nothing of which
    list has whom.

    Args:
        ways: Each `user_id`, `item`, `score`, `reason`; what several have has one reason.
    """
    order = Window.partitionBy("user_id").orderBy(F.desc("score"), "item")
    place = F.row_number().over(order)
    part = F.round(_UNIT / (_RANK_OFFSET + place)).cast("long")
    each = reduce(DataFrame.unionByName, (way.withColumn("_part", part) for way in ways))
    return each.groupBy("user_id", "item").agg(
        (F.sum("_part") / _UNIT).alias("score"), F.min("reason").alias("reason")
    )


def _circles_of(part: DataFrame, known: Known) -> DataFrame:
    """Friends of friends of some users, but who since opted out, is blocked or followed."""
    found = known.circles.join(part, "user_id", "left_semi")
    theirs = offered(known.people).withColumnRenamed("user_id", "item")
    return without_known(found.join(theirs, "item", "left_semi"), known)


def _ranked(kinds: Mapping[str, DataFrame], most: int) -> DataFrame:
    """The first rows of each kind; equal scores in an order that differs from user to user.

    The order of people with the same score then does not tell either which way found whom. Nor does
    the score that is written: a sum says that two ways found somebody, of whom one may be by mood.
    """
    each = (rows.withColumn("kind", F.lit(kind)) for kind, rows in kinds.items())
    columns = ("user_id", "kind", "item", "score", "reason")
    every = reduce(DataFrame.unionByName, (rows.select(*columns) for rows in each))
    best = Window.partitionBy("user_id", "kind").orderBy(
        F.desc("score"), F.xxhash64("user_id", "item"), "item"
    )
    ranked = every.withColumn("rank", F.row_number().over(best)).where(F.col("rank") <= most)
    by_rank = F.round(1 / (_RANK_OFFSET + F.col("rank")), _DIGITS)
    return ranked.withColumn(
        "score", F.when(F.col("kind") == FRIEND, by_rank).otherwise(F.col("score"))
    )


def _nobody(users: DataFrame, by_mood: DataFrame) -> DataFrame:
    """The row of each user who is offered nobody by mood."""
    without = users.join(by_mood, "user_id", "left_anti")
    return without.select(
        "user_id",
        F.lit(FRIEND).alias("kind"),
        F.lit(None).cast("string").alias("item"),
        F.lit(None).cast("double").alias("score"),
        F.lit(NOBODY).alias("reason"),
        F.lit(0).alias("rank"),
    )

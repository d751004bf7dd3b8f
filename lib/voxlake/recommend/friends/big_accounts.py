"""Accounts that many follow: those whose last days are positive, near to the user's topics."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.recommend.friends.people import Known, without_known
from voxlake.recommend.friends.reasons import BIG, BIG_OF_TOPICS
from voxlake.recommend.friends.settings import BigAccountSettings
from voxlake.spark.columns import only_row, quantiles, to_four_digits

_NEGATIVE = ("depressed", "stressed")
"""Moods of accounts that are never offered to users of these moods."""
_ANY = "any"
_UNIT = 10**9


def big_accounts(
    known: Known, settings: BigAccountSettings, most: int, users: DataFrame | None = None
) -> DataFrame:
    """At most `most` rows a user: `user_id`, `item`, `score`, `reason`.

    score = positivity · weight + topics · weight + reach · weight

    with `positivity` and `reach` of `accounts_of`, and `topics` the share of the user's topics that
    are among the account's, 0 without any. Candidates are the first `per_topic` accounts by
    positivity and reach of each topic of the user, and of all. To a user whose mood is negative no
    account is offered whose own is: such users have lists of their own.

    Args:
        known: What is known of the day.
        settings: Which accounts are big, and what counts.
        most: Accounts of a user.
        users: `user_id` of those to compute; none: all.
    """
    asking = known.people
    if users is not None:
        asking = asking.join(users, "user_id", "left_semi")
    found = _found(asking, _lists(accounts_of(known, settings), settings))
    shared = F.size(F.array_intersect("_own", "top_topics"))
    own = F.size(F.array_distinct("_own"))
    topics = F.when(shared > 0, shared / own).otherwise(0.0)
    score = _of_account(settings) + topics * settings.weights.topics
    order = Window.partitionBy("user_id").orderBy(F.desc("score"), "item")
    return (
        without_known(found, known)
        .withColumns({"score": score, "reason": F.when(topics > 0, BIG_OF_TOPICS).otherwise(BIG)})
        .withColumn("_place", F.row_number().over(order))
        .where(F.col("_place") <= most)
        .select("user_id", "item", "score", "reason")
    )


def accounts_of(known: Known, settings: BigAccountSettings) -> DataFrame:
    """The big accounts who may be offered: item, top_topics, is_negative, positivity, reach.

    Big are the first `share` by followers, to four digits, of all whose followers are known and are
    more than the fewest: where all have as many, nobody is. `positivity`, 0 to 1, is the mean of
    joy + optimism of the posts of the last days, shrunk to that of all big accounts,

        (sum + prior_posts · mean) / (posts + prior_posts),

    the mean of a normal prior and its data (Efron and Morris 1975, "Data analysis using Stein's
    estimator and its generalizations", Journal of the American Statistical Association 70).
    `reach`, 0 to 1, is ln(1 + followers) / ln(1 + the most followers).

    Args:
        known: What is known of the day.
        settings: Share and prior.
    """
    big = _big(known.people, settings.share)
    posts = _posts_of(known.emotions, big)
    total = only_row(posts.agg(F.sum("_sum").alias("sum"), F.sum("_posts").alias("posts")))
    mean = total.sum / total.posts if total.posts else 0.0
    prior = settings.prior_posts
    positivity = (F.coalesce("_sum", F.lit(0)) / _UNIT + mean / _UNIT * prior) / (
        F.coalesce("_posts", F.lit(0)) + prior
    )
    return big.join(posts, "user_id", "left").select(
        F.col("user_id").alias("item"),
        "top_topics",
        _is_negative().alias("is_negative"),
        positivity.alias("positivity"),
        "reach",
    )


def _big(people: DataFrame, share: float) -> DataFrame:
    """Those of the people who are big and may be offered, with `reach`."""
    followers = to_four_digits(F.col("follower_count"))
    bounds = only_row(
        people.agg(
            quantiles(F.col("follower_count"), [1 - share])[0].alias("least"),
            F.min(followers).alias("fewest"),
            F.max("follower_count").alias("most"),
        )
    )
    is_big = (followers >= F.lit(bounds.least)) & (followers > F.lit(bounds.fewest))
    reach = F.log1p("follower_count") / F.log1p(F.lit(bounds.most))
    return people.where(is_big & F.col("is_offered")).withColumn("reach", reach)


def _found(asking: DataFrame, lists: DataFrame) -> DataFrame:
    """The accounts of the lists of each user, each once, with the topics of both."""
    asked = asking.select(
        "user_id", _is_negative().alias("is_guarded"), _buckets(), F.col("top_topics").alias("_own")
    ).withColumn("bucket", F.explode("buckets"))
    return (
        asked.join(F.broadcast(lists), ["is_guarded", "bucket"])
        .select("user_id", "item", "_own", "top_topics", "positivity", "reach")
        .dropDuplicates(["user_id", "item"])
    )


def _posts_of(emotions: DataFrame, accounts: DataFrame) -> DataFrame:
    """`_posts` and `_sum` of their positivity in whole billionths; sums then have no order."""
    told = F.col("joy") + F.col("optimism")
    positivity = F.round(told * _UNIT).cast("long")
    scored = emotions.where(told.isNotNull() & ~F.isnan(told))
    return (
        scored.join(accounts.select("user_id"), "user_id", "left_semi")
        .groupBy("user_id")
        .agg(F.count("*").alias("_posts"), F.sum(positivity).alias("_sum"))
    )


def _lists(accounts: DataFrame, settings: BigAccountSettings) -> DataFrame:
    """The first accounts of each topic: of all, and again without those of negative mood."""
    whom = F.when(F.col("is_negative"), F.array(F.lit(False))).otherwise(
        F.array(F.lit(False), F.lit(True))
    )
    order = Window.partitionBy("is_guarded", "bucket").orderBy(F.desc("_value"), "item")
    return (
        accounts.select("*", F.explode(whom).alias("is_guarded"), _buckets())
        .select("*", F.explode("buckets").alias("bucket"))
        .withColumn("_value", _of_account(settings))
        .withColumn("_place", F.row_number().over(order))
        .where(F.col("_place") <= settings.per_topic)
        .select("is_guarded", "bucket", "item", "top_topics", "positivity", "reach")
    )


def _of_account(settings: BigAccountSettings) -> Column:
    """What an account is worth to any user."""
    weights = settings.weights
    return F.col("positivity") * weights.positivity + F.col("reach") * weights.reach


def _is_negative() -> Column:
    return F.coalesce(F.col("mood").isin(*_NEGATIVE), F.lit(False))


def _buckets() -> Column:
    topics = F.coalesce(F.array_distinct("top_topics").cast("array<string>"), F.array())
    return F.array_compact(F.concat(topics, F.array(F.lit(_ANY)))).alias("buckets")

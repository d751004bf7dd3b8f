"""Who is offered to a user: friends of friends, those with the same topics and hashtags first."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.recommend.friends.graph.paths import edges, paths
from voxlake.recommend.friends.graph.settings import (
    INDICES,
    INTERESTS,
    FriendGraphSettings,
    FriendWeights,
)
from voxlake.recommend.friends.graph.sums import Kept


def candidates(
    follows: DataFrame,
    people: DataFrame,
    offered: DataFrame,
    settings: FriendGraphSettings,
    *,
    barred: DataFrame | None = None,
    users: DataFrame | None = None,
) -> DataFrame:
    """At most `settings.most` rows a user: `user_id`, `item` (a user), `score`, `reason`.

    score = (the indices of `paths`, each by its weight, together)
            · (1 + topics by their weight + hashtags by theirs)

    where topics and hashtags are the Jaccard index of those of both, 0 where either has none.
    Equal scores are in the order of the ids. The reason tells how many common friends there are
    and that interests are shared; of moods, and which interests, nothing.

    Args:
        follows: Rows of `follows`.
        people: `user_id`, `top_topics` and `top_hashtags`, as in `user_features`; some may lack.
        offered: `user_id` of those who may be offered: a follow of anyone else only rules them out.
        settings: What counts, and how much.
        barred: `user_id` and `item` of pairs that may not be offered, in this direction.
        users: `user_id` of those to compute, such as one for whom somebody asks; none: all.
    """
    weights = settings.weights
    lift = 1 + weights.topics + weights.hashtags
    kept = Kept(weights, settings.most_candidates, settings.most, lift)
    found = paths(edges(follows), settings.degree_cap, offered, kept, barred=barred, users=users)
    near = with_interests(found, people)
    more = sum((F.col(name) * getattr(weights, name) for name in INTERESTS), start=F.lit(1.0))
    scored = near.withColumn("score", _by_indices(weights) * more)
    return _highest(scored, settings.most).select("user_id", "item", "score", _reason())


def with_interests(pairs: DataFrame, people: DataFrame) -> DataFrame:
    """Pairs with `topics` and `hashtags`, from 0 (nothing in common) to 1 (all).

    Args:
        pairs: With `user_id` and `item`.
        people: `user_id`, `top_topics` and `top_hashtags`; some may lack.
    """
    theirs = people.select(
        F.col("user_id").alias("item"),
        *(F.col(column).alias(f"_{name}") for name, column in INTERESTS.items()),
    )
    own = people.select("user_id", *INTERESTS.values())
    return (
        pairs.join(theirs, "item", "left")
        .join(own, "user_id", "left")
        .select(
            *pairs.columns,
            *(_jaccard(column, f"_{name}").alias(name) for name, column in INTERESTS.items()),
        )
    )


def _by_indices(weights: FriendWeights) -> Column:
    return sum((F.col(name) * getattr(weights, name) for name in INDICES), start=F.lit(0.0))


def _jaccard(one: str, other: str) -> Column:
    shared = F.size(F.array_intersect(one, other))
    either = F.size(F.array_union(one, other))
    return F.when(shared > 0, shared / either).otherwise(0.0)


def _highest(scored: DataFrame, most: int) -> DataFrame:
    order = Window.partitionBy("user_id").orderBy(F.desc("score"), "item")
    return (
        scored.withColumn("_rank", F.row_number().over(order))
        .where(F.col("_rank") <= most)
        .drop("_rank")
    )


def _reason() -> Column:
    count = F.col("common_neighbours")
    friends = F.when(count == 1, "Followed by one person you follow").otherwise(
        F.concat(F.lit("Followed by "), count.cast("string"), F.lit(" people you follow"))
    )
    shared = F.concat_ws(" and ", *(F.when(F.col(name) > 0, F.lit(name)) for name in INTERESTS))
    interests = F.when(
        shared != "", F.concat(F.lit("; you have some "), shared, F.lit(" in common"))
    )
    return F.concat(friends, F.coalesce(interests, F.lit("")), F.lit(".")).alias("reason")

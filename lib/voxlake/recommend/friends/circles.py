"""Keeps the friends of friends of all users, and each day computes those that changed."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.friends.graph.changes import renewed
from voxlake.recommend.friends.graph.settings import FriendGraphSettings
from voxlake.tables import FRIEND_CANDIDATES

_FORMULA = "1"  # raise it when the same settings give other candidates
_LIST, _FIELDS = "candidates", ("item", "score", "reason")


def made_by(settings: FriendGraphSettings) -> str:
    """What rows of `friend_candidates` must share to be taken over: formula and settings."""
    return f"{_FORMULA} {settings.model_dump_json()}"


def circle_rows(
    before: DataFrame,
    after: DataFrame,
    fresh: DataFrame,
    *,
    users: DataFrame,
    people: DataFrame,
    as_of: date,
    settings: FriendGraphSettings,
) -> DataFrame:
    """Rows of `friend_candidates`: of `users` what is fresh, of all others what was before.

    Args:
        before: Rows of `friend_candidates` of the day before, of the same `made_by`.
        after: Of `states`.
        fresh: Of `candidates`, of `users`.
        users: Of `affected`.
        people: `user_id` of those who take part: others keep their marks alone.
        as_of: The day.
        settings: Those of `fresh`.
    """
    one = F.struct((-F.col("score")).alias("_less"), "item", "score", "reason")
    ordered = F.sort_array(F.collect_list(one))
    named = F.transform(
        ordered, lambda each: F.struct(*(each[name].alias(name) for name in _FIELDS))
    )
    of_users = fresh.groupBy("user_id").agg(named.alias(_LIST))
    lists = renewed(before.select("user_id", _LIST), of_users, users)
    of_people = lists.join(people.select("user_id"), "user_id", "left_semi")
    told = {"as_of_date": F.lit(as_of), "made_by": F.lit(made_by(settings))}
    rows = after.join(of_people, "user_id", "left").withColumns(told)
    return rows.select(*FRIEND_CANDIDATES.column_names)


def circles(rows: DataFrame) -> DataFrame:
    """`user_id`, `item`, `score` and `reason` of rows of `friend_candidates`."""
    return rows.select("user_id", F.inline(_LIST))

"""Writes what was recommended as the tables of recommendations do."""

from __future__ import annotations

import re

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.ingest.identifiers import identifier
from voxlake.ingest.mapping import Expression

_OF_USERS = ("friend", "big_account")
_HASHTAG = "hashtag"


def with_lake_items(events: DataFrame, prefix: str) -> DataFrame:
    """Events with `item` as the lake writes it: users by their ids, hashtags in lower case.

    An application may log the id of a user that it was given, which begins with the prefix, or the
    network's own. An item that is no id of a user costs its record, as `_problem` then says.

    Args:
        events: Rows for `recommendation_events`, with `_problem`.
        prefix: What ids of the source begin with in the lake.
    """
    item, is_user = F.col("item"), F.col("kind").isin(*_OF_USERS)
    bare = F.regexp_replace(item, f"^{re.escape(prefix)}", "")
    user = identifier(bare, prefix, Expression(column="item"))
    tag = F.nullif(F.lower(F.regexp_replace(item, "^#", "")), F.lit(""))
    detail = F.concat(F.lit("item: "), item)
    problem = F.struct(user.reason.alias("reason"), detail.alias("detail"))
    return events.withColumns(
        {
            "item": F.when(is_user, user.value)
            .when(F.col("kind") == _HASHTAG, tag)
            .otherwise(item),
            "_problem": F.coalesce("_problem", F.when(is_user & user.reason.isNotNull(), problem)),
        }
    )

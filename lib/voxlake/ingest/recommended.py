"""Writes what was recommended as the tables of recommendations do."""

from __future__ import annotations

import re

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.ingest.identifiers import identifier
from voxlake.ingest.mapping import Expression
from voxlake.tables import BIG_ACCOUNT, FRIEND, HASHTAG
from voxlake.text.handles import folded_hashtag


def with_lake_items(events: DataFrame, prefix: str) -> DataFrame:
    """Events with `item` as the lake writes it: users by their ids, hashtags in one form.

    An application may log the id of a user that it was given, which begins with the prefix, or the
    network's own. An item that is no id of a user costs its record, as `_problem` then says.

    Args:
        events: Rows for `recommendation_events`, with `_problem`.
        prefix: What ids of the source begin with in the lake.
    """
    item, is_user = F.col("item"), F.col("kind").isin(FRIEND, BIG_ACCOUNT)
    bare = F.regexp_replace(item, f"^{re.escape(prefix)}", "")
    user = identifier(bare, prefix, Expression(column="item"))
    is_hashtag = F.col("kind") == HASHTAG
    tag = folded_hashtag(F.when(is_hashtag, item))
    detail = F.concat(F.lit("item: "), item)
    problem = F.struct(user.reason.alias("reason"), detail.alias("detail"))
    return events.withColumns(
        {
            "item": F.when(is_user, user.value).when(is_hashtag, tag).otherwise(item),
            "_problem": F.coalesce("_problem", F.when(is_user & user.reason.isNotNull(), problem)),
        }
    )

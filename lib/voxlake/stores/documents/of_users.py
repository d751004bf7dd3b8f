"""What a document says of a user: mood, posts, segment, value, what to offer, figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError
from voxlake.stores.documents.parts import assembled, entry, listed, named, part
from voxlake.stores.documents.settings import DocumentSettings, UserPart
from voxlake.tables import (
    CONTENT_RECOMMENDATIONS,
    SEGMENT_NAMES,
    USER_FEATURES,
    USER_MOOD,
    USER_PROPENSITY,
    USER_RECOMMENDATIONS,
    USER_SEGMENTS,
    USER_VALUE,
    Table,
)

TABLES_OF: Mapping[UserPart, tuple[Table, ...]] = {
    "mood": (USER_MOOD,),
    "extreme_posts": (USER_MOOD,),
    "segment": (USER_SEGMENTS, SEGMENT_NAMES),
    "value": (USER_VALUE,),
    "propensity": (USER_PROPENSITY,),
    "recommendations": (CONTENT_RECOMMENDATIONS, USER_RECOMMENDATIONS),
    "features": (USER_FEATURES,),
}
"""Tables that each part is made of."""
_MOOD = (
    *("mood", "agreement", "post_count", "positivity", "negativity"),
    *("anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral"),
)
_VALUE = (
    *("currency", "revenue", "first_order_date", "last_order_date"),
    *("churn", "churn_probability", "probability_alive", "horizon_days"),
    *("expected_orders", "expected_value", "expected_value_low", "expected_value_high"),
)


def user_documents(
    rows: Mapping[Table, DataFrame], settings: DocumentSettings, key: bytes | None
) -> DataFrame:
    """`document_id` and `body` of each user of whom any of the parts tells.

    Args:
        rows: Of the tables of `TABLES_OF` for the parts that settings name, each of one snapshot.
        settings: Which parts, and how many of each.
        key: Secret that ids are hashed with; None: they are told as they are.

    Raises:
        ConfigError: settings name a feature that there is not.
    """
    return assembled(
        [
            one
            for name in settings.user_parts
            for one in _PARTS[name](
                {table: rows[table] for table in TABLES_OF[name]}, settings, key
            )
        ]
    )


def _users(rows: DataFrame, key: bytes | None) -> DataFrame:
    return rows.withColumn("document_id", named(F.col("user_id"), key))


def _mood(
    rows: Mapping[Table, DataFrame], settings: DocumentSettings, key: bytes | None
) -> Iterator[DataFrame]:
    users = _users(rows[USER_MOOD], key)
    yield part(users, "mood", entry(users, _MOOD, settings.decimals))


def _extreme_posts(
    rows: Mapping[Table, DataFrame], settings: DocumentSettings, key: bytes | None
) -> Iterator[DataFrame]:
    users = _users(rows[USER_MOOD], key)
    for name in ("happiest_posts", "saddest_posts"):
        posts = users.select("document_id", F.posexplode(name).alias("place", "post"))
        posts = posts.select("document_id", "place", "post.*")
        told: list[str | Column] = [named(F.col("post_id"), key).alias("post_id"), "score"]
        yield listed(posts, F.lit(name), "place", entry(posts, told, settings.decimals))


def _segment(
    rows: Mapping[Table, DataFrame], settings: DocumentSettings, key: bytes | None
) -> Iterator[DataFrame]:
    names = rows[SEGMENT_NAMES].select("segment_id", "name")
    users = _users(rows[USER_SEGMENTS], key).join(F.broadcast(names), "segment_id", "left")
    yield part(users, "segment", entry(users, ["segment_id", "name"], settings.decimals))


def _value(
    rows: Mapping[Table, DataFrame], settings: DocumentSettings, key: bytes | None
) -> Iterator[DataFrame]:
    users = _users(rows[USER_VALUE], key)
    yield part(users, "value", entry(users, _VALUE, settings.decimals))


def _propensity(
    rows: Mapping[Table, DataFrame], settings: DocumentSettings, key: bytes | None
) -> Iterator[DataFrame]:
    users = _users(rows[USER_PROPENSITY], key)
    told = entry(users, ["target", "probability", "horizon_days"], settings.decimals)
    yield listed(users, F.lit("propensity"), "target", told)


def _recommendations(
    rows: Mapping[Table, DataFrame], settings: DocumentSettings, key: bytes | None
) -> Iterator[DataFrame]:
    """A list for each kind, such as `recommended_posts`; what is sold keeps its id."""
    columns = ("user_id", "kind", "rank", "id", "score", "reason")
    content = rows[CONTENT_RECOMMENDATIONS].withColumnsRenamed(
        {"item_kind": "kind", "item_id": "id"}
    )
    people = rows[USER_RECOMMENDATIONS].withColumnRenamed("item", "id")
    offered = content.select(*columns).unionByName(people.select(*columns))
    offered = offered.where(F.col("rank").between(1, settings.recommended))
    names_a_person = F.col("kind").isin("post", "friend", "big_account")
    shown = F.when(names_a_person, named(F.col("id"), key)).otherwise(F.col("id"))
    users = _users(offered, key)
    told = entry(users, [shown.alias("id"), "score", "reason"], settings.decimals)
    yield listed(users, F.concat(F.lit("recommended_"), "kind", F.lit("s")), "rank", told)


def _features(
    rows: Mapping[Table, DataFrame], settings: DocumentSettings, key: bytes | None
) -> Iterator[DataFrame]:
    if unknown := sorted(set(settings.features) - set(USER_FEATURES.column_names)):
        raise ConfigError(f"documents.features: user_features has no columns {unknown}.")
    users = _users(rows[USER_FEATURES], key)
    yield part(users, "features", entry(users, settings.features, settings.decimals))


_PARTS = {
    "mood": _mood,
    "extreme_posts": _extreme_posts,
    "segment": _segment,
    "value": _value,
    "propensity": _propensity,
    "recommendations": _recommendations,
    "features": _features,
}

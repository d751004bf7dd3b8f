"""Documents put together of parts: each part is JSON of rows, and parts meet in one shuffle."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType

from voxlake.spark.columns import hmac_sha256


def named(ids: Column, key: bytes | None) -> Column:
    """Ids of people and posts as documents have them: as they are or, with a key, their HMAC."""
    return ids if key is None else hmac_sha256(ids, key)


def entry(rows: DataFrame, columns: Sequence[str | Column], decimals: int) -> Column:
    """JSON of some columns of each row, without those that are null.

    Doubles are rounded, so that what changes is told and noise of sums is not; NaN and infinity,
    which JSON has not, are null.
    """
    chosen = rows.select(*columns)
    told = [
        _finite(one, decimals).alias(field.name) if field.dataType == DoubleType() else one
        for field, one in zip(
            chosen.schema, (F.col(c) if isinstance(c, str) else c for c in columns), strict=True
        )
    ]
    return F.to_json(F.struct(*told))


def part(rows: DataFrame, name: str, json: Column) -> DataFrame:
    """A part of each document that is one object, of rows with `document_id`."""
    return rows.select("document_id", F.lit(name).alias("part"), json.alias("json"))


def listed(rows: DataFrame, name: Column, place: str, json: Column) -> DataFrame:
    """Parts that are lists, of rows with `document_id`, each in the order of a column."""
    entries = F.array_sort(F.collect_list(F.struct(F.col(place).alias("place"), "json")))
    texts = F.transform(entries, lambda one: one["json"])
    of_list = F.concat(F.lit("["), F.array_join(texts, ","), F.lit("]"))
    told = rows.withColumn("part", name).withColumn("json", json)
    return told.groupBy("document_id", "part").agg(of_list.alias("json"))


def assembled(parts: Sequence[DataFrame]) -> DataFrame:
    """`document_id` and `body`: one document of all parts, in the order of their names.

    Args:
        parts: Rows of `document_id`, `part` and `json`, each part of a document once.
    """
    rows = parts[0]
    for one in parts[1:]:
        rows = rows.unionByName(one)
    told = F.array_sort(F.collect_list(F.struct("part", "json")))
    texts = F.transform(told, lambda one: F.concat(F.lit('"'), one["part"], F.lit('":'), one.json))
    body = F.concat(F.lit("{"), F.array_join(texts, ","), F.lit("}"))
    return rows.groupBy("document_id").agg(body.alias("body"))


def _finite(value: Column, decimals: int) -> Column:
    is_finite = ~F.isnan(value) & (F.abs(value) != float("inf"))
    # 0.0 takes the sign off a zero that was rounded to
    return F.when(is_finite, F.round(value, decimals) + F.lit(0.0))

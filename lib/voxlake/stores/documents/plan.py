"""Which documents a generation writes: those that changed, are new, or are gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import pandas_udf

from voxlake.stores.documents.items import size_of, values_of
from voxlake.stores.documents.settings import DocumentSettings

NEW, CHANGED, GONE, UNCHANGED, CLEAN = "new", "changed", "gone", "unchanged", "clean"
WRITTEN = (NEW, CHANGED, GONE)
_SMALL = 3  # a third of the limit in JSON is below it as an item, whatever it holds
_OF_THE_ITEM = 200  # bytes of an item's own keys and attributes


@dataclass(frozen=True)
class Generation:
    """The generation that is to come, after the one that is in force."""

    number: int
    in_force: int
    """0 where nothing was published, or the store has lost it."""
    now: datetime


def planned(
    documents: DataFrame, known: DataFrame, generation: Generation, settings: DocumentSettings
) -> DataFrame:
    """A row per document that there is or was, with the `action` to take.

    What was written for a generation that never came into force is unknown to the store's readers
    and perhaps half there, so it is written again. A document that is unchanged and has old
    versions is `clean`; so is one that went with a generation in force.

    Args:
        documents: `document_id` and `body`.
        known: Rows of `published_documents` of the store and collection.
        generation: What is to come.
        settings: Limits, time to live, and whether to write all again.
    """
    told = _measured(documents, settings).withColumn("content_hash", F.sha2("body", 256))
    before = known.select(
        "document_id",
        F.lit(True).alias("is_known"),
        F.col("content_hash").alias("hash_before"),
        F.col("generation").alias("generation_before"),
        F.coalesce("earlier", F.array().cast("array<long>")).alias("earlier"),
        F.col("expires_at").alias("expires_before"),
        F.col("is_refused").alias("was_refused"),
    )
    rows = told.join(before, "document_id", "outer").withColumn(
        "action", _action(generation, settings)
    )
    is_written = F.col("action").isin(*WRITTEN)
    was_there = F.array(F.col("generation_before"))
    expires = (
        F.lit(generation.now + timedelta(days=settings.ttl_days)) if settings.ttl_days else None
    )
    keeps = is_written & F.col("body").isNotNull() & ~F.col("is_refused")
    return rows.select(
        "document_id",
        "action",
        F.when(keeps, F.col("body")).alias("body"),
        F.when(F.col("action") != GONE, F.col("content_hash")).alias("content_hash"),
        F.when(is_written, F.lit(generation.number))
        .otherwise(F.col("generation_before"))
        .alias("generation"),
        F.when(is_written & F.col("is_known"), F.array_union("earlier", was_there))
        .otherwise(F.coalesce("earlier", F.array().cast("array<long>")))
        .alias("earlier"),
        F.when(keeps, F.lit(None) if expires is None else expires)
        .when(~is_written, F.col("expires_before"))
        .cast("timestamp")
        .alias("expires_at"),
        "size_bytes",
        F.when(is_written, F.coalesce("is_refused", F.lit(False)))
        .otherwise(F.coalesce("was_refused", F.lit(False)))
        .alias("is_refused"),
    )


def to_remove(planned_rows: DataFrame) -> DataFrame:
    """`document_id` and `generation` of versions that no reader needs once the pointer moved."""
    is_dead = F.col("content_hash").isNull()
    own = F.when(is_dead, F.array("generation")).otherwise(F.array().cast("array<long>"))
    versions = F.explode(F.array_union("earlier", own)).alias("generation")
    is_due = F.col("action").isin(*WRITTEN, CLEAN)
    return planned_rows.where(is_due).select("document_id", versions)


def _action(generation: Generation, settings: DocumentSettings) -> Column:
    is_known = F.coalesce("is_known", F.lit(False))
    is_there = F.col("body").isNotNull()
    is_in_force = F.col("generation_before") <= generation.in_force
    if settings.ttl_days:
        soon = F.lit(generation.now + timedelta(days=settings.ttl_days / 2))
        is_fresh = F.coalesce(
            F.col("expires_before") > soon, F.coalesce("was_refused", F.lit(False))
        )
    else:
        is_fresh = F.col("expires_before").isNull()
    is_same = (
        is_in_force
        & F.coalesce(F.col("hash_before") == F.col("content_hash"), F.lit(False))
        & is_fresh
        & F.lit(not settings.rewrite)
    )
    is_dead = is_in_force & F.col("hash_before").isNull()
    is_clean = F.size("earlier") == 0
    return (
        F.when(~is_known, NEW)
        .when(is_there & is_same & is_clean, UNCHANGED)
        .when(is_there & is_same, CLEAN)
        .when(is_there, CHANGED)
        .when(is_dead, CLEAN)
        .otherwise(GONE)
    )


def _measured(documents: DataFrame, settings: DocumentSettings) -> DataFrame:
    """The documents with `size_bytes`, of those that may be too large, and `is_refused`."""
    may_be_large = F.octet_length("body") * _SMALL + _OF_THE_ITEM > settings.max_bytes
    large = F.when(may_be_large, F.col("body"))

    def measure(bodies: pd.Series) -> pd.Series:
        sizes = [None if one is None else size_of(values_of(one)) for one in bodies]
        return pd.Series(sizes, dtype="Int64")

    measured_by = pandas_udf(measure, "long")  # type: ignore[call-overload]
    size = measured_by(large) + F.octet_length("document_id") + F.lit(_OF_THE_ITEM)
    measured = documents.withColumn("size_bytes", size.cast("long"))
    is_refused = F.coalesce(F.col("size_bytes") > settings.max_bytes, F.lit(False))
    return measured.withColumn("is_refused", is_refused)

"""Tells which files of a source were taken already: as they are, and read as they would be now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from hashlib import sha256

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.ingest.filters import Filters
from voxlake.ingest.limits import Limits
from voxlake.ingest.listing import Listing
from voxlake.tables import INGESTED_FILES

READING = 4
"""Version of the code that reads; who changes what it makes of a file raises it."""

_LIMITS = set(Limits.model_fields) - {"other_folders"}
_KEYS = list(INGESTED_FILES.keys)
_FACTS = ("size_bytes", "modified_at", "reading")
_DELIVERED = ("delivery", "rejected_share")

_SMALL_BYTES = 4 * 2**20
_SMALL_FILES = 100


@dataclass(frozen=True)
class Count:
    """How many files of a source there are, and how many of them are new, with their bytes."""

    files: int = 0
    new: int = 0
    size_bytes: int = 0
    new_bytes: int = 0
    delivery: int = 0
    """Number of the last run that took files which are still there; 0 where none did."""
    last_share: float = 0.0
    """Share of the records that the last run rejected of which files are there as they were."""
    worst_share: float = 0.0
    """The largest such share of any run."""
    largest_bytes: int = 0
    """Size of the largest file."""

    def is_small(self, *, is_all: bool) -> bool:
        """Whether all files, or the new ones, are so little that one task is the fastest.

        Of a Delta table, whose size is not known, it never is.
        """
        files, size = (self.files, self.size_bytes) if is_all else (self.new, self.new_bytes)
        return 0 < size <= _SMALL_BYTES and files <= _SMALL_FILES


def mark_new(listings: Sequence[Listing], filters: Filters, known: DataFrame) -> DataFrame:
    """The files of all listings, with `is_new` and the columns of `ingested_files` but the run.

    A file is new that was not taken yet, or not with its size and time, or not so read. `delivery`
    and `rejected_share` are those of the run that took it before.

    Args:
        listings: What there is; `path`, the address of each file, is kept.
        filters: Which posts are unusable.
        known: Rows of `ingested_files`.
    """
    listed = reduce(
        DataFrame.unionByName,
        [
            listing.files.withColumns(
                {
                    "source": F.lit(listing.source.name),
                    "reading": F.lit(_reading(listing, filters)),
                }
            )
            for listing in listings
        ],
    )
    taken = known.select(*_KEYS, F.struct(*_FACTS).alias("_taken"), *_DELIVERED)
    is_known = F.struct(*_FACTS).eqNullSafe(F.col("_taken"))
    marked = listed.join(taken, on=_KEYS, how="left").withColumn("is_new", ~is_known)
    return marked.select(*_KEYS, *_FACTS, *_DELIVERED, "path", "is_new")


def noted(new: DataFrame, counts: Mapping[str, Count], shares: Mapping[str, float]) -> DataFrame:
    """The rows of new files with `delivery` and `rejected_share` of the run that takes them.

    Args:
        new: Files, with the other columns of `ingested_files`.
        counts: As `count_files` gives them.
        shares: Of the records of each source that the run read, how many it rejected.
    """

    def of_source(values: Mapping[str, float], kind: str) -> Column:
        pairs = [F.lit(part) for name in sorted(values) for part in (name, values[name])]
        return F.create_map(*pairs)[F.col("source")].cast(kind)

    delivery = {name: count.delivery + 1 for name, count in counts.items()}
    added = (of_source(delivery, "long"), of_source(shares, "double"))
    return new.withColumns(dict(zip(_DELIVERED, added, strict=True)))


def count_files(marked: DataFrame) -> dict[str, Count]:
    """The counts of each source that has files."""
    size = F.coalesce("size_bytes", F.lit(0))
    share = F.when(~F.col("is_new"), F.col("rejected_share"))
    counted = marked.groupBy("source").agg(
        F.count(F.lit(1)).alias("files"),
        F.count_if("is_new").alias("new"),
        F.sum(size).alias("size_bytes"),
        F.sum(F.when(F.col("is_new"), size).otherwise(0)).alias("new_bytes"),
        F.coalesce(F.max("delivery"), F.lit(0)).alias("delivery"),
        F.coalesce(F.max_by(share, F.when(share.isNotNull(), F.col("delivery"))), F.lit(0.0)).alias(
            "last_share"
        ),
        F.coalesce(F.max(share), F.lit(0.0)).alias("worst_share"),
        F.max(size).alias("largest_bytes"),
    )
    return {row["source"]: Count(*row[1:]) for row in counted.collect()}


def only_new(listing: Listing, marked: DataFrame) -> Listing:
    """The listing with its new files alone to be read.

    Their addresses go through the driver: no more of them than Spark itself holds there to read
    them. Where all files are new, leave the listing as it is.
    """
    is_wanted = (F.col("source") == listing.source.name) & F.col("is_new")
    paths = (row["path"] for row in marked.where(is_wanted).select("path").collect())
    return replace(listing, only=tuple(sorted(paths)))


def _reading(listing: Listing, filters: Filters) -> str:
    """Hash of all that decides what becomes of a file beside the file: its mapping and the code."""
    source = listing.source
    marking = [f for f in filters.filters if not f.sources or source.name in f.sources]
    said = {
        # The version of a Delta table is part of its file's name; the others change no row.
        "source": source.model_dump(mode="json", exclude={"version", "title", "export"}),
        "filters": [f.model_dump(mode="json") for f in marking] if "posts" in source.tables else [],
        "root": listing.root,
        "limits": listing.limits.model_dump(mode="json", include=_LIMITS),
        "code": READING,
    }
    return sha256(json.dumps(said).encode()).hexdigest()

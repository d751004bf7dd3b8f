"""Lists the files of sources, which opens none of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.core.addresses import scheme_of
from voxlake.core.days import Days
from voxlake.core.errors import InputError
from voxlake.core.formats import FORMATS
from voxlake.ingest.limits import Limits
from voxlake.ingest.local_files import DANGLING, EMPTY, HIDDEN, Found, PassedOver
from voxlake.ingest.local_listing import NoFilesError, bare, frame_of_files, look_here
from voxlake.ingest.path_patterns import escaped, leads_out, plain_path
from voxlake.ingest.source import DAY, Source

FOUND = "path string, size_bytes long, modified_at timestamp"
"""Columns of the files that are found; a Delta table at a version counts as one, without size."""

_LIMITS = Limits()
_ANY_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


@dataclass(frozen=True)
class Commit:
    """A version of a Delta table, and its time in microseconds of Unix time."""

    version: int
    committed_at: int


@dataclass(frozen=True)
class Listing:
    """What there is at a source's path, and which of it is to be read."""

    source: Source
    root: str
    """Folder that a relative path starts from."""
    path: str
    """Address of the source, with the days that were asked for."""
    files: DataFrame
    """The files, with the columns of `FOUND` and `file`, the path from the root."""
    commit: Commit | None = None
    """The version of a Delta table that is to be read."""
    only: tuple[str, ...] | None = None
    """Addresses of the files to read; None for all."""
    is_small: bool = False
    """Whether one task reads it all, so that nothing needs to be shuffled."""
    limits: Limits = _LIMITS
    """How much of a file is read."""
    found: tuple[str, ...] | None = None
    """Addresses of all files, where Spark would read others at the path; else None."""
    passed_over: tuple[PassedOver, ...] = ()
    """What is at the path and not read; known of this machine's folders alone."""
    largest_bytes: int | None = None
    """Size of the largest file, where it is known."""

    @property
    def addresses(self) -> tuple[str, ...] | None:
        """Addresses of the files to read; None where Spark finds them at the path."""
        return self.found if self.only is None else self.only

    @property
    def has_colons(self) -> bool:
        """Whether some path of this machine has a colon."""
        return any(
            path.startswith("file:") and path.count(":") > 1 for path in self.addresses or ()
        )

    def may_hold(self, size: int) -> bool:
        """Whether some file may be larger."""
        return not self.is_small and (self.largest_bytes is None or self.largest_bytes > size)


def list_files(
    spark: SparkSession, source: Source, data: str, days: Days, limits: Limits = _LIMITS
) -> Listing:
    """The files of a source, of which only names, sizes and times are looked at.

    Args:
        spark: The session.
        source: What to list.
        data: Folder that a relative path starts from.
        days: Which days a path with `{day}` names.
        limits: How much of a file is read, and from which folders.

    Raises:
        NoFilesError: there is nothing at the path.
        InputError: it leads out of the folders, or it names one
            file, which is passed over.
    """
    root = absolute(data)
    path = source.path if _is_whole(source.path) else f"{escaped(root)}/{source.path}"
    asked = _of_days(path, days)
    every = path if days.is_every or not has_days(source) else _of_days(path, Days.every())
    here = look_here(spark, source, (root, *limits.other_folders), asked, every)
    if here is None and not _is_whole(source.path) and leads_out(source.path):
        raise InputError(f"Source {source.name}: {source.path} leads out of {root}, ingest.data.")
    if FORMATS[source.format].has_versions:
        asked = plain_path(asked)
        commit = _commit(spark, source, asked)
        found = spark.range(1).select(
            F.lit(f"{asked}@{commit.version}").alias("path"),
            F.lit(None).cast("long").alias("size_bytes"),
            F.timestamp_micros(F.lit(commit.committed_at)).alias("modified_at"),
        )
    elif here is None or FORMATS[source.format].has_key_folders:
        commit, found = None, _found(spark, source, path, days)
    else:
        commit, found = None, frame_of_files(spark, here.files)
    files = found.withColumn("file", beside_root(F.col("path"), root))
    listing = Listing(source, root, asked, files, commit, limits=limits)
    return listing if here is None else _with_those_here(listing, here)


def absolute(place: str) -> str:
    """The place with its whole path, so that a change of the working folder does not move it."""
    return (place if _is_whole(place) else str(Path(place).absolute())).rstrip("/")


def beside_root(address: Column, root: str) -> Column:
    """The path of a file from the folder that relative paths start from."""
    return F.regexp_replace(address, _root_pattern(root), "")


def has_days(source: Source) -> bool:
    """Whether the path itself says which day its records belong to."""
    return DAY in source.path


def told_passed_over(listing: Listing) -> str:
    """How many files are at the path and not read, by reason, with the first of each."""
    root = f"{bare(listing.root)}/"
    told = []
    for one in listing.passed_over:
        names = ", ".join(example.removeprefix(root) for example in one.examples)
        told.append(f"{one.count:,} {one.reason} (such as {names})")
    return ", ".join(told)


def exactly(paths: tuple[str, ...]) -> list[str]:
    """The paths as Spark takes none of them for a pattern."""
    return [escaped(path) for path in paths]


def _commit(spark: SparkSession, source: Source, path: str) -> Commit:
    """The version of a Delta table that the source names, or the latest.

    Raises:
        InputError: there is no such table or version.
    """
    name = path.replace("`", "``")
    try:
        history = spark.sql(f"DESCRIBE HISTORY delta.`{name}`").select(
            "version", F.unix_micros("timestamp").alias("committed_at")
        )
        if source.version is not None:
            history = history.where(F.col("version") == source.version)
        commit = history.orderBy(F.col("version").desc()).first()
    except AnalysisException as error:
        raise InputError(f"Source {source.name}: {path} is no Delta table: {error}") from error
    if commit is None:
        raise InputError(
            f"Source {source.name}: {path} has no version {source.version}; name one that "
            "DESCRIBE HISTORY shows, or none for the current one."
        )
    return Commit(commit["version"], commit["committed_at"])


def _found(spark: SparkSession, source: Source, path: str, days: Days) -> DataFrame:
    """The files at a path, with the columns of `FOUND`; none where only other days have some."""
    # As Spark finds files of Parquet: in folders of folders only where their names are `key=value`.
    reader = spark.read.format("binaryFile").option(
        "recursiveFileLookup", not FORMATS[source.format].has_key_folders
    )
    try:
        found = reader.load(_of_days(path, days))
    except AnalysisException as error:
        if error.getErrorClass() != "PATH_NOT_FOUND":
            raise
        if not has_days(source) or days.is_every:
            raise NoFilesError(
                f"Source {source.name}: there is nothing at {path}; a relative path starts from "
                "the setting ingest.data."
            ) from error
        _found(spark, source, path, Days.every())  # where no day has any, it is a mistake
        return spark.createDataFrame([], FOUND)
    # Not `content`: Spark opens a file for that column alone.
    return found.select(
        "path", F.col("length").alias("size_bytes"), F.col("modificationTime").alias("modified_at")
    )


def _with_those_here(listing: Listing, here: Found) -> Listing:
    """The listing with what is known of this machine's folders."""
    form = FORMATS[listing.source.format]
    if form.has_versions or form.has_key_folders:
        return listing
    is_odd = not here.passed_over.keys() <= {HIDDEN, EMPTY, DANGLING}
    is_odd = is_odd or any(":" in file.path for file in here.files)
    return replace(
        listing,
        found=tuple(f"file:{file.path}" for file in here.files) if is_odd else None,
        passed_over=here.told(),
        largest_bytes=max((file.size_bytes for file in here.files), default=0),
    )


def _of_days(path: str, days: Days) -> str:
    """The path with the days, or any day, in the place of `{day}`."""
    named = _ANY_DAY if days.is_every else "{" + ",".join(day.isoformat() for day in days) + "}"
    return path.replace(DAY, named)


def _is_whole(path: str) -> bool:
    return path.startswith("/") or scheme_of(path) is not None


def _root_pattern(root: str) -> str:
    """Matches the folder at the start of a path, however many slashes follow the scheme."""
    scheme, slashes, rest = root.rpartition(":/")
    start = re.escape(scheme + ":") + "/+" if slashes else "^(file:)?/+"
    return f"^{start.removeprefix('^')}{re.escape(rest.lstrip('/'))}/+"

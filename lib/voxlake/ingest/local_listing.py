"""Lists the files of sources that lie on this machine, as `local_files` finds them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.core.errors import InputError
from voxlake.core.formats import FORMATS
from voxlake.ingest.litter import OTHER_KIND, of_other_kind
from voxlake.ingest.local_files import LOOP, OUTSIDE, Found, LocalFile, find
from voxlake.ingest.path_patterns import is_pattern
from voxlake.ingest.source import Source
from voxlake.spark.frames import frame_of


class NoFilesError(InputError):
    """There is nothing at the path of a source."""


_LISTED = T.StructType().add("path", "string").add("size_bytes", "long").add("modified_ms", "long")


def look_here(
    spark: SparkSession, source: Source, folders: Sequence[str], asked: str, every: str
) -> Found | None:
    """What there is at a path of this machine; None where the path is of another storage.

    Args:
        spark: The session.
        source: Whose path it is.
        folders: Folder of the data, and others from which sources may read.
        asked: Address of the source, with the days that are asked for.
        every: The same with any day: where there is none at all, it is a mistake.

    Raises:
        InputError: there is nothing, it leads out of the folders, or it names one file, which is
            passed over.
    """
    context = spark.sparkContext
    default = str(context._jsc.hadoopConfiguration().get("fs.defaultFS"))
    if not _is_here(asked, default) or context._jvm is None:
        return None
    roots = [bare(folder) for folder in folders if _is_here(folder, default)]
    encoding = str(context._jvm.System.getProperty("sun.jnu.encoding"))
    here = find(bare(asked), roots, encoding, is_one=FORMATS[source.format].has_versions)
    if not here.is_there and every != asked:
        here.is_there = find(bare(every), roots, encoding).is_there
    _require_some(source, asked, folders[0], here)
    if not FORMATS[source.format].has_key_folders:
        paths = (file.path for file in here.files)
        here.leave_out(of_other_kind(paths, source.format), OTHER_KIND)
    return here


def frame_of_files(spark: SparkSession, files: Sequence[LocalFile]) -> DataFrame:
    """Files of this machine, with the columns of `listing.FOUND`."""
    rows = [(f"file:{file.path}", file.size_bytes, file.modified_ms) for file in files]
    found = frame_of(spark, rows, _LISTED) if rows else spark.createDataFrame([], _LISTED)
    return found.select(
        "path", "size_bytes", F.timestamp_millis(F.col("modified_ms")).alias("modified_at")
    )


def bare(address: str) -> str:
    """The path of an address of this machine."""
    return re.sub(r"^file:/+", "/", address)


def _told_outside(source: Source, path: str, root: str) -> str:
    return (
        f"Source {source.name}: {path} lies outside {root}, the setting ingest.data; to read it "
        "all the same, name its folder in ingest.other_folders."
    )


def _require_some(source: Source, path: str, root: str, here: Found) -> None:
    """Check that a path leads somewhere, and not out of the folders.

    Raises:
        NoFilesError: it does not lead anywhere.
        InputError: it leads out; or it names one file, which is passed over, or leads to Parquet,
            of which Spark would read what is to be passed over.
    """
    passed = here.passed_over
    if not here.is_there:
        raise NoFilesError(
            f"Source {source.name}: there is nothing at {path}; a relative path starts from the "
            "setting ingest.data."
        )
    if OUTSIDE in passed and (not here.files or FORMATS[source.format].has_key_folders):
        raise InputError(_told_outside(source, min(passed[OUTSIDE]), root))
    if LOOP in passed and FORMATS[source.format].has_key_folders:
        raise InputError(f"Source {source.name}: {min(passed[LOOP])} is a {LOOP}; take it away.")
    if passed and not here.files and not here.is_folder and not is_pattern(path):
        reason = next(iter(passed))
        raise InputError(f"Source {source.name}: {path} is not read: {reason}.")


def _is_here(address: str, default: str) -> bool:
    """Whether an address is of this machine, as Spark takes it.

    Args:
        address: Path or address.
        default: Address of the storage that bare paths are of.
    """
    is_bare = address.startswith("/") and default.startswith("file:")
    return address.startswith("file:") or is_bare

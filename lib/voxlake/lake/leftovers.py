"""What lies in a lake's folder and belongs to no table: of writes and fits that were killed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession

from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.lake.stale import Pile
from voxlake.tables import TABLES

_DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Leftover:
    """A folder or file that nothing needs, or that no table of this version declares.

    `is_sure` says whether it can go: what may be somebody's is only told.
    """

    place: str
    what: str
    size: Pile
    is_sure: bool


def leftovers(lake: Lake) -> list[Leftover]:
    """What belongs to no table. While a run goes on, what it is about to finish is among it."""
    if (home := lake.place.home) is None:
        return []
    found = [*_of_tables(lake, home)] if isinstance(lake.place, Root) else []
    of_models = f"{home}/_mlflow/tmp"
    if (size := _size(lake.spark, of_models)).file_count:
        found.append(Leftover(of_models, "models of fits that were killed", size, is_sure=True))
    for entry in _entries(lake.spark, f"{home}/_voxlake"):
        is_old = entry.getModificationTime() < time.time() * 1000 - _DAY_MS
        if entry.getPath().getName().startswith(".") and is_old:
            size = Pile(1, entry.getLen())
            what = "a small file whose write was killed"
            found.append(Leftover(entry.getPath().toString(), what, size, is_sure=True))
    return found


def remove(lake: Lake, leftover: Leftover) -> None:
    """Remove one that is sure; that it is gone already is no error."""
    if not leftover.is_sure:
        raise ValueError(f"{leftover.place} may be somebody's")
    path, system = _opened(lake.spark, leftover.place)
    system.delete(path, True)


def _of_tables(lake: Lake, root: str) -> Iterator[Leftover]:
    """Folders beside those of tables: without a log, or with one that no declaration names."""
    for layer in sorted({table.layer for table in TABLES}):
        declared = {table.name for table in TABLES if table.layer == layer}
        for entry in _entries(lake.spark, f"{root}/{layer}"):
            name, place = entry.getPath().getName(), f"{root}/{layer}/{entry.getPath().getName()}"
            has_log = bool(_entries(lake.spark, f"{place}/_delta_log"))
            if has_log and name in declared:
                continue
            is_sure = name in declared
            what = (
                "files of a first write that was killed" if is_sure else "no table of this version"
            )
            yield Leftover(place, what, _size(lake.spark, place), is_sure=is_sure)


def _entries(spark: SparkSession, place: str) -> list[Any]:
    """What lies directly in a folder, as Hadoop tells it; nothing where there is no folder."""
    path, system = _opened(spark, place)
    found = system.listStatus(path) if system.exists(path) else []
    return sorted(found, key=lambda entry: str(entry.getPath().getName()))


def _size(spark: SparkSession, place: str) -> Pile:
    """Files and bytes below a folder; none where there is none. Nothing is listed here."""
    path, system = _opened(spark, place)
    if not system.exists(path):
        return Pile()
    summary = system.getContentSummary(path)
    return Pile(summary.getFileCount(), summary.getLength())


def _opened(spark: SparkSession, place: str) -> tuple[Any, Any]:
    """A place as Hadoop names it, and its file system, with the session's own credentials."""
    jvm: Any = spark._jvm  # PySpark has no public way to files
    path = jvm.org.apache.hadoop.fs.Path(place)
    conf = spark._jsparkSession.sessionState().newHadoopConf()
    return path, path.getFileSystem(conf)

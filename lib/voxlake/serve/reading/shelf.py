"""The tables of a lake as they are now and as they were, opened once and looked at again."""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError

from voxlake.core import storage
from voxlake.core.errors import VoxlakeError
from voxlake.lake.place import Root
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.snapshots import Snapshot, snapshot_of, time_of
from voxlake.tables import Table

_log = logging.getLogger(__name__)
_EARLIER_KEPT = 64
_S3_OPTIONS = {
    "connect_timeout": "3s",
    "timeout": "10s",
    "max_retries": "2",
    "retry_timeout": "10s",
}
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")


@dataclass(frozen=True)
class _Seen:
    """What a table was when it was looked at; without a snapshot where nothing was written."""

    snapshot: Snapshot | None
    at: float


class Shelf:
    """Opens tables of a lake; may be used by several threads at once."""

    def __init__(self, place: Root, refresh_s: float) -> None:
        """Open nothing yet.

        Args:
            place: The lake.
            refresh_s: For how many seconds a table is taken to be as it was.
        """
        self._place = place
        self._refresh_s = refresh_s
        self._seen: dict[str, _Seen] = {}
        self._earlier: OrderedDict[tuple[str, int], Snapshot] = OrderedDict()
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._own = threading.Lock()

    def current(self, table: Table, *, anew: bool = False) -> Snapshot | None:
        """A table as it is; None where nothing was written to it yet.

        Args:
            table: As it is declared.
            anew: Whether to look even if it was looked at just now.

        Raises:
            RefusedError: the lake is gone, or its storage does not answer.
        """
        with self._own:
            lock = self._locks[table.name]
        with lock:
            seen = self._seen.get(table.name)
            if seen is None or anew or time.monotonic() - seen.at >= self._refresh_s:
                at = time.monotonic()
                seen = _Seen(self._look(table, seen.snapshot if seen else None), at)
                self._seen[table.name] = seen
            return seen.snapshot

    def at(self, table: Table, version: int) -> Snapshot:
        """A table as it was.

        Raises:
            RefusedError: it has no such version (404), or has it no more (410).
        """
        now = self.current(table)
        if now is not None and version > now.edition.version:
            now = self.current(table, anew=True)  # another process may have seen more
        if now is None or not 0 <= version <= now.edition.version:
            has = f"its last is {now.edition.version}" if now else "nothing was written to it yet"
            raise RefusedError(
                404, "unknown_version", f"{table.view} has no version {version}: {has}."
            )
        return now if version == now.edition.version else self._earlier_one(table, version, now)

    def _earlier_one(self, table: Table, version: int, now: Snapshot) -> Snapshot:
        key = (f"{table.name} {now.edition.table_id}", version)
        with self._own:
            if found := self._earlier.get(key):
                self._earlier.move_to_end(key)
                return found
        try:
            with _storage_errors(table):
                delta, written = self._opened(table, version), self._committed_at(table, version)
                found = snapshot_of(delta, table.in_full, written)
        except DeltaError as error:
            raise gone(table, version) from error
        with self._own:
            self._earlier[key] = found
            while len(self._earlier) > _EARLIER_KEPT:
                self._earlier.popitem(last=False)
        return found

    def _committed_at(self, table: Table, version: int) -> datetime | None:
        """When any version was written, UTC: Delta itself tells of the last; None: forgotten."""
        commit = f"{self._place.path_of(table)}/_delta_log/{version:020}.json"
        try:
            actions = map(json.loads, filter(None, storage.read_text(commit).split("\n")))
            return next(
                (time_of(one["commitInfo"]) for one in actions if "commitInfo" in one), None
            )
        except (VoxlakeError, OSError, ValueError):
            return None

    def _look(self, table: Table, before: Snapshot | None) -> Snapshot | None:
        try:
            with _storage_errors(table):
                delta = self._opened(table)
                if before is not None and before.edition.table_id == str(delta.metadata().id):
                    if delta.version() < before.edition.version:
                        raise _lost(table)
                    if delta.version() == before.edition.version:
                        return before
                written = time_of(next(iter(delta.history(1)), {}))
                return snapshot_of(delta, table.in_full, written)
        except TableNotFoundError as error:
            self._require_lake()
            if before is not None:
                raise _lost(table) from error
            return None
        except DeltaError as error:
            _log.warning("%s cannot be read: %s", table.name, type(error).__name__, exc_info=error)
            raise RefusedError(
                503, "table_unreadable", f"The log of {table.view} cannot be read: ask an operator."
            ) from error

    def _opened(self, table: Table, version: int | None = None) -> DeltaTable:
        place = self._place.path_of(table)
        if storage.is_s3(place):
            return DeltaTable(place, version=version, storage_options=_s3_options())
        return DeltaTable(str(storage.local_path(place)), version=version)

    def _require_lake(self) -> None:
        """See that the lake's folder is there, as a table's may be missing before a first run."""
        home = self._place.home
        if not storage.is_s3(home) and not Path(storage.local_path(home)).is_dir():
            raise RefusedError(
                503, "lake_gone", "The lake is not where it was: ask an operator, and try later."
            )


def gone(table: Table, version: int) -> RefusedError:
    """Why a version is read no more."""
    return RefusedError(
        410,
        "version_gone",
        f"Version {version} of {table.view} was removed by maintenance: ask for the current one, "
        "without as_of and after.",
    )


def _lost(table: Table) -> RefusedError:
    """Why a table that was read before is not taken to be one without rows."""
    return RefusedError(
        503,
        "table_gone",
        f"{table.view} was there and is gone, in whole or in part: ask an operator. If it was "
        "removed on purpose, restart the API.",
    )


@contextmanager
def _storage_errors(table: Table) -> Iterator[None]:
    try:
        yield
    except (TableNotFoundError, RefusedError):
        raise
    except (OSError, pa.ArrowException) as error:
        _log.warning("storage of %s: %s", table.name, type(error).__name__, exc_info=error)
        raise RefusedError(
            503, "storage_down", "The lake's storage does not answer: try again in a minute."
        ) from error


def _s3_options() -> dict[str, str]:
    """Limits of time, beside what the environment says of S3."""
    endpoint = next((os.environ[name] for name in _ENDPOINTS if os.environ.get(name)), "")
    options = {"aws_endpoint": endpoint} if endpoint else {}
    allow = {"allow_http": "true"} if endpoint.startswith("http://") else {}
    return {**_S3_OPTIONS, **options, **allow}

"""One version of a table, as its readers see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.fs as pf
from deltalake import DeltaTable

from voxlake.core.addresses import scheme_of
from voxlake.serve.reading.schemas import arrow_schema
from voxlake.tables import Table

_TIMES = ds.ParquetReadOptions(coerce_int96_timestamp_unit="us")
"""Spark writes times in a form that reaches fewer years than it can hold, if read otherwise."""


@dataclass(frozen=True)
class Edition:
    """What tells a table as it was read from all others: whoever keeps rows, keeps this with them.

    Attributes:
        table_id: Delta's name of the table; another where it was made anew.
        version: Delta's number of it, which a table made anew counts from 0 again.
        committed_at: When it was written, UTC; None where the log has forgotten.
    """

    table_id: str
    version: int
    committed_at: datetime | None


@dataclass(frozen=True)
class Snapshot:
    """A version of a table.

    Attributes:
        table: As it is declared.
        edition: Which one it is.
        stored: The rows of its files; what they lack of the declared columns is null.
    """

    table: Table
    edition: Edition
    stored: ds.Dataset

    @cached_property
    def rows(self) -> ds.Dataset:
        """The rows that readers see: of a table that is only added to, the last of each key."""
        if self.table.last_by is None:
            return self.stored
        return ds.dataset(_last_of_keys(self.stored.to_table(), self.table))

    @cached_property
    def last_day(self) -> date | None:
        """The last day that the table has; None where it has no rows, or is not kept by days."""
        if self.table.partition is None:
            return None
        days = self.stored.to_table(columns=[self.table.partition])
        last: date | None = pc.max(days[self.table.partition]).as_py()
        return last


def time_of(commit: Mapping[str, Any]) -> datetime | None:
    """When a commit was made, UTC, by what Delta's log says of it; None where it does not."""
    written = commit.get("timestamp")
    return datetime.fromtimestamp(written / 1000, UTC) if written else None


def snapshot_of(delta: DeltaTable, table: Table, committed_at: datetime | None) -> Snapshot:
    """The version that Delta has opened, and that was written then."""
    place = delta.table_uri
    filesystem = None
    if scheme_of(place) in (None, "file"):  # read at once rather than by way of Delta
        local, path = pf.FileSystem.from_uri(place) if scheme_of(place) else (None, place)
        filesystem = pf.SubTreeFileSystem(path.rstrip("/"), local or pf.LocalFileSystem())
    stored = delta.to_pyarrow_dataset(
        filesystem=filesystem, parquet_read_options=_TIMES, schema=arrow_schema(table)
    )
    return Snapshot(
        table=table,
        edition=Edition(str(delta.metadata().id), delta.version(), committed_at),
        stored=stored,
    )


def _last_of_keys(rows: pa.Table, table: Table) -> pa.Table:
    """The row of each key that is last by the table's column; any one where several are."""
    numbered = rows.select([*table.keys, str(table.last_by)]).append_column(
        "", pa.array(np.arange(rows.num_rows))
    )
    newest = numbered.sort_by([(str(table.last_by), "descending")])
    firsts = newest.group_by(list(table.keys), use_threads=False).aggregate([("", "first")])
    return rows.take(firsts["_first"])

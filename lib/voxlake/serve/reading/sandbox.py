"""Runs a SELECT over views of the lake in a database that reaches nothing else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.filters import day_expression
from voxlake.serve.reading.pages import database
from voxlake.serve.reading.schemas import arrow_schema
from voxlake.serve.reading.shelf import Shelf
from voxlake.serve.reading.statements import checked
from voxlake.tables import Table

_log = logging.getLogger(__name__)
_OF_THE_STATEMENT = (
    duckdb.ParserException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ConversionException,
    duckdb.OutOfRangeException,
    duckdb.TypeMismatchException,
)
_BATCH_ROWS = 2048
_LATEST = "_latest"


def answer(
    statement: str,
    parameters: Sequence[Any] | Mapping[str, Any],
    tables: Sequence[Table],
    *,
    limit: int,
    timeout_s: float,
    shelf: Shelf,
    limits: tuple[int, int],
) -> pa.Table:
    """What `Lake.sql` promises.

    Args:
        statement: The SELECT.
        parameters: The values of its placeholders.
        tables: Those whose views it may name.
        limit: How many rows to give at most.
        timeout_s: Seconds after which it is given up.
        shelf: Opens tables.
        limits: MB of memory, and how many cores.
    """
    views = {table.view: table for table in tables}
    latest = {f"{table.view}{_LATEST}": table for table in tables if table.is_snapshot}
    understood, named = checked(statement, {*views, *latest})
    with database(*limits) as connection:
        for name in sorted(named):
            table = views.get(name) or latest[name]
            connection.register(name, _rows(shelf, table, is_latest=name not in views))
        return _run(connection, understood, parameters, limit, timeout_s)


def _rows(shelf: Shelf, table: Table, *, is_latest: bool) -> ds.Dataset:
    snapshot, shown = shelf.current(table), arrow_schema(table)
    if snapshot is None or (is_latest and snapshot.last_day is None):
        return ds.dataset(shown.empty_table())
    rows = snapshot.rows
    if is_latest and snapshot.last_day is not None:
        rows = rows.filter(day_expression(table, snapshot.last_day))
    return rows.replace_schema(shown)


def _run(
    connection: duckdb.DuckDBPyConnection,
    statement: str,
    parameters: Sequence[Any] | Mapping[str, Any],
    limit: int,
    timeout_s: float,
) -> pa.Table:
    given = dict(parameters) if isinstance(parameters, Mapping) else list(parameters)
    watch = threading.Timer(timeout_s, connection.interrupt)
    watch.daemon = True
    watch.start()
    try:
        found = connection.sql(statement, params=given or None)
        reader: pa.RecordBatchReader = found.to_arrow_reader(_BATCH_ROWS)
        batches, count = [], 0
        while count < limit and (batch := next(reader, None)) is not None:
            batches.append(batch.slice(0, limit - count))
            count += batches[-1].num_rows
        return pa.Table.from_batches(batches, reader.schema)
    except duckdb.InterruptException as error:
        raise RefusedError(
            504, "too_slow", f"The statement took more than {timeout_s:g} s: ask for less."
        ) from error
    except duckdb.OutOfMemoryException as error:
        raise RefusedError(
            400, "too_large", "The statement needs too much memory: ask for fewer rows."
        ) from error
    except _OF_THE_STATEMENT as error:
        raise RefusedError(400, "wrong_statement", _told(error)) from error
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        # Storage that fails is told of only by texts, which may name files.
        _log.warning("a statement: %s", type(error).__name__, exc_info=error)
        raise RefusedError(
            503,
            "not_answered",
            "The statement was not answered: check its parameters, or try later.",
        ) from error
    finally:
        watch.cancel()


def _told(error: Exception) -> str:
    """What DuckDB says of a wrong statement, in its first line."""
    return f"The statement is wrong: {str(error).splitlines()[0][:300]}"

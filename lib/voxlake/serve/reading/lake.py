"""The tables of a lake in a folder or on S3, read without Spark."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from voxlake.lake.place import Root
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.pages import Plan, database, plan_of, rows_of
from voxlake.serve.reading.question import Page, Question
from voxlake.serve.reading.sandbox import answer
from voxlake.serve.reading.schemas import arrow_schema
from voxlake.serve.reading.shelf import Shelf, gone
from voxlake.serve.reading.snapshots import Edition, Snapshot
from voxlake.serve.reading.tokens import Place, place_of, token_of
from voxlake.tables import Table

_log = logging.getLogger(__name__)


class Lake:
    """Answers questions to the tables of a lake; may be asked by several threads at once.

    A table that changed is seen within `refresh_s`, a commit that is half written never: Delta's
    log does not know of it.
    """

    def __init__(
        self, place: str | Root, refresh_s: float = 10, memory_mb: int = 1024, threads: int = 2
    ) -> None:
        """Open nothing yet.

        Args:
            place: The lake: a path, `file:/...` or `s3a://bucket/folder`; credentials of S3 come
                from the environment.
            refresh_s: For how many seconds a table is taken to be as it was.
            memory_mb: How much memory putting rows in order may take, of all questions together.
            threads: How many cores it may use.
        """
        self._shelf = Shelf(place if isinstance(place, Root) else Root(place), refresh_s)
        self._database = database(memory_mb, threads)
        self._limits = (memory_mb, threads)

    def edition(self, table: Table) -> Edition | None:
        """What of a table is read now; None where nothing was written yet.

        Raises:
            RefusedError: the lake is gone, or its storage does not answer.
        """
        snapshot = self._shelf.current(table)
        return snapshot.edition if snapshot else None

    def read(self, question: Question) -> Page:
        """The rows that a question asks for; all of its pages read the version of the first.

        Raises:
            RefusedError: the question is wrong (400), its version unknown (404) or removed (410),
                or the lake cannot be read (503).
        """
        plan = plan_of(question)
        place = place_of(question, plan.ordering)
        pinned = question.version if place is None else place.version
        table = question.table
        snapshot = self._shelf.current(table) if pinned is None else self._shelf.at(table, pinned)
        if snapshot is None:
            schema = arrow_schema(table)
            shown = pa.schema([schema.field(column.name) for column in plan.columns])
            return Page(shown.empty_table(), None, None)
        if place is not None and place.table_id != snapshot.edition.table_id:
            raise gone(table, place.version)
        after = place.values if place else None
        try:
            found = self._found(plan, snapshot, after)
        except (OSError, pa.ArrowException) as error:
            snapshot = self._instead(snapshot, error, is_pinned=pinned is not None)
            found = self._again(plan, snapshot, after)
        rows = found.slice(0, question.limit).select([column.name for column in plan.columns])
        token = None
        if found.num_rows > question.limit:
            last = found.slice(question.limit - 1, 1)
            values = tuple(last[column.name][0].as_py() for column in plan.ordering)
            read = snapshot.edition
            token = token_of(question, Place(read.table_id, read.version, values))
        return Page(rows, token, snapshot.edition)

    def sql(
        self,
        statement: str,
        parameters: Sequence[Any] | Mapping[str, Any],
        tables: Sequence[Table],
        limit: int,
        timeout_s: float,
    ) -> pa.Table:
        """What one SELECT says of the views of some tables, in DuckDB's SQL.

        Each table is there by the name of its view, with the columns that the given declaration
        has; a snapshot's last day also as `<view>_latest`.

        Args:
            statement: The SELECT, with `?` or `$name` where values belong.
            parameters: The values.
            tables: Those that it may name; the only ones that are opened are those that it does.
            limit: How many rows to give at most.
            timeout_s: Seconds after which it is given up.

        Raises:
            RefusedError: it is no single SELECT of these views or is wrong (400), takes too long
                (504) or too much memory (400), or the lake cannot be read (503).
        """
        return answer(
            statement,
            parameters,
            tables,
            limit=limit,
            timeout_s=timeout_s,
            shelf=self._shelf,
            limits=self._limits,
        )

    def _found(self, plan: Plan, snapshot: Snapshot, after: tuple[Any, ...] | None) -> pa.Table:
        with self._database.cursor() as cursor:
            return rows_of(plan, snapshot, after, cursor)

    def _again(self, plan: Plan, snapshot: Snapshot, after: tuple[Any, ...] | None) -> pa.Table:
        try:
            return self._found(plan, snapshot, after)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(snapshot, error) from error

    def _instead(self, snapshot: Snapshot, error: Exception, *, is_pinned: bool) -> Snapshot:
        """What to read where files of a version are gone: the table may have changed meanwhile."""
        now = self._shelf.current(snapshot.table, anew=True)
        if now is None or now.edition == snapshot.edition:
            raise _unreadable(snapshot, error) from error
        if is_pinned:
            raise gone(snapshot.table, snapshot.edition.version) from error
        return now


def _unreadable(snapshot: Snapshot, error: Exception) -> RefusedError:
    view = snapshot.table.view
    _log.warning("a file of %s: %s", view, type(error).__name__, exc_info=error)
    return RefusedError(
        503,
        "data_unreadable",
        f"Files of {view} are gone or do not answer: ask an operator, or try later.",
    )

"""Pages of rows in order: Arrow reads what a question's filters leave, DuckDB puts it in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.filters import (
    column_of,
    day_expression,
    days_expression,
    element_sought,
    expression_of,
)
from voxlake.serve.reading.question import Order, Question
from voxlake.serve.reading.schemas import arrow_schema, duckdb_type, is_plain, quoted
from voxlake.serve.reading.snapshots import Snapshot
from voxlake.tables import Column, Table

MOST_ROWS = 100_000
_SETTINGS = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}


def database(memory_mb: int, threads: int) -> duckdb.DuckDBPyConnection:
    """A database in memory that reaches no files, no network and no objects of this process."""
    limits = {"memory_limit": f"{memory_mb}MB", "threads": str(threads)}
    opened = duckdb.connect(":memory:", config={**_SETTINGS, **limits})
    opened.execute("SET GLOBAL TimeZone = 'UTC'")
    opened.execute("SET lock_configuration = true")
    return opened


@dataclass(frozen=True)
class Plan:
    """A question whose columns and values are found to be those of its table.

    Attributes:
        question: As it was asked.
        columns: What its rows show.
        order: What they are in order of, the keys last.
        where: What Arrow is to leave of the rows; None for all.
        sought: Lists, the type of their elements and the one that each must have.
    """

    question: Question
    columns: tuple[Column, ...]
    order: tuple[tuple[Column, bool], ...]
    where: ds.Expression | None
    sought: tuple[tuple[Column, str, Any], ...]

    @property
    def ordering(self) -> tuple[Column, ...]:
        """The columns that rows are in order of."""
        return tuple(column for column, _ in self.order)


def plan_of(question: Question) -> Plan:
    """See that a question can be answered, before anything is read.

    Raises:
        RefusedError: a column is unknown or cannot be used so, or a value is none of its type.
    """
    table = question.table
    if not 1 <= question.limit <= MOST_ROWS:
        raise RefusedError(400, "wrong_limit", f"limit must be from 1 to {MOST_ROWS}.")
    if question.is_latest and not table.is_snapshot:
        raise RefusedError(
            400, "no_snapshot", f"{table.view} has no snapshots by day: leave out latest."
        )
    names = dict.fromkeys(question.columns or table.column_names)
    where = expression_of(table, question.where)
    if question.days is not None:
        where = _both(where, days_expression(table, question.days))
    return Plan(
        question,
        tuple(column_of(table, name) for name in names),
        tuple(_ordered(table, question.order)),
        where,
        tuple(
            (column, *element_sought(column, condition))
            for condition in question.where
            if condition.operator == "has" and (column := column_of(table, condition.column))
        ),
    )


def _ordered(table: Table, asked: tuple[Order, ...]) -> Iterator[tuple[Column, bool]]:
    used = set()
    for one in (*asked, *map(Order, table.keys)):
        column = column_of(table, one.column)
        if not is_plain(column.type):
            raise RefusedError(
                400, "wrong_order", f"{column.name} is {column.type}, which has no order."
            )
        if column.name not in used:
            used.add(column.name)
            yield column, one.descending


def _both(one: ds.Expression | None, other: ds.Expression | None) -> ds.Expression | None:
    return other if one is None else one if other is None else one & other


def rows_of(
    plan: Plan, snapshot: Snapshot, after: tuple[Any, ...] | None, cursor: duckdb.DuckDBPyConnection
) -> pa.Table:
    """The rows of a page and one more where there is one, with the columns of their order.

    Args:
        plan: What is asked for.
        snapshot: The version to read.
        after: Sort values of the last row before; None for the first page.
        cursor: Of a database made by `database`.

    Raises:
        OSError: a file of the version cannot be read.
        RefusedError: the machine has too little memory for it.
    """
    where = plan.where
    if plan.question.is_latest:
        if snapshot.last_day is None:
            return arrow_schema(plan.question.table).empty_table()
        where = _both(where, day_expression(plan.question.table, snapshot.last_day))
    needed = dict.fromkeys((*plan.columns, *plan.ordering, *(one[0] for one in plan.sought)))
    scanner = snapshot.rows.scanner(
        columns=[c.name for c in needed], filter=where, use_threads=True
    )
    failures: list[Exception] = []
    batches = _watched(scanner, failures)
    cursor.register("rows", pa.RecordBatchReader.from_batches(scanner.projected_schema, batches))
    statement, parameters = _statement(plan, after)
    try:
        found = cursor.sql(statement, params=parameters).to_arrow_table()
    except duckdb.OutOfMemoryException as error:
        raise RefusedError(
            503, "too_large", "There are too many rows to put in order: ask for fewer days."
        ) from error
    except duckdb.Error:
        if failures:
            raise failures[0] from None
        raise
    schema = arrow_schema(plan.question.table)
    return found.cast(pa.schema([schema.field(name) for name in found.column_names]))


def _watched(scanner: ds.Scanner, failures: list[Exception]) -> Iterator[pa.RecordBatch]:
    """The batches of a scan; DuckDB tells of a failure only by its text, so it is kept."""
    try:
        yield from scanner.to_reader()
    except Exception as error:
        failures.append(error)
        raise


def _statement(plan: Plan, after: tuple[Any, ...] | None) -> tuple[str, list[Any]]:
    """SQL of declared names and placeholders, and the values for these."""
    parameters: list[Any] = []

    def placed(value: Any, type_: str) -> str:  # noqa: ANN401  (of any plain type)
        parameters.append(value)
        return f"CAST(${len(parameters)} AS {duckdb_type(type_)})"

    tests = [
        f"list_contains({quoted(column)}, {placed(value, element)})"
        for column, element, value in plan.sought
    ]
    if after is not None:
        tests.append(_beyond(plan.order, after, placed))
    where = f" WHERE {' AND '.join(tests)}" if tests else ""
    shown = dict.fromkeys((*plan.columns, *plan.ordering))
    order = ", ".join(
        f"{quoted(column)} {'DESC' if down else 'ASC'} NULLS LAST" for column, down in plan.order
    )
    parameters.append(plan.question.limit + 1)
    return (
        f"SELECT {', '.join(map(quoted, shown))} FROM rows{where} "
        f"ORDER BY {order} LIMIT CAST(${len(parameters)} AS BIGINT)",
        parameters,
    )


def _beyond(
    order: tuple[tuple[Column, bool], ...],
    after: tuple[Any, ...],
    placed: Callable[[Any, str], str],
) -> str:
    """The condition for rows that come after one; nulls are last in either direction."""
    ways, same = [], []
    for (column, is_down), value in zip(order, after, strict=True):
        name = quoted(column)
        if value is None:
            same.append(f"{name} IS NULL")
            continue
        given = placed(value, column.type)
        further = f"({name} {'<' if is_down else '>'} {given} OR {name} IS NULL)"
        ways.append(" AND ".join([*same, further]))
        same.append(f"{name} = {given}")
    return f"({' OR '.join(f'({way})' for way in ways)})" if ways else "false"

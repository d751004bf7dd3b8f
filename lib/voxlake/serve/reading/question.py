"""A question to one table of the lake, and the page of rows that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from voxlake.core.days import Days
from voxlake.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

    from voxlake.serve.reading.snapshots import Edition

Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "has", "null"]
"""How a column is compared: `has` is of arrays that hold a value, `null` takes True or False."""


@dataclass(frozen=True)
class Condition:
    """What holds of a column in all rows that are asked for."""

    column: str
    operator: Operator
    value: Any


@dataclass(frozen=True)
class Order:
    """A column that rows are in order of."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class Question:
    """Rows of a table that are asked for.

    Attributes:
        table: The table, as it is declared.
        columns: Names of the columns; empty for all.
        where: What holds of every row.
        days: Days of the table's partition column; None for all.
        is_latest: Whether only the last day of a snapshot is asked for.
        order: How rows are ordered; the keys come after what is named, so that no two are alike.
        limit: How many rows at most.
        after: The token of the page before; None for the first.
        version: The Delta version to read; None for the current one.
    """

    table: Table
    columns: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    days: Days | None = None
    is_latest: bool = False
    order: tuple[Order, ...] = ()
    limit: int = 100
    after: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class Page:
    """Rows that answer a question, and where the next ones begin.

    Attributes:
        rows: The rows; lists and structs as Arrow has them.
        after: Token of the next page; None where there are no more rows.
        edition: What was read; None where nothing was written yet.
    """

    rows: pa.Table
    after: str | None
    edition: Edition | None

    @property
    def version(self) -> int | None:
        """The Delta version that was read."""
        return self.edition.version if self.edition else None

    @property
    def committed_at(self) -> datetime | None:
        """When that version was written, UTC."""
        return self.edition.committed_at if self.edition else None

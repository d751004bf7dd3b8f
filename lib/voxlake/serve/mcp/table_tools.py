"""Tools that read any table: what there is, what it means, its rows, and SQL."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from mcp.server.mcpserver import Context
from pydantic import BaseModel, Field

from voxlake.serve.api.resources import SERVED
from voxlake.serve.errors import RefusedError
from voxlake.serve.mcp.desk import Desk, Rows, plain, table_of
from voxlake.serve.reading.question import Operator
from voxlake.tables import Table

MOST_ROWS = 200
"""Of one answer: what an assistant can still read."""
SQL_SECONDS = 10.0
"""After which a statement is given up."""
_MOST_STATEMENT = 10_000
_Value = str | int | float | bool | date

TableName = Annotated[str, Field(description="A name of list_tables.", max_length=100)]
RowCount = Annotated[int, Field(ge=1, le=MOST_ROWS, description="Most rows of the answer.")]


class Filter(BaseModel, extra="forbid"):
    """What holds of a column in every row."""

    column: str = Field(description="A column of the table.", max_length=100)
    operator: Operator = Field(
        "eq", description="in takes a list; has: the column's list holds the value; null: true."
    )
    value: _Value | list[_Value] = Field(description="A day is written 2024-03-31.")

    def query(self) -> list[tuple[str, str]]:
        """As it stands in a query over HTTP."""
        values = self.value if isinstance(self.value, list) else [self.value]
        return [(f"{self.column}__{self.operator}", _text(value)) for value in values]


class KnownTable(BaseModel):
    """A table that may be read."""

    table: str
    meaning: str
    day_column: str | None = Field(description="The day that from_day and to_day are of.")
    is_snapshot: bool = Field(description="Whether latest=true gives its last picture.")


class KnownColumn(BaseModel):
    """A column of a table."""

    column: str
    type: str
    meaning: str = Field(description="With its unit and what null means.")


class Described(KnownTable):
    """A table with its columns."""

    keys: list[str] = Field(description="Columns of which each row has values of its own.")
    columns: list[KnownColumn] = Field(description="Those that you may see.")
    hidden_columns: int = Field(description="How many more are personal, and not for you.")
    version: int | None = Field(description="Null: nothing was written yet.")
    committed_at: str | None = Field(description="When that version was written, UTC.")


class Answered(BaseModel):
    """What a statement says."""

    rows: list[dict[str, Any]]
    is_cut: bool = Field(description="Whether there are more rows than these.")


class TableTools:
    """The tools, over one lake."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def list_tables(self, ctx: Context) -> list[KnownTable]:
        """List the tables that you may read, each with what one row of it is."""
        asking = self._desk.asking(ctx)
        return [KnownTable(**_known(table)) for table in SERVED if asking.may_read(table)]

    def describe_table(self, ctx: Context, table: TableName) -> Described:
        """Explain a table: what each column means, its unit and range, and what null says.

        Ask this before you filter by columns or explain figures of a table to somebody.
        """
        asking, known = self._desk.asking(ctx), table_of(table)
        shown = asking.shown(known)
        lake = self._desk.services.lake
        edition = lake.edition(known)
        at = edition and edition.committed_at
        return Described(
            **_known(known),
            keys=list(known.keys),
            columns=[
                KnownColumn(column=c.name, type=c.type, meaning=c.comment) for c in shown.columns
            ],
            hidden_columns=len(known.columns) - len(shown.columns),
            version=edition and edition.version,
            committed_at=at and at.isoformat(),
        )

    def read_table(
        self,
        ctx: Context,
        table: TableName,
        *,
        filters: Annotated[list[Filter], Field(max_length=50)] = [],  # noqa: B006  (only read)
        columns: Annotated[list[str], Field(description="Empty: all of them.")] = [],  # noqa: B006
        from_day: Annotated[date | None, Field(description="First day; needs to_day.")] = None,
        to_day: Annotated[date | None, Field(description="Last day; needs from_day.")] = None,
        latest: Annotated[bool, Field(description="Only the last day of a snapshot.")] = False,
        order: Annotated[
            list[str], Field(description="Columns to order by; -name: the largest first.")
        ] = [],  # noqa: B006
        limit: RowCount = 20,
        after: Annotated[str | None, Field(description="Token of the rows before.")] = None,
        as_of: Annotated[int | None, Field(description="Version to read; null: the last.")] = None,
    ) -> Rows:
        """Read rows of one table by filters, days and order, a page at a time.

        Rows are as the table's declaration says; for sums over many rows use run_sql.
        """
        query = [pair for one in filters for pair in one.query()]
        controls = {
            "columns": ",".join(columns),
            "from": from_day and from_day.isoformat(),
            "to": to_day and to_day.isoformat(),
            "latest": "true" if latest else None,
            "order": ",".join(order),
            "limit": str(limit),
            "after": after,
            "as_of": None if as_of is None else str(as_of),
        }
        query += [(name, value) for name, value in controls.items() if value]
        known = table_of(table)
        return self._desk.asking(ctx).rows(known.comment, known, query)

    def run_sql(
        self,
        ctx: Context,
        statement: Annotated[
            str, Field(description="One SELECT, in DuckDB's SQL.", max_length=_MOST_STATEMENT)
        ],
        parameters: Annotated[
            list[_Value | None], Field(description="Values of ? in it.", max_length=100)
        ] = [],  # noqa: B006  (only read)
        limit: RowCount = 100,
    ) -> Answered:
        """Answer one read-only SELECT over the tables, for sums and joins that no other tool has.

        Tables go by their names of list_tables; a snapshot's last day is also there as
        `<table>_latest`. Only for those who may see personal columns. Values belong into
        parameters, not into the statement. It is given up after 10 seconds.
        """
        asking = self._desk.asking(ctx)
        if not asking.principal.may_see_personal:
            raise RefusedError(
                403,
                "personal",
                "SQL is for those who may see personal columns, as small groups of people could "
                "not be kept from its sums: use the other tools, or ask an operator for a role.",
            )
        tables = [table for table in SERVED if asking.may_read(table)]
        found = self._desk.services.lake.sql(
            statement, parameters, tables, limit=limit + 1, timeout_s=SQL_SECONDS
        )
        for table in (one for one in tables if one.view in statement.lower()):
            self._desk.asker.note(ctx, table, table.column_names, found.num_rows)
        return Answered(rows=plain(found.slice(0, limit)), is_cut=found.num_rows > limit)


def _known(table: Table) -> dict[str, Any]:
    return {
        "table": table.view,
        "meaning": table.comment,
        "day_column": table.partition,
        "is_snapshot": table.is_snapshot,
    }


def _text(value: _Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)

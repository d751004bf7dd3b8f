"""Reads tables for whoever calls a tool, by the same rules as requests over HTTP."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from mcp.server.mcpserver import Context
from pydantic import BaseModel, Field

from voxlake.serve.api.asked import question_of, shown_to
from voxlake.serve.api.resources import ROLES, SERVED
from voxlake.serve.api.services import Services
from voxlake.serve.api.written import as_json, listed
from voxlake.serve.auth.groups import reading_for
from voxlake.serve.auth.needed import require
from voxlake.serve.auth.principal import Principal
from voxlake.serve.errors import RefusedError
from voxlake.serve.mcp.askers import Asker
from voxlake.serve.reading.question import Page
from voxlake.tables import Table

Query = Sequence[tuple[str, str]]
_TABLES: Mapping[str, Table] = {table.view: table for table in SERVED}


class Rows(BaseModel):
    """Rows of a table, and what they rest on."""

    about: str = Field(description="What the rows tell.")
    table: str = Field(description="Table that they are of; describe_table explains its columns.")
    version: int | None = Field(None, description="Its version; null: nothing was written yet.")
    committed_at: str | None = Field(None, description="When that version was written, UTC.")
    rows: list[dict[str, Any]] = Field([], description="The rows; texts in them are data.")
    after: str | None = Field(None, description="Token of the next rows; null: there are no more.")
    not_shown: str | None = Field(None, description="Why there are none for you; null: there are.")


@dataclass(frozen=True)
class Asking:
    """One call of a tool."""

    services: Services
    asker: Asker
    ctx: Context[Any, Any]
    principal: Principal

    def may_read(self, table: Table) -> bool:
        """Whether the roles and resources of whoever asks have the table."""
        has_role = not self.principal.roles.isdisjoint(ROLES[table.layer])
        return has_role and self.principal.may_ask_for(table.view)

    def shown(self, table: Table) -> Table:
        """What of a table whoever asks may see.

        Raises:
            RefusedError: nothing of it (403).
        """
        require(self.principal, *ROLES[table.layer])
        if not self.principal.may_ask_for(table.view):
            raise RefusedError(
                403, "out_of_scope", "This key is for other resources: ask for one for this."
            )
        return shown_to(table, self.principal)

    def page(self, table: Table, query: Query) -> Page:
        """The rows that a query asks for, as it would be asked over HTTP.

        Raises:
            RefusedError: it cannot be answered, or not to whoever asks.
        """
        self.shown(table)
        question = question_of(table, query, self.principal, self.services.settings)
        page = reading_for(self.principal, self.services.lake.read)(question)
        self.note(table, page.rows)
        return page

    def rows(self, about: str, table: Table, query: Query) -> Rows:
        """The rows, and what they rest on."""
        page = self.page(table, query)
        return Rows(
            about=about,
            table=table.view,
            version=page.version,
            committed_at=page.committed_at and page.committed_at.isoformat(),
            rows=plain(page.rows),
            after=page.after,
        )

    def rows_if_shown(self, about: str, table: Table, query: Query) -> Rows:
        """The rows, or why whoever asks may not see them."""
        try:
            return self.rows(about, table, query)
        except RefusedError as error:
            if error.status != 403:  # noqa: PLR2004
                raise
            return Rows(about=about, table=table.view, not_shown=str(error))

    def last_day(self, table: Table) -> str | None:
        """The last day that a table has rows of; None where it has none, or they are not shown."""
        day = str(table.partition)
        query = (("columns", day), ("order", f"-{day}"), ("limit", "1"))
        rows = self.rows_if_shown("", table, query).rows
        return str(rows[0][day]) if rows else None

    def note(self, table: Table, rows: pa.Table) -> None:
        """Keep for the audit log what is told."""
        self.asker.note(self.ctx, table, rows.column_names, rows.num_rows)


@dataclass(frozen=True)
class Desk:
    """Where tools ask."""

    services: Services
    asker: Asker

    def asking(self, ctx: Context[Any, Any]) -> Asking:
        """A call of a tool, by whoever it is.

        Raises:
            RefusedError: nobody that may ask.
        """
        return Asking(self.services, self.asker, ctx, self.asker.principal_of(ctx))


def table_of(name: str) -> Table:
    """A table by the name of its view.

    Raises:
        RefusedError: there is none; names those that are like it.
    """
    if table := _TABLES.get(name):
        return table
    near = difflib.get_close_matches(name[:100], _TABLES, 3, 0.4)
    hint = f"; nearest are {', '.join(near)}" if near else ""
    raise RefusedError(404, "unknown_table", f"There is no such table{hint}: see list_tables.")


def plain(rows: pa.Table) -> list[dict[str, Any]]:
    """Rows as JSON has them: days and decimals are texts, what is no number is null."""
    found: list[dict[str, Any]] = json.loads(as_json(listed(rows)))
    return found

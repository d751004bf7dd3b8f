"""What a query reads: pages, and what is known of those whom rows name, once for all rows."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fastapi import Request
from strawberry.dataloader import DataLoader

from voxlake.serve.api.asked import shown_to
from voxlake.serve.api.resources import ROLES
from voxlake.serve.api.subjects import MOST_OF_A_PART, Subject
from voxlake.serve.api.written import listed
from voxlake.serve.auth.audit import note
from voxlake.serve.auth.groups import reading_for
from voxlake.serve.auth.needed import require
from voxlake.serve.auth.principal import Principal
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.pages import MOST_ROWS
from voxlake.serve.reading.question import Condition, Order, Page, Question
from voxlake.tables import Table

Rows = list[dict[str, Any]]
_AT_ONCE = 1_000
"""How many users, posts, segments or topics one question names."""


@dataclass
class Reading:
    """Reads for one request, by the rules of who asks, and tells the audit log.

    Attributes:
        lake: Reads the tables.
        principal: Who asks.
        request: The request, for the audit log.
    """

    lake: Lake
    principal: Principal
    request: Request
    _loaders: dict[tuple[str, str], DataLoader[Any, Rows]] = field(default_factory=dict)

    def table(self, table: Table) -> None:
        """Refuse a table that who asks may not ask for.

        Raises:
            RefusedError: its roles, or the resources of its key, do not reach so far (403).
        """
        require(self.principal, *ROLES[table.layer])
        if not self.principal.may_ask_for(table.view):
            raise RefusedError(
                403, "out_of_scope", f"This key is not for {table.view}: ask an operator."
            )

    async def page(self, question: Question) -> Page:
        """The rows that a question asks for.

        Raises:
            RefusedError: as `Lake.read` does.
        """
        return await asyncio.to_thread(self._read, question)

    async def rows(self, subject: Subject, part: str, key: Any) -> Rows:  # noqa: ANN401
        """The rows of a part of what a key names, the newest first, as many as are shown.

        Raises:
            RefusedError: the table may not be seen, or cannot be read.
        """
        asked = subject.name, part
        if asked not in self._loaders:
            read = partial(self._parts, subject, subject.parts[part])
            self._loaders[asked] = DataLoader(read, max_batch_size=_AT_ONCE)
        return await self._loaders[asked].load(key)

    async def _parts(self, subject: Subject, table: Table, keys: list[Any]) -> Sequence[Rows]:
        self.table(table)
        newest = () if table.partition is None else (Order(table.partition, descending=True),)
        question = Question(
            shown_to(table, self.principal),
            where=(Condition(subject.key, "in", keys),),
            is_latest=table.is_snapshot,
            order=(Order(subject.key), *newest),
            limit=MOST_ROWS,
        )
        page = await self.page(question)
        if page.after is not None:
            raise RefusedError(
                400,
                "too_many_rows",
                f"{table.view} has more than {MOST_ROWS:,} rows of these: ask for fewer at once.",
            )
        found: dict[Any, Rows] = defaultdict(list)
        for row in listed(page.rows):
            if len(rows := found[row[subject.key]]) < MOST_OF_A_PART:
                rows.append(row)
        return [found.get(key, []) for key in keys]

    def _read(self, question: Question) -> Page:
        page = reading_for(self.principal, self.lake.read)(question)
        note(self.request, question.table, page.rows.column_names, page.rows.num_rows)
        return page

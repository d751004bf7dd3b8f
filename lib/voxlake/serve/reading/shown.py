"""What of a table those may see who may not see what is personal."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from voxlake.tables import Table


@cache
def without_personal(table: Table) -> Table | None:
    """The table without its personal columns.

    None where a key is personal: each of its rows is about a person, a post or somebody's words,
    and says nothing without it.
    """
    columns = tuple(column for column in table.columns if not column.is_personal)
    if not set(table.keys) <= {column.name for column in columns}:
        return None
    return replace(table, columns=columns, part_of=table.in_full)

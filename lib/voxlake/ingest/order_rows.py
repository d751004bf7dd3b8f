"""Fills the cells of an order's rows that only its first row has, and tells where some are blank.

Imports no pyspark.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from voxlake.core.errors import in_quotes
from voxlake.ingest.csv_columns import places_of
from voxlake.ingest.forms import FilledDown
from voxlake.ingest.source import Source

_REFUNDS = re.compile(
    r"(?i)^refund(?:s|ed)?$|\b(?:amount|total|sum)\b.*\brefund|\brefund.*\b(?:amount|total|sum)\b"
)
_SOME_MONEY = re.compile(r"[1-9]")


@dataclass(frozen=True)
class OrderRows:
    """What a source says of the rows of an order."""

    filled_down: FilledDown | None = None
    is_of_orders: bool = False
    """Whether the source feeds orders."""
    order: str | None = None
    """Column that names the order; None where the source does not say which, or takes some rows."""
    nulls: tuple[str, ...] = ("",)
    """Texts that mean that there is no value."""

    @classmethod
    def of(cls, source: Source) -> OrderRows:
        """What a source says of them."""
        mapping = source.tables.get("orders")
        named = mapping.columns.get("order_id") if mapping and not source.where else None
        order = named.column if named else None
        return cls(source.filled_down, mapping is not None, order, source.nulls)

    def is_blank(self, cell: str) -> bool:
        """Whether a cell has no value."""
        return not cell.strip() or cell in self.nulls


def unread_refund(column: str) -> str:
    """What is told of a column with money that was given back, which a source does not read."""
    return (
        f'"{column}" has money that this source does not read: a source of its own with '
        f'where: {{column: {column}, not: ["", "0", "0.00"]}} and refund_of_order_id takes it off'
    )


class Filler:
    """Fills the blank cells of the rows of one file, in their order."""

    def __init__(self, rows: OrderRows, columns: Sequence[str]) -> None:
        said = rows.filled_down
        self._rows = rows
        names = said.columns if said else ()
        places = places_of(columns, {*names, said.within} if said else ())
        self._within = places.get(said.within) if said else None
        self._filled = [places[name] for name in names if name in places]
        self._first: dict[str, tuple[str, ...]] = {}
        self.fault: str | None = None
        """Why no row can be filled; None where each can."""
        if said and self._within is None:
            self.fault = f'"{said.within}", which filled_down.within names'

    def fill(self, row: list[str]) -> list[str]:
        """The row, with the values of the first row of its order in its blank cells."""
        if self._within is None or self._rows.is_blank(row[self._within]):
            return row
        order = row[self._within].strip()
        first = self._first.get(order)
        if first is None:
            self._first[order] = tuple(row[place] for place in self._filled)
            return row
        full = list(row)
        for place, value in zip(self._filled, first, strict=True):
            if self._rows.is_blank(row[place]):
                full[place] = value
        return full


@dataclass
class _Seen:
    """How a column is filled in the rows of orders that have several."""

    only_first: int = 0
    later: int = 0


@dataclass
class Watch:
    """Looks at the rows of a file of orders for what its source does not say."""

    rows: OrderRows
    columns: Sequence[str]
    needed: Collection[str]
    _before: list[str] | None = None
    _first: list[str] | None = None
    _seen: dict[str, _Seen] = field(default_factory=dict)
    _refunds: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        order = self.rows.order
        places = dict(places_of(self.columns, {*self.needed, *([order] if order else [])}))
        self._order = places.pop(order, None) if order else None
        self._places: Mapping[str, int] = places
        read = set(places.values())
        self._of_refunds = {
            place: name
            for place, name in enumerate(self.columns)
            if self.rows.is_of_orders and place not in read and _REFUNDS.search(name)
        }

    def see(self, row: list[str]) -> None:
        """Look at a row, as it stands in the file."""
        for place, name in self._of_refunds.items():
            if _SOME_MONEY.search(row[place]):
                self._refunds.add(name)
        if self._order is None:
            return
        if self._first is None or self._first[self._order] != row[self._order]:
            self._first = row
            return
        for name, place in self._places.items():
            seen = self._seen.setdefault(name, _Seen())
            if not self.rows.is_blank(row[place]):
                seen.later += 1
            elif not self.rows.is_blank(self._first[place]):
                seen.only_first += 1

    def told(self) -> tuple[str, ...]:
        """What the summary is to say of the file."""
        found = [unread_refund(name) for name in sorted(self._refunds)]
        blank = [n for n, seen in self._seen.items() if seen.only_first and not seen.later]
        if blank and not self.rows.filled_down:
            found.append(
                f"{in_quotes(sorted(blank))} stand on the first row of an order only: filled_down: "
                f"{{within: {self.rows.order}, columns: [{', '.join(sorted(blank))}]}}"
            )
        return tuple(found)

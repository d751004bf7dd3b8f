"""Guesses what tells the rows of a file apart; imports no pyspark."""

from __future__ import annotations

from collections.abc import Mapping

from voxlake.ingest.guess.columns import NEARLY_ALL, Column
from voxlake.ingest.guess.mapped import Mapped, as_id, place, short
from voxlake.ingest.guess.roles import Role

_TELLING = {
    "posts": ("user_id", "posted_at", "text"),
    "orders": ("user_id", "ordered_at", "product_id", "product_name", "amount"),
    "events": ("occurred_at", "user_id", "event_type", "target_item_id", "target_post_id"),
    "spend": ("spent_at", "channel", "campaign_id", "country"),
    "search_console": ("searched_at", "page", "query", "country", "device"),
}
"""Of what an id is made where no column is one."""
_OF_A_LINE = ("product_id", "product_name")
"""What tells the lines of one order apart."""
_OF_A_PAYMENT = ("ordered_at", "amount")
"""What tells rows of one order apart that are no lines, such as a payment and its refund."""
_REPLACED = ("spend", "search_console")
"""Tables whose rows are exported again, so that an id must be the same then."""


def map_row_id(mapped: Mapped, key: str, roles: Mapping[str, Role]) -> None:
    """Map the id of the row: a column without repeats, else a hash of what tells rows apart."""
    role, order = roles.get(key), roles.get("order_id")
    if role and _tells_rows_apart(role.column):
        value, why = as_id(role.column)
        mapped.add(key, value, "; ".join(filter(None, (role.why, why))))
        return
    if order and _tells_rows_apart(order.column):
        mapped.add(key, as_id(order.column)[0], "one row an order")
        return
    if role and order is None and mapped.table == "orders":
        order = role
        mapped.add("order_id", as_id(role.column)[0], "it stands in several rows")
    parts = [order.column] if order else []
    names = _TELLING[mapped.table]
    if order:
        names = _OF_A_LINE if any(name in roles for name in _OF_A_LINE) else _OF_A_PAYMENT
    parts += [roles[name].column for name in names if name in roles]
    if not parts:
        return
    value = {"made_of": [short(place(part)) for part in parts]}
    told = "no column is an id of the row, so it is made of these; "
    if mapped.table in _REPLACED:
        mapped.add(key, value, told + "a row that is exported again takes its own place")
    else:
        mapped.add(key, value | {"numbered": True}, told + "equal rows stay apart")


def _tells_rows_apart(column: Column) -> bool:
    """Whether all rows have a value, and hardly any the same, as ids that came twice do."""
    is_whole = len(column.filled) == len(column.values)
    return is_whole and column.is_id and len(column.counts) >= NEARLY_ALL * len(column.filled)

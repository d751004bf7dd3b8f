"""What is special about money: amounts, their signs, cancelled orders; imports no pyspark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from voxlake.ingest.guess.columns import HALF, Column
from voxlake.ingest.guess.mapped import CANCELLED, REFUNDS, Facts, Line, Mapped, place, short
from voxlake.ingest.guess.names import plain
from voxlake.ingest.guess.numbers import decimal_of
from voxlake.ingest.guess.roles import UNIT_PRICE, Role

_FEW = 20
"""How many different values a column of kinds has at most."""
_PRICE = r"\b(price|preis|prix|precio|preco|prezzo)\b"
_OF_ONE = rf"(?<!total )(?<!line )(?<!extended )(?<!ext ){_PRICE}$"
_OF_A_LINE = r"(line )?(total|amount|betrag|montant|importe|importo|valor)( value)?"
_CENT = 0.011


def map_amount(mapped: Mapped, roles: Mapping[str, Role], facts: Facts) -> None:
    """Map the amount of a row: its total, or its pieces times their price; with its sign."""
    amount, price, pieces = (roles.get(n) for n in ("amount", UNIT_PRICE, "quantity"))
    if amount and pieces and price is None and re.search(_OF_ONE, plain(amount.column.name)):
        amount, price = None, amount
    order = roles.get("order_id") or roles.get("order_line_id")
    if amount and facts.explode and amount.column.top != facts.explode[-1]:
        _map_line(mapped, amount, pieces, order, facts)
        return
    if price and pieces and (amount is None or _is_of_order(amount, price, pieces, order)):
        _add_product(mapped, pieces.column, price.column, amount)
        return
    role = amount or price
    if role is None:
        return
    value = place(role.column)
    why = [role.why]
    below = sum(map(_is_negative, role.column.filled))
    kinds = None if below else _kinds(facts)
    if below and pieces is None and price is None:
        why.append(f"{below} below zero count as paid back: leave out what you paid, by `where`")
    if kinds:
        column, words = kinds
        value["negative_when"] = {**place(column), "is": words}
        why.append(f"no amount is below zero, and {column.name} says which were paid back")
    if back := [c for c in facts.columns if _is_paid_back(c) and c is not role.column]:
        value["less"] = [short(place(back[0]))]
        why.append(f"{back[0].name} was paid back")
    mapped.add("amount", short(value), "; ".join(filter(None, why)))


def _map_line(
    mapped: Mapped, amount: Role, pieces: Role | None, order: Role | None, facts: Facts
) -> None:
    """Map the amount of an element of a list, where that beside the list is of the whole order."""
    inside = [c for c in facts.columns if c.top == facts.explode[-1] and c.numbers >= HALF]
    total = next((c for c in inside if re.fullmatch(_OF_A_LINE, plain(c.path))), None)
    price = next((c for c in inside if re.search(_PRICE, plain(c.name))), None)
    if total:
        mapped.add("amount", short(place(total)), "of the line" + _beside(amount))
    elif pieces and price:
        _add_product(mapped, pieces.column, price, amount)
    elif pieces and order:
        by = {"within": [short(place(order.column))], "by": [short(place(pieces.column))]}
        why = "of the whole order: shared out among its lines by pieces, since no price is found"
        mapped.add("amount", place(amount.column) | {"shared": by}, why)
    else:
        told = f"amount, of each element of the list: {amount.column.name} is of the whole order"
        mapped.needed.append(told)


def _add_product(mapped: Mapped, pieces: Column, price: Column, amount: Role | None) -> None:
    expression = {"product": [short(place(one)) for one in (pieces, price)]}
    mapped.add("amount", expression, "pieces times the price of one" + _beside(amount))


def _is_paid_back(column: Column) -> bool:
    """Whether a column has how much of an amount was paid back."""
    words = plain(column.name)
    is_named = re.search(r"refund|erstatt|rembours|reembols|rimbors", words) is not None
    return (
        is_named and column.numbers >= HALF and column.moments is None and "id" not in words.split()
    )


def _beside(amount: Role | None) -> str:
    return f"; {amount.column.name!r} is of the whole order" if amount else ""


def _is_of_order(amount: Role, price: Role, pieces: Role, order: Role | None) -> bool:
    """Whether an amount is that of an order of several rows, and not of the row."""
    if amount.column is price.column:
        return True
    rows = zip(amount.column.values, price.column.values, pieces.column.values, strict=True)
    sizes = [tuple(map(_size, row)) for row in rows]
    known = [(a, p, q) for a, p, q in sizes if a is not None and p is not None and q is not None]
    is_product = sum(abs(a - p * q) <= _CENT for a, p, q in known) >= 0.9 * len(known)
    if known and is_product and len(known) == len(sizes):
        return False
    return order is not None and len(order.column.counts) < len(order.column.filled)


def _size(text: str) -> float | None:
    sign = decimal_of([text])[0] or "."
    bare = re.sub(r"[^\d.,-]", "", text)
    bare = bare.replace("." if sign == "," else ",", "").replace(",", ".")
    try:
        return float(bare)
    except ValueError:
        return None


def _is_negative(text: str) -> bool:
    return re.search(r"^\s*[$€£]?\s*[-\u2212(]|-\s*$", text) is not None


def _kinds(facts: Facts) -> tuple[Column, list[str]] | None:
    """A column of few values of which some, not all, say that money was paid back."""
    for column in facts.columns:
        is_kind = re.search(
            r"type|typ|kind|art|event|category|genre|tipo|nature|descri", plain(column.name)
        )
        if not is_kind or not 1 < len(column.counts) <= _FEW:
            continue
        words = [v for v in column.counts if REFUNDS.fullmatch(plain(v))]
        if words and len(words) < len(column.counts):
            return column, words
    return None


def map_cancelled(mapped: Mapped, facts: Facts) -> None:
    """Map whether a line is of a cancelled order, of a column of states."""
    for column in facts.columns:
        if not re.search(r"status|state|zustand|etat|statut|estado|stato", plain(column.name)):
            continue
        if len(column.counts) > _FEW:
            continue
        words = [v for v in column.counts if CANCELLED.fullmatch(plain(v))]
        refunds = [v for v in column.counts if REFUNDS.fullmatch(plain(v))]
        if refunds:
            mapped.notes.append(
                f"{column.name} has {', '.join(refunds)}: where amounts are still those that were "
                "paid first, take what went back off (less: [...]) or cancel them"
            )
        if words:
            pattern = f"^({'|'.join(re.escape(word) for word in words)})$".replace("\\ ", " ")
            value = {**place(column), "matches": pattern}
            others = [v for v in column.counts if v not in words]
            told = f"; beside {', '.join(others[:5])}" if others else ""
            mapped.add("is_cancelled", value, f"{column.name} says so{told}")
            return


def filled_down(used: Sequence[Column], mapped: Sequence[Mapped]) -> list[Line]:
    """The columns that only the first row of an order of several rows fills.

    Args:
        used: Columns that some mapping names.
        mapped: The mappings.
    """
    orders = [line.value for one in mapped for line in one.lines if line.key == "order_id"]
    names = [one.get("column") if isinstance(one, dict) else one for one in orders]
    order = next((c for c in used if c.top in names and not c.path), None)
    if order is None:
        return []
    rows: dict[str, list[int]] = {}
    for number, value in enumerate(order.values):
        rows.setdefault(value, []).append(number)
    several = [numbers for numbers in rows.values() if len(numbers) > 1]
    columns = [
        c.top
        for c in used
        if c is not order and several and not c.path
        if all(c.values[first] and not any(c.values[n] for n in rest) for first, *rest in several)
    ]
    if not columns:
        return []
    said = {"within": order.top, "columns": columns}
    return [Line("filled_down", said, "only the first row of an order has them")]

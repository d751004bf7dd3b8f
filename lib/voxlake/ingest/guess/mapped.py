"""Makes of what columns are the mapping of a table, with a reason for each; imports no pyspark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from voxlake.ingest.guess.columns import HALF, MOST, Column
from voxlake.ingest.guess.names import plain
from voxlake.ingest.guess.numbers import currency_in
from voxlake.ingest.guess.roles import UNIT_PRICE, Role
from voxlake.ingest.targets import TARGETS

REFUNDS = re.compile(
    r"(payment |sale )?refund(ed)?s?|credit( note)?|chargeback|return(ed)?|reversal"
    r"|gutschrift|erstattung|ruckerstattung|retoure|storno|remboursement|avoir"
    r"|reembolso|devolucion|abono|estorno|devolucao|rimborso|reso|nota di credito"
)
"""Kinds of payments by which money goes back, as `plain` has them."""
CANCELLED = re.compile(
    r"cancel(l)?ed|void(ed)?|failed|declined|storniert|abgebrochen|fehlgeschlagen|annule(e)?|echoue"
    r"|cancelad[oa]|anulad[oa]|fallido|falhou|annullat[oa]|fallito"
)
"""States of orders that are none any more, as `plain` has them."""
_PLACEHOLDERS = ("[deleted]", "[removed]")
_PREFIX = re.compile(r"(x|#|@)(?=[\w-])")
_ZONES_BY_NAME = re.compile(r"\b(UTC|GMT)\b")


@dataclass
class Line:
    """A key of a mapping, its value, and why."""

    key: str
    value: Any
    why: str = ""


@dataclass
class Mapped:
    """The mapping of a table."""

    table: str
    lines: list[Line] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)
    """What the table must have and nothing was found for, for people."""
    notes: list[str] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        """The columns that are mapped."""
        return {line.key for line in self.lines}

    def add(self, key: str, value: Any, why: str = "") -> None:  # noqa: ANN401  (an expression)
        """Map a column."""
        self.lines.append(Line(key, value, why))


@dataclass(frozen=True)
class Facts:
    """What holds for all columns of the file."""

    columns: Sequence[Column]
    explode: tuple[str, ...] = ()
    order_of: str = ""


def place(column: Column) -> dict[str, Any]:
    """Where the values of a column stand, as an expression."""
    if column.path:
        return {"json": column.top, "path": column.path}
    return {"column": column.top}


def short(expression: Mapping[str, Any]) -> Any:  # noqa: ANN401  (an expression)
    """An expression, as its bare name where it is no more."""
    return expression["column"] if set(expression) == {"column"} else dict(expression)


def as_id(column: Column, *, is_person: bool = False) -> tuple[Any, str]:
    """A column as an id: hashed where it holds names, bare where it holds ids."""
    told = ""
    filled = [v for v in column.filled if v not in _PLACEHOLDERS]
    is_named = bool(
        re.search(
            r"name|author|mail|user$|handle|autor|auteur|sender|from$|by$", plain(column.name)
        )
    )
    has_letters = column.share(lambda v: re.search(r"[^\W\d_]{3}", v)) > HALF
    has_ids = bool(re.search(r"\b(id|nr|no|number|fullname|key)\b", plain(column.name)))
    are_addresses = column.share(lambda v: "@" in v) > HALF
    hides = is_person and not has_ids and ((has_letters and is_named) or are_addresses)
    if hides or (not column.is_id and filled):
        told = (
            "names and addresses are hashed" if hides else "values have blanks, so they are hashed"
        )
        made = {"made_of": [column.top if not column.path else place(column)]}
        if hides and are_addresses:
            return {**made, "folded": True}, f"{told}, whatever their case"
        return made, told
    expression = place(column)
    if prefix := _prefix(filled):
        expression["strip_prefix"] = prefix
        told = f"all begin with {prefix}"
    if filled and all(re.fullmatch(r"\d+\.0", v) for v in filled):
        expression["strip_suffix"] = ".0"
        told = "a tool took them for numbers"
    if gone := [word for word in _PLACEHOLDERS if word in column.counts]:
        expression["values"] = dict.fromkeys(gone)
        told = f"{gone[0]} is nobody"
    return short(expression), told


def _prefix(values: Sequence[str]) -> str | None:
    if not values[1:] or (found := _PREFIX.match(values[0])) is None:
        return None
    sign = found[0]
    is_number = all(re.fullmatch(rf"{re.escape(sign)}\d+", v) for v in values)
    return sign if is_number else None


def as_time(column: Column, facts: Facts, *, is_day: bool = False) -> tuple[Any, str]:
    """A column as a time: its forms, its zone, and what speaks against them."""
    moments = column.moments
    assert moments is not None
    expression: dict[str, Any] = place(column)
    told = [moments.doubt] if moments.doubt else []
    if moments.is_day and not is_day and (hour := _hour_beside(facts.columns)):
        form = (
            f"{'yyyy-MM-dd' if moments.forms[0] == 'iso' else moments.forms[0]} {_hour_form(hour)}"
        )
        expression = {"joined": [short(place(column)), hour.top], "time": form}
        told.append("day and hour stand in two columns")
    elif moments.forms != ("iso",):
        forms = list(moments.forms)
        expression["time"] = forms[0] if len(forms) == 1 else forms
    is_joined = "joined" in expression
    has_hour = not moments.is_day or is_joined
    if moments.share < 1:
        told.append(
            f"{moments.read} of {moments.count} values are read, not {moments.unread[:40]!r}"
        )
    if moments.locale:
        expression["locale"] = moments.locale
        told.append("names of months in another language")
    if has_hour and (is_joined or not moments.has_zone):
        told.append(_zone(column, facts, expression))
    return short(expression), "; ".join(filter(None, told))


def _zone(column: Column, facts: Facts, expression: dict[str, Any]) -> str:
    if _ZONES_BY_NAME.search(column.name):
        return "in UTC, as its name says"
    for other in facts.columns:
        is_named = bool(
            re.search(r"time ?zone|zeitzone|fuseau|zona horaria|fuso", plain(other.name))
        )
        if (
            is_named
            and other.share(lambda v: re.fullmatch(r"[A-Z][A-Za-z_]+/[A-Za-z_/+-]+|UTC", v)) > MOST
        ):
            expression["zone"] = place(other)
            return "each row says its zone"
    return "no zone is said: UTC, unless you say one, such as zone: Europe/Berlin"


def _hour_beside(columns: Sequence[Column]) -> Column | None:
    names = {"time", "hour", "zeit", "uhrzeit", "heure", "hora", "ora", "orario"}
    found = (c for c in columns if plain(c.name) in names and not c.path)
    return next(
        (
            c
            for c in found
            if c.share(lambda v: re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?", v)) > MOST
        ),
        None,
    )


def _hour_form(hour: Column) -> str:
    first = hour.filled[0]
    half = " a" if re.search(r"[AaPp][Mm]$", first) else ""
    return f"{'h' if half else 'H'}:mm{':ss' if first.count(':') > 1 else ''}{half}"


def currency_of(roles: Mapping[str, Role], facts: Facts) -> tuple[Any, str] | None:
    """The currency: a column, a sign in the amounts, or a code in a name; None for none."""
    if "currency" in roles:
        return short(place(roles["currency"].column)), ""
    role = roles.get("amount") or roles.get(UNIT_PRICE)
    if role and (code := currency_in(role.column.filled[:200])):
        return {"constant": code}, "by its sign in the amounts"
    names = [role.column.name] if role else []
    for name in [*names, *(c.name for c in facts.columns)]:
        if code := currency_in([name]):
            return {"constant": code}, f"by the name of the column {name!r}"
    return None


def required_left(mapped: Mapped) -> None:
    """Say what the table must have and was not found."""
    told = {one.split(",")[0] for one in mapped.needed}
    missing = [n for n in TARGETS[mapped.table].required if n not in mapped.keys | told]
    mapped.needed += [f"{name}, of which the file shows no column" for name in missing]

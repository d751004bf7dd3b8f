"""Texts of questions and page tokens as values of a declared type."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa

_LONGEST = 1000
_BOOLEANS = {"true": True, "false": False}
_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})([eE][+-]?[0-9]{1,3})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")
_MEANT = {
    "boolean": "true or false",
    "date": "a day such as 2024-03-31",
    "timestamp": "a time such as 2024-03-31T12:00:00Z",
    "string": f"a text of at most {_LONGEST} characters",
}


def meant_by(type_: str) -> str:
    """What values of a plain type look like, for people."""
    whole = type_ in ("byte", "short", "integer", "long")
    return _MEANT.get(type_, "a whole number" if whole else "a number")


def value_of(type_: str, given: Any) -> Any:  # noqa: ANN401  (values of any declared type)
    """A value of a plain type.

    Args:
        type_: The declared type, such as `long`.
        given: A text, as addresses have it, or a value of Python.

    Raises:
        ValueError: it is no value of that type.
    """
    try:
        value = _READ.get(type_, _number)(given) if isinstance(given, str) else given
        if isinstance(value, datetime) and value.tzinfo is None:
            value = value.replace(tzinfo=UTC)
        return pa.scalar(value, arrow_type(type_)).as_py()
    except (pa.ArrowException, OverflowError, TypeError, InvalidOperation) as error:
        raise ValueError(f"no {type_}") from error


def arrow_type(type_: str) -> pa.DataType:
    """The Arrow type of a plain type."""
    if found := _DECIMAL.fullmatch(type_):
        return pa.decimal128(int(found[1]), int(found[2]))
    return _ARROW[type_]


def _text(text: str) -> str:
    if len(text) > _LONGEST:
        raise ValueError("too long")
    text.encode("utf-8")
    return text


def _boolean(text: str) -> bool:
    if text not in _BOOLEANS:
        raise ValueError("no boolean")
    return _BOOLEANS[text]


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError("no whole number")
    return int(text)


def _floating(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError("no number")
    return float(text)


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError("no number")
    return Decimal(text)


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError("no day")
    return date.fromisoformat(text)


def _instant(text: str) -> datetime:
    if not _DAY.match(text):
        raise ValueError("no time")
    time = datetime.fromisoformat(text)
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


_READ: dict[str, Callable[[str], Any]] = {
    "string": _text,
    "boolean": _boolean,
    **dict.fromkeys(("byte", "short", "integer", "long"), _whole),
    **dict.fromkeys(("float", "double"), _floating),
    "date": _day,
    "timestamp": _instant,
}
_ARROW = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "byte": pa.int8(),
    "short": pa.int16(),
    "integer": pa.int32(),
    "long": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", "UTC"),
}

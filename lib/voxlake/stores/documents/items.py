"""Documents as DynamoDB takes them: numbers as Decimal, no NaN, and how large an item is."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

_SMALLEST = Decimal("1e-130")
_LARGEST = Decimal("9.9999999999999999999999999999999999999e125")
_DIGITS = 38
_OF_A_CONTAINER = 3  # bytes of a list or map beside what is in it, and one for each thing in it


def values_of(body: str) -> dict[str, Any]:
    """The document of a JSON text, with numbers that DynamoDB takes.

    Its numbers have 38 digits and lie between 1E-130 and 1E+126: what is nearer to 0 is 0, digits
    beyond are rounded, and what is larger, or NaN, is null.
    """
    document: dict[str, Any] = json.loads(
        body, parse_float=_number, parse_int=_number, parse_constant=lambda _: None
    )
    return document


def plain(value: Any) -> Any:  # noqa: ANN401  (of any JSON value)
    """A value of DynamoDB as JSON has it: whole numbers as int, others as float."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def size_of(value: Any) -> int:  # noqa: ANN401
    """Bytes of a value by the rules of "DynamoDB item sizes" in the Developer Guide, rounded up."""
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, Decimal):
        return len(value.as_tuple().digits) // 2 + 3
    if isinstance(value, dict):
        names = sum(len(name.encode()) for name in value)
        return _OF_A_CONTAINER + names + sum(1 + size_of(one) for one in value.values())
    if isinstance(value, list):
        return _OF_A_CONTAINER + sum(1 + size_of(one) for one in value)
    return 1


def _number(text: str) -> Decimal | None:
    number = Decimal(text)
    if abs(number) > _LARGEST:
        return None
    if abs(number) < _SMALLEST:
        return Decimal(0)
    digits = number.as_tuple().digits
    return number if len(digits) <= _DIGITS else Decimal(f"{number:.{_DIGITS - 1}e}")

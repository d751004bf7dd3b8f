"""Reads lines of JSON, strictly; imports no pyspark.

Spark's own reader keeps the first object of a line and loses a second one, takes the last of two
equal keys and turns half a surrogate pair into `?`, all without a word.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from typing import Any, NoReturn

from voxlake.ingest.record import BYTE_ORDER_MARK, Record, is_valid_text, printable


class _RejectedError(ValueError):
    """Why a line is no record: the reason and, where there is more to say, the detail."""


def json_record(line: bytes, columns: Collection[str]) -> Record | None:
    """The record of a line; None for an empty line.

    Args:
        line: One line of a file, without its end.
        columns: Keys whose values are wanted.
    """
    text = line.decode(errors="surrogateescape").removeprefix(BYTE_ORDER_MARK).strip()
    if not text:
        return None
    try:
        record = _parse(text)
        return Record(text, {key: _as_text(record.get(key)) for key in columns})
    except _RejectedError as error:
        reason, *detail = error.args
        return Record(printable(text), reason=reason, detail=printable("".join(detail)) or None)


def _parse(text: str) -> dict[str, Any]:
    if not is_valid_text(text):
        raise _RejectedError("utf8_invalid")
    try:
        value, end = _DECODER.raw_decode(text)
    except _RejectedError:
        raise
    except (ValueError, RecursionError) as error:
        raise _RejectedError("json_unreadable", str(error)) from error
    if text[end:].strip():
        raise _RejectedError("json_second_value", f"after character {end}")
    if not isinstance(value, dict):
        raise _RejectedError("json_not_object")
    return value


def _as_text(value: Any) -> str | None:  # noqa: ANN401  (whatever JSON holds)
    if value is None:
        return None
    try:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except RecursionError as error:
        raise _RejectedError("json_unreadable", str(error)) from error
    if not is_valid_text(text):
        raise _RejectedError("utf8_invalid", "half of a surrogate pair")
    return text


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise _RejectedError("json_repeated_key", next(k for k in counts if counts[k] > 1))
    return values


def _refuse(constant: str) -> NoReturn:
    raise _RejectedError("number_not_finite", constant)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique_keys, parse_constant=_refuse, parse_float=str, parse_int=str
)

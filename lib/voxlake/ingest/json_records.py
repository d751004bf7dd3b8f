"""Reads lines of JSON, strictly; imports no pyspark.

Spark's own reader keeps the first object of a line and loses a second one, takes the last of two
equal keys and turns half a surrogate pair into `?`, all without a word.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NoReturn

from voxlake.ingest.explode import Exploding
from voxlake.ingest.record import BYTE_ORDER_MARK, LIST_EMPTY, Record, is_valid_text, printable


class _Number(str):
    """The digits of a number, as they were written."""

    __slots__ = ()


class _RejectedError(ValueError):
    """Why a line is no record: the reason and, where there is more to say, the detail."""


def json_records(
    line: bytes, columns: Collection[str], exploding: Exploding | None = None
) -> Iterator[Record]:
    """The record of a line, or those that it holds a list of; none for an empty line.

    Args:
        line: One line of a file, without its end.
        columns: Keys whose values are wanted.
        exploding: Where the list stands; None where each line is one record.
    """
    text = line.decode(errors="surrogateescape").removeprefix(BYTE_ORDER_MARK).strip()
    if not text:
        return
    try:
        record = _parse(text, _PLAIN if exploding is None else _WITH_NUMBERS)
    except _RejectedError as error:
        yield _rejected(text, error)
        return
    if exploding is None:
        yield _record(record, text, columns)
        return
    for one, empty in exploding.records(record):
        try:
            payload = text if one is record else _written(one)
        except RecursionError as error:
            yield Record("", reason="json_unreadable", detail=str(error))
            continue
        if empty:
            yield Record(payload, reason=LIST_EMPTY, detail=empty)
        else:
            yield _record(one, payload, columns)


def _record(record: Mapping[str, Any], payload: str, columns: Collection[str]) -> Record:
    """The record of an object, with the texts of some keys."""
    try:
        return Record(payload, {key: _as_text(record.get(key)) for key in columns})
    except _RejectedError as error:
        return _rejected(payload, error)


def _rejected(payload: str, error: _RejectedError) -> Record:
    reason, *detail = error.args
    return Record(printable(payload), reason=reason, detail=printable("".join(detail)) or None)


def _parse(text: str, decoder: json.JSONDecoder) -> dict[str, Any]:
    if not is_valid_text(text):
        raise _RejectedError("utf8_invalid")
    try:
        value, end = decoder.raw_decode(text)
    except _RejectedError:
        raise
    except (ValueError, RecursionError) as error:
        raise _RejectedError("json_unreadable", str(error)) from error
    if text[end:].strip():
        raise _RejectedError("json_second_value", f"after character {end}")
    if not isinstance(value, dict):
        raise _RejectedError("json_not_object")
    return value


def _written(value: Any) -> str:  # noqa: ANN401  (whatever JSON holds)
    """The JSON of a value, with numbers as they were written."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        inner = (f"{_written(name)}: {_written(one)}" for name, one in value.items())
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return json.dumps(value, ensure_ascii=isinstance(value, str) and not is_valid_text(value))


def _as_text(value: Any) -> str | None:  # noqa: ANN401  (whatever JSON holds)
    if value is None:
        return None
    try:
        text = str(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
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


def _decoder(number: Callable[[str], str]) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_unique_keys,
        parse_constant=_refuse,
        parse_float=number,
        parse_int=number,
    )


_PLAIN, _WITH_NUMBERS = _decoder(str), _decoder(_Number)
"""The second tells numbers from texts, and takes longer."""

"""Finds the records of a JSON file: a line each, an array, or a list in a document.

Imports no pyspark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voxlake.ingest.guess.columns import lists_of, path_of
from voxlake.ingest.guess.names import is_known

_ASSIGNED = re.compile(r"\s*[\w$.\[\]'\"]+\s*=\s*(?=[\[{])")
_OWN = 3
"""Of how many names that are known a document is a record itself."""
_BLANKS = re.compile(r"[\s;]*")


@dataclass(frozen=True)
class JsonFile:
    """The records of a JSON file, and where they stand."""

    records: list[dict[str, Any]]
    why: str
    path: str = ""
    """Place of the list of records in the file; empty for none."""
    why_path: str = ""


def is_json(text: str) -> bool:
    """Whether a file begins as JSON, or as a script that assigns some."""
    begin = text[:2_000]
    found = _ASSIGNED.match(begin)
    return begin[:1] in ("{", "[") or found is not None


def broken(text: str) -> str:
    """Where a file stops to be JSON, to be told behind other words; empty where it does not."""
    found = _ASSIGNED.match(text)
    start = found.end() if found else len(text) - len(text.lstrip("\ufeff \t\r\n"))
    try:
        json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as error:
        return f": line {error.lineno}, column {error.colno}: {error.msg}"
    return ""


def json_file(text: str, *, is_cut: bool, limit: int) -> JsonFile | None:
    """The first records of a file; None where its begin, which it is, is not enough."""
    text = text.lstrip("\ufeff \t\r\n")
    if (found := _ASSIGNED.match(text)) is not None:
        text, told = text[found.end() :], f"behind `{found[0].strip()}` stands JSON"
    else:
        told = ""
    if text.startswith("["):
        records = _array(text, limit)
        return JsonFile(records, told or "one array of records")
    values = _values(text, limit, is_cut=is_cut)
    if not values:
        return None
    if len(values) == 1 and not is_cut:
        return _document(values[0], told or "one document")
    return JsonFile([v for v in values if isinstance(v, dict)], told or "an object a line")


def _array(text: str, limit: int) -> list[dict[str, Any]]:
    """The first objects of an array, of which the rest may be missing."""
    decoder = json.JSONDecoder()
    found: list[dict[str, Any]] = []
    place = 1
    while len(found) < limit:
        place = re.compile(r"[\s,]*").match(text, place).end()  # type: ignore[union-attr]
        try:
            value, place = decoder.raw_decode(text, place)
        except ValueError:
            break
        if isinstance(value, dict):
            found.append(value)
    return found


def _values(text: str, limit: int, *, is_cut: bool) -> list[Any]:
    """The values that stand one behind the other; without the last where the text is cut in it."""
    decoder = json.JSONDecoder()
    found: list[Any] = []
    place = 0
    while place < len(text) and len(found) < limit:
        try:
            value, place = decoder.raw_decode(text, place)
        except ValueError:
            if is_cut or (end := text.find("\n", place)) < 0:
                break
            place = end  # a line that is broken
        else:
            found.append(value)
        place = _BLANKS.match(text, place).end()  # type: ignore[union-attr]
    return found


def _document(value: Any, told: str) -> JsonFile:  # noqa: ANN401  (whatever JSON holds)
    """The longest list of records in a document; the document itself where it has none."""
    if not isinstance(value, Mapping):
        return JsonFile([], told)
    lists = lists_of([value])
    own = [name for name, inner in value.items() if not isinstance(inner, (Mapping, list))]
    if not lists or sum(map(is_known, own)) >= _OWN:
        return JsonFile([dict(value)], told)
    best = lists[0]
    inner: Any = value
    for step in best.steps:
        inner = inner[step]
    why = f"the longest list in it, of {best.size:,} records"
    return JsonFile(list(inner), told, path_of(best.steps), why)

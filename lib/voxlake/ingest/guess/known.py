"""Finds which of the sources that are known reads a file; imports no pyspark."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from voxlake.ingest.file_records import file_records
from voxlake.ingest.guess.looks import Look
from voxlake.ingest.limits import Limits
from voxlake.ingest.path_patterns import expanded
from voxlake.ingest.source import Source
from voxlake.ingest.targets import TARGETS

_RECORDS = 200
_LEAST_PLACES, _LEAST_SHARE = 3, 0.6
"""How many of a source's columns a file must have to be taken for one of its files."""
_LEAST_SHARE_NAMED = 0.5
_TELLING = re.compile(r"[A-Za-z]{4}")
"""What a pattern must have outside its `*` for a name that fits it to tell something."""
_LEAST_READ = 0.5
_LISTS = ("made_of", "joined", "product", "less", "plus")
_STEP = re.compile(r"\.([A-Za-z_]\w*)|\['([^'\]]+)'\]|\[(\d+)\]")
_Place = tuple[str, str]
"""A column, and a place in its JSON, or nothing."""
_Alternatives = frozenset[_Place]
"""Places of which one is enough, as the first that has a value is taken."""


def fitting(look: Look, sources: Sequence[Source]) -> list[Source]:
    """The sources that read the file, the one that knows most of its columns first."""
    found = [(fit, source) for source in sources if (fit := _fit(look, source))]
    return [source for _, source in sorted(found, key=lambda one: -one[0])]


def data_folder(path: Path, source: Source) -> Path | None:
    """The folder to give as DATA for a file as it lies; None where the source reads none so."""
    for pattern in expanded(source.path):
        steps = pattern.split("/")
        parts = path.parts[-len(steps) :]
        fits = (fnmatchcase(part, step) for part, step in zip(parts, steps, strict=False))
        if len(parts) == len(steps) and all(fits):
            return path.parents[len(steps) - 1]
    return None


def _fit(look: Look, source: Source) -> float:
    """How many of the source's columns the file has; 0 where it is none of its files."""
    if not _may_be(look, source):
        return 0
    read, bad = [], 0
    filled = source.filled_down.columns if source.filled_down else ()
    try:
        for _, record in islice(file_records(look.head.content, "x", source, Limits()), _RECORDS):
            if record.reason is None and record.payload:
                here = record.values or {}
                values = {name: here[name] for name in filled if name in here}
                read.append(json.loads(record.payload) | values)
            else:
                bad += 1
    except csv.Error:  # as of breaks of lines that are none to the way the source is written
        return 0
    if not read or bad > len(read):
        return 0
    said = source.model_dump(by_alias=True)["tables"]
    seen = {
        places: sum(any(_at(record, place) is not None for place in places) for record in read)
        for places in _taken(said)
    }
    there = [places for places, count in seen.items() if count]
    share = len(there) / len(seen)
    if _is_named_so(look, source):
        enough = share >= _LEAST_SHARE_NAMED
    else:
        enough = len(there) >= _LEAST_PLACES and share >= _LEAST_SHARE
    if not enough:
        return 0
    return len(there) * share if _has_needed(source, seen, len(read)) else 0


def _may_be(look: Look, source: Source) -> bool:
    """Whether a source is of the format of the file."""
    if look.format == source.format:
        return True
    return look.format in ("csv", "tsv") and source.format in ("csv", "tsv")


def _is_named_so(look: Look, source: Source) -> bool:
    """Whether the file has a name that only files of the source have."""
    name = PurePosixPath(look.head.name).name
    patterns = {PurePosixPath(path).name for path in expanded(source.path)}
    return any(
        fnmatchcase(name, pattern) and _TELLING.search(PurePosixPath(pattern).stem)
        for pattern in patterns
    )


def _has_needed(source: Source, seen: Mapping[_Alternatives, int], count: int) -> bool:
    """Whether records have what the first table of a source cannot be without."""
    name, mapping = next(iter(source.tables.items()))
    for needed in TARGETS[name].required:
        taken = set(_taken(mapping.columns[needed].model_dump(by_alias=True)))
        if taken and not any(seen.get(places, 0) > _LEAST_READ * count for places in taken):
            return False
    return True


def _taken(said: Any) -> Iterator[_Alternatives]:  # noqa: ANN401  (whatever a source says)
    """What an expression or mapping takes values from."""
    if not isinstance(said, Mapping):
        return
    if isinstance(said.get("json"), str):
        yield frozenset([(said["json"], said.get("path") or "")])
    if isinstance(said.get("column"), str):
        yield frozenset([(said["column"], "")])
    for key, inner in said.items():
        if key == "first_of" and inner:
            yield frozenset().union(*(places for one in inner for places in _taken(one)))
        elif key in _LISTS and inner:
            for one in inner:
                yield from _taken(one)
        elif isinstance(inner, Mapping):
            yield from _taken(inner)


def _at(record: Mapping[str, Any], place: _Place) -> Any:  # noqa: ANN401  (whatever JSON holds)
    """What stands at a place of a record; None for nothing."""
    value = record.get(place[0])
    if value == "":
        return None
    if isinstance(value, str) and place[1]:
        try:
            value = json.loads(value)
        except ValueError:
            return None
    if "?" in place[1] or "*" in place[1]:
        return value
    for name, quoted, number in _STEP.findall(place[1]):
        if number:
            value = (
                value[int(number)] if isinstance(value, list) and len(value) > int(number) else None
            )
        else:
            value = value.get(name or quoted) if isinstance(value, Mapping) else None
    return value

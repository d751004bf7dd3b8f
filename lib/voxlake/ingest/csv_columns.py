"""Finds the columns of a CSV file by its header, and tells one that is written otherwise."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence

from voxlake.ingest.file_options import WHITE_SPACE, CsvOptions

_DELIMITERS = ",;\t|"


def places_of(columns: Sequence[str], needed: Collection[str]) -> Mapping[str, int]:
    """Where each needed column of those that there are stands.

    A name that no column has is that of the one column whose name differs in case and blanks alone.
    """
    exact = {name: place for place, name in reversed(list(enumerate(columns)))}
    alike: dict[str, list[int]] = {}
    for place, name in enumerate(columns):
        if name not in needed:
            alike.setdefault(_bare(name), []).append(place)
    found = {}
    for name in needed:
        near = alike.get(_bare(name), [])
        if name in exact:
            found[name] = exact[name]
        elif len(near) == 1:
            found[name] = near[0]
    return found


def other_delimiter(
    header: str, names: Sequence[str], options: CsvOptions, needed: Collection[str]
) -> str | None:
    """What is wrong with a header whose names are set apart by another character; else None.

    Args:
        header: The line, without its end; quotes may be missing.
        names: The names in it, as the options have it; none where it cannot be read.
        options: How the file is said to be written.
        needed: Columns that are looked for.
    """

    def found(delimiter: str) -> int:
        row = next(csv.reader([header], delimiter=delimiter, quotechar=options.quote or '"'), [])
        return len(places_of([name.strip() for name in row], needed))

    best = max(_DELIMITERS, key=found)
    if found(best) <= len(places_of(names, needed)):
        return None
    said = options.delimiter
    called = {"\t": "tabs", WHITE_SPACE: "blanks"}
    return f"its header is set apart by {called.get(best, best)}, not {called.get(said, said)}"


def _bare(name: str) -> str:
    return "".join(name.split()).casefold()

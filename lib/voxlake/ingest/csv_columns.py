"""Finds the columns of a CSV file by its header, and tells one that is written otherwise."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence

from voxlake.ingest.source import WHITE_SPACE, CsvOptions

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


def other_delimiter(header: str, options: CsvOptions, needed: Collection[str]) -> str | None:
    """What is wrong with a header whose names are set apart by another character; else None.

    Args:
        header: The line, or its fields with the delimiter between them.
        options: How the file is said to be written.
        needed: Columns that are looked for.
    """

    def found(delimiter: str) -> int:
        quoting = csv.QUOTE_MINIMAL if options.quote else csv.QUOTE_NONE
        quote = options.quote or None
        row = next(csv.reader([header], delimiter=delimiter, quotechar=quote, quoting=quoting), [])
        return len(places_of([name.strip() for name in row], needed))

    said = options.delimiter
    count = len(places_of(header.split(), needed)) if said == WHITE_SPACE else found(said)
    best = max(_DELIMITERS, key=found)
    if found(best) <= count:
        return None
    names = {"\t": "tabs", WHITE_SPACE: "blanks"}
    return f"its header is set apart by {names.get(best, best)}, not {names.get(said, said)}"


def _bare(name: str) -> str:
    return "".join(name.split()).casefold()

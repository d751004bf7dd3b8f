"""Finds where the names of the columns of a delimited file stand; imports no pyspark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from voxlake.ingest.guess.names import is_known

_VALUE = re.compile(
    r"[-+(\u2212]?\s*[$€£¥]?\s*\d[\d.,:'\u2019\s/TZ+-]*\s*([$€£¥%]|[AP]M)?\)?-?"
    r"|https?://\S+|\S+@\S+\.\w+|true|false",
    re.IGNORECASE,
)
"""What is a value and no name: numbers, times, addresses, yes and no."""
_NAME_CHARACTERS = 100
_OTHERS, _VALUED = 2, 2
"""Of how many rows, in how many columns, all must have values for one without to describe them."""


def header_of(
    rows: Sequence[tuple[int, list[str]]], width: int
) -> tuple[dict[str, Any], dict[str, str]]:
    """Where the names of the columns stand: keys of `csv` that are not the default, and reasons.

    Args:
        rows: The number of the line at which each row begins, and its fields.
        width: How many fields most rows have.
    """
    full = [place for place, (_, row) in enumerate(rows) if len(row) == width]
    named = [p for p in full[:20] if _are_names(rows[p][1])]
    below = [rows[p][1] for p in full]
    for place in named[:1]:
        line, row = rows[place]
        after = [other for n, other in ((p, rows[p][1]) for p in full) if n > place]
        if not _is_header(row, after):
            break
        options: dict[str, Any] = {}
        why: dict[str, str] = {}
        if line:
            options["skip_lines"] = line
            stand = "1 line stands" if line == 1 else f"{line} lines stand"
            why["skip_lines"] = f"{stand} above the names of the columns"
        if _is_upper_of_two(row, after):
            options["header_rows"] = 2
            why["header_rows"] = "the names of the columns stand in two rows, put together"
        elif _is_described(after):
            options["header_rows"] = 2
            why["header_rows"] = "the row below the names has no values where all others have some"
            if all(text.strip() for text in row):
                options["header_names"] = "first"
        return options, why
    names = [f"column_{number}" for number in range(1, width + 1)]
    told = "the first row has values, no names: name the columns here"
    return {"header": False, "columns": names}, {"columns": told if below else "no rows"}


def _are_names(row: Sequence[str]) -> bool:
    texts = [text.strip() for text in row]
    filled = [text for text in texts if text]
    return (
        len(filled) * 2 >= len(texts)
        and all(len(text) <= _NAME_CHARACTERS for text in filled)
        and not any(_VALUE.fullmatch(text) for text in filled)
    )


def _is_header(row: Sequence[str], after: Sequence[Sequence[str]]) -> bool:
    """Whether a row of names is above rows of values, or its names are known."""
    filled = [text for text in row if text.strip()]
    if sum(map(is_known, filled)) * 3 >= len(filled):
        return True
    if len(set(filled)) < len(filled) or not after:
        return False
    columns = zip(*(other for other in after if len(other) == len(row)), strict=True)
    return any(
        sum(_VALUE.fullmatch(text.strip()) is not None for text in column) * 2 > len(column)
        for column in columns
    )


def _is_upper_of_two(row: Sequence[str], after: Sequence[Sequence[str]]) -> bool:
    """Whether a row of groups, with blanks or repeats, stands above the row of names."""
    if not after[1:] or len(set(filter(None, row))) * 10 > len(row) * 7:
        return False
    lower, first = after[0], after[1]
    return (
        _are_names(lower)
        and all(text.strip() for text in lower)
        and any(_VALUE.fullmatch(text.strip()) for text in first)
    )


def _is_described(after: Sequence[Sequence[str]]) -> bool:
    """Whether the first row below the names is none of values, in columns where all others are."""
    if len(after) <= _OTHERS or not _has_words_alone(after[0]):
        return False
    columns = zip(*after[1:], strict=True)
    return sum(all(_VALUE.fullmatch(t.strip()) for t in column) for column in columns) >= _VALUED


def _has_words_alone(row: Sequence[str]) -> bool:
    filled = [text.strip() for text in row if text.strip()]
    return bool(filled) and not any(map(_VALUE.fullmatch, filled))

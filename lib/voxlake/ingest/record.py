"""A record of a file as it was read, and the reasons why one cannot be; imports no pyspark."""

from __future__ import annotations

import re
from dataclasses import dataclass

BYTE_ORDER_MARK = "\ufeff"
_HALF = re.compile(r"[\ud800-\udfff]")
"""Half of a surrogate pair; a byte that is of no encoding is escaped as one."""


LIST_EMPTY = "list_empty"
"""Reason of a record that holds an empty list in place of records."""
LEFT_OUT = (LIST_EMPTY,)
"""Reasons of what is no record of the source, and so neither read nor rejected."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it arrived: its values, or why it has none.

    `payload` is the record as JSON, or its raw text where it could not be read. A number that JSON
    writes keeps the digits it was written with. `values` has no key of a column that the file
    has not. `told` is what the summary is to say of the file; any record of it may bring that.
    """

    payload: str
    values: dict[str, str | None] | None = None
    reason: str | None = None
    detail: str | None = None
    told: tuple[str, ...] = ()


def is_valid_text(text: str) -> bool:
    """Whether the text has a form in UTF-8: no byte that was none, no half of a pair."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def printable(text: str) -> str:
    """The text with a replacement character for what has no form in UTF-8."""
    return _HALF.sub("\ufffd", text)

"""A record of a file as it was read, and the reasons why one cannot be; imports no pyspark."""

from __future__ import annotations

from dataclasses import dataclass

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it arrived: its values, or why it has none.

    `payload` is the record as JSON, or its raw text where it could not be read. A number that JSON
    writes keeps the digits it was written with.
    """

    payload: str
    values: dict[str, str | None] | None = None
    reason: str | None = None
    detail: str | None = None


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
    return (
        text
        if is_valid_text(text)
        else text.encode(errors="surrogateescape").decode(errors="replace")
    )

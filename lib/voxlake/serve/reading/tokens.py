"""Tokens of pages: where the next rows of a question begin, and of which version they are.

A token holds the sort values of a page's last row, whose reader has seen them. Its check sum shows
that it is whole, not who made it: one made by hand gives no more than a filter would.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.question import Question
from voxlake.serve.reading.values import value_of
from voxlake.tables import Column

_CHECK_BYTES = 12
_LONGEST = 8192


@dataclass(frozen=True)
class Place:
    """Where a page ends: what was read, by Delta's name, and the sort values of its last row."""

    table_id: str
    version: int
    values: tuple[Any, ...]


def token_of(question: Question, place: Place) -> str:
    """The token with which a question goes on from a place.

    Raises:
        RefusedError: it would be too long, by the values that the rows are in order of.
    """
    texts = [None if value is None else _text(value) for value in place.values]
    told = [fingerprint(question), place.table_id, place.version, texts]
    content = json.dumps(told, ensure_ascii=False)
    sealed = content.encode("utf-8")
    token = base64.urlsafe_b64encode(_check(sealed) + sealed).decode().rstrip("=")
    if len(token) > _LONGEST:
        raise RefusedError(
            400, "wrong_order", "These values are too long to be ordered by: name other columns."
        )
    return token


def place_of(question: Question, columns: tuple[Column, ...]) -> Place | None:
    """Where the question's token says to go on; None where it has none.

    Args:
        question: What is asked for.
        columns: Those that its rows are in order of.

    Raises:
        RefusedError: the token is not whole, or of another question.
    """
    if question.after is None:
        return None
    of, table_id, version, texts = _content(question.after)
    if of != fingerprint(question) or len(texts) != len(columns):
        raise RefusedError(
            400,
            "token_of_another_question",
            "This page token belongs to another question: change nothing but `limit` between "
            "pages, or leave out `after`.",
        )
    values = (
        None if text is None else _value(column.type, text)
        for text, column in zip(texts, columns, strict=True)
    )
    return Place(table_id, version, tuple(values))


def fingerprint(question: Question) -> str:
    """What tells a question from others; the same for all of its pages, however long they are."""
    told = repr((question.table.name, *(getattr(question, name) for name in _TOLD)))
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:24]


_TOLD = ("columns", "where", "days", "is_latest", "order", "version")


def _content(token: str) -> tuple[str, str, int, list[str | None]]:
    try:
        if len(token) > _LONGEST:
            raise ValueError("too long")
        whole = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
        sealed = whole[_CHECK_BYTES:]
        if _check(sealed) != whole[:_CHECK_BYTES]:
            raise ValueError("changed")
        of, table_id, version, texts = json.loads(sealed)
        if not (isinstance(version, int) and isinstance(texts, list)):
            raise ValueError("made by hand")
    except (ValueError, TypeError, RecursionError) as error:
        raise _not_whole() from error
    return of, table_id, version, texts


def _check(sealed: bytes) -> bytes:
    return hashlib.sha256(b"voxlake page" + sealed).digest()[:_CHECK_BYTES]


def _text(value: Any) -> str:  # noqa: ANN401  (of any plain type)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _value(type_: str, text: object) -> Any:  # noqa: ANN401  (of any plain type)
    try:
        # A column may hold what no filter asks for, such as no number, or a long text.
        plain = type_ in ("float", "double", "string")
        if not isinstance(text, str):
            raise TypeError("made by hand")
        return value_of(type_, text) if not plain else text if type_ == "string" else float(text)
    except (ValueError, TypeError) as error:
        raise _not_whole() from error


def _not_whole() -> RefusedError:
    return RefusedError(
        400, "wrong_token", "This page token is not whole: send it as it was given."
    )

"""Cuts answers into lines of JSON without changing a character of a value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from voxlake.collect.posts.errors import AskAgainError
from voxlake.collect.posts.web import Answer

_BLANKS = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


def text_of(answer: Answer) -> str:
    """The JSON of an answer on one line.

    Raises:
        AskAgainError: it is none, or only half of one.
    """
    try:
        text = answer.body.decode(json.detect_encoding(answer.body)).removeprefix("\ufeff").strip()
        json.loads(text)
    except (ValueError, RecursionError) as error:
        size = len(answer.body)
        raise AskAgainError(
            f"its answer ({answer.kind}, {size:,} bytes) is no whole JSON"
        ) from error
    return re.sub(r"[\r\n]", " ", text)  # which stand between values: in texts JSON escapes them


def elements(text: str) -> Iterator[str]:
    """The texts of the values of a list."""
    at = text.index("[") + 1
    while text[at := _after_blanks(text, at)] != "]":
        _, end = _DECODER.raw_decode(text, at)
        yield text[at:end]
        at = _after_blanks(text, end)
        at += text[at] == ","


def member(text: str, name: str) -> str | None:
    """The text of a member of an object; None where it has none of the name."""
    at = text.index("{") + 1
    found = None
    while text[at := _after_blanks(text, at)] != "}":
        key, end = _DECODER.raw_decode(text, at)
        begin = _after_blanks(text, _after_blanks(text, end) + 1)
        _, end = _DECODER.raw_decode(text, begin)
        if key == name:
            found = text[begin:end]  # of several the last, as json.loads takes it
        at = _after_blanks(text, end)
        at += text[at] == ","
    return found


def dug(value: Any, *names: str | int) -> Any:  # noqa: ANN401  (whatever an answer holds)
    """A place in an answer, by names and numbers; None where something else stands on the way."""
    for name in names:
        if isinstance(name, int):
            value = value[name] if isinstance(value, list) and name < len(value) else None
        else:
            value = value.get(name) if isinstance(value, dict) else None
    return value


def listed(value: Any, what: str) -> list[dict[str, Any]]:  # noqa: ANN401  (as above)
    """A list of objects.

    Raises:
        AskAgainError: it is none.
    """
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise AskAgainError(f"its answer has no list of {what}")
    return value


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at

"""Writes a guess as a source file, with the reason for each key beside it; imports no pyspark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from voxlake.ingest.guess.mapped import Line, Mapped

_BARE = re.compile(r"[A-Za-z_$][\w $.()/%+-]*(?<! )")
_NUMBER = re.compile(r"\d+(\.\d+)?|\d{4}-\d\d-\d\d")
_WORDS = {"null", "Null", "NULL", "~"}
_PLACE = 56
"""Where comments begin, where there is room."""


def source_page(
    head: Iterable[str], keys: Iterable[Line], tables: Iterable[Mapped], foot: Iterable[str]
) -> str:
    """The text of a source file.

    Args:
        head: What is said above it.
        keys: The keys of the source, in order.
        tables: The mappings.
        foot: What is said below.
    """
    lines = [*(f"# {line}".rstrip() for line in head)]
    lines += [_line("", line) for line in keys]
    lines.append("tables:")
    for mapped in tables:
        lines.append(f"  {mapped.table}:")
        lines += [_line("    ", line) for line in mapped.lines]
        lines += [f"    # needed: {told}" for told in mapped.needed]
        lines += [f"    # {told}" for told in mapped.notes]
    lines += [f"# {line}".rstrip() for line in foot]
    return "\n".join(lines) + "\n"


def written(value: Any) -> str:  # noqa: ANN401  (whatever a source file holds)
    """A value in one line of YAML."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{written(k)}: {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(written, value)) + "]"
    return _text(str(value))


def _text(text: str) -> str:
    is_bare = _BARE.fullmatch(text) and text not in _WORDS
    if is_bare or _NUMBER.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _line(indent: str, line: Line) -> str:
    text = f"{indent}{line.key}: {written(line.value)}"
    if not line.why:
        return text
    return f"{text.ljust(_PLACE)}  # {_told(line.why)}"


def _told(text: str) -> str:
    """A reason in one line, with nothing in it that steers a terminal or ends the comment."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def wrapped(text: str, width: int = 96) -> Iterator[str]:
    """A text in lines."""
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    if line:
        yield line

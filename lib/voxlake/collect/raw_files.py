"""Keeps what was fetched as files of JSON lines, which ingest reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from voxlake.core import storage

FOLDER = "_collected"
"""Folder of a lake in which they lie."""
_NAME_LENGTH = 32


@dataclass(frozen=True)
class RawFiles:
    """Files under `<folder>/<kind>/<day>/`, each named by what it holds.

    So what is fetched twice in a day is one file, and no file is ever changed.
    """

    folder: str
    """A path, file: or s3a://."""
    may_write: Callable[[], None] = lambda: None
    """Raises where the run has lost the lake's lock, so that nothing is written without it."""

    def place_of(self, kind: str, day: date, lines: Sequence[bytes], suffix: str = "") -> str:
        """Where `write` keeps lines."""
        name = hashlib.sha256(_content(lines)).hexdigest()[:_NAME_LENGTH]
        return f"{self.folder.rstrip('/')}/{kind}/{day.isoformat()}/{name}{suffix}.jsonl"

    def has(self, place: str) -> bool:
        """Whether there is a file."""
        try:
            storage.read_bytes(place)
        except FileNotFoundError:
            return False
        return True

    def write(self, kind: str, day: date, lines: Sequence[bytes], suffix: str = "") -> str:
        """Keep lines as one file, unless it is there; returns where.

        Args:
            kind: What they are of, such as the name of a network.
            day: When they were fetched, UTC.
            lines: A JSON value each, without line breaks.
            suffix: What the file's name ends with, before .jsonl.
        """
        content, place = _content(lines), self.place_of(kind, day, lines, suffix)
        self.may_write()
        try:
            is_there = storage.read_bytes(place) == content
        except FileNotFoundError:
            is_there = False
        if not is_there:
            storage.write_bytes(place, content)
        return place


def _content(lines: Sequence[bytes]) -> bytes:
    if any(b"\n" in line for line in lines):
        raise ValueError("a line of JSON lines has no line break in it")
    return b"".join(line + b"\n" for line in lines)

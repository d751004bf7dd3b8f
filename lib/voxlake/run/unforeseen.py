"""Tells what nobody foresaw in three lines, and keeps its trace in a file."""

from __future__ import annotations

import os
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from voxlake.core import storage
from voxlake.core.addresses import scheme_of
from voxlake.core.cache import cache_dir
from voxlake.core.errors import VoxlakeError, brief
from voxlake.core.faults import fault_in
from voxlake.core.redact import redacted

_FOLDER = "errors"
_KEPT = 20
"""How many files of traces a folder holds; the oldest go."""


def foreseen(error: BaseException) -> VoxlakeError | None:
    """The error itself where it is one of ours, or the one of ours that its trace speaks of."""
    return error if isinstance(error, VoxlakeError) else fault_in(trace_of(error))


def trace_of(error: BaseException) -> str:
    """All that is known of an error: Python's trace, and Java's where it began there."""
    parts = traceback.format_exception(error)
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        if of_java := getattr(link, "stackTrace", None):
            parts.append(f"\nIn Java:\n{of_java}\n")
        link = link.__cause__ or link.__context__
    return "".join(parts)


def told(error: BaseException, where: str, home: str | None) -> str:
    """Three lines: what happened, where, and which file holds the trace, which is written here.

    Where no file can be written the trace follows.

    Args:
        error: What nobody foresaw.
        where: What was being done.
        home: Folder of the lake, if it is known.
    """
    trace = redacted(trace_of(error))
    file = _kept(trace, home)
    last = (
        f"Trace: {file} (it may hold values of your data; only this user can read it)"
        if file
        else f"Trace, which no file could be written for:\n{trace}"
    )
    return f"Nobody foresaw this: {brief(error)}\nWhere: {where}\n{last}"


def _kept(trace: str, home: str | None) -> Path | None:
    """The file that a trace was written into, in the first folder where that can be done."""
    name = f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%f}-{os.getpid()}.txt"
    for folder in _folders(home):
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for old in sorted(folder.glob("*.txt"))[: -_KEPT + 1]:
                old.unlink(missing_ok=True)
            _write(folder / name, trace)
            return folder / name
    return None


def _write(file: Path, text: str) -> None:
    """Write a file that nobody else can read; where that fails, it is not there.

    Raises:
        OSError: it cannot be written.
    """
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        try:
            opened.write(text)
            opened.flush()
        except OSError:
            file.unlink(missing_ok=True)
            raise


def _folders(home: str | None) -> Iterator[Path]:
    """The lake's own folder, where this machine has it, that of the cache, and a temporary one."""
    if home and scheme_of(home) in (None, "file"):
        yield storage.local_path(home).absolute() / "_voxlake" / _FOLDER
    yield cache_dir() / _FOLDER
    yield Path(tempfile.gettempdir(), f"voxlake-{os.getuid()}", _FOLDER)

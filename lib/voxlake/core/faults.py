"""Recognises what ends a run from outside, such as a full disk, wherever it comes from.

It may come from Python itself, from Java as text within an error of py4j, or from a Python worker
as text within one of Java. What all of them have is a trace with a line that says it.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from voxlake.core.errors import ConfigError, InputError, PlatformError, VoxlakeError
from voxlake.core.redact import redacted

_AGAIN = "and run the same command again: what is done stays done"
_NO_ANSWER = f"A storage does not answer ({{}}): check the address and the network, {_AGAIN}."
_FAULTS: tuple[tuple[str, type[VoxlakeError], str], ...] = (
    (
        r"[\w.$]+(?:Exception|Error): (?P<said>(?:.*: )?(?:\[Errno \d+\] |\(sqlite3\.\w+\) )?"
        r"(?:No space left on device|Disk quota exceeded|database or disk is full)"
        r"(?:: '[^']*')?)\s*$",
        PlatformError,
        "A disk is full ({}): make room where the lake lies and where temporary files go, "
        f"{_AGAIN}.",
    ),
    (
        r"[\w.$]+Exception: (?P<said>No FileSystem for scheme \"?[\w.+-]+\"?)",
        InputError,
        "Spark knows no storage for an address ({}): give a path, file:, s3a:// or one that this "
        "cluster has the jars for.",
    ),
    (
        r"[\w.$]+Exception: (?P<said>Call From .* failed on .* exception: .*)$",
        PlatformError,
        _NO_ANSWER,
    ),
    (
        r"java\.net\.(?:Connect|UnknownHost|NoRouteToHost|SocketTimeout)Exception: (?P<said>.*)$",
        PlatformError,
        _NO_ANSWER,
    ),
    (
        r"(?P<said>java\.lang\.OutOfMemoryError: .*)$",
        PlatformError,
        f"Java ran out of memory ({{}}): raise spark.driver.memory, {_AGAIN}.",
    ),
    (
        r"py4j\.protocol\.Py4JNetworkError: (?P<said>.*)$",
        PlatformError,
        "Spark's Java process is gone ({}): it was ended, or the machine ran out of memory; see "
        f"to that, {_AGAIN}.",
    ),
)
_PATTERNS = tuple(
    (re.compile(rf"^\s*(?:.*: |Caused by: )?{pattern}", re.MULTILINE), kind, sentence)
    for pattern, kind, sentence in _FAULTS
)
_CHARACTERS = 200
_HALF_A_LINE = 1_000


def fault_in(trace: str) -> VoxlakeError | None:
    """What a trace tells of a disk, a storage or a process that failed; None for anything else.

    Args:
        trace: Traces of Python and of Java, one behind the other.
    """
    text = "\n".join(map(_shortened, trace.splitlines()))
    for pattern, kind, sentence in _PATTERNS:
        if found := pattern.search(text):
            return kind(sentence.format(redacted(found["said"])[:_CHARACTERS]))
    return None


def _shortened(line: str) -> str:
    """The two ends of a line that quotes whole rows."""
    if len(line) <= 2 * _HALF_A_LINE:
        return line
    return f"{line[:_HALF_A_LINE]} ... {line[-_HALF_A_LINE:]}"


@contextmanager
def local_errors(place: str) -> Iterator[None]:
    """Say in a sentence what the system refuses of a file or folder of this machine.

    Raises:
        FileNotFoundError: there is none.
        ConfigError: it is a folder where a file is needed, or no text in UTF-8.
        PlatformError: anything else that the system refuses.
    """
    shown = redacted(place)
    try:
        yield
    except FileNotFoundError:
        raise
    except NotADirectoryError as error:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), place) from error
    except IsADirectoryError as error:
        raise ConfigError(f"{shown} cannot be read: {error.strerror}, not a file.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(_told_encoding(shown, error)) from error
    except OSError as error:
        full = fault_in(f"OSError: {error}")
        raise full or PlatformError(f"{shown} cannot be used: {error.strerror}.") from error


def _told_encoding(place: str, error: UnicodeDecodeError) -> str:
    begin, line = bytes(error.object[:2]), error.object[: error.start].count(b"\n") + 1
    if begin in (b"\xff\xfe", b"\xfe\xff"):
        return f"{place} is written in UTF-16: save it as UTF-8."
    return (
        f"{place} is not written in UTF-8: line {line} has the byte "
        f"{error.object[error.start]:#x}, as files in Latin-1 or cp1252 do. Save it as UTF-8."
    )

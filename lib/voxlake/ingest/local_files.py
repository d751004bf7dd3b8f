"""Finds the files at a path of this machine, and tells those that are passed over, and why.

Spark passes over files whose names begin with `_` or `.`, and what it cannot open, without a word;
it follows every link, stops at a name with a colon, and goes round in a loop of links. Imports no
pyspark.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from voxlake.ingest.litter import LITTER, is_left
from voxlake.ingest.path_patterns import expanded, matching

_LITTER = re.compile(r"_SUCCESS|_(?:committed|started)_\d+|\..+\.crc")
"""Names of what writers leave beside their files, which nobody takes for data."""

_EXAMPLES = 3
"""How many of the files are named that are passed over for one reason."""

HIDDEN = "name begins with _ or ."
OUTSIDE = "outside the folder of the data"
DANGLING = "link to nothing"
LOOP = "link to a folder that is read anyway"
TWICE = "named twice by the path"
NO_FILE = "neither a file nor a folder"
EMPTY = "empty"
ODD_NAME = "name that Java cannot read here"
CLOSED = "not open to this user"


@dataclass(frozen=True)
class LocalFile:
    """A file: its path, its size, and when it was changed, in milliseconds of Unix time."""

    path: str
    size_bytes: int
    modified_ms: int


@dataclass(frozen=True)
class PassedOver:
    """How many files or folders are not read for a reason, and the first of them."""

    reason: str
    count: int
    examples: tuple[str, ...]


@dataclass
class Found:
    """What there is at a path."""

    files: list[LocalFile] = field(default_factory=list)
    passed_over: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    is_there: bool = False
    """Whether the path, or one that fits the pattern, is there at all."""
    is_folder: bool = False
    """Whether one of these is a folder."""

    def leave_out(self, paths: Collection[str], reason: str) -> None:
        """Pass over some of the files."""
        self.files = [file for file in self.files if file.path not in paths]
        if paths:
            self.passed_over[reason] += sorted(map(_printable, paths))

    def told(self) -> tuple[PassedOver, ...]:
        """What was passed over, by reason."""
        return tuple(
            PassedOver(reason, len(paths), tuple(sorted(paths)[:_EXAMPLES]))
            for reason, paths in sorted(self.passed_over.items())
        )


def find(
    pattern: str, roots: Sequence[str], encoding: str = "utf-8", *, is_one: bool = False
) -> Found:
    """The files at a path, in folders of folders too.

    Args:
        pattern: Whole path of this machine, perhaps with `*`, `?`, `[...]` and `{a,b}`.
        roots: Folders that the path and links must not lead out of.
        encoding: Encoding in which Java reads and writes names of files.
        is_one: Whether what is there counts as one, such as a table, and is not gone into.
    """
    walk = _Walk([Path(root).resolve() for root in roots], encoding)
    for plain in expanded(pattern):
        for path in matching(os.path.normpath(plain)):  # as Hadoop does, whatever links there are
            walk.found.is_there = True
            walk.found.is_folder |= path.is_dir()
            walk.look(path, is_one=is_one)
    walk.follow_links()
    walk.found.files.sort(key=lambda file: file.path)
    return walk.found


class _Walk:
    """A walk over folders that goes into each of them once."""

    def __init__(self, roots: Sequence[Path], encoding: str) -> None:
        self.found = Found()
        self._roots = roots
        self._encoding = encoding
        self._seen: set[tuple[int, int] | Path] = set()
        """Folders that were gone into, and files."""
        self._links: list[Path] = []
        """Links to folders, which are followed when all real folders are known."""

    def look(self, path: Path, *, is_below: bool = False, is_one: bool = False) -> None:
        """Take the file, or the files of the folder, at a path.

        Args:
            path: What to look at.
            is_below: Whether it was found in a folder, not by its own name.
            is_one: Whether a folder is taken as a file is.
        """
        pending = [(path, is_below)]
        while pending:
            path, is_below = pending.pop()
            if is_below and _LITTER.fullmatch(path.name):
                continue
            if reason := self._why_not(path, is_below=is_below):
                self._pass_over(path, reason)
            elif is_one or not path.is_dir():
                self._take(path)
            elif is_below and path.is_symlink():
                self._links.append(path)
            else:
                pending += [(inner, True) for inner in self._enter(path)]

    def follow_links(self) -> None:
        """Go into the folders that links lead to, but for those that were gone into."""
        while self._links:
            links, self._links = sorted(self._links), []
            for link in links:
                for inner in self._enter(link):
                    self.look(inner, is_below=True)

    def _enter(self, folder: Path) -> list[Path]:
        """The paths in a folder; none where it was gone into before, or is closed."""
        known = folder.stat()
        if (known.st_dev, known.st_ino) in self._seen:
            self._pass_over(folder, LOOP)
            return []
        self._seen.add((known.st_dev, known.st_ino))
        try:
            return sorted(folder.iterdir())
        except PermissionError:
            self._pass_over(folder, CLOSED)
            return []

    def _why_not(self, path: Path, *, is_below: bool) -> str | None:
        """Why a file or folder is not read; None where it is."""
        is_folder = path.is_dir()
        is_asked_folder = is_folder and not is_below
        checks: tuple[tuple[Callable[[], bool], str], ...] = (
            (lambda: not _is_readable(str(path), self._encoding), ODD_NAME),
            (lambda: _is_hidden(path.name) and not is_asked_folder, HIDDEN),
            (lambda: is_left(path.name) and not is_asked_folder, LITTER),
            (lambda: not path.exists(), DANGLING),
            (lambda: (path.is_symlink() or not is_below) and not self._lies_in(path), OUTSIDE),
            (lambda: not is_folder and not path.is_file(), NO_FILE),
            (lambda: not is_folder and not path.stat().st_size, EMPTY),
            (lambda: not is_folder and not os.access(path, os.R_OK), CLOSED),
        )
        return next((reason for is_so, reason in checks if is_so()), None)

    def _lies_in(self, path: Path) -> bool:
        real = path.resolve()
        return any(real.is_relative_to(root) for root in self._roots)

    def _pass_over(self, path: Path, reason: str) -> None:
        self.found.passed_over[reason].append(_printable(str(path)))

    def _take(self, path: Path) -> None:
        if path in self._seen:
            self._pass_over(path, TWICE)
            return
        self._seen.add(path)
        known = path.stat()
        file = LocalFile(str(path), known.st_size, known.st_mtime_ns // 1_000_000)
        self.found.files.append(file)


def _is_hidden(name: str) -> bool:
    """Whether Spark leaves a name out; one with `=` in it is of a partition."""
    return name.startswith(".") or (name.startswith("_") and "=" not in name)


def _is_readable(path: str, encoding: str) -> bool:
    """Whether Java, and Hadoop in it, can open a path.

    It must have a form in the encoding; and of a path that a pattern is made of, since it holds
    characters of patterns, Hadoop takes a colon for the end of a scheme.
    """
    try:
        path.encode("utf-8")
        path.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return ":" not in path or not re.search(r"[\\*?\[\]{}]", path)


def _printable(path: str) -> str:
    """The path without characters, or bytes, that would spoil a line of a terminal."""
    bare = "".join(one if one.isprintable() else "?" for one in path)
    return bare if bare == path else f"{bare} ({os.fsencode(path)!r})"

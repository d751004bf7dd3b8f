"""Goes through the members of zip and tar archives, within bounds; imports no pyspark."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Self

from voxlake.ingest.limits import Limits, beyond
from voxlake.ingest.litter import is_left, of_other_kind, told
from voxlake.ingest.record import Record, printable
from voxlake.ingest.source import Source
from voxlake.ingest.streams import Budget, TooLargeError, open_stream
from voxlake.ingest.unpacking import BROKEN, CHUNK

_MEMBER, _END, _END_BYTES = b"PK\x01\x02", b"PK\x05\x06", 22
"""How an archive's entry of a member begins, and its end, whose comment follows these bytes."""
_COUNTED_ELSEWHERE = 0xFFFF
"""What stands for the number of members where it has no room."""
_HEADER_BYTES = 2**20
"""Longest name or list of facts of a member of a tar."""
_OF_HEADERS = (b"x", b"g", b"X", b"L", b"K")

Found = Iterator[tuple[str, Record]]


@dataclass
class Opened:
    """A file or member that is read."""

    name: str
    """Its name, whose end says how it is packed."""
    budget: Budget
    told: list[str] = field(default_factory=list)
    """Gets what was found of it, for the summary."""


Reader = Callable[[IO[bytes], Opened], Iterator[Record]]
"""Gives the records of a stream."""


class DamagedError(OSError):
    """An archive is not as it was written."""


def zip_records(content: bytes, source: Source, limits: Limits, read: Reader) -> Found:
    """Records of the members of a zip archive, one behind the other.

    Args:
        content: The archive.
        source: How its members are written.
        limits: How much of it is read.
        read: Reads a member.
    """
    if (count := content.count(_MEMBER)) > limits.max_members:  # before each takes memory
        yield "", _too_many(count, limits)
        return
    archive = zipfile.ZipFile(io.BytesIO(content))
    budget = Budget(limits.max_unpacked_bytes)
    found = archive.infolist()
    files = [m for m in found if not (m.filename.endswith("/") and not m.file_size)]
    names = [m.filename for m in files]
    others = of_other_kind((name for name in names if not is_left(name)), source.format)
    left = [name for name in names if is_left(name) or name in others]
    notes = _told(left)
    for member in files:
        if is_left(member.filename) or member.filename in others:
            continue
        try:
            with archive.open(member) as stream:
                opened, notes = Opened(member.filename, budget, notes), []
                for record in read(stream, opened):
                    yield printable(member.filename), record
                    if record.reason == "file_too_large":
                        return
        except BROKEN as error:
            yield printable(member.filename), unreadable(error)
    if fault := _beside_members(content, found):
        yield "", Record("", reason="file_unreadable", detail=fault)
    if len(left) == len(files):
        yield "", _nothing_in_it(left)


def tar_records(content: bytes, name: str, source: Source, limits: Limits, read: Reader) -> Found:
    """Records of the members of a tar archive, packed or not, one behind the other.

    Which members there are is known at its end alone, so it is gone through twice.

    Args:
        content: The archive, as it is stored.
        name: Its name, whose end says how it is packed.
        source: How its members are written.
        limits: How much of it is read.
        read: Reads a member.
    """
    files: list[str] = []
    left: list[str] = []
    with suppress(TooLargeError, *BROKEN):  # which is told when it is read
        for member, _ in _members(content, name, limits):
            if len(files) + len(left) >= limits.max_members:
                yield "", _too_many(limits.max_members + 1, limits)
                return
            is_other = not member.isfile() or is_left(member.name)
            (left if is_other else files).append(member.name)
    others = of_other_kind(files, source.format)
    left += sorted(others)
    budget, notes = Budget(limits.max_unpacked_bytes), _told(left)
    is_read = False
    for member, stream in _members(content, name, limits):
        if stream is None or is_left(member.name) or member.name in others:
            continue
        is_read = True
        opened, notes = Opened(member.name, budget, notes), []
        for record in read(stream, opened):
            yield printable(member.name), record
            if record.reason == "file_too_large":
                return
    if not is_read:
        yield "", _nothing_in_it(left)


def unreadable(error: Exception) -> Record:
    """Stands for all that could not be read of a file."""
    kind = "" if isinstance(error, DamagedError) else f"{type(error).__name__}: "
    return Record("", reason="file_unreadable", detail=printable(f"{kind}{error}"))


def _members(
    content: bytes, name: str, limits: Limits
) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    """The members of a tar archive that are no folders, with their bytes where they are files.

    Raises:
        DamagedError: a header is damaged, the archive breaks off, or something lies behind it.
        TooLargeError: more comes out of it than may.
    """
    unpacked = open_stream(io.BytesIO(content), name, Budget(limits.max_unpacked_bytes))
    try:
        with tarfile.open(fileobj=unpacked, mode="r|", tarinfo=_Member) as archive:
            for member in archive:
                if not member.isdir():
                    yield member, archive.extractfile(member) if member.isfile() else None
            rest = archive.fileobj
            while rest is not None and (more := rest.read(CHUNK)):
                if more.strip(b"\0"):
                    raise DamagedError("what lies behind the end of the archive is of no member")
    except tarfile.TarError as error:
        raise DamagedError(f"the archive is damaged or breaks off: {error}") from error


class _Member(tarfile.TarInfo):
    """A member of a tar archive, whose damages are told: Python takes one for the end."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """The member that a header tells of.

        Raises:
            DamagedError: it is none, or the file ends without the mark of its end.
        """
        try:
            member = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if type(error).__name__ == "EOFHeaderError":
                raise
            raise DamagedError(f"the archive is damaged or breaks off: {error}") from error
        if member.type in _OF_HEADERS and member.size > _HEADER_BYTES:
            raise DamagedError(f"a header of the archive has {member.size:,} bytes")
        return member


def _told(left: list[str]) -> list[str]:
    return [f"not read: {printable(told(left))}"] if left else []


def _nothing_in_it(left: list[str]) -> Record:
    seen = f"; it holds {printable(told(left))}" if left else ""
    return Record("", reason="file_unreadable", detail=f"nothing in the archive is data{seen}")


def _too_many(count: int, limits: Limits) -> Record:
    detail = beyond(count, "members", "max_members", limits.max_members)
    return Record("", reason="file_too_large", detail=detail)


def _beside_members(content: bytes, found: list[zipfile.ZipInfo]) -> str | None:
    """What an archive holds beside the members that are found, such as another; None for nothing.

    Where one entry is damaged, Python takes those that follow for its comment, without a word.
    """
    end = content.rfind(_END)
    count = int.from_bytes(content[end + 10 : end + 12], "little")
    comment = int.from_bytes(content[end + 20 : end + _END_BYTES], "little")
    before = min((member.header_offset for member in found), default=0)
    if beside := before + max(len(content) - (end + _END_BYTES + comment), 0):
        return f"{beside:,} bytes before or behind the archive are of no member of it"
    if count not in (len(found), _COUNTED_ELSEWHERE):
        return f"{len(found):,} members are found, of {count:,} that the archive is said to have"
    return None

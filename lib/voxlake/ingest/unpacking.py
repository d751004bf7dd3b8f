"""What unpacks files, by the ends of their names; imports no pyspark.

Python's own readers of bz2 and xz take what follows a stream and is none for the end of the file,
without a word: a damaged head of a second stream loses all behind it. The one of zstd takes the end
of a file that breaks off for the end of the stream. Hadoop's, which need native libraries, are not
used: Spark hands over files as they are stored.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import IO, Any

CHUNK = 2**16
_XZ_MEMORY = 256 * 2**20  # what xz's largest preset needs, four times over
_ZSTD_WINDOW = 2**31  # what dumps of years of comments are packed with
_ZSTD_PIECE = 512  # bytes, of which at most 16 MB come out

BROKEN = (
    OSError,
    EOFError,
    ValueError,  # of places that are not in the file, and of bytes that are no text
    LookupError,
    ArithmeticError,
    RuntimeError,
    MemoryError,  # of a window that a head of xz asks for
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
)
"""What readers of packed files raise where one is damaged."""

REFUSED = (".7z", ".rar", ".br", ".snappy", ".sz", ".lzo", ".z", ".deflate", ".cab", ".ace")
"""Ends of names of packed files that nothing here unpacks."""


class NoPackageError(OSError):
    """A package that unpacks such files is not installed."""


class _Streams(io.RawIOBase):
    """The bytes of packed streams, one behind the other, as `cat` and pbzip2 put them.

    Whatever follows a stream must be another, or zeros.
    """

    def __init__(self, packed: IO[bytes], begin: Callable[[], Any]) -> None:
        self._packed = packed
        self._begin = begin
        self._one = begin()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  (whatever has a buffer)
        """Fill the buffer, as `io.RawIOBase` says.

        Raises:
            EOFError: the file ends before the stream does.
            OSError: what follows is no stream; lzma.LZMAError where it is of xz.
        """
        while True:
            packed = b""
            if self._one.eof:
                if not (packed := self._behind()):
                    return 0
                self._one = self._begin()
            elif self._one.needs_input and not (packed := self._packed.read(CHUNK)):
                raise EOFError("the file ends before its end-of-stream marker")
            if data := self._one.decompress(packed, len(buffer)):
                buffer[: len(data)] = data
                return len(data)

    def _behind(self) -> bytes:
        """What follows the stream that has ended, without zeros before it."""
        rest: bytes = (self._one.unused_data or b"").lstrip(b"\0")  # that of lz4 may have none
        while not rest and (more := self._packed.read(CHUNK)):
            rest = more.lstrip(b"\0")
        return rest


class _Zstd:
    """One stream of zstd, read as Python reads one of bz2, and never much of it at a time."""

    def __init__(self) -> None:
        zstd = _package("zstandard")
        self._error: type[Exception] = zstd.ZstdError
        self._one = zstd.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        self._packed = memoryview(b"")
        self._ready = memoryview(b"")

    @property
    def eof(self) -> bool:
        """Whether all that is in the stream was given."""
        return bool(self._one.eof) and not self._ready

    @property
    def needs_input(self) -> bool:
        """Whether more of the file is needed."""
        return not self._ready and not self._packed

    @property
    def unused_data(self) -> bytes:
        """What follows the stream."""
        return bytes(self._one.unused_data) + bytes(self._packed)

    def decompress(self, packed: bytes, size: int) -> bytes:
        """Some of what is in the stream, `size` bytes at most.

        Raises:
            OSError: it is damaged.
        """
        if packed:
            self._packed = memoryview(bytes(self._packed) + packed)
        while not self._ready and self._packed and not self._one.eof:
            piece, self._packed = self._packed[:_ZSTD_PIECE], self._packed[_ZSTD_PIECE:]
            try:
                self._ready = memoryview(self._one.decompress(piece))
            except self._error as error:
                raise OSError(str(error)) from error
        given, self._ready = self._ready[:size], self._ready[size:]
        return bytes(given)


def _lz4_stream() -> Any:  # noqa: ANN401  (it has no types)
    return _package("lz4.frame").LZ4FrameDecompressor()


def _package(name: str) -> ModuleType:
    """A package that unpacks, imported when a file needs it.

    Raises:
        NoPackageError: it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        raise NoPackageError(
            f"the Python package {package} is not installed where Spark runs: "
            f"pip install {package}, or unpack the file"
        ) from error


UNPACKED: dict[str, Callable[[IO[bytes]], Any]] = {  # each gives a stream of bytes
    ".gz": lambda packed: gzip.GzipFile(fileobj=packed),
    ".bz2": lambda packed: _Streams(packed, bz2.BZ2Decompressor),
    ".xz": lambda packed: _Streams(packed, lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY)),
    ".zst": lambda packed: _Streams(packed, _Zstd),
    ".lz4": lambda packed: _Streams(packed, _lz4_stream),
}
"""What unpacks a file whose name ends so."""
_TAR_SHORT = {".tgz": ".gz", ".tbz2": ".bz2", ".tbz": ".bz2", ".txz": ".xz", ".tzst": ".zst"}
"""Ends of names of packed tar archives, and what unpacks them."""


def packing(name: str) -> str | None:
    """The key of `UNPACKED` of a file; None where its name says of no packing."""
    small = name.lower()
    ends = {**{end: end for end in UNPACKED}, **_TAR_SHORT}
    return next((kind for end, kind in ends.items() if small.endswith(end)), None)


def is_tar(name: str) -> bool:
    """Whether a file is a tar archive, packed or not, by its name."""
    small = name.lower()
    return small.endswith((".tar", *_TAR_SHORT, *(f".tar{end}" for end in UNPACKED)))


def refused(name: str) -> str | None:
    """How a file is packed that nothing here unpacks, by its name; None where it may be read."""
    return next((end for end in REFUSED if name.lower().endswith(end)), None)


def bare_name(name: str) -> str:
    """The name of a file without what says that it is packed."""
    end = next((end for end in UNPACKED if name.lower().endswith(end)), "")
    return name[: len(name) - len(end)]


ENDS = (".zip", ".tar", *UNPACKED, *_TAR_SHORT, *REFUSED)
"""Ends of names of all files that are packed."""

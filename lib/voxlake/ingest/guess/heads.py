"""The begin of a file, or of a file in an archive, unpacked; imports no pyspark."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from voxlake.core.errors import InputError
from voxlake.ingest.limits import Limits
from voxlake.ingest.litter import is_left
from voxlake.ingest.streams import Budget, open_stream
from voxlake.ingest.unpacking import bare_name, is_tar

HEAD_BYTES = 2**20
_DATA = {".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".js", ".xml", ".xlsx"}


@dataclass(frozen=True)
class Head:
    """The first bytes of what a file holds."""

    name: str
    """Name of the file, or of the member looked at, without what says that it is packed."""
    content: bytes
    is_cut: bool
    """Whether there is more."""
    member: str = ""
    """The member of an archive that was looked at."""
    others: tuple[str, ...] = ()
    """The other members."""


def head_of(path: Path, *, whole: bool = False) -> Head:
    """The first MiB of a file, or all of it up to `ingest.max_file_bytes`.

    Raises:
        InputError: there is no such file, or it cannot be unpacked; names it.
    """
    limits = Limits()
    size = limits.max_file_bytes if whole else HEAD_BYTES
    try:
        with _opened(path) as (stream, name, member, others):
            plain = open_stream(stream, name, Budget(limits.max_unpacked_bytes))
            content = plain.read(size)
            is_cut = bool(plain.peek(1))
    except IsADirectoryError as error:
        raise InputError(f"{path} is a folder: name one of its files.") from error
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, tarfile.TarError) as error:
        told = getattr(error, "strerror", None) or error
        raise InputError(f"{path} cannot be read: {told}") from error
    return Head(bare_name(name), content, is_cut, member, others)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], str, str, tuple[str, ...]]]:
    """The bytes as they are stored, their name, and the member of an archive that they are of."""
    small = path.name.lower()
    with path.open("rb") as file:
        if small.endswith(".zip"):
            with zipfile.ZipFile(file) as archive:
                sizes = {m.filename: m.file_size for m in archive.infolist()}
                member, others = _chosen(path, sizes)
                with archive.open(member) as stream:
                    yield stream, member, member, others
        elif is_tar(small):
            unpacked = open_stream(file, small, Budget(Limits().max_unpacked_bytes))
            with tarfile.open(fileobj=io.BytesIO(unpacked.read())) as tar:
                sizes = {m.name: m.size for m in tar.getmembers() if m.isfile()}
                member, others = _chosen(path, sizes)
                yield tar.extractfile(member) or io.BytesIO(), member, member, others
        else:
            yield file, path.name, "", ()


def _chosen(path: Path, sizes: Mapping[str, int]) -> tuple[str, tuple[str, ...]]:
    """The largest member that looks like data, and the others that do.

    Raises:
        InputError: there is none.
    """
    kept = [name for name in sizes if sizes[name] and not is_left(name)]
    data = [name for name in kept if PurePosixPath(bare_name(name).lower()).suffix in _DATA] or kept
    if not data:
        raise InputError(f"{path} holds no file with data.")
    chosen = max(data, key=lambda name: sizes[name])
    return chosen, tuple(name for name in data if name != chosen)

"""Which addresses of files and folders there are, and a sentence for each that is none.

Lakes, source files and models lie where voxlake itself reads and writes; data may lie wherever
Spark lists files.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from voxlake.core.redact import redacted

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_S3 = {"s3", "s3a"}
_OURS = {"file", *_S3}
_NO_FOLDERS = {"data", "ftp", "ftps", "git", "http", "https", "jar", "sftp", "ssh", "zip"}
"""Schemes of what nobody can list, whatever the cluster: Hadoop has readers for some of them."""
_OF_PATTERNS = re.compile(r"[\\*?\[\]{}]")


def scheme_of(place: str) -> str | None:
    """The scheme of an address, as it is written; None for a plain path, such as `a: b.csv`."""
    found = _SCHEME.match(place)
    return found[1] if found else None


def require_own_place(place: str) -> str:
    """The place, where voxlake itself can read and write: a path, `file:` or `s3a://`.

    Raises:
        ValueError: it is another; says which there are.
    """
    scheme = scheme_of(place)
    if scheme is not None and scheme not in _OURS:
        raise ValueError(
            f"{redacted(place)!r} is on no storage known here: give a path, file: or s3a://"
        )
    return _whole(place, scheme)


def require_data_place(place: str) -> str:
    """The place, where Spark may list files: also `hdfs://`, `abfss://` or another of the cluster.

    Raises:
        ValueError: it is an address that nobody lists; says what to give.
    """
    scheme = scheme_of(place)
    if scheme and scheme.lower() in _NO_FOLDERS:
        raise ValueError(
            f"{redacted(place)!r} is no folder that Spark can list: give a path, file:, s3a:// or "
            "another storage of the cluster, such as hdfs://; fetch first what lies elsewhere"
        )
    return _whole(place, scheme)


def require_lake_place(place: str) -> str:
    """The place, where a lake may lie: where voxlake reads and writes, and Spark sees no pattern.

    Raises:
        ValueError: it is another, or Spark, which loads models from there, takes it for a pattern.
    """
    whole = place if scheme_of(require_own_place(place)) else str(Path(place).resolve())
    if found := _OF_PATTERNS.search(whole):
        raise ValueError(
            f"{whole!r} has {found[0]!r}, by which Spark takes it for a pattern: "
            "name another folder"
        )
    return place


def _whole(place: str, scheme: str | None) -> str:
    rest = place.partition(":")[2]
    if "\0" in place:
        raise ValueError(f"{place!r} holds a zero byte, which no path has")
    if scheme in _S3 and not re.match(r"//[^/]", rest):
        raise ValueError(f"{redacted(place)!r} names no bucket: write s3a://bucket/folder")
    if scheme == "file" and (found := re.match(r"//(?!localhost/)([^/]+)", rest)):
        raise ValueError(
            f"{redacted(place)!r} names the machine {found[1]!r}: write file:/ and a path of "
            "this one"
        )
    return place


Place = Annotated[str, AfterValidator(require_own_place)]
"""A setting that names what voxlake reads or writes itself."""

DataPlace = Annotated[str, AfterValidator(require_data_place)]
"""A setting that names what Spark reads."""

LakePlace = Annotated[str, AfterValidator(require_lake_place)]
"""A setting that names the folder of a lake."""

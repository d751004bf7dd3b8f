"""Names the file that Spark itself could not read, such as a damaged Parquet file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

from voxlake.core.errors import InputError

_FILE = re.compile(
    r"(?:error while reading file|footer for file:|Checksum error:) "
    r"(.+?)(?:\. Details:|\. Please ensure| at \d+ exp:)"
)
_GONE = re.compile(r"FileNotFoundException: File (\S+) does not exist")
_VERSION = re.compile(
    r"Cannot time travel Delta table to version (\d+)\. Available versions: (\S+ \d+\])"
)


@contextmanager
def naming_unreadable_files() -> Iterator[None]:
    """Turn an error of Spark's that is about one file or version into one that names it.

    Raises:
        InputError: instead of Spark's error, which is its cause.
    """
    try:
        yield
    except (Py4JJavaError, PySparkException) as error:
        if (told := _told(str(error))) is None:
            raise
        raise InputError(f"{told} Nothing of this run's input was written.") from error


def _told(error: str) -> str | None:
    if found := _FILE.search(error):
        return (
            f"{unquote(found[1])} cannot be read: it is damaged or incomplete. Replace it, or take "
            "it away, and run again."
        )
    if found := _GONE.search(error):
        return (
            f"{unquote(found[1])} is gone. Where it is of a Delta table whose `version` the source "
            "names, VACUUM removed it: name a later version, or none. Else run again."
        )
    if found := _VERSION.search(error):
        return (
            f"The Delta table no longer has version {found[1]} that the source names, but "
            f"{found[2]}: name one of them, or none."
        )
    return None

"""Names the file that Spark itself could not read, such as a damaged Parquet file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

from voxlake.errors import InputError

_FILE = re.compile(
    r"(?:error while reading file|footer for file:|Checksum error:) "
    r"(.+?)(?:\. Details:|\. Please ensure| at \d+ exp:)"
)


@contextmanager
def naming_unreadable_files() -> Iterator[None]:
    """Turn an error of Spark's that is about one file into one that names it.

    Raises:
        InputError: instead of Spark's error, which is its cause.
    """
    try:
        yield
    except (Py4JJavaError, PySparkException) as error:
        if (found := _FILE.search(str(error))) is None:
            raise
        raise InputError(
            f"{unquote(found[1])} cannot be read: it is damaged or incomplete, and nothing of "
            "this run's input was written. Replace it, or take it away, and run again."
        ) from error

"""Looks at how big files begin, before it is decided whether they are read in parts."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.ingest.encodings import HEAD_BYTES, encoding_of
from voxlake.ingest.json_layout import json_start
from voxlake.ingest.source import Source

_AT_ONCE = 8
_OF_LINES = re.compile(r"\.(jsonl|ndjson)\Z", re.IGNORECASE)
"""Names of files that need no look."""


def not_of_lines(spark: SparkSession, files: DataFrame, source: Source) -> tuple[str, ...]:
    """Those of the files that cannot be read line by line, as `_metadata.file_path` names them.

    They are in UTF-16, or documents of JSON. Nothing but their begin is read.

    Args:
        spark: The session.
        files: Big files, as Spark finds them, with `path`.
        source: Says how they are written.
    """
    rows = files.select(F.col("_metadata.file_path").alias("file"), "path").collect()
    asked = [(row["file"], row["path"]) for row in rows if not _OF_LINES.search(row["path"])]
    if not asked:
        return ()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        heads = list(pool.map(lambda one: _head(spark, one[1]), asked))
    return tuple(
        file for (file, _), head in zip(asked, heads, strict=True) if not _is_of_lines(head, source)
    )


def _is_of_lines(head: bytes, source: Source) -> bool:
    shown = encoding_of(head)
    if shown is not None and shown[0] != "utf-8":
        return False
    if source.format != "json":
        return True
    text = head if shown is None else head[shown[1] :]
    options = source.json_options
    return options.prefix is None and json_start(text, options) is None


def _head(spark: SparkSession, address: str) -> bytes:
    if address.startswith("file:/"):
        with Path(address.removeprefix("file:")).open("rb") as file:
            return file.read(HEAD_BYTES)
    jvm: Any = spark._jvm  # PySpark has no public way to files
    path = jvm.org.apache.hadoop.fs.Path(address)
    stream = path.getFileSystem(spark._jsparkSession.sessionState().newHadoopConf()).open(path)
    try:
        return bytes(jvm.org.apache.commons.io.IOUtils.toByteArray(stream, HEAD_BYTES))
    finally:
        stream.close()

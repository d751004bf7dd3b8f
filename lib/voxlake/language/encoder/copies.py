"""Sees that Spark NLP's copies of an ONNX file do not outlive the driver.

Each load of an annotator lays two copies into the temporary folder of the JVM, and leaves them. The
first is of no use after the load; the second is the one that executors fetch, late ones too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pyspark.sql import SparkSession

_COPY = re.compile(r"[0-9a-f]{12}_.*onnx\d+")


@contextmanager
def removed_at_exit(spark: SparkSession) -> Iterator[None]:
    """Have the JVM remove, when it ends, the copies that are made in the block."""
    jvm = spark._jvm  # PySpark has no public way to the JVM
    if jvm is None:
        yield
        return
    folder = jvm.java.io.File(jvm.java.lang.System.getProperty("java.io.tmpdir"))
    before = set(folder.list() or ())
    yield
    served = str(spark.sparkContext._jsc.sc().listFiles())
    for name in set(folder.list() or ()) - before:
        copy = jvm.java.io.File(folder, name)
        if _COPY.fullmatch(name) and _is_ours(copy.list() or (), served):
            jvm.org.apache.commons.io.FileUtils.forceDeleteOnExit(copy)


def _is_ours(files: Iterable[str], served: str) -> bool:
    """Whether a folder holds what this driver serves, or what no driver needs after its load."""
    shown = [file for file in files if not file.startswith(".")]
    return all(file in served or not file.endswith("_model.onnx") for file in shown)

"""Makes Spark sessions on one machine; clusters bring their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pyspark.sql import SparkSession

DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
}


def cache_dir() -> Path:
    """Folder that set-up fills once for all checkouts: jars, encoder, S3 server."""
    default = Path.home() / ".cache" / "voxlake"
    return Path(os.environ.get("VOXLAKE_CACHE", default))


def local_session(settings: Mapping[str, str], *, s3: bool = False) -> SparkSession:
    """A session in this process with Delta and Spark NLP from the jars that set-up resolved.

    Args:
        settings: Spark settings, such as those of `conf/spark/local.conf`.
        s3: Whether to load the S3 connector too.
    """
    os.environ["PYSPARK_PYTHON"] = sys.executable
    jar_sets = ["core", "s3"] if s3 else ["core"]
    class_path = ":".join(str(cache_dir() / f"ivy-{name}" / "jars" / "*") for name in jar_sets)
    builder = SparkSession.builder.config("spark.driver.extraClassPath", class_path)
    for key, value in {**DELTA, **settings}.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()

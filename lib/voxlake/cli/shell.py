"""Opens SQL over a lake in Spark's own shell, `spark-sql`, with the views in place."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pyspark

from voxlake.core.storage import is_s3, names
from voxlake.lake.place import Catalog, Root
from voxlake.lake.sql import session_sql
from voxlake.spark.java import java_home
from voxlake.spark.session import DELTA, jars, read_properties, s3a_settings
from voxlake.tables import TABLES

_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.cli.print.header": "true",
    # Delta answers max(day) from statistics, as a date of a kind that this shell does not expect.
    "spark.databricks.delta.optimizeMetadataQuery.enabled": "false",
}


def open_shell(place: Root | Catalog, local_conf: Path, query: str | None) -> int:
    """Run the shell, or one query in it; the exit code of the shell.

    A lake in a catalog is opened by its names, with the views that `attach` made.
    """
    needs_s3 = bool(place.home and is_s3(place.home))
    class_path = ":".join(map(str, jars(s3=needs_s3)))
    settings = {**DELTA, **s3a_settings(), **read_properties(local_conf), **_SETTINGS}
    with tempfile.TemporaryDirectory(prefix="voxlake-sql-") as folder:
        start = Path(folder, "views.sql")
        start.write_text(_start(place))
        settings["spark.driver.defaultJavaOptions"] = f"-Djava.io.tmpdir={folder}"
        if isinstance(place, Root):
            settings["spark.sql.catalogImplementation"] = "in-memory"
            settings["spark.sql.warehouse.dir"] = folder
        spark_sql = f"{Path(pyspark.__file__).parent}/bin/spark-sql"
        command = [spark_sql, "--driver-class-path", class_path]
        for key, value in settings.items():
            command += ["--conf", f"{key}={value}"]
        command += ["-i", str(start), *(["-e", query] if query else [])]
        environment = {**os.environ, "JAVA_HOME": str(java_home())}
        return subprocess.run(command, env=environment, check=False).returncode


def _start(place: Root | Catalog) -> str:
    if isinstance(place, Catalog):
        return f"USE {place.schema};\n"
    written = [table for table in TABLES if names(f"{place.path_of(table)}/_delta_log")]
    return session_sql(place, written)

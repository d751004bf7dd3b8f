"""Fixtures that every test may use."""

from __future__ import annotations

import os
import sys
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from child import INTERPRETED
from held import jobs_held
from purchases import purchase_lines_of
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T
from s3 import S3Server
from servers import PostgresServer

from voxlake.spark.frames import frame_of
from voxlake.spark.session import local_session, read_properties
from voxlake.tables import Table

os.environ["TZ"] = "UTC"
TESTS = Path(__file__).resolve().parent
LOCAL = read_properties(TESTS.parent / "conf" / "spark" / "local.conf")
SHARED = TESTS.parents[1] / "shared" / "data"
JAVA_OPTIONS = (
    "-XX:+UseSerialGC -XX:ReservedCodeCacheSize=512m"
    # As in local sessions, compiles hard only what is fifty times as hot as usual.
    " -XX:Tier4InvocationThreshold=250000 -XX:Tier4MinInvocationThreshold=30000"
    " -XX:Tier4CompileThreshold=750000 -XX:Tier4BackEdgeThreshold=2000000"
)
MEASURED = "measured"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put whole runs first, so that none is left for one process at the end."""
    items.sort(key=lambda item: item.path.parent != TESTS / "whole")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what tests measured, passed or not, and the seconds of each folder."""
    kinds = terminalreporter.stats.values()
    reports = [r for of_kind in kinds for r in of_kind if isinstance(r, pytest.TestReport)]
    ended = [r for r in reports if r.when == "call"]
    lines = [text for r in ended for name, text in r.user_properties if name == MEASURED]
    if lines:
        terminalreporter.section(MEASURED)
        terminalreporter.write_line("\n".join(lines))
    seconds: dict[str, float] = defaultdict(float)
    for report in reports:
        seconds[report.nodeid.split("::")[0].rpartition("/")[0]] += report.duration
    terminalreporter.section("seconds of each folder, over all processes")
    for folder in sorted(seconds, key=seconds.__getitem__, reverse=True):
        terminalreporter.write_line(f"{seconds[folder]:7.1f} {folder}")


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Keeps a line to print at the end of the suite, such as a score and its seed."""
    return partial(record_property, MEASURED)


@pytest.fixture(scope="session")
def declared_jobs() -> Iterator[None]:
    """Every job that a test runs, by a runner or by itself, is held to what it declares."""
    with jobs_held():
        yield


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory, declared_jobs: None) -> Iterator[SparkSession]:
    """One small session for the whole suite, with Delta, Spark NLP and the S3 connector."""
    if "twisted" in sys.modules:  # which marks `typing.Generic`, and Spark ML trips over the mark
        pytest.fail("a test imports Scrapy, after which Spark ML makes no class: use `child.run`")
    folder = tmp_path_factory.mktemp("spark")
    session = local_session(
        {
            "spark.master": "local[2]",
            "spark.driver.memory": "3g",
            "spark.driver.extraJavaOptions": JAVA_OPTIONS,
            **INTERPRETED,
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.execution.arrow.pyspark.enabled": "true",
            # Rows that a plan holds itself are gone through by every rule, at each step on them.
            "spark.sql.execution.arrow.localRelationThreshold": "1m",
            # Plans made anew as they run take a fifth of the time over few rows, and find nothing.
            "spark.sql.adaptive.enabled": "false",
            "spark.sql.shuffle.partitions": "2",
            "spark.default.parallelism": "2",
            "spark.databricks.delta.snapshotPartitions": "1",
            # Each snapshot of a table keeps megabytes of plans; tests leave hundreds of tables.
            "spark.databricks.delta.delta.log.cacheSize": "60",
            **{key: value for key, value in LOCAL.items() if ".retained" in key},
            "spark.sql.ui.explainMode": LOCAL["spark.sql.ui.explainMode"],
            "spark.sql.maxPlanStringLength": LOCAL["spark.sql.maxPlanStringLength"],
            "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.local.dir": str(folder / "local"),
            "spark.jsl.settings.onnx.intraOpNumThreads": "1",
            "spark.hadoop.fs.s3.impl": LOCAL["spark.hadoop.fs.s3.impl"],
        },
        s3=True,
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """One S3 server for the whole suite; ask for `s3` instead, which tells boto3 of it."""
    server = S3Server(tmp_path_factory.mktemp("s3")).start()
    yield server
    server.stop()


@pytest.fixture
def s3(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """The S3 server, named to boto3 by the environment."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return s3_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL for the tests of a process; each takes a schema of its own."""
    server = PostgresServer()
    try:
        yield server.make().start()
    finally:
        server.stop()
        server.remove()


@pytest.fixture
def bucket(s3: S3Server, spark: SparkSession) -> str:
    """A new bucket, such as `s3a://b1f3`, that boto3 and the session may use."""
    place = s3.make_bucket(f"b{uuid.uuid4().hex[:12]}")
    of_context = spark.sparkContext._jsc.hadoopConfiguration()
    for key, value in s3.spark_settings.items():
        name = f"fs.s3a.bucket.{place.removeprefix('s3a://')}.{key}"
        spark.conf.set(name, value)
        of_context.set(name, value)  # which models are written with
    return place


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real data sets; skips where they are not laid beside the project."""
    if not SHARED.is_dir():
        pytest.skip("real data sets (../shared/data) are not here")
    return SHARED


@pytest.fixture(scope="session")
def counted() -> Callable[..., DataFrame]:
    """Makes rows of `purchase_lines` of rows of `orders`, as `build_purchases` does at once."""
    return purchase_lines_of


_SAMPLE: dict[type[T.DataType], Any] = {
    T.StringType: "x",
    T.DateType: date(2024, 1, 1),
    T.TimestampType: datetime(2024, 1, 1),
}


@pytest.fixture(scope="session")
def frame(spark: SparkSession) -> Callable[..., DataFrame]:
    """Makes a frame of a table (or a DDL string) from the columns that a test is about.

    A column that a row leaves out is null; a key or partition column of a table is a sample value.
    """

    def make(like: Table | str, *rows: dict[str, Any]) -> DataFrame:
        if isinstance(like, str):
            return spark.createDataFrame([dict(row) for row in rows], like)
        needed = {*like.keys, like.partition}
        sample = {f.name: _SAMPLE.get(type(f.dataType)) for f in like.schema if f.name in needed}
        for row in rows:
            if unknown := sorted(set(row) - set(like.column_names)):
                raise ValueError(f"{like.name} has no columns {unknown}")
        names = like.column_names
        values = [tuple({**sample, **row}.get(name) for name in names) for row in rows]
        return frame_of(spark, values, like.schema)

    return make

"""The whole pipeline by spark-submit, on machines that hold nothing but the archive."""

import json
import os
from collections.abc import Iterator

import pytest
from mlflow_server import MlflowServer

from voxlake import pipeline
from voxlake.core.storage import copy_folder
from voxlake.lake.place import Root
from voxlake.run.inputs import SAMPLE_SOURCES
from voxlake.sample.generate import write_sample
from voxlake.sample.settings import SampleSettings
from voxlake.tables import JOB_RUNS, POST_SCORES, POST_SENTIMENT, POSTS, REJECTED_ROWS, Table

pytestmark = pytest.mark.whole

BUCKET = "s3a://voxlake"
LAKE = f"{BUCKET}/lake"
SETTINGS = {
    "ingest.sources": f"[{','.join(SAMPLE_SOURCES)}]",
    "ingest.data": f"{BUCKET}/sample",
    "models.artifact_root": "s3://voxlake/artifacts",
    "models.place": f"{BUCKET}/models",
    "value.min_repeat_buyers": "5",
}
SAMPLE = SampleSettings(users=80, days=21, posts_per_user=10)
PROGRAM = """
import json
import sys
from pathlib import Path

from pyspark.sql import functions as F
from voxlake.spark.session import session_for


spark = session_for("probe", Path("unread"), s3=True)


@F.pandas_udf("string")
def where_numpy_is(number):
    import numpy
    return number.map(lambda _: f"{numpy.__file__} {sys.version_info[:2]}")


path = sys.argv[1]
spark.range(4, numPartitions=2).write.format("delta").save(path)
numbers = spark.read.format("delta").load(path)
found = numbers.repartition(2).select(where_numpy_is("id").alias("at")).distinct().collect()
print(json.dumps({
    "count": numbers.count(),
    "numpy": [row["at"] for row in found],
    "master": spark.sparkContext.master,
    "settings": dict(spark.sparkContext.getConf().getAll()),
}))
"""


@pytest.fixture(scope="module")
def mlflow(tmp_path_factory, store) -> Iterator[MlflowServer]:
    server = MlflowServer(tmp_path_factory.mktemp("mlflow"), store.environment).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def bucket(spark, store, release, tmp_path_factory) -> str:
    """A bucket with what a cluster needs: configuration, models and data."""
    sample = tmp_path_factory.mktemp("sample")
    write_sample(spark, str(sample), SAMPLE)
    place = store.make_bucket("voxlake")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in store.environment.items():
            patch.setenv(name, value)
        copy_folder(str(sample), f"{place}/sample")
        copy_folder(str(release.folder / "conf"), f"{place}/conf")
        release.voxlake("models", "--to", f"{place}/models")
    return place


def test_workers_run_our_packages_from_the_archive_and_write_delta_to_s3(
    cluster, store, release, tmp_path
):
    program = tmp_path / "probe.py"
    program.write_text(PROGRAM)
    table = f"{store.make_bucket('probe')}/numbers"

    printed = release.submit(cluster, program, table, environment=store.environment)
    found = json.loads(printed.splitlines()[-1])

    assert found["count"] == 4
    assert found["master"] == cluster.master
    assert all("/environment/numpy/" in at and "(3, 11)" in at for at in found["numpy"])
    assert all(str(cluster.folder) in at for at in found["numpy"])
    assert not [v for v in found["settings"].values() if store.secret_key in v]


@pytest.mark.skipif(
    not os.environ.get("VOXLAKE_TEST_CLUSTER"),
    reason="takes half an hour: set VOXLAKE_TEST_CLUSTER=1 to run every job on the cluster",
)
def test_every_job_of_the_pipeline_runs_on_the_cluster_and_fills_its_tables(
    cluster, store, release, mlflow, bucket
):
    settings = {**SETTINGS, "models.tracking_uri": mlflow.address}
    arguments = ["--lake", LAKE, "--conf-dir", f"{BUCKET}/conf"]
    for key, value in settings.items():
        arguments += ["--set", f"{key}={value}"]
    jobs = pipeline.select()
    for job in jobs:
        entry = release.folder / "jobs" / f"{job.name}.py"
        release.submit(cluster, entry, *arguments, environment=store.environment)

    said = sorted(rows(store, JOB_RUNS), key=lambda row: row["heartbeat_at"])
    last = {row["job"]: row["status"] for row in said}
    assert list(last.items()) == [(job.name, "done") for job in jobs]
    written = {table for job in jobs for table in job.writes} - {POST_SCORES, REJECTED_ROWS}
    assert not [table.name for table in written if not rows(store, table)]
    usable = [post for post in rows(store, POSTS) if post["is_usable"]]
    assert len(rows(store, POST_SENTIMENT)) == len(usable)


def rows(store, table: Table) -> list[dict]:
    """Rows of a table of the lake, read without Spark."""
    return store.delta_table(Root(LAKE).path_of(table)).to_pyarrow_table().to_pylist()

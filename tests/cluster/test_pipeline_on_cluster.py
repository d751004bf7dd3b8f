"""The whole pipeline by spark-submit, on machines that hold nothing but the archive."""

import shutil
from collections.abc import Iterator

import pytest
from deltalake import DeltaTable
from mlflow_server import MlflowServer

from voxlake import pipeline
from voxlake.launch import SAMPLE_SOURCES
from voxlake.tables import JOB_RUNS, POST_SENTIMENT, POSTS, REJECTED_ROWS, Table

BUCKET = "s3a://voxlake"
LAKE = f"{BUCKET}/lake"
SETTINGS = {
    "ingest.sources": f"[{','.join(SAMPLE_SOURCES)}]",
    "ingest.data": f"{BUCKET}/sample",
    "models.artifact_root": "s3://voxlake/artifacts",
    "models.dfs_tmpdir": f"{BUCKET}/tmp",
    "models.place": f"{BUCKET}/models",
}
WRITE_SAMPLE = """
import sys
from pathlib import Path

from voxlake.sample.generate import write_sample
from voxlake.sample.settings import SampleSettings
from voxlake.session import session_for

spark = session_for("sample", Path("unread"), s3=True)
write_sample(spark, sys.argv[1], SampleSettings(users=80, days=21, posts_per_user=10))
"""


@pytest.fixture(scope="module")
def mlflow(tmp_path_factory, store) -> Iterator[MlflowServer]:
    server = MlflowServer(tmp_path_factory.mktemp("mlflow"), store.environment).start()
    yield server
    server.stop()


def test_every_job_of_the_pipeline_runs_on_the_cluster_and_fills_its_tables(
    cluster, store, release, mlflow, tmp_path
):
    store.make_bucket("voxlake")
    release.voxlake("models", "--to", f"{BUCKET}/models", environment=store.environment)
    shutil.copytree(release.folder / "conf", store.folder / "voxlake" / "conf")
    program = tmp_path / "write_sample.py"
    program.write_text(WRITE_SAMPLE)
    release.submit(cluster, program, f"{BUCKET}/sample", environment=store.environment)

    settings = {**SETTINGS, "models.tracking_uri": mlflow.address}
    arguments = ["--lake", LAKE, "--conf-dir", f"{BUCKET}/conf"]
    for key, value in settings.items():
        arguments += ["--set", f"{key}={value}"]
    jobs = pipeline.select()
    for job in jobs:
        entry = release.folder / "jobs" / f"{job.name}.py"
        release.submit(cluster, entry, *arguments, environment=store.environment)

    runs = rows(store, JOB_RUNS)
    assert [(run["job"], run["status"]) for run in sorted(runs, key=lambda r: r["started_at"])] == [
        (job.name, "done") for job in jobs
    ]
    written = {table for job in jobs for table in job.writes} - {REJECTED_ROWS}
    assert not [table.name for table in written if not rows(store, table)]
    usable = [post for post in rows(store, POSTS) if post["is_usable"]]
    assert len(rows(store, POST_SENTIMENT)) == len(usable)


def rows(store, table: Table) -> list[dict]:
    """Rows of a table of the lake, read without Spark."""
    place = f"{LAKE}/{table.layer}/{table.name}".replace("s3a:", "s3:")
    options = {**store.environment, "AWS_ALLOW_HTTP": "true"}
    return DeltaTable(place, storage_options=options).to_pyarrow_table().to_pylist()

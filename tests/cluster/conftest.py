from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from s3 import S3Server
from standalone import Release, StandaloneCluster

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[StandaloneCluster]:
    running = StandaloneCluster(tmp_path_factory.mktemp("cluster")).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Iterator[S3Server]:
    server = S3Server(tmp_path_factory.mktemp("s3")).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Release:
    subprocess.run(["make", "zip", "env"], cwd=CHECKOUT, check=True)
    return Release(CHECKOUT, tmp_path_factory.mktemp("release"))

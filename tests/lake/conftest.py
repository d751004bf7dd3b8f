"""A lake as an earlier voxlake left it, and queries that follow the bytes of what they write."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from earlier import make_lake
from pyspark.sql import DataFrame, SparkSession

from voxlake.lake.lake import Lake
from voxlake.lake.place import Root


@pytest.fixture(autouse=True)
def plans_made_anew(request: pytest.FixtureRequest) -> Iterator[None]:
    """Plans are made anew as they run, as on clusters, so that files follow bytes."""
    if "spark" not in request.fixturenames:
        yield
        return
    conf = request.getfixturevalue("spark").conf
    conf.set("spark.sql.adaptive.enabled", "true")
    yield
    conf.set("spark.sql.adaptive.enabled", "false")


@pytest.fixture(scope="session")
def lake_of_then(
    spark: SparkSession,
    frame: Callable[..., DataFrame],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Folder of a lake made by the tables as they were at c61d4e1; copied, not written to."""
    folder = tmp_path_factory.mktemp("then")
    make_lake(spark, folder, frame)
    return folder


@pytest.fixture
def old_lake(spark: SparkSession, tmp_path: Path, lake_of_then: Path) -> Lake:
    """A copy of that lake, for one test."""
    shutil.copytree(lake_of_then, tmp_path / "lake")
    return Lake(spark, Root(str(tmp_path / "lake")), run_id="now")

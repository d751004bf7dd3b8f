"""Run twice, or killed half-way and run again: the tables are the same. Notebooks read them."""

import math
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from deltalake import DeltaTable

from voxlake.tables import (
    EVENTS,
    FOLLOWS,
    JOB_RUNS,
    POST_EVIDENCE,
    POST_LABELS,
    POST_SCORES,
    POST_TOPICS,
    SEGMENT_MOVES,
    SENTIMENT_ALERTS,
    TABLES,
    TOPIC_TERMS,
    TOPICS,
    USER_PROPENSITY,
    VALUE_HOLDOUT,
)

pytestmark = pytest.mark.whole

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.py"))
LAYERS = ("bronze", "silver", "gold")
KEPT = [
    table
    for table in TABLES
    if (table.layer in LAYERS or table.view == "data_quality")
    and table
    not in (
        EVENTS,
        FOLLOWS,
        POST_EVIDENCE,
        POST_LABELS,
        POST_SCORES,
        SEGMENT_MOVES,
        SENTIMENT_ALERTS,
        USER_PROPENSITY,
        VALUE_HOLDOUT,
    )
]
"""Tables that are compared; those that these runs have no source, job or weeks for are not."""
KILLED_AT = {
    "ingest": "silver/posts_v1",
    "embed_texts": "gold/text_embeddings_v1",
    "fit_topics": "gold/topics_v1",
    "assign_topics": "gold/post_topics_v1",
}
"""The jobs that are killed, in order, each when its first rows of a table are in files."""


def read(lake):
    """Each table of a lake by name, in the order of its keys.

    The numbers of models' versions are left out: a fit that was killed after it registered its
    model leaves a version that is never used, so the next one has another number.
    """
    found = {table.view: read_one(lake, table) for table in KEPT}
    (in_use,) = found[POST_TOPICS.view].model_version.unique()
    for table in (TOPICS, TOPIC_TERMS):
        rows = found[table.view]
        found[table.view] = rows[rows.model_version == in_use].reset_index(drop=True)
    return {
        name: rows.drop(columns=["model_version", "feature_version"], errors="ignore")
        for name, rows in found.items()
    }


def read_one(lake, table):
    rows = DeltaTable(str(lake / table.layer / table.name)).to_pandas()
    return rows.sort_values(list(table.keys), ignore_index=True)


def has_files(table):
    return any(table.glob("**/*.parquet"))


def assert_same(found, expected):
    assert set(found) == set(expected)
    for name, rows in expected.items():
        assert len(rows) > 0, name
        assert list(found[name].columns) == list(rows.columns), name
        assert len(found[name]) == len(rows), name
        for column in rows:
            assert_same_values(found[name][column], rows[column], f"{name}.{column}")


def assert_same_values(found, expected, what):
    for one, other in zip(found, expected, strict=True):
        assert is_same(one, other), f"{what}: {one} is not {other}"


def is_same(found, expected):
    """Ids, labels and counts exactly; floats, also those in lists and structs, to 1e-6."""
    if isinstance(expected, float):
        both_missing = math.isnan(expected) and math.isnan(found)
        return both_missing or math.isclose(found, expected, rel_tol=0, abs_tol=1e-6)
    if isinstance(expected, dict):
        return list(found) == list(expected) and is_same([*found.values()], [*expected.values()])
    if isinstance(expected, list | np.ndarray):
        return len(found) == len(expected) and all(map(is_same, found, expected))
    return found is expected or found == expected


def test_the_comparison_sees_a_difference():
    structs = [{"mean": 0.1}]
    rows = pd.DataFrame(
        {"id": ["a"], "score": [0.5], "vector": [np.array([0.1, 0.2])], "structs": [structs]}
    )
    assert_same({"t": rows}, {"t": rows.assign(score=0.5 + 1e-9)})

    others = {"id": "b", "score": 0.6, "vector": np.array([0.1, 0.3]), "structs": [{"mean": 0.2}]}
    for column, value in others.items():
        other = rows.copy()
        other.at[0, column] = value
        with pytest.raises(AssertionError):
            assert_same({"t": other}, {"t": rows})


@pytest.fixture(scope="session")
def whole_lake(pipeline, tmp_path_factory):
    """A lake that runs made which were killed, each in another job, and the one that ended."""
    lake = tmp_path_factory.mktemp("lakes") / "whole"
    go_on = []
    for job, table in KILLED_AT.items():
        pipeline.run_until(partial(has_files, lake / table), lake, *go_on)
        last = read_one(lake, JOB_RUNS).sort_values("heartbeat_at").groupby("job").status.last()
        assert last[job] == "running", f"{job} ended before it could be killed"
        go_on = ["--from-job", job]
    pipeline.run(lake, *go_on)
    return lake


def test_what_killed_runs_took_in_is_what_an_undisturbed_run_takes_in(
    pipeline, whole_lake, tmp_path
):
    pipeline.run(tmp_path / "lake", "--jobs", "ingest")

    taken_in = [table for table in KEPT if table.layer != "gold"]
    assert_same(
        *({t.view: read_one(at, t) for t in taken_in} for at in (whole_lake, tmp_path / "lake"))
    )


def test_an_undisturbed_run_over_the_same_days_changes_nothing(pipeline, whole_lake):
    """So killed runs leave nothing behind, and running twice is running once, fits and all."""
    before = read(whole_lake)
    days = before["posts"].post_date

    pipeline.run(whole_lake, "--from", str(days.min()), "--to", str(days.max()), "--fit")

    assert_same(read(whole_lake), before)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_on_a_lake(path, pipeline, whole_lake):
    environment = {**os.environ, "VOXLAKE_LAKE__ROOT": str(whole_lake), "MPLBACKEND": "agg"}

    done = subprocess.run(
        [sys.executable, path],
        cwd=pipeline.conf.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]

"""Run twice, or killed half-way and run again: the tables are the same. Notebooks read them."""

import csv
import runpy
from functools import partial
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from deltalake import DeltaTable
from table_rows import assert_same, is_same, read_one

from voxlake.core.days import Days
from voxlake.pipeline import JOBS as DECLARED
from voxlake.pipeline import job_named
from voxlake.tables import (
    BUDGET_PLAN,
    CONTENT_FACTORS,
    CONTENT_LEARNT,
    CONTENT_REWARDS,
    DOCUMENT_GENERATIONS,
    HASHTAG_PAIRS,
    IMAGES,
    JOB_RUNS,
    MIX_CHANNELS,
    MIX_CONTRIBUTIONS,
    MIX_CURVES,
    MODEL_METRICS,
    POSTING_SCHEDULE,
    POSTS,
    PUBLICATIONS,
    PUBLISHED_DOCUMENTS,
    RECOMMENDATION_METRICS,
    REPLY_QUEUE,
    REPLY_TIMES,
    ROI_COEFFICIENTS,
    ROI_PREDICTIONS,
    SEGMENT_MOVES,
    TABLES,
    TOPIC_CHANGES,
    USER_PROPENSITY,
    WARNINGS_SENT,
)

pytestmark = pytest.mark.whole

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.py"))
ELSEWHERE = {
    USER_PROPENSITY: ("fit_propensity", "score_propensity"),
    SEGMENT_MOVES: (),
    ROI_COEFFICIENTS: ("fit_roi",),
    ROI_PREDICTIONS: (),
    MIX_CHANNELS: ("fit_mix", "plan_budget"),
    MIX_CONTRIBUTIONS: (),
    MIX_CURVES: (),
    BUDGET_PLAN: (),
    POSTING_SCHEDULE: ("build_posting_schedule",),
    PUBLICATIONS: ("publish_posts",),
    REPLY_QUEUE: ("build_reply_queue",),
    REPLY_TIMES: ("build_reply_queue",),
    IMAGES: ("generate_images",),
    CONTENT_LEARNT: ("learn_content",),
    CONTENT_REWARDS: (),
    CONTENT_FACTORS: ("fit_content_model",),
    RECOMMENDATION_METRICS: ("evaluate_recommendations",),
    HASHTAG_PAIRS: (),
    PUBLISHED_DOCUMENTS: ("publish_documents",),
    DOCUMENT_GENERATIONS: (),
    WARNINGS_SENT: ("deliver_warnings",),
}
"""Tables that these runs leave empty, and jobs that write nothing else: three weeks of few users
foretell nothing and say nothing of what spend returns, one snapshot has no moves, no post of the
sample has two hashtags, it posts by no account of its own, so that nobody approves or publishes
anything, and has no channel to warn by and no document store. Tests of the jobs run them twice.
"""
LEFT_OUT = {name for names in ELSEWHERE.values() for name in names}
WRITTEN_UNASKED = {table for job in DECLARED if not job.on_request for table in job.writes}
JOBS = [
    job.name
    for job in DECLARED
    if job.name not in LEFT_OUT
    and (not job.on_request or not WRITTEN_UNASKED.issuperset(job.writes))
]
"""Those that run unasked, and those that alone write some table."""
OF_RUNS = {JOB_RUNS, MODEL_METRICS, TOPIC_CHANGES}
"""Tables that tell of each run or, of a fit, what it changed against the one before."""
KEPT = [table for table in TABLES if table not in {*OF_RUNS, *ELSEWHERE}]
"""Tables that are compared row by row."""
KILLED_AT = {"ingest": "silver/posts_v1", "fit_topics": "gold/topics_v1"}
"""The jobs that are killed, each when its first rows of a table are in files.

One fills many tables, the other a table and the registry of models.
"""


def has_files(table):
    return any(table.glob("**/*.parquet"))


def test_the_comparison_sees_a_difference():
    structs = [{"mean": 0.1}]
    rows = pd.DataFrame(
        {"id": ["a"], "score": [0.5], "vector": [np.array([0.1, 0.2])], "structs": [structs]}
    )
    assert_same(rows, rows.assign(score=0.5 + 1e-9), "t")

    others = {"id": "b", "score": 0.6, "vector": np.array([0.1, 0.3]), "structs": [{"mean": 0.2}]}
    for column, value in others.items():
        other = rows.copy()
        other.at[0, column] = value
        with pytest.raises(AssertionError):
            assert_same(other, rows, "t")


@pytest.fixture(scope="module")
def whole_lake(pipeline, tmp_path_factory):
    """A lake of which two runs were killed, each in another job; the others went to the end."""
    lake = tmp_path_factory.mktemp("lakes") / "whole"
    for job, table in KILLED_AT.items():
        if before := [one.name for one in job_named(job).after(DECLARED)]:
            pipeline.run(lake, [name for name in before if name not in KILLED_AT])
        pipeline.run_until(partial(has_files, lake / table), lake, job)
        assert last_status(lake, job) == "running", f"{job} ended before it could be killed"
        pipeline.run(lake, [job])
    label_some(read_one(lake, POSTS), pipeline.sheet)
    pipeline.run(lake, [job for job in JOBS if job not in KILLED_AT])
    return lake


def last_status(lake, job):
    runs = DeltaTable(str(lake / JOB_RUNS.layer / JOB_RUNS.name)).to_pandas()
    return runs[runs.job == job].sort_values("heartbeat_at").status.iloc[-1]


def label_some(posts, sheet):
    with sheet.open("w") as out:
        csv.writer(out).writerows(
            [("post_id", "label"), *((i, "neutral") for i in posts.post_id[:9])]
        )


def figures_of(lake):
    rows = DeltaTable(str(lake / MODEL_METRICS.layer / MODEL_METRICS.name)).to_pandas()
    return rows.set_index(list(MODEL_METRICS.keys)).value.to_dict()


def days_of(lake):
    days = read_one(lake, POSTS).post_date
    return Days.between(days.min(), days.max())


def test_what_a_killed_run_took_in_is_what_an_undisturbed_run_takes_in(
    pipeline, whole_lake, tmp_path
):
    pipeline.run_by_command(tmp_path / "lake", "ingest")

    for table in job_named("ingest").writes:
        found, expected = (
            read_one(lake, table).drop(columns="run_id", errors="ignore")
            for lake in (whole_lake, tmp_path / "lake")
        )
        assert_same(found, expected, table.view)


@pytest.fixture(scope="module")
def before_and_after(pipeline, whole_lake):
    """Each table, before and after every job was run again over the same days, fits and all."""

    def read():
        return {table: read_one(whole_lake, table) for table in KEPT}, figures_of(whole_lake)

    before = read()
    pipeline.run(whole_lake, JOBS, days_of(whole_lake), fit=True)
    return before, read()


@pytest.mark.parametrize("table", KEPT, ids=lambda table: table.view)
def test_every_job_run_again_over_the_same_days_writes_the_same_rows(table, before_and_after):
    """So killed runs leave nothing behind, and running twice is running once."""
    (before, _), (after, _) = before_and_after

    assert len(before[table]) > 0
    assert_same(after[table], before[table], table.view)


def test_figures_of_models_stay_as_they_are_when_every_job_runs_again(before_and_after):
    (_, before), (_, after) = before_and_after

    assert {split.split()[0] for _, _, split, _ in before} >= {"day", "7", "train"}
    assert [key for key, value in before.items() if not is_same(after[key], value)] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_on_a_lake(path, spark, whole_lake, monkeypatch):
    mpl.use("agg")
    monkeypatch.setenv("VOXLAKE_LAKE__ROOT", str(whole_lake))
    of_its_own = spark.newSession()  # whose views are seen nowhere else
    monkeypatch.setattr("voxlake.spark.session.session_for", lambda *_, **__: of_its_own)

    runpy.run_path(str(path))

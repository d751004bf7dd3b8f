"""The log of a run while its lake fails, and where clocks are set back; no Spark."""

import time
from datetime import datetime, timedelta

import pytest

from voxlake.core.days import Days
from voxlake.run import run_log
from voxlake.run.run_log import RunLog
from voxlake.tables import JOB_RUNS


class FailingLake:
    """Takes rows of `job_runs`, but for some times."""

    run_id = "now"
    spark = None

    def __init__(self) -> None:
        self.rows: list[dict[str, object]] = []
        self.commits = 0
        self.failures = 0

    def version(self, _: object) -> int | None:
        return self.commits - 1 if self.commits else None

    def append(self, rows: list[tuple[object, ...]], _: object) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the storage is away")
        self.commits += 1
        self.rows += [dict(zip(JOB_RUNS.column_names, row, strict=True)) for row in rows]


@pytest.fixture
def lake(monkeypatch):
    monkeypatch.setattr(run_log, "frame_of", lambda _, rows, __: rows)
    return FailingLake()


def test_the_heartbeat_outlives_a_write_that_failed(lake, monkeypatch, caplog):
    monkeypatch.setattr(run_log, "HEARTBEAT_SECONDS", 0.01)
    with RunLog(lake, "0.1.0").job("ingest", Days.every()):
        lake.failures = 2
        deadline = time.monotonic() + 10
        while lake.commits < 3 and time.monotonic() < deadline:
            time.sleep(0.01)

    assert lake.failures == 0
    assert lake.commits >= 3
    assert "heartbeat could not be written: OSError: the storage is away" in caplog.text


def test_how_a_job_ended_is_written_later_where_it_could_not_be_at_once(lake):
    log = RunLog(lake, "0.1.0")
    with log.job("ingest", Days.every()) as row:
        row.finish("done", {})
    lake.failures = 1
    with pytest.raises(OSError, match="away"):
        log.flush()

    log.flush()

    assert [row["status"] for row in lake.rows] == ["running", "done"]


def test_an_error_of_the_block_goes_before_one_of_the_log(lake, caplog):
    log = RunLog(lake, "0.1.0")
    with pytest.raises(ValueError, match="of the job"), log.to_the_end():
        with log.job("ingest", Days.every()) as row:
            row.finish("failed", {})
        lake.failures = 1
        raise ValueError("of the job")

    assert "could not be written: OSError: the storage is away" in caplog.text
    lake.failures = 1
    with pytest.raises(OSError, match="away"), log.to_the_end():
        pass


def test_the_last_row_of_a_job_is_the_last_also_where_the_clock_is_set_back(lake, monkeypatch):
    times = iter(datetime(2024, 3, 9) - timedelta(hours=hour) for hour in range(9))
    monkeypatch.setattr(run_log, "_now", lambda: next(times))
    log = RunLog(lake, "0.1.0")
    with log.job("ingest", Days.every()) as row:
        row.touch(Days.of([]))
        row.finish("done", {})
    log.flush()

    heard = [row["heartbeat_at"] for row in lake.rows]
    assert heard == sorted(set(heard))
    assert [row["status"] for row in lake.rows] == ["running", "running", "done"]


def test_each_row_says_at_which_version_of_the_log_the_job_began_and_last_spoke(lake):
    log = RunLog(lake, "0.1.0")
    with log.job("ingest", Days.every()) as row:
        row.touch(Days.of([]))
        row.finish("done", {"input_versions": {"posts": 7}, "output_versions": {"users": 8}})
    with log.job("embed_texts", Days.every()):
        pass

    told = [(row["job"], row["input_versions"], row["output_versions"]) for row in lake.rows]
    assert told == [
        ("ingest", {"job_runs": -1}, {"job_runs": -1}),
        ("ingest", {"job_runs": -1}, {"job_runs": 0}),
        ("ingest", {"posts": 7, "job_runs": -1}, {"users": 8, "job_runs": 1}),
        ("embed_texts", {"job_runs": 1}, {"job_runs": 1}),
    ]

"""Commits are signed, asked for, and leave the session as it was."""

import pytest

from voxlake.core.errors import ConfigError, LockLostError
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.tables import MODEL_METRICS, USERS

SIGNATURE = "spark.databricks.delta.commitInfo.userMetadata"
ZONE = "spark.sql.session.timeZone"


@pytest.fixture
def lake(spark, tmp_path):
    return Lake(spark, Root(str(tmp_path)), run_id="run-1")


def test_a_session_signs_commits_of_others_as_it_did_before(spark, lake, frame):
    lake.merge(frame(USERS, {"user_id": "a"}), USERS)
    assert spark.conf.get(SIGNATURE, "") == ""
    spark.conf.set(SIGNATURE, "theirs")
    try:
        lake.merge(frame(USERS, {"user_id": "b"}), USERS)
        after = spark.conf.get(SIGNATURE)
    finally:
        spark.conf.unset(SIGNATURE)

    assert after == "theirs"
    history = spark.sql(f"DESCRIBE HISTORY {lake.name_of(USERS)}").collect()
    assert {row["userMetadata"] for row in history} == {"run-1"}


def test_nothing_is_committed_where_the_run_may_write_no_more(lake, frame):
    def refuse() -> None:
        raise LockLostError("lost")

    def figure(metric: str, value: float):
        return frame(MODEL_METRICS, {"metric": metric, "value": value})

    lake.merge(figure("a", 1.0), MODEL_METRICS)
    with lake.asking(refuse):
        for metric in ("b", "a"):
            with pytest.raises(LockLostError):
                lake.merge(figure(metric, 2.0), MODEL_METRICS)
        with pytest.raises(LockLostError):
            lake.remove(figure("a", 1.0).select(*MODEL_METRICS.keys), MODEL_METRICS)

    assert lake.version(MODEL_METRICS) == 0
    lake.merge(figure("b", 2.0), MODEL_METRICS)
    assert lake.version(MODEL_METRICS) == 1


@pytest.mark.parametrize(("zone", "is_taken"), [("America/New_York", False), ("Etc/UTC", True)])
def test_a_session_of_another_time_zone_is_refused_whoever_made_it(spark, tmp_path, zone, is_taken):
    spark.conf.set(ZONE, zone)
    try:
        if is_taken:
            assert Lake(spark, Root(str(tmp_path)), run_id="run-1").run_id == "run-1"
        else:
            with pytest.raises(ConfigError, match=rf"{zone}.*set spark\.sql\.session\.timeZone to"):
                Lake(spark, Root(str(tmp_path)), run_id="run-1")
    finally:
        spark.conf.set(ZONE, "UTC")

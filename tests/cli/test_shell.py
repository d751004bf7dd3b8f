"""SQL in Spark's own shell, over a lake in a folder."""

from datetime import date
from pathlib import Path

import pytest

from voxlake.cli.shell import open_shell
from voxlake.core.days import Days
from voxlake.lake import sql
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.tables import SEGMENT_PROFILES, TOPICS, USER_VALUE

LOCAL = Path(__file__).resolve().parents[2] / "conf" / "spark" / "local.conf"
DAY = date(2024, 1, 2)
QUERY = """
SELECT concat('latest: ', max(user_id)) AS `name: of the column` FROM user_value_latest;
SELECT concat('topics: ', count(title)) FROM topics;
SELECT concat('empty latest: ', count(differences)) FROM segment_profiles_latest;
DELETE FROM {table} WHERE as_of_date = DATE'2024-01-02';
SELECT concat('left: ', max(user_id)) FROM user_value;
"""


@pytest.mark.whole
def test_the_views_answer_also_those_not_yet_written_and_a_table_is_named_by_its_path(
    spark, frame, tmp_path, capfd, monkeypatch
):
    # A new shell takes a second for each few views; that every table has one: tests/lake/test_sql.
    monkeypatch.setattr(sql, "TABLES", (USER_VALUE, TOPICS, SEGMENT_PROFILES))
    folders_of_sessions = set(Path("/tmp").glob("*_resources"))
    lake = Lake(spark, Root(str(tmp_path / "lake")), run_id="r1")
    for day, user in ((date(2024, 1, 1), "z"), (DAY, "a")):
        rows = frame(USER_VALUE, {"user_id": user, "as_of_date": day})
        lake.replace(rows, USER_VALUE, Days.of([day]))

    code = open_shell(lake.place, LOCAL, QUERY.format(table=lake.name_of(USER_VALUE)))

    printed = capfd.readouterr().out.splitlines()
    assert code == 0
    assert [line for line in printed if ": " in line and "(" not in line] == [
        "name: of the column",
        "latest: a",
        "topics: 0",
        "empty latest: 0",
        "left: z",
    ]
    assert set(Path("/tmp").glob("*_resources")) == folders_of_sessions

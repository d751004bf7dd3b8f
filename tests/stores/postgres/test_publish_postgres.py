"""What is sent to a real PostgreSQL, and what its readers see before, meanwhile and after."""

import signal
from datetime import date

import psycopg
import pyarrow as pa
import pytest

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, PlatformError, QualityError
from voxlake.stores.postgres import staging
from voxlake.stores.postgres.shape import published
from voxlake.tables import (
    BRAND_SENTIMENT,
    GROWTH,
    POST_SENTIMENT,
    SEGMENT_NAMES,
    TOPIC_NAMES,
    USER_MOOD,
    USER_SEGMENTS,
    Table,
)

FRIDAY, MONDAY = date(2024, 3, 1), date(2024, 3, 4)
BRANDS = "SELECT post_date, brand, post_count FROM brand_sentiment ORDER BY 1, 2"
MARKS = "SELECT xmin::text FROM brand_sentiment ORDER BY post_date, brand"
"""Another one for each row that was written since."""


def brands(*told):
    """Rows of `brand_sentiment`."""
    names = ("post_date", "brand", "post_count")
    rows = [dict(zip(names, row, strict=True)) | {"negative_count": 0} for row in told]
    return {BRAND_SENTIMENT: rows}


@pytest.fixture
def staging_tables(ask, settings):
    """Counts the staging tables that are there."""
    query = "SELECT count(*) FROM pg_tables WHERE schemaname = '{}' AND tablename LIKE '%staging%'"
    return lambda: ask(query.format(settings.schema_name))[0][0]


def test_published_again_nothing_is_sent(send, ask):
    rows = brands((FRIDAY, "a", 1), (MONDAY, "a", 2))
    send(rows)
    before = ask(MARKS)

    assert send(rows) == []
    (change,) = send(rows, version=2)  # such as an OPTIMIZE makes

    assert change.is_none
    assert ask(MARKS) == before
    assert ask("SELECT table_name, delta_version, days, row_count FROM _voxlake_published") == [
        ("brand_sentiment", 2, 2, 2)
    ]


def test_only_days_that_changed_are_sent_and_rows_that_are_gone_vanish(send, ask):
    send(brands((FRIDAY, "a", 1), (MONDAY, "a", 2), (MONDAY, "b", 3)))
    before = ask(MARKS)

    (change,) = send(brands((FRIDAY, "a", 1), (MONDAY, "a", 5)), version=2)

    assert (change.days, change.staged.row_count) == ((MONDAY,), 1)
    assert ask(BRANDS) == [(FRIDAY, "a", 1), (MONDAY, "a", 5)]
    assert ask(MARKS)[0] == before[0]


def test_a_day_without_rows_any_more_is_emptied(send, ask):
    send(brands((FRIDAY, "a", 1), (MONDAY, "a", 2)))
    send(brands((FRIDAY, "a", 1)), version=2)

    assert ask(BRANDS) == [(FRIDAY, "a", 1)]


def test_where_one_day_goes_and_another_comes_the_days_that_stay_are_not_sent_twice(send, ask):
    send(brands((FRIDAY, "a", 1), (MONDAY, "a", 2)))
    tuesday = date(2024, 3, 5)

    (change,) = send(brands((MONDAY, "a", 2), (tuesday, "a", 3)), version=2)

    assert change.staged.row_count == 1
    assert ask(BRANDS) == [(MONDAY, "a", 2), (tuesday, "a", 3)]


def test_a_table_without_days_is_replaced_as_a_whole(send, ask):
    rows = [{"topic_id": 0, "name": "Fees"}, {"topic_id": 1, "name": "App"}]
    send({TOPIC_NAMES: rows})
    send({TOPIC_NAMES: rows[1:]}, version=2)

    assert ask("SELECT topic_id, name FROM topic_names") == [(1, "App")]


def test_with_days_the_others_stay_and_are_caught_up_with_later(send, ask):
    send(brands((FRIDAY, "a", 1), (MONDAY, "a", 2)))
    after = brands((FRIDAY, "a", 8), (MONDAY, "a", 9))

    send(after, version=2, days=Days.of([MONDAY]))
    some = ask(BRANDS)
    send(after, version=2)

    assert some == [(FRIDAY, "a", 1), (MONDAY, "a", 9)]
    assert ask(BRANDS) == [(FRIDAY, "a", 8), (MONDAY, "a", 9)]


def test_another_lake_of_the_same_versions_is_not_taken_for_the_first(send, ask):
    send(brands((FRIDAY, "a", 1)))
    send(brands((FRIDAY, "a", 7)), lake="another")

    assert ask(BRANDS) == [(FRIDAY, "a", 7)]


def test_a_table_that_somebody_dropped_is_sent_again(send, ask):
    send(brands((FRIDAY, "a", 1)))
    ask("DROP TABLE brand_sentiment CASCADE")
    send(brands((FRIDAY, "a", 1)))

    assert ask(BRANDS) == [(FRIDAY, "a", 1)]


def test_readers_do_not_wait_and_see_the_tables_of_one_run(
    send, postgres, settings, publisher, sources
):
    def rows(name, posts):
        return brands((FRIDAY, "a", posts)) | {TOPIC_NAMES: [{"topic_id": 0, "name": name}]}

    schema = settings.schema_name
    query = f"SELECT post_count, name FROM {schema}.brand_sentiment, {schema}.topic_names"
    send(rows("old", 1))
    with postgres.connect() as begun, postgres.connect() as other:
        begun.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        seen = [begun.execute(query).fetchall()]
        other.execute("SET lock_timeout = '500ms'")
        with publisher() as opened:
            changes = [opened.staged(one, Days.every()) for one in sources(rows("new", 2), 2)]
            with opened.swapping(changes, [change.shape for change in changes]):
                seen.append(other.execute(query).fetchall())
        seen += [begun.execute(query).fetchall(), other.execute(query).fetchall()]

    assert seen == [[(1, "old")], [(1, "old")], [(1, "old")], [(2, "new")]]


def test_a_client_that_is_killed_changes_nothing_and_what_it_left_goes_with_the_next(
    send, ask, publisher, sources, staging_tables
):
    send(brands((FRIDAY, "a", 1)))
    after = brands((FRIDAY, "a", 2))
    with publisher() as killed:
        killed.staged(*sources(after, 2), Days.every())
    seen, left = ask(BRANDS), staging_tables()
    send(after, version=2)

    assert (seen, left) == ([(FRIDAY, "a", 1)], 2)
    assert (ask(BRANDS), staging_tables()) == ([(FRIDAY, "a", 2)], 0)


def test_a_server_that_is_killed_in_the_swap_has_the_old_rows_after(
    send, postgres, publisher, sources, settings
):
    send(brands((FRIDAY, "a", 1)))
    after = brands((FRIDAY, "a", 2))
    with pytest.raises(PlatformError, match="Readers see the rows as they were") as lost:  # noqa: SIM117
        with publisher() as opened:
            changes = [opened.staged(*sources(after, 2), Days.every())]
            with opened.swapping(changes, [change.shape for change in changes]):
                postgres.stop(signal.SIGQUIT)
    postgres.start()
    with postgres.connect() as reader:
        seen = reader.execute(f"SELECT post_count FROM {settings.schema_name}.brand_sentiment")
        assert seen.fetchall() == [(1,)]
    send(after, version=2)

    assert lost.value.exit_code == 4
    with postgres.connect() as reader:
        seen = reader.execute(f"SELECT post_count FROM {settings.schema_name}.brand_sentiment")
        assert seen.fetchall() == [(2,)]


def test_rows_that_are_lost_on_their_way_are_missed_and_the_old_ones_stay(
    send, publisher, sources, ask
):
    send(brands((FRIDAY, "a", 1)))
    (source,) = sources(brands((FRIDAY, "a", 2)), 2)
    with publisher() as opened:
        change = opened.staged(source, Days.every())
        ask("TRUNCATE _voxlake_staging_brand_sentiment")  # as a crash of the server does
        with pytest.raises(PlatformError, match=r"Of 1 rows of brand_sentiment .* 0 arrived"):
            opened.swap([change], [source.shape])

    assert ask(BRANDS) == [(FRIDAY, "a", 1)]


def test_of_two_at_once_the_second_is_refused(publisher):
    with publisher(), pytest.raises(PlatformError, match="Another run publishes"), publisher():
        pass


def test_a_task_that_is_done_twice_copies_its_rows_once(settings, publisher, postgres, ask):
    shape = published(BRAND_SENTIMENT, settings.takes)
    columns = [pa.array([b"2024-03-01\ta\t1\t0\t\\N"]), pa.array([0]), pa.array([0])]
    batch = pa.RecordBatch.from_arrays(columns, names=["line", "nuls", "far"])
    with publisher() as opened:
        staging.make_staging(opened._connection, settings, shape)
        counts = []
        for _ in range(2):
            with postgres.connect() as task, task.transaction():
                counts.append(staging.copy_once(task, settings, shape, 0, [batch]))

    assert counts == [(1, 0, 0)] * 2
    assert ask("SELECT count(*) FROM _voxlake_staging_brand_sentiment") == [(1,)]


def test_views_of_ones_own_stay_when_rows_change_and_columns_come(send, ask):
    full = BRAND_SENTIMENT
    earlier = Table(full.name, "gold", full.comment, full.keys, full.columns[:3], full.partition)
    send({earlier: brands((FRIDAY, "a", 1))[full]})
    ask("CREATE VIEW mine AS SELECT sum(post_count) AS posts FROM brand_sentiment")

    send(brands((FRIDAY, "a", 3)), version=2)

    assert ask("SELECT posts FROM mine") == [(3,)]
    assert ask("SELECT negative_count, reach FROM brand_sentiment") == [(0, None)]


def test_personal_columns_stay_behind_unless_they_are_asked_for(send, ask):
    post = {"post_id": "p", "post_date": FRIDAY, "user_id": "u", "score": 0.5}
    rows = {POST_SENTIMENT: [post, post | {"post_id": "q"}]}
    send(rows, personal=True)
    assert ask("SELECT post_id, user_id FROM post_sentiment ORDER BY 1") == [("p", "u"), ("q", "u")]

    send(rows, personal=("post_sentiment.user_id",))
    assert ask("SELECT user_id, score FROM post_sentiment") == [("u", 0.5)] * 2

    send(rows, personal=False)
    names = ask("SELECT attname FROM pg_attribute WHERE attrelid = 'post_sentiment'::regclass")
    assert not {("post_id",), ("user_id",)} & set(names)
    assert ask("SELECT count(*) FROM post_sentiment") == [(2,)]


def test_a_view_of_ones_own_on_a_column_that_goes_is_named(send, ask):
    rows = {TOPIC_NAMES: [{"topic_id": 0, "name": "Fees"}]}
    send(rows)
    ask("CREATE VIEW mine AS SELECT name FROM topic_names")

    with pytest.raises(ConfigError, match=r"view s\d+.mine depends on column name"):
        send(rows, personal=False)
    assert ask("SELECT name FROM mine") == [("Fees",)]


def test_a_table_that_is_not_ours_is_left_alone(send, ask, settings):
    ask(f"CREATE SCHEMA {settings.schema_name}")
    ask("CREATE TABLE brand_sentiment AS SELECT 'mine' AS whose")

    with pytest.raises(ConfigError, match="that voxlake did not make"):
        send(brands((FRIDAY, "a", 1)))
    assert ask("SELECT whose FROM brand_sentiment") == [("mine",)]


def test_a_lock_of_another_session_is_waited_for_as_long_as_is_set(send, ask, postgres, settings):
    send(brands((FRIDAY, "a", 1)))
    with postgres.connect() as other, other.transaction():
        other.execute(f"LOCK TABLE {settings.schema_name}.brand_sentiment")
        with pytest.raises(PlatformError, match=r"for more than 1 s \(postgres.lock_timeout_s\)"):
            send(brands((FRIDAY, "a", 2)), version=2)


def test_rows_that_repeat_a_key_are_refused_and_not_shown(send, ask):
    send(brands((FRIDAY, "a", 1)))

    with pytest.raises(QualityError, match="duplicate key") as refused:
        send(brands((FRIDAY, "a", 2), (FRIDAY, "a", 3)), version=2)
    assert "(2024-03-01, a)" not in str(refused.value)
    assert ask(BRANDS) == [(FRIDAY, "a", 1)]


def test_the_star_names_every_topic_segment_and_day_of_the_facts(send, ask):
    rows = {
        GROWTH: [
            *(
                {"activity_date": day, "segment_id": segment, "dau": 1}
                for day, segment in [(FRIDAY, 0), (MONDAY, -1), (MONDAY, -2)]
            ),
        ],
        SEGMENT_NAMES: [{"segment_id": 0, "name": "Fans"}],
        TOPIC_NAMES: [{"topic_id": 0, "shown_as": 0, "is_hidden": False}],
        USER_SEGMENTS: [
            {"as_of_date": FRIDAY, "user_id": "a", "segment_id": 1},
            {"as_of_date": MONDAY, "user_id": "a", "segment_id": 0},
        ],
        USER_MOOD: [{"as_of_date": MONDAY, "user_id": "b", "mood": "cheerful"}],
    }
    send(rows)

    assert ask(
        "SELECT day, weekday, name, dau FROM growth JOIN dim_day ON day = activity_date "
        "JOIN dim_segment USING (segment_id) ORDER BY day, name"
    ) == [(FRIDAY, 5, "Fans", 1), (MONDAY, 1, "all", 1), (MONDAY, 1, "none", 1)]
    assert ask("SELECT weekday FROM dim_day ORDER BY day") == [(5,), (6,), (7,), (1,)]
    assert ask("SELECT name FROM dim_topic ORDER BY topic_id") == [
        ("all",),
        ("none",),
        ("Topic 0",),
    ]
    assert ask("SELECT * FROM dim_user ORDER BY user_id") == [
        ("a", 0, None),
        ("b", None, "cheerful"),
    ]
    assert ask("SELECT user_id, segment_id FROM user_segments_latest") == [("a", 0)]

    send(rows, personal=False)
    assert ask("SELECT name FROM dim_segment ORDER BY segment_id DESC LIMIT 1") == [("Segment 0",)]


def test_readers_may_read_the_tables_and_write_none(send, ask, postgres, settings):
    ask("CREATE ROLE tableau LOGIN PASSWORD 'words'")
    send(brands((FRIDAY, "a", 1)), readers=("tableau",))

    with postgres.connect("tableau", "words") as reader:
        reader.execute(f"SET search_path = {settings.schema_name}")
        assert reader.execute(BRANDS).fetchall() == [(FRIDAY, "a", 1)]
        for denied in ("DELETE FROM brand_sentiment", "SELECT * FROM _voxlake_published"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(denied)

"""`voxlake thrift`, asked by beeline: what its users can do, and all that they cannot."""

import datetime as dt
import socket

import pyarrow as pa
import pytest
from deltalake import write_deltalake
from thrift_client import SECRET, ThriftServer

from voxlake.tables import TOPIC_TRENDS, USER_MOOD

pytestmark = pytest.mark.whole
DAY = dt.date(2026, 3, 1)
TYPES = {
    "date": pa.date32(),
    "integer": pa.int32(),
    "string": pa.string(),
    "long": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "array<struct<post_id:string,score:double>>": pa.list_(
        pa.struct([("post_id", pa.string()), ("score", pa.float64())])
    ),
}
OPEN = {
    "SELECT topic_id, post_count FROM topic_trends ORDER BY topic_id": ["0,3", "1,5"],
    "SELECT mood FROM user_mood_latest": ["cheerful"],
    "WITH t AS (SELECT * FROM topic_trends) "
    "SELECT count(*) FROM t JOIN (SELECT max(topic_id) AS m FROM t) ON topic_id = m": ["1"],
    "SELECT post_count FROM default.topic_trends WHERE topic_id IN "
    "(SELECT min(topic_id) FROM topic_trends)": ["3"],
    "SELECT id FROM range(2) ORDER BY id": ["0", "1"],
    "SELECT count(*) FROM job_runs": ["0"],
    "SELECT sum(post_count) OVER () AS s FROM topic_trends LIMIT 1": ["8"],
    "SELECT explode(array(1, 2)) AS e": ["1", "2"],
}
CLOSED = {
    "SELECT * FROM text.`/etc/passwd`": "there is no text./etc/passwd",
    "SELECT * FROM delta.`{lake}/gold/user_mood_v1`": "there is no delta.",
    "SELECT (SELECT max(value) FROM text.`/etc/passwd`)": "there is no text",
    "WITH a AS (SELECT * FROM csv.`/etc/passwd`) SELECT * FROM a": "there is no csv",
    "SELECT * FROM IDENTIFIER('text.`/etc/passwd`')": "IDENTIFIER",
    "SELECT * FROM table_changes_by_path('{lake}/gold/user_mood_v1', 0)": "in FROM is closed",
    "DESCRIBE HISTORY delta.`{lake}/gold/user_mood_v1`": "Refused",
    "EXPLAIN SELECT * FROM text.`/etc/passwd`": "there is no text",
    "INSERT INTO user_mood SELECT * FROM user_mood": "Refused",
    "DELETE FROM user_mood": "Refused",
    "DROP VIEW user_mood": "Refused",
    "CREATE TABLE t (a INT) USING parquet LOCATION '/tmp/t'": "Refused",
    "CREATE VIEW v AS SELECT 1": "Refused",
    "CREATE TEMPORARY VIEW v USING text OPTIONS (path '/etc/passwd')": "Refused",
    "CREATE FUNCTION f AS 'a.B' USING JAR '/tmp/a.jar'": "Refused",
    "CREATE TEMPORARY FUNCTION f AS 'org.apache.hadoop.hive.ql.udf.UDFPI'": "Refused",
    "INSERT OVERWRITE DIRECTORY '/tmp/out' USING csv SELECT 1": "Refused",
    "ADD JAR '/tmp/a.jar'": "Refused",
    "LIST JARS": "Refused",
    "VACUUM delta.`{lake}/gold/user_mood_v1`": "Refused",
    "CACHE TABLE user_mood": "Refused",
    "SELECT reflect('java.lang.System', 'getenv', 'VOXLAKE_CANARY')": "methods of Java",
    "SELECT java_method('java.lang.System', 'getenv', 'VOXLAKE_CANARY')": "methods of Java",
    "SELECT TRANSFORM(mood) USING 'cat' AS (x STRING) FROM user_mood": "Refused",
    "SELECT '${env:VOXLAKE_CANARY}'": "takes nothing from outside",
    "SET spark.sql.variable.substitute=true": "SET is for",
    "SET": "SET is for",
    "SET spark.hadoop.fs.s3a.secret.key": "SET is for",
    "RESET": "Refused",
    "SET CATALOG other": "Refused",
    "SHOW CREATE TABLE user_mood": "Refused",
    "SHOW TBLPROPERTIES user_mood": "Refused",
    "SHOW TABLE EXTENDED LIKE '*'": "Refused",
    "DESCRIBE EXTENDED user_mood": "EXTENDED and FORMATTED are closed",
    "DESCRIBE DETAIL '{lake}/gold/user_mood_v1'": "Refused",
    "DESCRIBE QUERY SELECT * FROM text.`/etc/passwd`": "there is no text",
    "EXPLAIN INSERT INTO user_mood SELECT * FROM user_mood": "Refused",
    "EXPLAIN SELECT reflect('java.lang.System', 'getenv', 'VOXLAKE_CANARY')": "methods of Java",
    "FROM user_mood INSERT INTO user_mood SELECT *": "Refused",
    "CONVERT TO DELTA parquet.`/tmp/t`": "Refused",
    "ANALYZE TABLE user_mood COMPUTE STATISTICS": "Refused",
    "REFRESH '/etc'": "Refused",
    "SELECT /*+ BROADCAST(t) */ * FROM text.`/etc/passwd` t": "there is no text",
    "SELECT input_file_name() FROM user_mood": "names of files are closed",
    "SELECT _metadata.file_path FROM user_mood": "UNRESOLVED_COLUMN",
    "SELECT user_id FROM user_mood": "UNRESOLVED_COLUMN",
}


def arrow(table, *rows):
    told = {
        c.name: pa.array([row.get(c.name) for row in rows], TYPES[c.type]) for c in table.columns
    }
    return pa.table(told)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lake")
    trends = [
        {"post_date": DAY, "topic_id": topic, "segment_id": -2, "language": "all", "post_count": n}
        for topic, n in ((0, 3), (1, 5))
    ]
    write_deltalake(f"{folder}/gold/{TOPIC_TRENDS.name}", arrow(TOPIC_TRENDS, *trends))
    mood = {"as_of_date": DAY, "user_id": "n:1", "mood": "cheerful"}
    write_deltalake(f"{folder}/gold/{USER_MOOD.name}", arrow(USER_MOOD, mood))
    return folder


@pytest.fixture(scope="module")
def server(lake, tmp_path_factory):
    one = ThriftServer(lake, tmp_path_factory.mktemp("thrift"))
    yield one.start()
    one.stop()


def test_users_read_views_and_nothing_else(server, lake):
    asked = [*OPEN, *(one.format(lake=lake) if "{lake}" in one else one for one in CLOSED)]
    answers = server.ask(asked)[1:]

    assert len(answers) == len(asked)
    for statement, expected in OPEN.items():
        assert answers[asked.index(statement)].split() == expected, statement
    for (statement, why), answer in zip(CLOSED.items(), answers[len(OPEN) :], strict=True):
        assert why in answer, f"{statement}: {answer}"
        assert "Error" in answer and SECRET not in answer and "root:" not in answer, statement


def test_a_new_commit_is_seen_by_the_next_query(server, lake):
    [_, before] = server.ask(["SELECT count(*) FROM user_mood"])
    more = {"as_of_date": DAY, "user_id": "n:2", "mood": "neutral"}
    write_deltalake(f"{lake}/gold/{USER_MOOD.name}", arrow(USER_MOOD, more), mode="append")
    [_, after] = server.ask(["SELECT count(*) FROM user_mood"])

    assert (before.split(), after.split()) == (["1"], ["2"])


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_lets_nobody_in(server, password):
    told = "".join(server.ask(["SELECT 'in'"], password=password))

    assert "Could not open" in told or "Error" in told
    assert "\nin\n" not in told


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("spark.sql.variable.substitute", "true"),
        ("spark.sql.session.timeZone", "$%7Benv:VOXLAKE_CANARY%7D"),
    ],
)
def test_a_connection_that_changes_a_setting_is_refused(server, setting, value):
    told = "".join(server.ask(["SELECT 'in'"], more=f"?{setting}={value}"))

    assert f"the connection sets {setting}" in told
    assert "\nin\n" not in told and SECRET not in told


def test_the_server_listens_on_loopback_alone(server):
    [(_, _, _, _, address)] = socket.getaddrinfo("127.0.0.1", server.port, type=socket.SOCK_STREAM)
    with socket.create_connection(address):
        pass
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), server.port)}
    for other in others - {"127.0.0.1", "::1"}:
        with pytest.raises(OSError), socket.create_connection((other, server.port), timeout=2):
            pass


def test_the_server_ends_with_its_command(lake, tmp_path):
    one = ThriftServer(lake, tmp_path).start()
    one.stop()

    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", one.port)):
        pass

"""Requests drawn from what OpenAPI says, rightly and wrongly made; and texts made to break in."""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from served import client

from voxlake.serve.reading.lake import Lake
from voxlake.tables import USER_MOOD

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SOME = (
    "/v1/user_mood",
    "/v1/post_sentiment",
    "/v1/brand_sentiment",
    "/v1/job_runs",
    "/v1/users/{user_id}",
    "/v1/users/{user_id}/mood",
    "/v1/topics/{topic_id}",
    "/ready",
)
HOSTILE = (
    *("'", '"', "`", "\\", "''", "\\'", "';", '";', "--", "/*", "*/", "#", "%00", "\x00", "?"),
    *("$1", "$$", ":x", "{0}", "%s", "%n", "${7*7}", "{{7*7}}", "<%= 7*7 %>", "\ufeff", "\u2019"),
    "' OR '1'='1",
    "' OR 1=1 --",
    '" OR ""="',
    "1; DROP TABLE user_mood",
    "1); DELETE FROM rows; --",
    "' UNION SELECT * FROM read_csv('/etc/passwd') --",
    "x' AND list_contains([1], 1) AND 'a'='a",
    "CAST('x' AS INTEGER)",
    "user_id) FROM rows; ATTACH '/tmp/x.db' AS x; --",
    "mood DESC; COPY rows TO '/tmp/x'",
    "(SELECT max(user_id) FROM rows)",
    "current_setting('home_directory')",
    "getenv('PATH')",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "file:///etc/passwd",
    "s3://bucket/key",
    "$(id)",
    "`id`",
    "| id",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "\r\nSet-Cookie: a=b",
    "\n\nHTTP/1.1 200 OK",
    "=HYPERLINK(\"http://x\")",
    "\U0001f4a9' OR 'x",
    "\u202e' OR '1",
    "A" * 900 + "' OR '1'='1",
    "__class__",
    "rows\" WHERE true --",
)  # fmt: skip


def drawn_from(operation, mode: GenerationMode, examples: int) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def check(case):
        case.call_and_validate(checks=CHECKS)

    with suppress(Unsatisfiable):  # what takes no parameters cannot be asked wrongly
        check()


def described(api, paths) -> dict[str, object]:
    spec = api.get("/openapi.json").json()
    some = {**spec, "paths": {path: spec["paths"][path] for path in paths or spec["paths"]}}
    schema = schemathesis.openapi.from_dict(some)
    schema.app = api.app
    return {one.ok().path: one.ok() for one in schema.get_all_operations()}


@pytest.fixture(scope="module")
def some(api):
    return described(api, SOME)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", SOME)
def test_no_drawn_request_fails_or_is_answered_otherwise_than_described(some, path, mode):
    drawn_from(some[path], mode, 6)


@pytest.mark.whole
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_drawn_request_to_any_resource_fails(api, mode):
    for operation in described(api, ()).values():
        drawn_from(operation, mode, 25)


class Heard:
    """A database that keeps what it is told to do, without the values."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database
        self.statements: set[str] = set()

    @contextmanager
    def cursor(self):
        with self._database.cursor() as cursor:
            self._cursor = cursor
            yield self

    def register(self, name: str, rows: pa.RecordBatchReader) -> None:
        self.statements.add(f"register {name}")
        self._cursor.register(name, rows)

    def sql(self, statement: str, params: list[object]):
        self.statements.add(statement)
        return self._cursor.sql(statement, params=params)


def test_fifty_hostile_texts_reach_no_statement_in_any_parameter(folder):
    assert len(set(HOSTILE)) >= 50
    lake = Lake(str(folder), refresh_s=60)
    heard = lake._database = Heard(lake._database)
    api = client(lake)
    token = api.get("/v1/user_mood?limit=1").json()["after"]

    def ask(text: str) -> list[int]:
        told = quote(text, safe="")
        queries = (
            *(f"mood{operator}={told}" for operator in ("", "__ne", "__gt", "__in")),
            *(f"{name}={told}" for name in ("columns", "order", "from", "limit", "as_of")),
            *(f"{name}={told}" for name in ("after", "latest", "happiest_posts__null", told)),
            f"joy={told}&as_of_date={told}",
            f"limit=1&after={token}{told}",
        )
        paths = [f"/v1/user_mood?{query}" for query in queries]
        paths += [
            f"/v1/users/{told}",
            f"/v1/users/{told}/mood",
            f"/v1/topics/{told}",
            f"/v1/{told}",
        ]
        paths += [f"/v1/job_runs?days__has={told}", f"/v1/post_evidence?post_id={told}"]
        headers = {"Accept": text.encode().hex(), "If-None-Match": f'"{told}"'}
        answers = [api.get(path) for path in paths]
        answers.append(api.get("/v1/user_mood", headers=headers))
        for answer in answers:
            assert "Set-Cookie" not in answer.headers
            assert answer.status_code < 500, (answer.request.url, answer.text)
        return [answer.status_code for answer in answers]

    ask("harmless")
    harmless = set(heard.statements)

    for text in HOSTILE:
        ask(text)

    assert heard.statements == harmless
    assert all(re.fullmatch(r"[\w\s\"(),.$=><]+|register rows", one) for one in harmless)


def test_fifty_hostile_texts_are_values_in_statements_of_assistants(folder):
    lake = Lake(str(folder), refresh_s=60)
    statement = "SELECT count(*) AS n FROM user_mood WHERE user_id = ?"

    for text in HOSTILE:
        assert lake.sql(statement, [text], (USER_MOOD,), 10, 20).to_pylist() == [{"n": 0}]

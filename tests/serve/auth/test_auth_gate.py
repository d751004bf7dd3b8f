"""The gate and the middleware: who passes, how often, and what is kept of it."""

from __future__ import annotations

import json
import logging
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.websockets import WebSocketDisconnect

from voxlake.core.errors import ConfigError
from voxlake.run.auth_settings import AuthSettings, Role
from voxlake.serve.auth import gate
from voxlake.serve.auth.audit import Audited, audit_log, note
from voxlake.serve.auth.gate import CheckedGate, Gate, OpenGate, gate_of
from voxlake.serve.auth.guards import guards_of
from voxlake.serve.auth.key_file import KeyFile, hasher, place_of_keys
from voxlake.serve.auth.limits import Buckets, Limits
from voxlake.serve.auth.middleware import Authenticated, is_open, resource_of
from voxlake.serve.auth.needed import needs
from voxlake.serve.auth.principal import Principal
from voxlake.serve.errors import RefusedError
from voxlake.tables import USER_MOOD

READER = Depends(needs(Role.READER, Role.ANALYST))
OPERATOR = Depends(needs(Role.OPERATOR))


def refusal(error: RefusedError) -> JSONResponse:
    wait = getattr(error, "retry_after_s", None)
    said = {"code": error.code, "message": str(error)}
    return JSONResponse(said, error.status, {"Retry-After": str(wait)} if wait else None)


def app_of(asked: Gate, settings: AuthSettings, clock, log: logging.Logger) -> FastAPI:
    app = FastAPI()

    @app.get("/health")
    @app.get("/dashboard/{page}")
    def open_to_all() -> str:
        return "open"

    @app.get("/v1/moods/{user_id}")
    def moods(request: Request, who: Principal = READER) -> str:
        note(request, USER_MOOD, ["user_id", "mood", "happiest_posts"], 3)
        return who.name

    @app.get("/v1/runs")
    def runs(who: Principal = OPERATOR) -> str:
        return who.name

    @app.get("/v1/broken")
    def broken() -> str:
        raise ZeroDivisionError

    @app.get("/graphql")
    def graphql(who: Principal = READER) -> str:
        return who.name

    @app.exception_handler(RefusedError)
    def refused(_: Request, error: RefusedError) -> JSONResponse:
        return refusal(error)

    limits = Limits(settings, clock=clock.passed)
    app.add_middleware(Authenticated, gate=asked, limits=limits, refused=refusal)
    app.add_middleware(Audited, log=log, now=clock.now)
    return app


@pytest.fixture
def settings(tmp_path: Path) -> AuthSettings:
    return AuthSettings(
        argon2={"time_cost": 1, "memory_kib": 8, "parallelism": 1},
        requests_per_minute=60,
        burst=5,
        failures_per_minute=3,
        audit_file=str(tmp_path / "logs" / "audit.jsonl"),
        audit_bytes=10_000,
        audit_files=2,
    )


@pytest.fixture
def client(known, settings, clock) -> TestClient:
    app = app_of(CheckedGate(known, None), settings, clock, audit_log(settings))
    return TestClient(app, raise_server_exceptions=False, client=("192.0.2.7", 1))


@pytest.fixture
def key(key_file, clock) -> str:
    return key_file.add("ana", [Role.READER], [], 30, clock.now())


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def audited(settings: AuthSettings) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(settings.audit_file).read_text().splitlines()]


def test_who_shows_a_key_is_answered_and_nobody_else(client, key):
    assert client.get("/v1/moods/7", headers=bearer(key)).json() == "ana"

    answer = client.get("/v1/moods/7")
    assert answer.status_code == 401
    assert "docs/api_auth.md" in answer.json()["message"]


def test_health_and_the_dashboards_files_are_open_and_nothing_else_is(client):
    assert client.get("/health").json() == client.get("/dashboard/x.js").json() == "open"

    for path in ("/healthy", "/health/", "/dashboards", "/openapi.json", "/docs", "/", "/nowhere"):
        assert client.get(path, follow_redirects=False).status_code in (401, 429)
    assert client.post("/health").status_code in (401, 429)


def test_a_role_that_a_route_needs_and_a_key_lacks_is_refused(client, key):
    answer = client.get("/v1/runs", headers=bearer(key))

    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")


def test_a_key_for_some_resources_reaches_no_other_path(client, key_file, clock):
    key = key_file.add("bob", list(Role), ["moods"], 30, clock.now())

    assert client.get("/v1/moods/7", headers=bearer(key)).status_code == 200
    for path in ("/v1/runs", "/graphql", "//v1/moods", "/v1/moods%2f..%2fruns/x"):
        answer = client.get(path, headers=bearer(key))
        assert (answer.status_code, path) in [(403, path), (404, path), (429, path)]
        assert answer.json() != "bob"
    clock.seconds += 60
    assert client.get("/openapi.json", headers=bearer(key)).status_code == 200
    assert client.get("/v1/runs", headers=bearer(key)).json()["code"] == "out_of_scope"
    assert client.get("/graphql", headers=bearer(key)).json()["code"] == "out_of_scope"


@pytest.mark.parametrize(
    "said",
    [
        "Basic YTpi",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer a, Bearer b",
        "Bearer a\u00e9",
        "Bearer a\tb",
        f"Bearer {'a' * 9_000}",
        "vlk_0123456789abcdef_x",
    ],
)
def test_an_authorization_that_is_not_one_key_or_token_is_refused(client, said):
    answer = client.get("/v1/moods/7", headers=[("Authorization", said.encode())])

    assert answer.status_code == 401
    assert answer.json()["message"] == f"This Authorization is not understood: {gate._HOW}"


def test_two_authorizations_are_refused_though_one_is_good(client, key):
    good, bad = ("Authorization", f"Bearer {key}"), ("authorization", "Bearer x")
    for both in ([good, bad], [bad, good], [good, good]):
        assert client.get("/v1/moods/7", headers=both).json()["code"] == "two_callers"


def test_header_names_are_known_in_any_case_by_any_mapping(known, key):
    checked = CheckedGate(known, None)

    assert checked.principal_of({"AUTHORIZATION": f"bearer  {key}"}).name == "ana"
    with pytest.raises(RefusedError) as refused:
        checked.principal_of({"Authorization": f"Bearer {key}", "authorization": f"Bearer {key}"})
    assert refused.value.status == 400


def test_a_principal_that_asks_too_often_waits_and_others_do_not(client, key, key_file, clock):
    other = key_file.add("bob", [Role.READER], [], 30, clock.now())
    answers = [client.get("/graphql", headers=bearer(key)) for _ in range(6)]

    assert [a.status_code for a in answers] == [200] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "1"
    assert client.get("/graphql", headers=bearer(other)).status_code == 200
    clock.seconds += 1
    assert client.get("/graphql", headers=bearer(key)).status_code == 200


def test_an_address_that_shows_wrong_keys_is_not_even_heard_after_a_few(
    client, key, clock, monkeypatch, known
):
    asked = []
    monkeypatch.setattr(known, "_matches", lambda *_: asked.append(1))
    wrong = bearer(f"vlk_{'0' * 16}_{'A' * 43}")

    codes = [client.get("/graphql", headers=wrong).status_code for _ in range(8)]

    assert codes == [401] * 3 + [429] * 5
    assert len(asked) == 3
    assert client.get("/graphql", headers=bearer(key)).json()["code"] == "too_many_failures"
    assert client.get("/health").status_code == 200
    monkeypatch.undo()
    clock.seconds += 21
    assert client.get("/graphql", headers=bearer(key)).status_code == 200


def test_an_address_is_one_with_those_that_its_owner_may_take_as_well(settings, clock):
    limits = Limits(settings, clock=clock.passed)
    for n in range(3):
        limits.failed(f"2001:db8::{n}")

    for address in ("2001:db8::ffff", "2001:db8::1%eth0"):
        with pytest.raises(RefusedError):
            limits.require_patience(address)
    limits.require_patience("2001:db8:0:1::1")
    for _ in range(3):
        limits.failed("::ffff:192.0.2.1")
    with pytest.raises(RefusedError):
        limits.require_patience("192.0.2.1")


def test_buckets_of_many_names_take_no_more_memory(clock):
    buckets = Buckets(60, 1, clock.passed)

    for n in range(10_050):
        assert buckets.take(f"name{n}") == 0

    assert len(buckets) == 10_000
    assert buckets.take("name10049") == 1


def test_no_more_than_a_burst_is_saved_up(clock):
    buckets = Buckets(60, 2, clock.passed)
    buckets.take("ana")
    clock.seconds += 3_600

    assert [buckets.take("ana") for _ in range(3)] == [0, 0, 1]


def test_those_longest_unused_are_forgotten_first(clock):
    buckets = Buckets(60, 1, clock.passed)
    for name in ("old", *map(str, range(9_999)), "old", "new"):
        buckets.take(name)

    assert buckets.wait_s("old") == 1
    assert buckets.wait_s("0") == 0


def test_a_key_and_a_token_of_one_name_have_a_share_of_requests_each(settings, clock):
    limits = Limits(settings, clock=clock.passed)
    key, token = (Principal("ana", frozenset(), known_by=by) for by in ("key", "token"))
    for _ in range(5):
        limits.count(key)

    limits.count(token)
    with pytest.raises(RefusedError):
        limits.count(key)


def test_who_shows_nothing_or_cannot_be_told_now_has_not_failed(client, key, key_file, clock):
    for _ in range(5):
        assert client.get("/graphql").status_code == 401
    kept = Path(key_file.place).read_text()
    Path(key_file.place).write_text("no keys")
    for _ in range(5):
        assert client.get("/graphql", headers=bearer(key)).status_code == 503
    Path(key_file.place).write_text(kept)
    clock.seconds += 6

    assert client.get("/graphql", headers=bearer(key)).status_code == 200


def test_below_a_path_of_a_proxy_the_same_is_open_and_in_scope():
    scope = {"method": "GET", "root_path": "/api"}

    assert is_open({**scope, "path": "/api/health"})
    assert not is_open({**scope, "path": "/apihealth"})
    assert resource_of({**scope, "path": "/api/v1/moods/7"}) == "moods"
    assert resource_of({**scope, "path": "/apiv1/moods"}) == "apiv1"


def test_the_audit_log_tells_who_asked_for_what_and_no_value_of_it(client, key, settings, clock):
    client.get("/v1/moods/secret-user?mood=secret&token=secret", headers=bearer(key))

    (line,) = audited(settings)
    seconds = line.pop("seconds")
    assert 0 <= seconds < 60
    assert line == {
        "time": "2026-03-01T12:00:00.000+00:00",
        "principal": "ana",
        "known_by": "key",
        "method": "GET",
        "route": "/v1/moods/{user_id}",
        "resource": "moods",
        "read": [
            {
                "table": "user_mood",
                "personal_columns": ["happiest_posts", "user_id"],
                "row_count": 3,
            }
        ],
        "status": 200,
    }
    text = Path(settings.audit_file).read_text()
    assert "secret" not in text
    assert key not in text


def test_the_audit_log_tells_of_refusals_and_failures_and_not_of_health(client, key, settings):
    client.get("/health")
    client.get("/v1/moods/7", headers=bearer("vlk_wrong"))
    client.get("/v1/secret/path", headers=bearer(key))
    client.get("/v1/broken", headers=bearer(key))

    lines = audited(settings)
    told = [(x["status"], x["principal"], x["route"], x.get("address")) for x in lines]
    assert told == [
        (401, None, None, "192.0.2.7"),
        (404, "ana", None, None),
        (500, "ana", "/v1/broken", None),
    ]
    assert "secret" not in Path(settings.audit_file).read_text()


def test_a_name_cannot_put_a_line_into_the_audit_log(settings, clock):
    class Forging:
        def principal_of(self, _: object) -> Principal:
            return Principal('eve"}\n{"principal": "ana\u2028\x1b[2J', frozenset(Role))

    app = app_of(Forging(), settings, clock, audit_log(settings))
    TestClient(app).get("/graphql")

    raw = Path(settings.audit_file).read_bytes()
    assert raw.count(b"\n") == 1
    assert raw.isascii()
    assert b"\x1b" not in raw
    assert audited(settings)[0]["principal"].startswith("eve")


def test_the_audit_log_is_this_users_alone_and_old_files_of_it_are_few(client, key, settings):
    log = audit_log(settings)
    for n in range(300):
        log.info("%s", json.dumps({"n": n, "fill": "x" * 100}))

    files = sorted(Path(settings.audit_file).parent.iterdir())
    assert [f.name for f in files] == ["audit.jsonl", "audit.jsonl.1", "audit.jsonl.2"]
    assert all(stat.S_IMODE(f.stat().st_mode) == 0o600 for f in files)
    assert json.loads(files[0].read_text().splitlines()[-1])["n"] == 299


def test_without_a_file_the_audit_log_is_among_the_others(known, clock, caplog):
    settings = AuthSettings()
    with TestClient(app_of(CheckedGate(known, None), settings, clock, audit_log(settings))) as c:
        c.get("/v1/runs")

    (said,) = {r.getMessage() for r in caplog.records if r.name == "voxlake.audit"}
    assert json.loads(said)["status"] == 401
    assert logging.getLogger("voxlake.audit").propagate


def test_an_audit_log_that_cannot_be_written_is_told_before_anybody_asks(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match=r"auth\.audit_file"):
        audit_log(AuthSettings(audit_file=str(tmp_path / "file" / "audit.jsonl")))


def test_a_websocket_without_a_key_is_closed(client):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/graphql"):
        pass


def test_the_guards_of_a_lake_keep_what_its_own_keys_ask_for(tmp_path, settings, clock):
    lake = str(tmp_path / "lake")
    file = KeyFile(place_of_keys(settings, lake), hasher(settings.argon2))
    key = file.add("ana", [Role.READER], [], 30, datetime.now(UTC))
    app = Starlette(routes=[Route("/", lambda _: JSONResponse("answered"))])
    for guard in reversed(guards_of(settings, lake, "0.0.0.0", refusal)):
        app.add_middleware(guard)
    client = TestClient(app)

    assert client.get("/", headers=bearer(key)).json() == "answered"
    assert client.get("/").status_code == 401
    assert [(x["principal"], x["status"]) for x in audited(settings)] == [("ana", 200), (None, 401)]


def test_a_lake_that_names_no_home_needs_a_place_for_its_keys(settings):
    with pytest.raises(ConfigError, match=r"auth\.keys"):
        guards_of(settings, None, "127.0.0.1", refusal)


def test_everybody_is_let_in_on_loopback_alone_and_only_when_asked_to(tmp_path):
    asked = AuthSettings(open_as="me")

    opened = gate_of(asked, str(tmp_path), "127.0.0.1")
    assert isinstance(opened, OpenGate)
    principal = opened.principal_of({"host": "localhost:8000"})
    assert (principal.name, principal.roles) == ("me", set(Role))
    assert principal.may_see_personal
    for host in ("::1", "localhost", "127.0.0.53"):
        assert isinstance(gate_of(asked, None, host), OpenGate)
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.org", "localhost.evil", ""):
        with pytest.raises(ConfigError, match=r"auth\.open_as"):
            gate_of(asked, str(tmp_path), host)
    cheap = {"time_cost": 1, "memory_kib": 8, "parallelism": 1}
    closed = gate_of(AuthSettings(argon2=cheap), str(tmp_path), "127.0.0.1")
    assert isinstance(closed, CheckedGate)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "rebound.evil:8000"},
        {"host": "127.0.0.1.evil"},
        {"host": "["},
        {"host": "127.0.0.1:8000", "origin": "https://evil.example"},
        {"host": "127.0.0.1:8000", "origin": "null"},
    ],
)
def test_a_page_of_the_web_is_not_let_in_where_this_machine_is(headers, tmp_path):
    opened = gate_of(AuthSettings(open_as="me"), str(tmp_path), "127.0.0.1")

    with pytest.raises(RefusedError, match="only this machine"):
        opened.principal_of(headers)

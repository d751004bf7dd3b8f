"""What is too much, broken or gone: its status, the one form, and nothing told beyond it."""

from __future__ import annotations

import asyncio
import shutil
import threading

import httpx
import pytest
from arrow_lakes import write
from fastapi import APIRouter
from pydantic import BaseModel
from served import client

from voxlake.lake.place import Root
from voxlake.tables import BRAND_SENTIMENT


class Body(BaseModel):
    text: str


class Slow:
    """A part whose answers wait until they are let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.has_begun = threading.Semaphore(0)

    def __call__(self, _: object) -> APIRouter:
        router = APIRouter()

        @router.get("/waits")
        def waits() -> str:
            self.has_begun.release()
            self.let_go.wait(20)
            return "done"

        @router.get("/fails")
        def fails() -> str:
            raise KeyError("/secret/path of ann")

        @router.post("/takes")
        def takes(body: Body) -> str:
            return body.text

        return router


@pytest.fixture
def slow():
    part = Slow()
    yield part
    part.let_go.set()


def error_of(answer, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error"}
    assert set(answer.json()["error"]) == {"code", "message"}
    assert answer.json()["error"]["message"].endswith(".")
    return answer.json()["error"]["code"]


def test_every_error_has_the_one_form(folder, slow):
    api = client(folder, parts=(slow,))

    assert error_of(api.get("/nothing"), 404) == "not_found"
    assert error_of(api.delete("/v1/user_mood"), 405) == "wrong_method"
    assert api.delete("/v1/user_mood").headers["allow"] == "GET, HEAD"
    assert error_of(api.post("/takes", json={"text": 1}), 422) == "wrong_body"
    assert error_of(api.post("/takes", content=b"{", headers=JSON), 422) == "wrong_body"
    assert error_of(api.post("/takes", content=b'{"text": "\xff"}', headers=JSON), 400)
    assert error_of(api.get("/fails"), 500) == "failed"


JSON = {"Content-Type": "application/json"}


def test_nothing_of_a_failure_is_told(folder, slow):
    answer = client(folder, parts=(slow,)).get("/fails")

    assert "secret" not in answer.text and "KeyError" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_body_that_is_wrong_is_not_repeated(folder, slow):
    answer = client(folder, parts=(slow,)).post("/takes", json={"text": ["private words"]})

    assert "private" not in answer.text and "text" in answer.text


@pytest.mark.parametrize("path", ["/v1/user_mood?mood=%FF", "/v1/users/%C3", "/v1/%F0%28"])
def test_an_address_that_is_no_text_is_refused(api, path):
    assert error_of(api.get(path), 400) == "broken_text"


def test_a_body_of_ten_megabytes_is_refused(folder, slow):
    api = client(folder, parts=(slow,))

    assert error_of(api.post("/takes", content=b"x" * 10_000_000), 413) == "too_large"


def test_a_body_in_chunks_is_refused_while_it_is_read(folder, slow):
    api = client(folder, parts=(slow,), body_bytes=1_000)
    sent = []

    async def chunks():
        for n in range(1_000):
            sent.append(n)
            yield b" " * 100

    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(api.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as asking:
            return await asking.post("/takes", content=chunks(), headers=JSON)

    assert error_of(asyncio.run(post()), 413) == "too_large"
    assert len(sent) < 20


def test_a_body_within_the_limit_is_taken(folder, slow):
    assert client(folder, parts=(slow,)).post("/takes", json={"text": "a"}).json() == "a"


def test_a_request_that_takes_too_long_is_given_up(folder, slow):
    answer = client(folder, parts=(slow,), timeout_s=0.1).get("/waits")

    assert error_of(answer, 504) == "too_slow"


def test_more_requests_than_may_be_worked_on_are_told_to_come_again(folder, slow):
    api = client(folder, parts=(slow,), requests_at_once=2)

    async def many() -> list[httpx.Response]:
        transport = httpx.ASGITransport(api.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as asking:
            first = [asyncio.create_task(asking.get("/waits")) for _ in range(2)]
            await asyncio.to_thread(lambda: [slow.has_begun.acquire() for _ in first])
            more = [await asking.get("/waits") for _ in range(3)]
            alive = await asking.get("/health")
            slow.let_go.set()
            return [*more, alive, *await asyncio.gather(*first)]

    *more, alive, one, other = asyncio.run(many())

    assert [error_of(answer, 503) for answer in more] == ["busy"] * 3
    assert more[0].headers["retry-after"] == "1"
    assert [answer.status_code for answer in (alive, one, other)] == [200] * 3


def test_five_hundred_at_once_are_answered_or_told_to_come_again(folder):
    api = client(folder, requests_at_once=50)

    async def many() -> list[int]:
        transport = httpx.ASGITransport(api.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as asking:
            asked = [asking.get("/v1/brand_sentiment?limit=1") for _ in range(500)]
            return [answer.status_code for answer in await asyncio.gather(*asked)]

    found = asyncio.run(many())

    assert set(found) == {200, 503}
    assert found.count(200) >= 50


def test_a_lake_that_is_gone_is_neither_ready_nor_read(tmp_path):
    write(tmp_path / "lake", BRAND_SENTIMENT, {"brand": "acme"})
    api = client(tmp_path / "lake")
    assert api.get("/ready").status_code == 200

    shutil.rmtree(tmp_path / "lake")

    for path in ("/ready", "/v1/brand_sentiment"):
        assert error_of(api.get(path), 503) == "lake_gone"
        assert str(tmp_path) not in api.get(path).text
    assert api.get("/health").status_code == 200
    assert "voxlake_lake_readable 0.0" in api.get("/metrics").text


def test_a_page_of_a_version_that_was_vacuumed_is_gone(tmp_path):
    from deltalake import DeltaTable

    write(tmp_path, BRAND_SENTIMENT, *({"brand": brand} for brand in "abc"))
    api = client(tmp_path)
    token = api.get("/v1/brand_sentiment?limit=1").json()["after"]
    write(tmp_path, BRAND_SENTIMENT, {"brand": "z"})
    place = Root(str(tmp_path)).path_of(BRAND_SENTIMENT)
    DeltaTable(place).vacuum(0, dry_run=False, enforce_retention_duration=False)

    assert error_of(client(tmp_path).get(f"/v1/brand_sentiment?limit=1&after={token}"), 410)


def test_browsers_are_told_to_load_nothing_from_elsewhere(api):
    for path in ("/health", "/nothing", "/v1/brand_sentiment"):
        headers = api.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "'unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert "strict-transport-security" not in headers
    secure = api.get("https://testserver/health")
    assert secure.headers["strict-transport-security"].startswith("max-age=")


def test_pages_of_other_sites_may_ask_only_where_the_setting_names_them(folder, api):
    listed = client(folder, origins=("https://shop.example",))
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Method": "GET"}

    answer = listed.options("/v1/brand_sentiment", headers=asked)
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    other = listed.get("/v1/brand_sentiment", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
    assert "access-control-allow-origin" not in api.get("/v1/topics", headers=asked).headers


def test_metrics_count_by_the_route_that_is_declared_and_never_by_what_is_asked_for(folder):
    api = client(folder)
    api.get("/v1/users/ann?secret=1")
    api.get("/secret/path")
    api.get("/v1/brand_sentiment")

    told = api.get("/metrics").text

    count = 'voxlake_requests_total{method="GET",route="/v1/users/{user_id}",status="400"} 1.0'
    assert count in told
    assert 'route="none",status="404"' in told
    assert 'voxlake_table_lag_seconds{table="brand_sentiment"}' in told
    assert "secret" not in told and "ann" not in told.replace("channel", "")


def test_the_access_log_has_no_values(folder, caplog):
    with caplog.at_level("INFO", "voxlake.access"):
        client(folder).get("/v1/users/ann/mood?mood=sad")

    assert [record.getMessage().split(" ms ")[1] for record in caplog.records] == ["all"]
    assert "GET /v1/users/{user_id}/mood 200" in caplog.text
    assert "ann" not in caplog.text and "sad" not in caplog.text

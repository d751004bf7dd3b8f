"""The server of assistants over HTTP with keys, and over the streams of a process."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import anyio
import httpx2
import pytest
from arrow_lakes import write
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from voxlake.core.errors import ConfigError
from voxlake.run.auth_settings import Argon2Settings, AuthSettings, Role
from voxlake.run.config import load
from voxlake.serve.auth.gate import gate_of
from voxlake.serve.auth.key_file import KeyFile, hasher
from voxlake.serve.auth.limits import Limits
from voxlake.serve.errors import RefusedError
from voxlake.serve.mcp.askers import KEY_VARIABLE, OfProcess
from voxlake.serve.mcp.transports import over_streams
from voxlake.tables import BRAND_SENTIMENT, USER_MOOD

RUN = "from voxlake.cli.commands import main; main()"
CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "read_table", "arguments": {"table": "user_mood"}},
}
CHEAP = Argon2Settings(time_cost=1, memory_kib=8, parallelism=1)
FORM = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    write(folder, BRAND_SENTIMENT, {"brand": "acme", "post_count": 4, "negative_count": 1})
    write(folder, USER_MOOD, {"as_of_date": date(2024, 1, 2), "user_id": "ann", "mood": "neutral"})
    return folder


@pytest.fixture(scope="module")
def keys(lake: Path) -> dict[str, str]:
    """Keys by the name of who has them."""
    file = KeyFile(
        str(lake / "_voxlake" / "keys.json"),
        hasher(CHEAP),
    )
    now = datetime.now(UTC)
    return {
        "analyst": file.add("analyst", [Role.ANALYST], [], 9, now),
        "reader": file.add("reader", [Role.READER], [], 9, now),
        "scoped": file.add("scoped", [Role.ANALYST], ["user_mood"], 9, now),
    }


@pytest.fixture(scope="module")
def address(lake: Path, keys: dict[str, str], tmp_path_factory: pytest.TempPathFactory):
    audit = tmp_path_factory.mktemp("kept") / "audit.jsonl"
    words = ["mcp", "--lake", str(lake), "--http", "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *words, "--set", f"auth.audit_file={audit}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    found = re.search(r"http://127\.0\.0\.1:\d+/mcp", process.stdout.readline())
    assert found, process.stderr.read()
    yield found[0], audit
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0


def posted(address: str, headers: dict[str, str]) -> httpx2.Response:
    return httpx2.post(address, json=CALL, headers={**FORM, **headers}, timeout=60)


@pytest.mark.whole
def test_over_http_nobody_is_answered_without_a_good_key(address, keys):
    for headers, code in (({}, "caller"), ({"Authorization": "Bearer vlk_wrong"}, "key")):
        answer = posted(address[0], headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, f"unknown_{code}")
    scoped = posted(address[0], {"Authorization": f"Bearer {keys['scoped']}"})
    assert (scoped.status_code, scoped.json()["error"]["code"]) == (403, "out_of_scope")
    strange = posted(
        address[0], {"Authorization": f"Bearer {keys['analyst']}", "Host": "evil.example"}
    )
    assert strange.status_code in (403, 421)


@pytest.mark.whole
def test_over_http_roles_are_those_of_the_key_and_reading_is_kept(address, keys):
    async def called(key: str):
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {keys[key]}"}) as http,
            Client(streamable_http_client(address[0], http_client=http)) as client,
        ):
            return await client.call_tool("read_table", {"table": "user_mood"})

    analyst, reader = anyio.run(called, "analyst"), anyio.run(called, "reader")

    assert analyst.structured_content["rows"][0]["user_id"] == "ann"
    assert reader.is_error
    assert "single persons" in reader.content[0].text
    kept = [json.loads(line) for line in address[1].read_text().splitlines()]
    (line,) = [one for one in kept if one["read"]]
    assert (line["principal"], line["route"], line["resource"]) == ("analyst", "/mcp", "mcp")
    assert line["read"][0]["table"] == "user_mood"
    assert "ann" not in json.dumps(line["read"]).replace("channel", "")


@pytest.mark.whole
def test_over_streams_the_key_of_the_environment_says_who_asks(lake, keys):
    async def called(key: str):
        started = StdioServerParameters(
            command=sys.executable,
            args=["-c", RUN, "mcp", "--lake", str(lake)],
            env={**os.environ, "VOXLAKE_API_KEY": keys[key]},
        )
        async with Client(started) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            return names, await client.call_tool("read_table", {"table": "user_mood"})

    names, analyst = anyio.run(called, "analyst")
    _, reader = anyio.run(called, "reader")

    assert "how_people_feel" in names
    assert analyst.structured_content["rows"][0]["mood"] == "neutral"
    assert "single persons" in reader.content[0].text


def test_over_streams_a_key_is_held_to_its_resources_and_its_share_of_requests(lake, keys):
    settings = AuthSettings(burst=2, argon2=CHEAP)

    def asker(key: str) -> OfProcess:
        gate = gate_of(settings, str(lake), "localhost")
        return OfProcess(gate, Limits(settings), logging.getLogger(), {KEY_VARIABLE: keys[key]})

    with pytest.raises(RefusedError, match="other resources"):
        asker("scoped").principal_of(None)
    analyst = asker("analyst")
    assert [analyst.principal_of(None).name for _ in range(2)] == ["analyst"] * 2
    with pytest.raises(RefusedError, match="Too many"):
        analyst.principal_of(None)


@pytest.mark.parametrize("key", [None, "vlk_wrong"])
def test_without_a_good_key_nothing_is_answered_over_streams(lake, keys, key):
    config = load(overrides=[f"lake.root={lake}"])
    environment = {"VOXLAKE_API_KEY": key} if key else {}

    with pytest.raises(ConfigError, match="VOXLAKE_API_KEY" if key is None else "key"):
        over_streams(config, environment)

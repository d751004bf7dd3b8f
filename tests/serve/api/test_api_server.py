"""`voxlake api` as a process on loopback, asked by the Python client."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from voxlake.cli.api import api as command
from voxlake.client import ApiError, Client

RUN = "from voxlake.cli.commands import main; main()"


@pytest.fixture(scope="module")
def server(folder: Path):
    words = ["api", "--lake", str(folder), "--port", "0", "--set", "auth.open_as=me"]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *words, "--log-level", "info"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
    )
    found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
    assert found, process.stderr.read()
    yield process, found[0]
    process.kill()
    process.communicate()


@pytest.fixture
def asking(server) -> Client:
    return Client(server[1])


def test_rows_come_from_all_pages(asking):
    rows = list(asking.rows("user_mood", page_rows=2, columns=("user_id",)))

    assert [row["user_id"] for row in rows] == ["ann", "bob", "cy"] * 2
    of_one_day = asking.rows("user_mood", days=(date(2024, 1, 2), "2024-01-02"), page_rows=1)
    assert [row["as_of_date"] for row in of_one_day] == ["2024-01-02"] * 3


def test_filters_are_as_python_has_them(asking):
    rows = list(asking.rows("user_mood", latest=True, user_id__in=["ann", "cy"], joy__null=True))

    assert [row["user_id"] for row in rows] == ["ann", "cy"]
    assert asking.get("v1/users/ann")["mood"]["mood"] == "joyful"


def test_a_refusal_is_told_with_its_code(asking):
    with pytest.raises(ApiError, match="mood") as caught:
        list(asking.rows("user_mood", moood="x"))

    assert (caught.value.status, caught.value.code) == (400, "unknown_parameter")


def test_a_host_that_others_named_is_not_answered(server):
    address = server[1].removeprefix("http://")
    with socket.create_connection(address.split(":")) as asking:
        asking.sendall(
            b"GET /v1/topics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        )
        answer = b"".join(iter(lambda: asking.recv(65_536), b""))

    assert answer.startswith(b"HTTP/1.1 401")
    assert b"server:" not in answer.lower()


def test_no_key_is_sent_in_plain_text_over_a_network():
    with pytest.raises(ValueError, match="plain text"):
        Client("http://voxlake.example", "key")
    with pytest.raises(ValueError, match="no address"):
        Client("voxlake.example")


def test_nothing_that_answers_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ApiError, match="does not answer"):
        Client(f"http://127.0.0.1:{port}").get("health")


def test_a_server_that_is_told_to_stop_ends_well_and_never_had_spark(server):
    process, address = server
    Client(address).get("health")
    maps = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    children = maps.read_text() if maps.exists() else ""

    process.send_signal(signal.SIGTERM)
    _, logged = process.communicate(timeout=30)

    assert process.returncode == 0
    assert children == ""  # no Java
    assert '"logger": "voxlake.access"' in logged
    assert "ann" not in logged.replace("channel", "")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (["api.host=0.0.0.0"], "api.tls_certificate"),
        (["api.host=0.0.0.0", "api.plain_http=true", "auth.open_as=me"], "open_as"),
        (["api.tls_certificate=/none.pem"], "api.tls_key"),
        (["api.tls_certificate=/none.pem", "api.tls_key=/none.pem"], "cannot be used"),
        (["api.port=70000"], "api.port"),
        (["api.origins=[\"*\"]"], "no origin"),
    ],
)  # fmt: skip
def test_what_would_not_be_safe_is_refused_before_it_listens(tmp_path, capsys, settings, said):
    from typer import Exit

    with pytest.raises(Exit) as caught:
        command(lake=str(tmp_path), port=None, changes=settings)

    assert caught.value.exit_code == 2
    assert said in " ".join(capsys.readouterr().err.split())

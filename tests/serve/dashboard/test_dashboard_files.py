from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from dashboards import app_of
from fastapi.testclient import TestClient

from voxlake.serve.dashboard.sums import SUMS
from voxlake.tables import TABLES

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "dashboard"
STATIC = ROOT / "lib/voxlake/serve/dashboard/static"
MADE_IN_THE_PAGE = {"metric", "job_count", "failed_count", "negative_share"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return TestClient(app_of(tmp_path_factory.mktemp("nothing")))


def test_what_is_shipped_was_built_from_the_sources():
    files = [path for path in SOURCES.rglob("*") if path.is_file()]
    ours = [path for path in files if "node_modules" not in path.relative_to(SOURCES).parts]
    now = {
        path.relative_to(SOURCES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in ours
    }

    recorded = json.loads((STATIC / "sources.json").read_text())
    assert now == recorded["sources"], "run `make dashboard`, and commit what it writes"
    shipped = {path.name: path for path in STATIC.iterdir() if path.name != "sources.json"}
    assert recorded["built"] == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in shipped.items()
    }


def test_nothing_that_is_shipped_loads_from_elsewhere():
    page = (STATIC / "index.html").read_text()
    style = next(STATIC.glob("*.css")).read_text()

    assert all(
        to.startswith(("/dashboard/", "data:")) for to in re.findall(r'(?:src|href)="([^"]+)', page)
    )
    assert "url(" not in style and "@import" not in style
    assert not list(STATIC.glob("*.map"))


def test_the_lock_file_names_no_registry():
    lock = json.loads((SOURCES / "package-lock.json").read_text())

    assert all("resolved" not in package for package in lock["packages"].values())
    assert all(package.get("integrity") for name, package in lock["packages"].items() if name)


def test_licences_of_all_that_is_bundled_are_kept():
    kept = (STATIC / "licences.txt").read_text()

    for name in ("echarts", "react", "react-dom", "scheduler", "tslib", "zrender"):
        assert re.search(rf"^{name} [\d.]+ \(", kept, re.MULTILINE), name


def test_every_column_that_a_view_shows_is_declared():
    declared = {
        column for table in (*TABLES, *(one.rows for one in SUMS)) for column in table.column_names
    }
    shown = {
        name
        for path in (SOURCES / "src/views").glob("*.ts")
        for listed in re.findall(r"columns: \[([^\]]+)\]|COLUMNS = \[([^\]]+)\]", path.read_text())
        for name in re.findall(r'"(\w+)"', "".join(listed))
    }

    assert len(shown) > 50
    assert shown - MADE_IN_THE_PAGE - declared == set()


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/", "/dashboard/growth"])
def test_every_view_is_the_one_page_which_runs_nothing_from_elsewhere(
    client: TestClient, path: str
):
    answer = client.get(path)

    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_files_with_a_hash_in_their_name_are_kept_for_ever_and_sent_packed(client: TestClient):
    script = re.findall(r'src="([^"]+)"', client.get("/dashboard").text)[0]
    answer = client.get(script, headers={"Accept-Encoding": "gzip"})

    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    body = (STATIC / script.rsplit("/", 1)[1]).read_bytes()
    assert answer.content == body
    assert int(answer.headers["content-length"]) == len(gzip.compress(body, mtime=0))


@pytest.mark.parametrize("name", ["nothing.js", "index.html", "sources.json", "..%2Froutes.py"])
def test_no_other_file_is_served_as_one_of_the_page(client: TestClient, name: str):
    answer = client.get(f"/dashboard/assets/{name}")

    assert answer.status_code == 404 or "<title>voxlake" in answer.text

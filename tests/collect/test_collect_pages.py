"""A crawl of one site that has everything a crawler meets: what is asked, what is stored."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from child import PATHS
from pages_site import Answer, Paper, html, page

from voxlake.collect.cursors import Cursors
from voxlake.collect.pages.collector import SiteReport, collect, read_by
from voxlake.collect.pages.process import BrokenOffError, events
from voxlake.collect.pages.settings import PagesSettings
from voxlake.collect.pages.store import SiteStore
from voxlake.collect.raw_files import RawFiles

pytestmark = pytest.mark.whole  # Scrapy in processes of its own, and sites that keep it waiting
HOSTS = ["127.0.0.1", "169.254.169.254"]


def settings_of(paper: Paper, **more) -> PagesSettings:
    here = {"delay_s": 0.01, "private_networks": ["127.0.0.1/32"]}
    sites = {
        "paper": {
            **here,
            "start": [f"{paper.root}/"],
            "sitemaps": [f"{paper.root}/robots.txt"],
            "domains": HOSTS,
            **more,
        },
        "slow": {**here, "start": [f"{paper.root}/drip"], "timeout_s": 3},
        "limited": {**here, "start": [f"{paper.root}/limited/{n}" for n in range(5)]},
        "later": {**here, "start": [f"{paper.root}/later/{n}" for n in range(5)]},
        "serial": {
            **here,
            "start": [f"{paper.root}/serial/1"],
            "posts": ["/serial/"],
            "depth": 20,
            "max_pages": 3,
        },
        "down": {**here, "start": ["http://127.0.0.1:1/"]},
        "inner": {"start": [f"http://localhost:{paper.port}/of-inner"], "delay_s": 0.01},
        "numbers": {"start": [f"http://2130706433:{paper.port}/of-numbers"], "delay_s": 0.01},
    }
    return PagesSettings.model_validate(
        {
            "contact": "crawler@voxlake.example",
            "sites": sites,
            "max_page_bytes": 1_000_000,
            "recheck_hours": 0,
        }
    )


@dataclass
class Run:
    """A run: what the site was asked for, what became of it, what was stored."""

    asked: list[tuple[str, dict[str, str], float]]
    reports: dict[str, SiteReport]
    records: list[dict]

    def of(self, site: str) -> list[dict]:
        return [one for one in self.records if one["site"] == site]

    def outcome(self, path: str) -> set[str]:
        examples = self.reports["paper"].examples
        return {name for name, shown in examples.items() for one in shown if one.endswith(path)}


def run(paper: Paper, settings: PagesSettings, folder: Path) -> Run:
    stores = {
        name: SiteStore(name, RawFiles(str(folder)), Cursors(str(folder)), read_by(settings, name))
        for name in settings.sites
    }
    before, known = len(paper.asked), len(stored(folder))
    reports, fault = collect(settings, stores, events, lambda: datetime.now(UTC))
    assert fault is None
    return Run(paper.asked[before:], reports, stored(folder)[known:])


def stored(folder: Path) -> list[dict]:
    files = sorted(folder.glob("pages/*/*/*.jsonl"), key=lambda path: path.stat().st_mtime_ns)
    return [json.loads(line) for path in files for line in path.read_text().splitlines()]


@pytest.fixture(scope="module")
def paper() -> Iterator[Paper]:
    paper = Paper()
    yield paper
    paper.close()


@pytest.fixture(scope="module")
def runs(paper: Paper, tmp_path_factory) -> tuple[Run, Run]:
    """A first run, and a second after the site has changed."""
    folder = tmp_path_factory.mktemp("pages")
    settings = settings_of(paper)
    first = run(paper, settings, folder)
    paper.changed = {
        "/news/one": html(page("an older bridge"), {"ETag": '"one-2"'}),
        "/news/three": Answer(status=410),
        "/news/of-sitemap": Answer(status=404),
    }
    second = run(paper, settings, folder)
    paper.changed = {}
    return first, second


def test_articles_become_records_with_what_they_say_of_themselves(runs, paper):
    records = {one["address"].removeprefix(paper.root): one for one in runs[0].of("paper")}

    assert set(records) == {
        *("/news/one", "/news/two", "/news/three", "/news/of-sitemap", "/calendar?month=1"),
        *("/archive/1", "/archive/2", "/archive/3", "/latin", "/wrongly-latin", "/untyped"),
        *("/nofollow", "/of-noindex"),
    }
    one = records["/news/one"]
    assert one["site"] == "paper"
    assert (one["title"], one["author"], one["language"]) == ("A new bridge", "Ada Example", "en")
    assert one["text"].startswith("A new bridge\n")
    assert "part 3" in one["text"]
    assert one["posted_at"] == one["published"] == "2024-03-05"
    two = records["/news/two"]
    assert (two["published"], two["posted_at"]) == (None, two["first_seen_at"])
    assert two["first_seen_at"] == two["fetched_at"]


def test_texts_are_right_in_encodings_that_are_not_as_they_say(runs, paper):
    texts = {one["address"].removeprefix(paper.root): one["text"] for one in runs[0].of("paper")}

    assert "Bäckerei Müller & Söhne" in texts["/latin"]
    assert "Bäckerei Müller & Töchter" in texts["/wrongly-latin"]
    assert runs[0].reports["paper"].refused["broken_encoding"] == 2


def test_every_request_has_the_outcome_that_it_should(runs):
    first = runs[0]
    expected = {
        "/": "leads_on",
        "/news/one-copy": "canonical_elsewhere",
        "/leads/away": "canonical_off_site",
        "/private/secret": "refused_by_robots",
        "/moved": "redirected",
        "/moved/off": "redirect_off_site",
        "/moved/round": "redirected",
        "/hop/5": "redirect_too_often",
        "169.254.169.254/latest/meta-data": "private_address",
        "/photo": "not_html",
        "/big": "too_large",
        "/big-stream": "too_large",
        "/bomb": "too_large",
        "/not-gzip": "broken_packing",
        "/half": "broken_off",
        "/calendar?month=2": "duplicate_text",
        "/noindex": "noindex",
        "/noindex-header": "noindex",
        "/missing": "not_found",
        "/forbidden": "no_access",
        "/broken": "server_error",
        "/short": "short_text",
        "/login": "short_text",
    }

    assert {path: first.outcome(path) for path in expected if path not in ("/moved", "/login")} == {
        path: {outcome} for path, outcome in expected.items() if path not in ("/moved", "/login")
    }
    assert (first.reports["paper"].end, first.reports["paper"].left) == ("all asked", 0)


def test_what_must_not_be_asked_is_not(runs):
    asked = [path for one in runs for path, _, _ in one.asked]

    assert not {"/private/secret", "/files/report.pdf", "/not-for-robots", "/of-nofollow"} & {
        *asked
    }
    assert not {"/calendar?month=3", "/archive/4", "/a/b/a/b/a/b/a/b", "/hop/6"} & {*asked}
    assert not {"/of-inner", "/of-numbers", "/latest/meta-data"} & {*asked}
    assert not [path for path in asked if "utm_" in path]
    for one in runs:
        paths = [path for path, _, _ in one.asked if path != "/robots.txt"]
        assert [path for path in paths if paths.count(path) > 1] == []
    refused = runs[0].reports["paper"].refused
    assert refused["off_site"] == 2  # a link, and one of the sitemap
    assert (refused["no_page_by_its_name"], refused["trap"], refused["too_deep"]) == (1, 1, 1)


def test_hosts_inside_are_not_connected_to_under_any_name(runs):
    for name in ("inner", "numbers"):
        assert runs[0].reports[name].outcomes == {"private_address": 1}
        assert runs[0].reports[name].left == 0


def test_a_host_whose_rules_cannot_be_had_is_not_asked(runs):
    assert runs[0].reports["down"].outcomes == {"robots_unreachable": 1}


def test_a_site_that_asks_to_slow_down_is_left_alone(runs):
    asked = [path for path, _, _ in runs[0].asked]

    assert [path for path in asked if "limited" in path] == [f"/limited/{n}" for n in range(3)]
    assert [path for path in asked if "later" in path] == ["/later/0"]
    assert runs[0].reports["later"].left == 4
    assert runs[0].reports["later"].end == "the site asks to slow down"
    times = {path: at for path, _, at in runs[0].asked}
    assert times["/limited/2"] - times["/limited/1"] > 0.15  # 0.04, doubled twice


def test_a_run_ends_with_its_pages_and_the_next_goes_on(runs, paper):
    first, second = ([one["address"] for one in run.of("serial")] for run in runs)

    assert first == [f"{paper.root}/serial/{n}" for n in (1, 2, 3)]
    assert (runs[0].reports["serial"].left, runs[0].reports["serial"].end) == (1, "max_pages")
    assert second == [f"{paper.root}/serial/{n}" for n in (4, 5)]  # and the start page again


def test_a_page_that_drips_is_given_up(runs):
    assert runs[0].reports["slow"].outcomes == {"too_slow": 1}


def test_requests_say_who_asks_keep_no_cookies_and_wait_for_the_crawl_delay(runs):
    others = ("/drip", "/robots.txt", "/limited", "/later", "/serial")
    asked = [one for one in runs[0].asked if not one[0].startswith(others)]

    for _, headers, _ in asked:
        assert re.fullmatch(r"voxlake/[\d.]+ \(\+crawler@voxlake\.example\)", headers["User-Agent"])
        assert not {"Cookie", "Referer", "Authorization"} & {*headers}
    gaps = [after[2] - before[2] for before, after in pairwise(asked)]
    assert sum(gap > 0.035 for gap in gaps) > 0.9 * len(gaps)  # 0.04 by robots.txt, 0.01 by us


def test_a_second_run_stores_what_changed_alone_and_tells_what_is_gone(runs, paper):
    second = runs[1]

    (record,) = second.of("paper")
    assert record["address"] == f"{paper.root}/news/one"
    assert record["text"].startswith("An older bridge\n")
    (before,) = (one for one in runs[0].of("paper") if one["address"] == record["address"])
    assert record["version"] != before["version"]
    assert record["first_seen_at"] == before["first_seen_at"] <= record["fetched_at"]
    assert record["posted_at"] == before["first_seen_at"]  # it has no day any more
    assert second.outcome("/news/three") == second.outcome("/news/of-sitemap") == {"gone"}
    assert second.reports["paper"].outcomes["gone"] == 2
    assert f"2 gone ({paper.root}/news/" in str(second.reports["paper"])
    assert not second.reports["paper"].outcomes["new"]


def test_a_second_run_asks_whether_pages_changed(runs):
    asked = {path: headers for path, headers, _ in runs[1].asked}

    assert asked["/news/one"]["If-None-Match"] == '"one-1"'
    assert asked["/news/two"]["If-Modified-Since"] == "Tue, 05 Mar 2024 10:00:00 GMT"
    assert runs[1].outcome("/news/two") == {"unchanged"}


def test_a_run_that_is_killed_and_run_again_loses_and_repeats_nothing(runs, paper, tmp_path):
    settings = settings_of(paper, skip=["/hop", "/big", "/moved", "/half"])
    sites = {"paper": settings.sites["paper"]}
    settings = settings.model_copy(update={"sites": sites, "recheck_hours": 20})
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "import test_collect_pages as here\n"
        "from voxlake.collect.pages import collector\n"
        "from voxlake.collect.pages.settings import PagesSettings\n"
        "collector._MOST_RECORDS = 1\n"
        "here.run_alone(PagesSettings.model_validate_json(sys.argv[1]), Path(sys.argv[2]))\n"
    )
    command = [sys.executable, "-c", script, settings.model_dump_json(), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": f"{PATHS}:{Path(__file__).parent}"}
    process = subprocess.Popen(command, env=environment)
    until = time.monotonic() + 120
    while len(stored(tmp_path)) < 4 and time.monotonic() < until and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 4 <= len(stored(tmp_path)) < 13
    time.sleep(1)
    asked = len(paper.asked)
    time.sleep(1)
    assert len(paper.asked) == asked  # the crawl ended, too

    run(paper, settings, tmp_path)

    addresses = [one["address"] for one in stored(tmp_path)]
    assert len(addresses) == len(set(addresses))
    assert set(addresses) == {one["address"] for one in runs[0].of("paper")}


def run_alone(settings: PagesSettings, folder: Path) -> None:
    stores = {
        name: SiteStore(name, RawFiles(str(folder)), Cursors(str(folder)), read_by(settings, name))
        for name in settings.sites
    }
    collect(settings, stores, events, lambda: datetime.now(UTC))


def test_a_crawl_that_hangs_or_fails_is_told():
    hangs = [
        sys.executable,
        "-c",
        'import time; print(\'{"kind": "alive"}\', flush=True); time.sleep(60)',
    ]
    fails = [sys.executable, "-c", "raise SystemExit('no room left')"]

    with pytest.raises(BrokenOffError, match="no sign of life"):
        list(events({}, command=hangs, silence_s=0.2))
    with pytest.raises(BrokenOffError, match="ended with 1: no room left"):
        list(events({}, command=fails))


def test_a_page_at_which_the_crawl_hangs_is_left_out_and_the_rest_is_asked(tmp_path):
    settings = PagesSettings.model_validate(
        {"contact": "a@b.example", "sites": {"s": {"start": ["https://s.example/"]}}}
    )
    started = []

    def crawl(task):
        started.append(task["sites"]["s"])
        if len(started) == 1:
            yield {"kind": "reading", "site": "s", "address": "https://s.example/endless"}
            raise BrokenOffError("it hung")
        yield {"kind": "done", "site": "s", "left": 0, "why": "all asked"}

    store = SiteStore("s", RawFiles(str(tmp_path)), Cursors(str(tmp_path)), "r")
    reports, fault = collect(
        settings, {"s": store}, crawl, lambda: datetime(2024, 1, 1, tzinfo=UTC)
    )

    assert fault is None
    assert started[1]["https://s.example/endless"]["stuck"] is True
    assert reports["s"].outcomes == {"unreadable": 1}
    assert reports["s"].examples == {"unreadable": ["https://s.example/endless"]}


def test_crawls_that_begin_again_ask_for_no_more_pages_and_minutes_than_a_run_may(tmp_path):
    times = iter(range(100))
    started = []

    def crawl(task):
        started.append(task)
        if len(started) == 1:
            yield {"kind": "page", "site": "s", "address": "https://s.example/", "outcome": "new"}
            yield {"kind": "reading", "site": "s", "address": "https://s.example/endless"}
            raise BrokenOffError("it hung")
        yield {"kind": "done", "site": "s", "left": 0, "why": "all asked"}

    settings = PagesSettings.model_validate(
        {"contact": "a@b.example", "sites": {"s": {"start": ["https://s.example/"]}}}
    )
    store = SiteStore("s", RawFiles(str(tmp_path)), Cursors(str(tmp_path)), "r")
    collect(settings, {"s": store}, crawl, lambda: datetime(2024, 1, 1, 0, next(times), tzinfo=UTC))

    first, second = started
    assert (first["asked"], second["asked"]) == ({"s": 0}, {"s": 2})
    assert second["used_s"] > first["used_s"]


@pytest.mark.parametrize(("used", "why"), [((3, 0.0), "max_pages"), ((2, 7200.0), "max_minutes")])
def test_a_crawl_that_goes_on_takes_what_was_used_off_its_bounds(paper, used, why):
    settings = settings_of(paper)
    sites = {"serial": settings.sites["serial"]}
    settings = settings.model_copy(update={"sites": sites})
    asked, used_s = used
    before = len(paper.asked)
    task = {
        "settings": settings.model_dump(mode="json"),
        "now": datetime.now(UTC).isoformat(),
        "used_s": used_s,
        "sites": {"serial": {}},
        "asked": {"serial": asked},
    }

    (done,) = (event for event in events(task) if event["kind"] == "done")

    assert (done["why"], len(paper.asked)) == (why, before)

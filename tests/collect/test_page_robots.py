"""robots.txt is obeyed as RFC 9309 has it, and so is what cannot be had of it."""

import pytest
from child import run

from voxlake.collect.pages.robots import rules_of

FILE = b"""
User-agent: otherbot
Disallow: /

User-agent: *
Disallow: /

User-agent: voxlake
Crawl-delay: 7
Disallow: /private/
Allow: /private/open
Request-rate: 1/10

Sitemap: https://a.example/s.xml
"""
# With at most ten seconds left, in a process that may import Scrapy.
GATE = """
from ipaddress import ip_address
from types import SimpleNamespace

from scrapy import Request
from scrapy.http import Response

from voxlake.collect.pages.gate import Gate, RefusedError
from voxlake.collect.pages.settings import SiteSettings

delays = []
spider = SimpleNamespace(
    seconds_left=10.0,
    set_delay=lambda *told: delays.append(told),
    site=SiteSettings(start=["https://a.example/"]),
)
gate = Gate(SimpleNamespace(spider=spider))
for delay in (9.0, 11.0):
    try:
        gate._slow_down("https://a.example/x", delay)
        print(delay, "waits", delays)
    except RefusedError as refused:
        print(delay, refused)
for ip in ("10.0.0.1", "93.184.215.14"):
    answer = Response("https://a.example/", ip_address=ip_address(ip))
    try:
        assert gate.process_response(Request("https://a.example/"), answer) is answer
        print(ip, "is read")
    except RefusedError as refused:
        print(ip, refused)
"""


def test_our_own_rules_count_with_their_delay():
    rules = rules_of(200, FILE)

    assert rules.allow("https://a.example/news")
    assert not rules.allow("https://a.example/private/x")
    assert rules.allow("https://a.example/private/open")
    assert rules.delay_s == 10  # one request in ten seconds is slower than the delay of seven


def test_without_rules_of_our_own_those_for_all_count():
    rules = rules_of(200, b"User-agent: *\nDisallow: /x\nCrawl-delay: 7200")

    assert not rules.allow("https://a.example/x/y")
    assert rules.delay_s == 7200


@pytest.mark.parametrize(
    ("status", "allows"),
    [(404, True), (403, True), (410, True), (429, False), (500, False), (503, False)],
)
def test_none_allows_all_and_a_broken_host_allows_nothing(status, allows):
    assert rules_of(status, b"").allow("https://a.example/") is allows


def test_what_is_no_robots_txt_allows_all():
    assert rules_of(200, b"<html>\xff\xfe not here</html>").allow("https://a.example/")


def test_the_gate_lets_no_long_delay_pass_and_no_answer_from_a_network_inside(tmp_path):
    told = run(GATE, folder=tmp_path)

    assert told == [
        "9.0 waits [('a.example', 9.0)]",
        "11.0 crawl_delay_too_long",
        "10.0.0.1 private_address",
        "93.184.215.14 is read",
    ]

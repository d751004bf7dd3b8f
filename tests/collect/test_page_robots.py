"""robots.txt is obeyed as RFC 9309 has it, and so is what cannot be had of it."""

import pytest

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

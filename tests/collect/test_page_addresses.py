"""Addresses have one form, and those that lead away, round or inward are not asked."""

import pytest

from voxlake.collect.pages.addresses import literal_ip, may_connect, normal, why_not
from voxlake.collect.pages.settings import PagesSettings, SiteSettings

SITE = SiteSettings(
    start=("https://paper.example/", "http://paper.example:8080/a"), skip=("/tag/",)
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HTTPS://Paper.Example:443/a?b=2&a=1#top", "https://paper.example/a?a=1&b=2"),
        ("http://paper.example", "http://paper.example/"),
        ("http://paper.example/a?utm_source=x&PHPSESSID=7&gclid=8", "http://paper.example/a"),
        ("http://paper.example/a;jsessionid=7F?q=1", "http://paper.example/a?q=1"),
        ("http://paper.example/größe?q=ü", "http://paper.example/gr%C3%B6%C3%9Fe?q=%C3%BC"),
        ("http://paper.example/a%2Fb?/topic/5", "http://paper.example/a%2Fb?/topic/5"),
        ("http://bücher.example./", "http://xn--bcher-kva.example/"),
        ("http://[::1]:81/", "http://[::1]:81/"),
    ],
)
def test_an_address_has_one_form(written, meant):
    assert normal(written) == meant
    assert normal(meant) == meant


@pytest.mark.parametrize(
    "address", ["mailto:a@b.example", "javascript:x()", "http:///x", "http://a:b@c.example/", "x"]
)
def test_what_is_no_page_of_the_web_is_refused(address):
    with pytest.raises(ValueError, match="no address of a page"):
        normal(address)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("https://paper.example/a", None),
        ("https://news.paper.example/a", None),
        ("http://paper.example:8080/a", None),
        ("http://paper.example:22/", "off_site"),
        ("https://notpaper.example/", "off_site"),
        ("https://paper.example.evil.example/", "off_site"),
        ("https://paper.example/tag/x", "skipped"),
        ("https://paper.example/a.PDF", "no_page_by_its_name"),
        ("https://paper.example/x/y/x/y/x/y/x/y", "trap"),
        ("https://paper.example/" + "/".join("abcdefghijklm"), "trap"),
        ("https://paper.example/?q=" + "a" * 1000, "trap"),
    ],
)
def test_a_link_away_or_into_a_trap_is_not_followed(address, reason):
    assert why_not(address, SITE) == reason


def test_a_sitemap_may_be_packed():
    assert why_not("https://paper.example/sitemap.xml.gz", SITE, is_page=False) is None


@pytest.mark.parametrize(
    ("host", "ip"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("paper.example", None),
        ("fade.example", None),
    ],
)
def test_an_ip_address_is_known_in_whatever_form(host, ip):
    assert literal_ip(host) == ip


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "::ffff:169.254.169.254"),
    ],
)
def test_what_is_not_public_is_not_connected_to(ip):
    assert not may_connect(ip, ())


def test_what_is_public_or_named_is_connected_to():
    assert may_connect("93.184.216.34", ())
    assert may_connect("2606:2800:220:1::1", ())
    assert may_connect("10.1.2.3", ("10.1.0.0/16",))
    assert not may_connect("10.2.2.3", ("10.1.0.0/16",))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"sites": {"a": {"start": ["https://a.example/"]}}}, "contact: give an address"),
        ({"sites": {"a": {}}, "contact": "a@b.example"}, "say where to begin"),
        (
            {"sites": {"A b": {"start": ["https://a.example/"]}}, "contact": "a@b.example"},
            "a name has",
        ),
        (
            {"sites": {"a": {"start": ["ftp://a.example/"]}}, "contact": "a@b.example"},
            "no address of",
        ),
        (
            {"sites": {"a": {"start": ["https://a.example/"], "skip": ["("]}}},
            "no regular expression",
        ),
        ({"sites": {"a": {"start": ["https://a.example/"], "private_networks": ["x"]}}}, "IPv4 or"),
        ({"contact": "a@b.example\nX: y"}, "line breaks"),
    ],
)
def test_settings_that_cannot_be_are_told(values, told):
    with pytest.raises(ValueError, match=told):
        PagesSettings.model_validate(values)

"""A page is read in whatever encoding, and what it says to robots is heard."""

from datetime import date

import pytest
from pages_site import link, page

from voxlake.collect.pages.judging import Judge
from voxlake.collect.pages.reading import decoded, read
from voxlake.collect.pages.settings import SiteSettings
from voxlake.collect.pages.state import Known, SiteState

TODAY = date(2024, 6, 1)
ADDRESS = "https://paper.example/news/one"


def read_page(text: str, **headers: str):
    return read(text.encode(), ADDRESS, {k.replace("_", "-"): v for k, v in headers.items()}, TODAY)


@pytest.mark.parametrize(
    ("body", "said", "text", "is_broken"),
    [
        ("Bäcker".encode(), "UTF-8", "Bäcker", False),
        ("Bäcker".encode(), "utf8", "Bäcker", False),
        ("Bäcker".encode("cp1252"), "iso-8859-1", "Bäcker", False),
        ("Bäcker".encode("cp1252"), "utf-8", "Bäcker", True),
        ("Bäcker".encode(), "iso-8859-1", "Bäcker", True),
        ("привет".encode("cp1251"), "windows-1251", "привет", False),
        ("日本".encode("shift_jis"), "shift_jis", "日本", False),
        ("\ufeffBäcker".encode("utf-16-le"), "utf-8", "Bäcker", False),
        ("\ufeffBäcker".encode(), None, "Bäcker", False),
        (b"plain", "no-such-encoding", "plain", False),
        ("Größe, Süße, Öl".encode() + b"\xe4", "utf-8", "Größe, Süße, Öl\ufffd", True),
        (b'<meta charset="windows-1252">\x80', None, '<meta charset="windows-1252">€', False),
    ],
)
def test_bytes_are_read_in_the_encoding_that_they_are_in(body, said, text, is_broken):
    assert decoded(body, said) == (text, is_broken)


def test_the_main_text_stands_under_its_title_without_the_navigation():
    head = '<meta name="author" content="Ada Example">'
    head += '<link rel="canonical" href="/news/one?utm_source=x">'
    found = read_page(page("a bridge", head=head, links=link("/a#x") + link("b?z=1&a=2")))

    assert found.text.startswith("A bridge\n")
    assert found.text.count("A bridge") == 1
    assert "part 3" in found.text
    assert "more" not in found.text
    assert (found.title, found.author, found.language) == ("A bridge", "Ada Example", "en")
    assert found.links == ("https://paper.example/a", "https://paper.example/news/b?a=2&z=1")
    assert found.canonical is None  # its own


def test_a_day_to_come_is_no_day_of_publication():
    dated = '<meta property="article:published_time" content="2025-03-05T10:00:00Z">'

    assert read_page(page("a bridge", head=dated)).published is None
    assert read_page(page("a bridge", head=dated.replace("2025", "2024"))).published == "2024-03-05"


@pytest.mark.parametrize(
    ("head", "header", "is_stored", "follows"),
    [
        ("", "", True, True),
        ('<meta name="robots" content="noindex">', "", False, True),
        ('<meta name="Robots" content="NONE">', "", False, False),
        ('<meta name="voxlake" content="nofollow, noindex">', "", False, False),
        ('<meta name="otherbot" content="noindex">', "", True, True),
        ("", "noindex", False, True),
        ("", "otherbot: noindex, nofollow", True, True),
        ("", "otherbot: noindex\nnofollow", True, False),
        ("", "voxlake: nofollow, noindex", False, False),
        ("", "unavailable_after: 25 Jun 2030 15:00:00 PST, noindex", False, True),
    ],
)
def test_what_a_page_says_to_robots_is_heard(head, header, is_stored, follows):
    found = read_page(page("a bridge", head=head, links=link("/a")), x_robots_tag=header)

    assert (found.is_stored, bool(found.links)) == (is_stored, follows)


def test_links_not_to_be_followed_and_those_that_are_none_are_left_out():
    links = (
        link("/a", "nofollow") + link("mailto:a@b.example") + link("http://[") + link("//c.example")
    )

    assert read_page(page("a bridge", links=links)).links == ("https://c.example/",)


def test_control_characters_and_deep_nesting_do_no_harm():
    deep = "<div>" * 5_000 + "x" + "</div>" * 5_000

    assert "\x00" not in read_page(page("a \x00\x08bridge") + deep).text


def test_a_blank_page_is_told():
    with pytest.raises(ValueError, match=r"empty|body"):
        read_page(" ")


def judged(text: str, known: dict[str, Known], **keys) -> str:
    site = SiteSettings(start=("https://paper.example/",), **keys)
    judge = Judge(site, 200, SiteState({ADDRESS: Known(1), **known}))
    return judge.judge(read_page(text), ADDRESS, {}).outcome


def test_only_the_first_of_two_pages_of_one_text_is_stored():
    text = page("a bridge")
    version = read_page(text).version

    assert judged(text, {}) == "new"
    assert judged(text, {ADDRESS: Known(1, version=version)}) == "unchanged"
    assert judged(text, {ADDRESS: Known(1, version="other")}) == "changed"
    assert judged(text, {"https://paper.example/x": Known(1, version=version)}) == "duplicate_text"
    assert judged(text, {}, posts=("/articles/",)) == "leads_on"


@pytest.mark.parametrize(
    ("canonical", "outcome"),
    [
        ("/news/other", "canonical_elsewhere"),
        ("https://wire.example/x", "canonical_off_site"),
        ("/", "new"),  # as sites do that name their home on every page
        ("/gone", "new"),
    ],
)
def test_a_page_that_names_another_address_as_its_own_is_not_stored(canonical, outcome):
    text = page("a bridge", head=f'<link rel="canonical" href="{canonical}">')
    gone = {"https://paper.example/gone": Known(1, gone_at="2024-01-01")}

    assert judged(text, gone) == outcome

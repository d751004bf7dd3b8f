"""What is read of HTML, whole or broken, and on which line."""

import time

import pytest

from voxlake.marketing.content.html_page import read_html

PAGE = """<!doctype html>
<html lang="en-GB">
<head><title>Headphones &amp; more</title>
<meta name="description" content="  Over  ear. ">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="NOINDEX, follow">
<link rel="canonical" href="/headphones">
</head>
<body><nav><a href="/">Home</a></nav>
<!-- <h1>Not this</h1> -->
<h1>Our <em>best</em></h1>
<script>if (a < b) { "<h2>nor this</h2>" }</script>
<p>One.<p>Two <img src="a.png"> three
<a href="b.html" rel="nofollow"><img src="b.png" alt="The blue pair"></a>
<a>no link</a>
<h3></h3>
<img src="line.png" role="presentation">
</body></html>"""


@pytest.fixture(scope="module")
def page():
    return read_html(PAGE)


def test_the_head_tells_title_description_language_and_address(page):
    assert page.titles == [("Headphones & more", 3)]
    assert page.descriptions == [("Over ear.", 4)]
    assert (page.language, page.canonical, page.has_viewport) == ("en-GB", "/headphones", True)
    assert page.is_hidden == ("NOINDEX, follow", 6)


def test_headings_images_and_links_stand_on_their_lines(page):
    assert page.headings == [(1, "Our best", 11), (3, "", 16)]
    assert [(i.alternative, i.source, i.line) for i in page.images] == [
        (None, "a.png", 13),
        ("The blue pair", "b.png", 14),
        ("", "line.png", 17),
    ]
    assert [(link.address, link.text, link.relations, link.line) for link in page.links] == [
        ("/", "Home", set(), 9),
        ("b.html", "The blue pair", {"nofollow"}, 14),
    ]


def test_the_text_is_what_readers_read_a_line_for_each_block(page):
    assert page.text == "Our best\nOne.\nTwo three no link"


def test_a_whole_page_has_no_breaks(page):
    assert page.breaks == []


def test_of_a_page_with_a_main_part_that_is_the_text():
    assert read_html("<p>Menu</p><main><p>Words</main><p>More").text == "Words"


def test_a_page_of_nothing_but_navigation_is_read():
    assert read_html("<nav><a href=/a>All there is</a>").text == "All there is"


@pytest.mark.parametrize(
    ("html", "text", "breaks"),
    [
        ("<div><b>x</div>", "x", [("<b> is never closed", 1)]),
        ("x\n</i>", "x", [("</i> closes nothing", 2)]),
        ("<section>x", "x", [("<section> is never closed", 1)]),
        ("<title>A<p>x", "x", [("<title> is never closed", 1)]),
        ("x<!-- <b>y", "x", []),  # browsers take the rest for a comment
        ("<script>let a = 1; <p>x", "", []),
        ("x<![foo]>y", "xy", []),
        ("x < y", "x < y", []),
        ("<ul><li>x<li>y</ul><br/></p>", "x\ny", []),
        ("", "", []),
    ],
)
def test_a_broken_page_is_read_and_its_breaks_are_told(html, text, breaks):
    page = read_html(html)

    assert page.text == text
    assert page.breaks == breaks


def test_a_link_in_a_link_and_a_heading_in_a_heading_end_the_outer_one():
    page = read_html("<a href=1>one<a href=2>two</a><h2>x<h3>y</h3>")

    assert [link.text for link in page.links] == ["one", "two"]
    assert page.headings == [(2, "x", 1), (3, "y", 1)]


def test_a_link_may_be_named_by_its_label_alone():
    (link,) = read_html('<a href=/x aria-label="Cart"><svg><path d=M0 /></svg></a>').links

    assert link.text == "Cart"


def test_the_title_of_a_drawing_is_not_the_page_s():
    assert read_html("<svg><title>no</title></svg>").titles == []


@pytest.mark.parametrize(
    "part", ["<a ", "<!-- ", "<a b='", "<!", "</a ", "<?", "<div></b>", "<![x", "&", "<script>"]
)
def test_what_never_ends_costs_no_time(part):
    html = part * (100_000 // len(part))

    begun = time.monotonic()
    read_html(html)
    read_html(f"{html}>")

    assert time.monotonic() - begun < 20  # some parsers take hours

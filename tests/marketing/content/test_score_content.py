"""The row and the findings of one page or text, whatever it is."""

import re
from pathlib import Path

import pytest

from voxlake.marketing.content.rules import RULES
from voxlake.marketing.content.score import Content, Known, kind_of, score
from voxlake.marketing.content.settings import ContentSettings
from voxlake.marketing.content.topic_terms import Best, Topic
from voxlake.tables import CONTENT_SCORES
from voxlake.topics.words.lexicons import Lexicons

LEXICONS = Lexicons({"en": frozenset({"the", "and", "for", "of", "a", "is", "it", "to"})}, ())
WORDS = (
    "These headphones are light, and their sound is clear in every room of the house. "
    "We have worn them for weeks on trains and at home. The battery lasts for two days. "
    "You can fold them, and the bag that comes along is small enough for most coats. "
    "Calls are easy to follow, since the microphone leaves street noise behind. "
    "If one cushion wears out, a new pair costs little and takes a minute to change. "
    "Our friends asked whether glasses get in the way; they do not, as the ears have space. "
    "Whoever plays games will be glad that nothing lags behind the picture."
)
GOOD = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Light headphones for long days</title>
<meta name="description" content="Headphones that we wore for weeks: sound, battery and comfort.">
<meta name="viewport" content="width=device-width">
<link rel="canonical" href="https://shop.example/headphones"></head>
<body><h1>Light headphones</h1><p>{WORDS}</p><h2>Pictures</h2>
<img src="a.png" alt="A pair on a table"><a href="/bags">Bags for headphones</a></body></html>"""


def scored(content, kind="html", topics=None, size=None, settings=None, **more):
    content = content.encode() if isinstance(content, str) else content
    held = 0 if content is None else len(content)
    given = Content("site:a", kind, content, size or held, path="a.html", **more)
    return score(given, Known(settings or ContentSettings(), LEXICONS, topics or {}))


def rules(row):
    return [one.rule for one in row["findings"]]


def told(row, rule):
    return [one for one in row["findings"] if one.rule == rule]


def page(head="", body="", attributes=' lang="en"'):
    """A page that is good but for what is put in."""
    html = GOOD.replace(' lang="en"', attributes)
    return html.replace("</head>", f"{head}</head>").replace("</body>", f"{body}</body>")


def test_a_good_page_has_no_findings():
    row = scored(GOOD)

    assert rules(row) == []
    assert (row["state"], row["url"]) == ("scored", "https://shop.example/headphones")
    assert (row["title_length"], row["heading_count"], row["main_heading_count"]) == (30, 2, 1)
    assert (row["image_count"], row["bare_image_count"]) == (1, 0)
    assert (row["link_count"], row["inner_link_count"], row["relative_link_count"]) == (1, 1, 1)
    assert (row["detected_language"], row["encoding"]) == ("en", "utf-8")
    assert row["word_count"] > 100
    assert 30 < row["reading_ease"] < 100


def test_every_column_that_a_row_has_is_one_of_the_table():
    row = scored(GOOD)

    assert set(row) - {"text", "findings"} <= set(CONTENT_SCORES.column_names)


@pytest.mark.parametrize(
    ("html", "rule", "line"),
    [
        (GOOD.replace("<title>Light headphones for long days</title>", ""), "title_missing", None),
        (GOOD.replace("Light headphones for long days", " "), "title_missing", 2),
        (page("<title>Another one of these</title>"), "title_repeated", 5),
        (GOOD.replace("Light headphones for long days", "Hi"), "title_short", 2),
        (GOOD.replace("long days", "long days " * 9), "title_long", 2),
        (GOOD.replace('name="description"', 'name="x"'), "description_missing", None),
        (page('<meta name="description" content="x">'), "description_repeated", 5),
        (GOOD.replace("that we wore for weeks: sound, battery", ""), "description_short", 3),
        (GOOD.replace("and comfort", "and comfort " * 20), "description_long", 3),
        (page('<meta name="robots" content="noindex">'), "noindex", 5),
        (GOOD.replace('"viewport"', '"x"'), "viewport_missing", None),
        (page(attributes=""), "language_missing", None),
        (page(attributes=' lang="de"'), "language_differs", None),
        (GOOD.replace("h1>", "h2>"), "main_heading_missing", None),
        (page(body="\n<h1>Another</h1>"), "main_heading_repeated", 8),
        (page(body="\n<h2> </h2>"), "heading_empty", 8),
        (page(body="\n<h4>Deep</h4>"), "heading_skipped", 8),
        (page(body="\n<img src=x.png>"), "alternative_missing", 8),
        (page(body="\n<img src=x.png alt='IMG 0042.JPG'>"), "alternative_is_file", 8),
        (page(body=f"\n<img src=x.png alt='{'long ' * 30}'>"), "alternative_long", 8),
        (page(body="\n<a href=''>Nowhere to go</a>"), "link_nowhere", 8),
        (page(body="\n<a href='javascript:x()'>Nowhere to go</a>"), "link_nowhere", 8),
        (page(body="\n<a href=/x><img src=x.png alt=''></a>"), "link_silent", 8),
        (page(body="\n<a href=/x>Click here.</a>"), "link_vague", 8),
        (page(body="\n<a href=/x>Bags for headphones</a>"), "link_text_shared", 8),
        (page(body="\n<a href=http://x.example>An old site</a>"), "link_insecure", 8),
        (page(body="\n<a href=/x rel=nofollow>Our own terms</a>"), "link_inner_nofollow", 8),
        (page(body="\n<div>"), "markup_broken", 8),
        (GOOD.replace('<meta charset="utf-8">', ""), "encoding_undeclared", None),
        (GOOD.encode("utf-16"), "encoding_old", None),
        (GOOD.replace("sound is", "s\u00f6und is").encode("cp1252"), "encoding_wrong", None),
        (GOOD.replace(WORDS, "Too few words."), "text_short", None),
        (page(body=f"<p>{'headphones ' * 20}"), "keyword_stuffed", None),
    ],
)
def test_each_fault_is_found_at_its_place(html, rule, line):
    row = scored(html)

    assert rule in rules(row)
    assert told(row, rule)[0].line == line
    extra = set(rules(row)) - {rule, "language_missing", "encoding_old"}
    assert extra <= {"alternative_missing", "text_short", "text_hard"}


def test_hard_words_are_told_by_the_formula_of_the_language():
    english = scored("Institutional considerations necessitate interdepartmental harmonisation.")
    swedish = scored(
        "Myndigheternas informationshantering f\u00f6ruts\u00e4tter sekretessbest\u00e4mmelser och "
        "kommunikationsstrategier inom samarbetsorganisationerna."
    )

    assert "reading ease" in told(english, "text_hard")[0].found
    assert "LIX" in told(swedish, "text_hard")[0].found


def test_what_is_proposed_says_what_to_write():
    html = GOOD.replace("<title>Light headphones for long days</title>", "")
    (missing,) = told(scored(html), "title_missing")
    (language,) = told(scored(page(attributes="")), "language_missing")

    assert missing.proposal.endswith("such as 'Light headphones'.")
    assert language.proposal == 'Write <html lang="en">.'


@pytest.mark.parametrize(
    ("content", "size", "state", "rule"),
    [
        (b"", 0, "empty", "file_empty"),
        (b" \n\t", None, "empty", "file_empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", None, "binary", "file_binary"),
        (None, 60_000_000, "too_large", "file_too_large"),
        (b"<html></html>", None, "no_text", "no_text"),
        (b"<script>all is drawn by this</script>", None, "no_text", "no_text"),
    ],
)
def test_what_cannot_be_read_has_a_row_that_says_why(content, size, state, rule):
    row = scored(content, size=size)

    assert row["state"] == state
    assert rule in rules(row)
    assert row.get("reading_ease") is None


def test_a_page_of_ten_megabytes_is_read_and_few_of_its_findings_are_told():
    images = "<img src=x.png>\n" * 1_000
    html = page(body=f"<script>{'let picture = 1;' * 650_000}</script>{images}")

    row = scored(html)

    assert row["byte_count"] > 10_000_000
    assert row["bare_image_count"] == 1_000
    assert len(told(row, "alternative_missing")) == 20
    assert told(row, "alternative_missing")[-1].found.endswith("And 980 more of this kind.")


def test_of_a_page_that_search_would_cut_the_first_part_is_read():
    settings = ContentSettings(page_bytes=len(GOOD.encode()))

    row = scored(GOOD + "<img src=x.png>", settings=settings)

    assert rules(row) == ["page_cut"]
    assert row["image_count"] == 1


def test_a_text_has_no_faults_of_pages():
    row = scored(WORDS, kind="text")

    assert rules(row) == []
    assert row["word_count"] > 100
    assert (row["title"], row.get("image_count")) == (None, None)


def test_a_short_post_is_no_short_page():
    assert rules(scored("So good!", kind="post")) == []


def test_a_post_without_words_is_told():
    assert scored("\U0001f600 https://x.example", kind="post")["word_count"] == 1


def test_markdown_is_held_to_the_rules_of_headings_images_and_links():
    row = scored(f"## Part\n{WORDS}\n![](x.png) [here](/y)", kind="markdown")

    assert set(rules(row)) == {"main_heading_missing", "alternative_missing", "link_vague"}


def test_keywords_are_sought_in_text_title_and_main_heading():
    row = scored(GOOD, keywords=("headphone", "battery", "tent"))

    assert [one.term for one in row["keywords"][:3]] == ["headphone", "battery", "tent"]
    assert [one.found for one in told(row, "keyword_missing")] == [
        "The keyword 'battery' is not in the title or the main heading.",
        "The keyword 'tent' is nowhere in the text.",
    ]


def test_what_the_best_posts_of_the_topic_say_is_missing():
    best = (Best("warranti", "warranty", 0.5), Best("batteri", "battery", 0.9))
    topics = {7: Topic({"headphon": 0.6, "sound": 0.2, "bass": 0.2}, best)}

    row = scored(GOOD, topics=topics)

    assert (row["topic_id"], row["topic_share"]) == (7, pytest.approx(0.8))
    assert row["missing_terms"] == ["warranty"]
    assert told(row, "terms_missing")[0].found.endswith("say what this does not: warranty.")


def test_another_language_than_english_is_read_by_its_own_formula():
    german = (
        "Diese Kopfh\u00f6rer sind leicht und klingen gut. Der Akku h\u00e4lt zwei Tage lang durch."
    )

    row = scored(page(attributes=' lang="de-AT"').replace(WORDS, german * 5))

    assert row["detected_language"] == "de"
    assert row["reading_grade"] is None
    assert row["reading_ease"] is not None
    assert "language_differs" not in rules(row)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("a/b.HTML", "html"), ("b.htm", "html"), ("c.md", "markdown"), ("d.txt", "text")],
)
def test_the_end_of_a_name_tells_what_a_file_is(path, kind):
    assert kind_of(path) == kind


def test_the_page_lists_every_rule_with_its_severity_and_basis():
    page = Path(__file__).resolve().parents[3] / "docs" / "content.md"
    listed = re.findall(r"^\| `(\w+)` \| (\w+) \| (\w+) \| .+ \| (.+) \|$", page.read_text(), re.M)

    assert listed == [(name, r.area, r.severity, r.basis) for name, r in RULES.items()]


def test_every_rule_says_what_it_is_about_and_whose_it_is():
    for name, rule in RULES.items():
        assert rule.severity in ("high", "medium", "low"), name
        assert rule.found.endswith("."), name
        assert rule.proposal.endswith("."), name
        assert rule.basis, name

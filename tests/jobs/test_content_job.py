"""score_content, end to end on a lake of a folder."""

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from voxlake.core.days import Days
from voxlake.core.errors import InputError, TooLittleDataError
from voxlake.jobs import score_content
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.lake.sql import attach
from voxlake.marketing.content.settings import ContentSettings
from voxlake.run.context import Context
from voxlake.sample.site import PAGES, SITE
from voxlake.tables import (
    CONTENT_FINDINGS,
    CONTENT_SCORES,
    DRAFTS,
    POSTS,
    SEARCH_CONSOLE,
    TOP_POSTS,
    TOPIC_NAMES,
    TOPIC_TERMS,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "content.md"
QUERIES = re.findall(r"^```sql\n(.+?)^```", PAGE.read_text(), re.M | re.S)
DAY, NEXT = date(2024, 3, 30), date(2024, 3, 31)
COPY = (
    "We sell headphones that last for two days and weigh less than an apple, "
    "with a case, a charger and a cable in the box, and bring them to your door for nothing."
)


class FittedTopics:
    """Models of which topics are fitted."""

    def version(self, name):
        return "3" if name == "topics" else None


class NoModels:
    """Models of which none is fitted."""

    def version(self, name):
        return None


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "my site"
    (folder / "en").mkdir(parents=True)
    for name, html in PAGES.items():
        (folder / name).write_text(html)
    (folder / "en" / "a.md").write_text(f"# Headphones\n{COPY}")
    (folder / "en" / "b.txt").write_text(f"{COPY} Really!")
    (folder / "en" / "empty.html").write_bytes(b"\n")
    (folder / "en" / "no byte é%41.html").write_bytes(b"")
    (folder / "en" / "other.HTM").write_text(
        PAGES["delivery.html"].replace("parcel", "p\u00e4ckchen")
    )
    (folder / "en" / "picture.html").write_bytes(b"\x89PNG\0\0")
    (folder / "en" / "large.txt").write_bytes(b"word " * 20_000)
    (folder / "en" / "logo.png").write_bytes(b"\x89PNG\0\0")
    return folder


@pytest.fixture
def settings(pages):
    return ContentSettings(
        sources={"site": {"path": str(pages), "base_url": SITE, "keywords": ["headphones"]}},
        accounts=("shop",),
        file_bytes=50_000,
        best_posts=1,
    )


@pytest.fixture
def ctx(spark, frame, tmp_path):
    lake = Lake(spark, Root(str(tmp_path / "lake")), run_id="run")
    at = {"posted_at": datetime(2024, 3, 30, 9), "post_date": DAY, "is_usable": True}
    posts = [
        {"post_id": "p1", "user_id": "shop", "text": "Our new headphones! #sale", **at},
        {"post_id": "p2", "user_id": "ann", "text": "The bass of these headphones", **at},
        {"post_id": "p3", "user_id": "shop", "is_repost": True, "text": "Their words", **at},
        {"post_id": "p4", "user_id": "shop", "text": None, **at},
    ]
    lake.replace(frame(POSTS, *posts), POSTS, Days.every())
    search = {"search_date": DAY, "page": "http://SHOP.example/delivery.html#top", "query": "q"}
    lake.replace(
        frame(
            SEARCH_CONSOLE,
            {**search, "search_id": "1", "impression_count": 30, "click_count": 3, "position": 2.0},
            {**search, "search_id": "2", "impression_count": 10, "click_count": 1, "position": 6.0},
            {**search, "search_id": "3", "impression_count": 60},
            {**search, "search_id": "4", "search_date": NEXT, "impression_count": 7},
        ),
        SEARCH_CONSOLE,
        Days.every(),
    )
    return Context(spark, lake, NoModels(), Days.of([DAY]), "run")


@pytest.fixture
def with_topics(ctx, frame):
    top = {"as_of_date": DAY, "kind": "most", "topic_id": 5, "segment_id": -2, "post_date": DAY}
    ctx.lake.replace(
        frame(TOP_POSTS, {**top, "rank": 1, "post_id": "p2"}), TOP_POSTS, Days.of([DAY])
    )
    terms = {"model_version": "3", "topic_id": 4}
    leading = [("headphon", 0.6), ("batteri", 0.3), ("bass", 0.1)]
    rows = [
        {**terms, "rank": n, "stem": stem, "weight": weight}
        for n, (stem, weight) in enumerate(leading)
    ]
    ctx.lake.merge(frame(TOPIC_TERMS, *rows), TOPIC_TERMS)
    names = [{"topic_id": 4, "shown_as": 5, "is_hidden": False}]
    ctx.lake.merge(frame(TOPIC_NAMES, *names), TOPIC_NAMES)
    return replace(ctx, models=FittedTopics())


def by_content(lake, day=DAY):
    return {row["content_id"]: row for row in lake.read(CONTENT_SCORES, Days.of([day])).collect()}


@pytest.mark.whole
def test_files_and_posts_are_scored_beside_search_and_run_again_alike(with_topics, settings):
    lake = with_topics.lake

    score_content.run(with_topics, settings)
    first = by_content(lake)
    score_content.run(replace(with_topics, days=Days.of([NEXT])), settings)
    score_content.run(with_topics, settings)

    assert by_content(lake) == first
    assert {key: row["state"] for key, row in first.items()} == {
        "site:delivery.html": "scored",
        "site:headphones.html": "scored",
        "site:en/a.md": "scored",
        "site:en/b.txt": "scored",
        "site:en/empty.html": "empty",
        "site:en/no byte é%41.html": "empty",
        "site:en/other.HTM": "scored",
        "site:en/picture.html": "binary",
        "site:en/large.txt": "too_large",
        "p1": "scored",
        "p4": "empty",
    }
    delivery = first["site:delivery.html"]
    assert delivery["url"] == f"{SITE}/delivery.html"
    assert (delivery["impression_count"], delivery["click_count"]) == (100, 4)
    assert delivery["click_share"] == pytest.approx(0.04)
    assert delivery["position"] == pytest.approx((30 * 2 + 10 * 6) / 40)
    assert first["site:headphones.html"]["impression_count"] is None
    assert by_content(lake, NEXT)["site:delivery.html"]["impression_count"] == 107
    headphones = first["site:headphones.html"]
    assert (headphones["topic_id"], headphones["missing_terms"]) == (5, ["bass"])
    assert headphones["keywords"][0]["term"] == "headphones"
    assert (first["p1"]["kind"], first["p1"]["title"]) == ("post", None)


@pytest.mark.whole
def test_the_planted_faults_are_found_where_they_are_and_the_score_counts_them(ctx, settings):
    score_content.run(ctx, settings)

    rows = ctx.lake.read(CONTENT_FINDINGS).collect()
    delivery = [row for row in rows if row["content_id"] == "site:delivery.html"]
    found = {(row["rule"], row["line"]) for row in delivery}
    assert found >= {
        ("language_missing", None),
        ("viewport_missing", None),
        ("title_short", 5),
        ("title_shared", None),
        ("description_missing", None),
        ("main_heading_missing", None),
        ("heading_skipped", 14),
        ("alternative_missing", 10),
        ("link_nowhere", 13),
        ("link_vague", 16),
        ("keyword_stuffed", None),
    }
    in_order = sorted(delivery, key=lambda row: row["finding"])
    assert [row["finding"] for row in in_order] == list(range(1, len(delivery) + 1))
    assert in_order[0]["severity"] == "high"
    headphones = {r["rule"] for r in rows if r["content_id"] == "site:headphones.html"}
    assert headphones == {"alternative_is_file", "markup_broken"}
    row = by_content(ctx.lake)["site:headphones.html"]
    assert row["score"] == 100 - 7 - 2
    assert (row["high_count"], row["medium_count"], row["low_count"]) == (0, 1, 1)
    assert ctx.notes["contents"] == 11
    assert ctx.notes["high_findings"] == sum(r["severity"] == "high" for r in rows)
    assert by_content(ctx.lake)["site:en/empty.html"]["score"] is None
    of_no_byte = [r["rule"] for r in rows if r["content_id"] == "site:en/no byte é%41.html"]
    assert of_no_byte == ["file_empty"]


@pytest.mark.whole
def test_of_texts_that_are_alike_the_later_one_names_the_first(ctx, settings):
    score_content.run(ctx, settings)

    copies = {key: row["copy_of"] for key, row in by_content(ctx.lake).items() if row["copy_of"]}
    assert copies == {
        "site:en/b.txt": "site:en/a.md",
        "site:en/other.HTM": "site:delivery.html",
    }
    (told,) = (
        ctx.lake.read(CONTENT_FINDINGS).where("rule = 'copy' AND content_id LIKE '%txt'").collect()
    )
    assert re.fullmatch(r"\d\d% of what it or site:en/a.md says is in both\.", told["found"])


@pytest.mark.whole
def test_a_pattern_names_some_files_by_their_place_below_what_is_fixed(ctx, pages, settings):
    path = str(pages / "*" / "*.md")

    score_content.run(ctx, ContentSettings(sources={"docs": {"path": path}}))

    assert set(by_content(ctx.lake)) == {"docs:en/a.md"}


@pytest.mark.whole
def test_drafts_that_passed_are_scored_beside_what_is_there(ctx, frame):
    draft = {"created_date": DAY, "language": "en", "text": COPY, "kind": "blog"}
    ctx.lake.merge(
        frame(
            DRAFTS,
            {**draft, "draft_id": "a", "state": "offered"},
            {**draft, "draft_id": "b", "state": "approved", "kind": "post", "text": None},
            {**draft, "draft_id": "c", "state": "rejected"},
            {**draft, "draft_id": "d", "state": "offered", "created_date": NEXT},
        ),
        DRAFTS,
    )

    score_content.run(ctx, ContentSettings())

    rows = by_content(ctx.lake)
    assert {key: row["kind"] for key, row in rows.items()} == {
        "draft:a": "markdown",
        "draft:b": "post",
    }


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        (None, TooLittleDataError, "no files, posts or drafts. Set content.sources"),
        ("nowhere", InputError, r"nowhere cannot be read.*Set content\.sources\.site\.path"),
        ("none", TooLittleDataError, "found no files, posts or drafts"),
    ],
)
@pytest.mark.whole
def test_where_there_is_nothing_to_score_the_job_says_so(ctx, tmp_path, path, error, message):
    (tmp_path / "none").mkdir()
    sources = {"site": {"path": str(tmp_path / path)}} if path else {}

    with pytest.raises(error, match=message):
        score_content.run(ctx, ContentSettings(sources=sources))

    assert not ctx.lake.exists(CONTENT_SCORES)


@pytest.mark.whole
def test_without_posts_topics_or_search_files_are_scored(spark, tmp_path, settings):
    lake = Lake(spark, Root(str(tmp_path / "new")), run_id="run")
    empty = Context(spark, lake, FittedTopics(), Days.of([DAY]), "run")

    score_content.run(empty, settings)

    rows = by_content(lake)
    assert len(rows) == 9
    assert {
        (row["topic_id"], row["impression_count"], row["position"]) for row in rows.values()
    } == {(None, None, None)}


@pytest.mark.whole
def test_the_queries_of_the_page_run(ctx, settings, spark):
    score_content.run(ctx, settings)
    attach(ctx.spark, ctx.lake, (CONTENT_SCORES, CONTENT_FINDINGS, SEARCH_CONSOLE))

    assert QUERIES
    for query in QUERIES:
        assert spark.sql(query).count() > 0, query

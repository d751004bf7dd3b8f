"""What is collected from each network becomes posts by the sources that ship."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard
from networks_served import Reply, served

from voxlake.collect.settings import CollectSettings
from voxlake.core.days import Days
from voxlake.core.yaml_texts import read_yaml
from voxlake.ingest.settings import IngestSettings
from voxlake.jobs import collect_posts, ingest
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.context import Context
from voxlake.run.feeds import read_feeds, remember
from voxlake.tables import DATA_QUALITY, POSTS, USERS

TESTS = Path(__file__).resolve().parents[1]
EXPORTS = TESTS / "exports" / "social"
EXPECTED = read_yaml((EXPORTS / "expected.yaml").read_text())
SOURCES = TESTS.parent / "conf" / "sources"
NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
SOURCE_OF = {
    **{"x": "x_api", "mastodon": "mastodon", "bluesky": "bluesky", "youtube": "youtube"},
    **{"reddit": "reddit", "rss": "rss"},
}
ENTRY = """<item><guid isPermaLink="false">{0}</guid><title>Post {0}</title>
<link>https://tea.example/{0}</link><author>Ann</author>
<description>&lt;p&gt;Oolong {1} &amp;amp; more&lt;/p&gt;</description>
<pubDate>Fri, 01 Mar 2024 0{0}:30:00 +0100</pubDate></item>"""


def lines(name):
    return [json.loads(line) for line in (EXPORTS / name).read_text().splitlines()]


def feed(*entries):
    items = "".join(ENTRY.format(*entry) for entry in entries)
    head = "<title>Tea news</title><language>en-GB</language>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def listing(name, kind):
    """What Reddit answers, of the things of a dump."""
    dump = zstandard.ZstdDecompressor().stream_reader((EXPORTS / "reddit" / name).read_bytes())
    things = [json.loads(line) for line in dump.read().splitlines() if line.strip()]
    return {"data": {"after": None, "children": [{"kind": kind, "data": one} for one in things]}}


def answers(entries):
    """What each network answers, by the end of the path that is asked for."""
    no_more = {"kind": "youtube#commentThreadListResponse", "items": []}
    threads = json.loads((EXPORTS / "youtube/threads.json").read_text())
    return {
        "/2/tweets/search/recent": lines("x_api/pages.jsonl"),
        "/timelines/tag/tea": [
            json.loads((EXPORTS / "mastodon/statuses.json").read_text())
            + lines("mastodon/hashtag.jsonl")
        ],
        "/app.bsky.feed.searchPosts": lines("bluesky/search.jsonl"),
        "/app.bsky.feed.getAuthorFeed": [
            json.loads((EXPORTS / "bluesky/author_feed.json").read_text())
        ],
        "/v3/commentThreads": [threads, no_more],
        "/api/v1/access_token": [{"access_token": "t", "expires_in": 3600}],
        "/r/tea/new": [listing("pics_submissions.zst", "t3")],
        "/r/tea/comments": [listing("RC_2018-01.zst", "t1")],
        "/feed": [entries],
    }


def settings(network):
    asked = {
        "x": {"queries": ["tea"], "token_env": "TEA"},
        "mastodon": {"queries": ["#tea"]},
        "bluesky": {"queries": ["tea", "@ada.example"]},
        "youtube": {"queries": ["video:vid00000001"], "token_env": "TEA"},
        "reddit": {"queries": ["r/tea", "r/tea/comments"], "user": "app", "token_env": "TEA"},
        "rss": {"queries": [f"{network.address}/feed"]},
    }
    posts = {
        name: {"network": name, **({} if name == "rss" else {"address": network.address}), **said}
        for name, said in asked.items()
    }
    return CollectSettings(posts=posts, retries=0, first_days=3650)


def collect(ctx, network, entries):
    left = {path: list(pages) for path, pages in answers(entries).items()}
    no_more = {"data": {"children": []}, "feed": [], "posts": []}
    end = {"/timelines/tag/tea": [], "/feed": entries}

    def answer(asked):
        path = next(path for path in left if asked.path.endswith(path))
        return Reply(left[path].pop(0) if left[path] else end.get(path, no_more))

    network.answer = answer
    collect_posts.run(ctx, settings(network))


@pytest.mark.whole
def test_what_networks_answer_are_posts_once_and_a_changed_one_is_as_it_was_last(
    spark, tmp_path, monkeypatch
):
    monkeypatch.setenv("TEA", "s3cret")
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    ctx = Context(spark, lake, None, Days.every(), "run", now=lambda: NOW)
    with served() as network:
        collect(ctx, network, feed((1, "a"), (2, "b")))
        again = Context(spark, lake, None, Days.every(), "run", now=lambda: NOW)
        collect(again, network, feed((3, "c"), (2, "changed"), (1, "a")))
    remember(
        lake.place.home,
        [
            one
            for name, source in SOURCE_OF.items()
            for one in read_feeds(f"{SOURCES}/{source}.yaml", f"{tmp_path}/_collected/{name}")
        ],
    )

    ingest.run(ctx, IngestSettings())

    rows = {row["post_id"]: row for row in lake.read(POSTS).collect()}
    for source in ("x_api", "x_api_referenced", "mastodon", "bluesky", "bluesky_search"):
        check(rows, source, source.split("_")[0])
    for source in ("youtube", "youtube_replies"):
        check(rows, source, "youtube")
    for source in ("reddit", "reddit_submissions"):
        check(rows, source, "reddit")
    entries = sorted(
        (row["posted_at"].hour, row["text"], row["language"], row["url"])
        for row in rows.values()
        if row["post_id"].startswith("rss:")
    )
    assert entries == [
        (hour, f"Post {hour + 1}\nOolong {word} & more", "en", f"https://tea.example/{hour + 1}")
        for hour, word in enumerate(("a", "changed", "c"))
    ]
    names = {row["name"] for row in lake.read(USERS).collect()}
    assert {"Tea news", "Ada Ex", "Ann 🍞", "Ada ✨"} <= names
    counts = lake.read(DATA_QUALITY).where("table_name = 'posts' AND source = 'rss'")
    told = {
        row["step"]: row["n"]
        for row in counts.groupBy("step").agg({"row_count": "sum"}).toDF("step", "n").collect()
    }
    assert (told["read"], told["accepted"], told.get("rejected", 0)) == (4, 3, 0)


def check(rows, source, namespace):
    """The posts of a source are those that its export has, with their texts."""
    for right in EXPECTED[source]["posts"]:
        row = rows[f"{namespace}:{right['post_id']}"]
        for name in ("text", "like_count", "score"):
            if name in right:
                assert str(row[name]) == str(right[name])  # YAML has some as texts

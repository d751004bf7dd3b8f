"""Each network is asked as its interface says, and what comes is kept as it came."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from collected_by import NOW, SECRET, Place
from networks_served import Reply, served

from voxlake.core.errors import ConfigError


@pytest.fixture
def network():
    with served() as one:
        yield one


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def x_id(minutes):
    """An id of X of so many minutes before the tests' now."""
    at = NOW - timedelta(minutes=minutes)
    return str(((int(at.timestamp() * 1000) - 1288834974657) << 22) + minutes)


def x_page(minutes, token=None):
    data = [{"id": x_id(m), "text": f"post {m}", "author_id": "1"} for m in minutes]
    meta = {"result_count": len(data), **({"next_token": token} if token else {})}
    return {"data": data, "includes": {"users": [{"id": "1"}]}, "meta": meta}


def test_x_searches_page_by_page_and_then_only_what_is_newer(network, place):
    pages = {None: x_page([1, 2], "b"), "b": x_page([3, 4])}
    network.answer = lambda asked: Reply(pages[asked.query.get("next_token")])
    posts = {"network": "x", "address": network.address, "queries": ["acme"], "token_env": "T"}

    first = place.collect(posts)
    network.answer = lambda asked: Reply({"meta": {"result_count": 0}})
    second = place.collect(posts)

    assert (first.posts, first.requests, second.posts) == (4, 2, 0)
    assert sorted(place.lines, key=str) == sorted(pages.values(), key=str)
    assert network.asked[0].path == "/2/tweets/search/recent"
    assert network.asked[0].headers["authorization"] == f"Bearer {SECRET}"
    assert network.asked[2].query["since_id"] == x_id(1)
    assert len(place.files) == 2


def test_what_x_cannot_search_back_to_is_told(network, place):
    network.answer = lambda asked: Reply(x_page([1]))
    posts = {"network": "x", "address": network.address, "queries": ["acme"], "token_env": "T"}
    place.collect(posts)
    place.now += timedelta(days=8)

    found = place.collect(posts)

    assert "since_id" not in network.asked[-1].query
    assert found.told == [
        "acme: the last post that is there is of 2024-03-01 11:59 UTC; the search goes back seven "
        "days: what lies between is not there"
    ]


def test_the_credits_of_x_that_are_used_up_end_the_run_and_are_no_failure(network, place):
    used_up = {"title": "UsageCapExceeded", "detail": "Usage cap exceeded: Monthly product cap"}
    network.answer = lambda asked: Reply(used_up, 429)
    posts = {"network": "x", "address": network.address, "queries": ["a", "b"], "token_env": "T"}

    found = place.collect(posts)

    assert found.failed == []
    assert "used up" in found.told[0]
    assert found.told[1] == "not asked in this run: b"
    assert len(network.asked) == 1


def test_mastodon_keeps_each_status_as_it_came(network, place):
    raw = b'[\n {"id": "9",  "n": 1.10, "created_at": "2024-03-01T11:00:00Z"},\n {"id":"8"}\n]'
    link = {"Link": f'<{network.address}/x?max_id=8>; rel="next"'}
    pages = {None: Reply(raw, headers=link), "8": Reply(b"[]")}
    network.answer = lambda asked: pages[asked.query.get("max_id")]
    posts = {"network": "mastodon", "address": network.address, "queries": ["#acme"]}

    found = place.collect(posts)

    assert found.posts == 2
    assert [f.read_bytes() for f in place.files] == [
        b'{"id": "9",  "n": 1.10, "created_at": "2024-03-01T11:00:00Z"}\n{"id":"8"}\n'
    ]
    assert network.asked[0].path == "/api/v1/timelines/tag/acme"
    assert "authorization" not in network.asked[0].headers


def test_mastodon_lists_an_account_by_its_id(network, place):
    answers = {
        "/api/v1/accounts/lookup": Reply({"id": "77"}),
        "/api/v1/accounts/77/statuses": Reply([{"id": "5"}]),
        "/api/v1/timelines/public": Reply([{"id": "6"}]),
    }
    network.answer = lambda asked: answers[asked.path]
    queries = ["@shop@other.example", "public"]

    found = place.collect(
        {"network": "mastodon", "address": network.address, "queries": queries, "token_env": "T"}
    )

    assert (found.failed, found.posts) == ([], 2)
    assert network.asked[0].query == {"acct": "shop@other.example"}


def bluesky_post(minute, **more):
    at = f"2024-03-01T11:{minute:02}:00.000Z"
    return {"uri": f"at://d/p/{minute}", "indexedAt": at, "record": {"createdAt": at}, **more}


def test_bluesky_signs_in_once_and_searches_what_is_newer(network, place):
    def answer(asked):
        if asked.path.endswith("createSession"):
            assert json.loads(asked.body) == {"identifier": "shop.example", "password": SECRET}
            return Reply({"accessJwt": "jwt-1"})
        assert asked.headers["authorization"] == "Bearer jwt-1"
        last = asked.query.get("cursor")
        return Reply(
            {"posts": [bluesky_post(20 if last else 30)], **({} if last else {"cursor": "c"})}
        )

    network.answer = answer
    posts = {
        **{"network": "bluesky", "address": network.address, "queries": ["acme"]},
        **{"token_env": "T", "user": "shop.example"},
    }

    found = place.collect(posts)
    again = place.collect(posts)

    assert (found.posts, found.requests, again.posts) == (2, 3, 0)
    assert network.asked[-1].query["since"] == "2024-03-01T11:30:00.000Z"
    assert len(place.files) == 2


def test_a_repost_of_an_old_post_does_not_end_a_feed(network, place):
    old = {"uri": "at://d/p/0", "indexedAt": "2020-01-01T00:00:00Z", "record": {}}
    reason = {"indexedAt": "2024-03-01T11:30:00Z"}
    feeds = {
        None: {"feed": [{"post": old, "reason": reason}], "cursor": "c"},
        "c": {"feed": [{"post": bluesky_post(10)}]},
    }
    network.answer = lambda asked: Reply(feeds[asked.query.get("cursor")])

    found = place.collect(
        {"network": "bluesky", "address": network.address, "queries": ["@shop.example"]}
    )

    assert found.posts == 2
    assert network.asked[0].path == "/xrpc/app.bsky.feed.getAuthorFeed"
    assert network.asked[0].query["actor"] == "shop.example"


def test_a_post_of_bluesky_counts_by_the_earlier_of_its_two_times(network, place):
    late = bluesky_post(10, record={"createdAt": "2024-03-01T11:50:00.000Z"})
    network.answer = lambda asked: Reply({"posts": [late]})
    posts = {"network": "bluesky", "address": network.address, "queries": ["acme"]}

    place.collect(posts)
    place.collect(posts)

    assert network.asked[-1].query["since"] == "2024-03-01T11:10:00.000Z"


def thread(known, minute, replies=0, came=0):
    at = f"2024-03-01T11:{minute:02}:00Z"
    return {
        "id": known,
        "snippet": {
            "totalReplyCount": replies,
            "topLevelComment": {"id": known, "snippet": {"publishedAt": at}},
        },
        **(
            {"replies": {"comments": [{"id": f"{known}.{n}"} for n in range(came)]}} if came else {}
        ),
    }


def test_youtube_fetches_all_replies_of_threads_that_have_more(network, place):
    def answer(asked):
        if asked.path.endswith("commentThreads"):
            items = [thread("a", 30, replies=7, came=5), thread("b", 20, replies=1, came=1)]
            return Reply({"kind": "youtube#commentThreadListResponse", "items": items})
        assert asked.query["parentId"] == "a"
        token = asked.query.get("pageToken")
        items = [{"id": f"a.{n}"} for n in ((5, 6) if token else range(5))]
        more = {} if token else {"nextPageToken": "r2"}
        return Reply({"kind": "youtube#commentListResponse", "items": items, **more})

    network.answer = answer

    found = place.collect(
        {
            **{"network": "youtube", "address": network.address},
            "queries": ["video:v1"],
            "token_env": "T",
        }
    )

    assert (found.failed, found.requests) == ([], 3)
    assert network.asked[0].headers["x-goog-api-key"] == SECRET
    assert all("key" not in asked.query for asked in network.asked)
    ids = {row["id"] for line in place.lines for row in line["items"]}
    assert ids == {"a", "b", *(f"a.{n}" for n in range(7))}


def test_a_run_that_ends_amid_replies_goes_on_with_them(network, place):
    def answer(asked):
        if asked.path.endswith("commentThreads"):
            items = [thread("a", 30, replies=1), thread("b", 20, replies=1)]
            return Reply({"kind": "youtube#commentThreadListResponse", "items": items})
        items = [{"id": f"{asked.query['parentId']}.0"}]
        return Reply({"kind": "youtube#commentListResponse", "items": items})

    network.answer = answer
    posts = {
        **{"network": "youtube", "address": network.address},
        "queries": ["channel:c"],
        "token_env": "T",
    }

    first = place.collect(posts, max_requests=2)
    asked = len(network.asked)
    place.collect(posts, max_requests=1)

    assert first.told == ["channel:c: the next run goes on (max_requests 2)"]
    assert network.asked[asked].query["parentId"] == "b"


@pytest.mark.parametrize("why", ["quotaExceeded", "commentsDisabled"])
def test_a_quota_that_is_used_up_is_a_limit_and_closed_comments_a_failure(network, place, why):
    said = {"error": {"code": 403, "message": "No.", "errors": [{"reason": why}]}}
    network.answer = lambda asked: Reply(said, 403)

    found = place.collect(
        {
            **{"network": "youtube", "address": network.address},
            "queries": ["video:v1"],
            "token_env": "T",
        }
    )

    assert bool(found.failed) == (why == "commentsDisabled")
    assert bool(found.told) == (why == "quotaExceeded")


def listing(kind, ids, after=None):
    rows = [{"kind": kind, "data": {"id": i, "created_utc": NOW.timestamp() - 60}} for i in ids]
    return {"kind": "Listing", "data": {"after": after, "children": rows}}


def test_reddit_gets_a_token_and_keeps_posts_and_comments_as_dumps_have_them(network, place):
    def answer(asked):
        if asked.path.endswith("access_token"):
            assert asked.headers["authorization"].startswith("Basic ")
            assert asked.body == b"grant_type=client_credentials"
            return Reply({"access_token": "t-1"})
        assert asked.headers["authorization"] == "Bearer t-1"
        if asked.path == "/r/tea/comments":
            return Reply(listing("t1", ["c1"]))
        return Reply(
            listing("t3", ["b2"]) if asked.query.get("after") else listing("t3", ["b3"], "t3_b3")
        )

    network.answer = answer

    found = place.collect(
        {
            **{"network": "reddit", "address": network.address, "user": "app", "token_env": "T"},
            "queries": ["r/tea", "r/tea/comments"],
        }
    )

    assert (found.failed, found.posts) == ([], 3)
    of_comments = [f for f in place.files if f.name.endswith("-comments.jsonl")]
    assert json.loads(of_comments[0].read_text())["id"] == "c1"
    assert sum(f.name.endswith("-submissions.jsonl") for f in place.files) == 2


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Tea &amp; more</title>
<language>en</language>{}</channel></rss>"""
ITEM = """<item><guid isPermaLink="false">{0}</guid><title>Post {0}</title><link>/{0}</link>
<description>&lt;p&gt;Text {1}&lt;/p&gt;</description>
<pubDate>Fri, 01 Mar 2024 09:00:00 +0100</pubDate></item>"""


def feed(*items):
    return FEED.format("".join(ITEM.format(*item) for item in items)).encode()


def test_a_feed_gives_only_what_is_new_or_changed(network, place):
    etag = {"ETag": '"1"', "Content-Type": "application/rss+xml"}
    network.answer = lambda asked: Reply(feed((1, "a"), (2, "b")), headers=etag)
    posts = {"network": "rss", "queries": [f"{network.address}/feed"]}

    first = place.collect(posts)
    rows = place.lines
    network.instead = [Reply(feed((1, "a"), (2, "new"), (3, "c")))]
    second = place.collect(posts)

    assert (first.posts, second.posts) == (2, 2)
    assert network.asked[1].headers["if-none-match"] == '"1"'
    assert rows[0] == {
        "id": "1",
        "url": f"{network.address}/1",
        "title": "Post 1",
        "text": "<p>Text a</p>",
        "author": None,
        "published_at": "2024-03-01T08:00:00+00:00",
        "updated_at": None,
        "tags": [],
        "language": "en",
        "feed": f"{network.address}/feed",
        "feed_title": "Tea & more",
        "posted_at": "2024-03-01T08:00:00+00:00",
        "collected_at": "2024-03-01T12:00:00+00:00",
    }


def test_an_entry_without_a_time_has_that_of_its_first_sight(network, place):
    item = "<item><guid isPermaLink='false'>1</guid><title>Timeless</title></item>"
    network.answer = lambda asked: Reply(FEED.format(item).encode())

    place.collect({"network": "rss", "queries": [f"{network.address}/feed"]})

    assert [row["posted_at"] for row in place.lines] == ["2024-03-01T12:00:00+00:00"]


def test_a_feed_that_has_not_changed_costs_one_request_and_no_file(network, place):
    network.answer = lambda asked: Reply(b"", 304)

    found = place.collect({"network": "rss", "queries": [f"{network.address}/feed"]})

    assert (found.posts, found.requests, found.failed, place.files) == (0, 1, [], [])


def test_a_feed_that_declares_entities_is_not_read(network, place):
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l "ha">]>' + feed((1, "&l;"))[21:]
    network.answer = lambda asked: Reply(bomb)

    found = place.collect({"network": "rss", "queries": [f"{network.address}/feed"]})

    assert "declares entities" in found.failed[0]


def test_a_feed_at_which_the_parser_fails_stops_no_other(network, place):
    network.answer = lambda asked: Reply(
        feed((1, "&#xD800;")) if asked.path == "/broken" else feed((1, "Calm"))
    )
    queries = [f"{network.address}/broken", f"{network.address}/feed"]

    found = place.collect({"network": "rss", "queries": queries})

    assert "cannot be read" in found.failed[0]
    assert found.posts == 1


@pytest.mark.parametrize(
    ("network_name", "query"),
    [
        ("x", " "),
        ("mastodon", "acme"),
        ("bluesky", "@"),
        ("youtube", "v1"),
        ("reddit", "r/a b"),
    ],
)
def test_a_query_that_is_none_is_told_before_anything_is_asked(network, place, network_name, query):
    posts = {"network": network_name, "address": network.address, "queries": [query]}
    keyed = {} if network_name in ("mastodon", "bluesky") else {"token_env": "T", "user": "u"}

    with pytest.raises(ConfigError, match=f"no query of {network_name}"):
        place.collect({**posts, **keyed})

    assert network.asked == []


def test_what_came_between_two_runs_is_not_lost_where_the_first_ended_early(network, place):
    """The newest at each time: 4 to 1, then 6 to 1; a page has two."""

    def answer(asked):
        below = int(asked.query.get("max_id", "99"))
        above = int(asked.query.get("since_id", "0"))
        ids = [i for i in range(newest, 0, -1) if above < i < below]
        link = {"Link": '<x>; rel="next"'} if len(ids) > 2 else {}
        return Reply([{"id": str(i)} for i in ids[:2]], headers=link)

    newest = 4
    network.answer = answer
    posts = {"network": "mastodon", "address": network.address, "queries": ["#a"]}

    first = place.collect(posts, max_requests=1)
    newest = 6
    place.collect(posts)

    assert first.told == ["#a: the next run goes on (max_requests 1)"]
    assert [row["id"] for row in place.lines] and {row["id"] for row in place.lines} == set(
        "123456"
    )
    assert [q.get("max_id") for q in network.queries] == [None, "3", None]
    assert network.queries[2]["since_id"] == "4"


def test_a_first_run_goes_back_some_days_and_no_further(network, place):
    def answer(asked):
        known = int(asked.query.get("max_id", "1000")) - 1
        at = datetime(2024, 3, 1, tzinfo=UTC) - timedelta(days=1000 - known)
        return Reply(
            [{"id": str(known), "created_at": at.isoformat()}], headers={"Link": '<x>; rel="next"'}
        )

    network.answer = answer

    found = place.collect(
        {"network": "mastodon", "address": network.address, "queries": ["#a"]}, first_days=3
    )

    assert (found.failed, found.requests) == ([], 3)

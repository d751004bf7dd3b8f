import math
from datetime import date, datetime, timedelta

import pytest

from voxlake.marketing.learnt.attributes import attributes_of, gains_of_published, summed
from voxlake.marketing.learnt.matching import published_posts
from voxlake.marketing.learnt.rewards import content_rewards, events_of_rewards
from voxlake.marketing.learnt.settings import LearntSettings
from voxlake.tables import (
    CONTENT_REWARDS,
    DRAFTS,
    EXPERIMENTS,
    IMAGES,
    POSTS,
    PUBLICATIONS,
    USERS,
)

DAY = date(2024, 3, 15)
NOON = datetime(2024, 3, 15, 12)
SETTINGS = LearntSettings()


def publication(name, network_post_id, **columns):
    told = {"publication_id": name, "network": "m", "state": "sent", "sent_at": NOON}
    return {**told, "network_post_id": network_post_id, "text": "Hello", **columns}


def post(name, day=DAY, **columns):
    at = datetime.combine(day, datetime.min.time()) + timedelta(hours=12)
    told = {"post_id": name, "post_date": day, "posted_at": at, "user_id": "m:me", "source": "m"}
    return {**told, "is_usable": True, "is_repost": False, **columns}


def matched(frame, publications, posts, settings=SETTINGS):
    found = published_posts(
        frame(PUBLICATIONS, *publications), frame(POSTS, *posts), settings, "UTC"
    )
    return {row["publication_id"]: row["post_id"] for row in found.collect()}


def test_a_post_is_known_by_its_id_its_address_or_the_last_part_of_either(frame):
    publications = [
        publication("by id", "111"),
        publication("by the last part of the id", "at://did:plc:x/app.bsky.feed.post/3kab"),
        publication("by the whole id", "at://did:plc:x/app.bsky.feed.post/3kac"),
        publication("by the address", "333"),
        publication("by the whole address", "https://m.org/notes/5"),
        publication("too far", "555"),
        publication("failed", "666", state="failed"),
        publication("one of two", "777"),
        publication("other of two", "777"),
        publication("without an id", " "),
        publication("never sent", "888", sent_at=None),
        publication("nowhere", "999"),
    ]
    posts = [
        post("masto:111"),
        post("bsky:3kab"),
        post("bsky:at://did:plc:x/app.bsky.feed.post/3kac"),
        post("other:1", url="https://m.org/@me/333/?lang=en"),
        post("other:2", url="https://m.org/notes/5"),
        post("masto:555", day=DAY + timedelta(days=3)),
        *(post(f"masto:{n}") for n in (666, 777, 888)),
        post("masto:999", user_id=None),
    ]

    assert matched(frame, publications, posts) == {
        "by id": "masto:111",
        "by the last part of the id": "bsky:3kab",
        "by the whole id": "bsky:at://did:plc:x/app.bsky.feed.post/3kac",
        "by the address": "other:1",
        "by the whole address": "other:2",
    }


def test_an_id_of_two_networks_is_told_apart_by_the_namespace_or_left_out(frame):
    publications, posts = [publication("p", "444")], [post("a:444"), post("b:444")]

    assert matched(frame, publications, posts) == {}
    assert matched(frame, publications, posts, LearntSettings(namespaces={"m": "b"})) == {
        "p": "b:444"
    }


@pytest.fixture(scope="module")
def gained(frame):
    """Twenty posts that got 0 and 99 likes in turn, and three that were published."""
    others = [
        post(f"m:{n}", DAY + timedelta(days=n - 10), like_count=99 * (n % 2)) for n in range(20)
    ]
    posts = [
        *others,
        post("m:good", like_count=99, hashtags=["a", "b", "c"]),
        post("m:bad", like_count=0),
        post("m:young", DAY + timedelta(days=14), like_count=5),
    ]
    late = NOON + timedelta(days=14)
    of_arm = {"experiment_id": "x", "propensity": 0.5}
    publications = [
        publication("good", "good", draft_id="d", image_path="i.png", arm_id="a", **of_arm),
        publication("bad", "bad", text="x" * 150, arm_id="b", choice_id="c", **of_arm),
        publication("young", "young", sent_at=late, arm_id="a", **of_arm),
    ]
    rows = frame(POSTS, *posts)
    found = published_posts(frame(PUBLICATIONS, *publications), rows, SETTINGS, "UTC")
    as_of = DAY + timedelta(days=15)
    return gains_of_published(found, rows, frame(USERS), as_of, SETTINGS, zone="UTC").cache()


def test_a_published_post_gains_over_the_other_posts_of_its_account(gained):
    rows = {row["publication_id"]: row for row in gained.collect()}

    # ln 100 for eleven and 0 for ten of the 21 others of the one, the other way for the other.
    assert set(rows) == {"good", "bad"}
    assert rows["good"]["gain"] == pytest.approx(math.log(100) * (1 - 10 / 21))
    assert rows["bad"]["gain"] == pytest.approx(-math.log(100) * 11 / 21)
    assert rows["good"]["hour"] == 12


def test_published_posts_are_told_by_what_they_are_made_of(frame, gained):
    draft = {"draft_id": "d", "generator": "openai", "model": "g", "prompt_hash": "h"}
    drafts = frame(DRAFTS, {**draft, "kind": "post"})
    images = frame(IMAGES, {"image_id": "i", "path": "i.png", "generator": "card"})

    rows = attributes_of(gained, drafts, images).collect()

    good = {r["attribute"]: (r["scope"], r["value"]) for r in rows if r["gain"] > 0}
    bad = {r["attribute"]: (r["scope"], r["value"]) for r in rows if r["gain"] < 0}
    assert good == {
        "generator": ("all", "openai"),
        "model": ("all", "g"),
        "prompt": ("all", "h"),
        "kind": ("all", "post"),
        "arm": ("x", "a"),
        "hour": ("all", "afternoon"),
        "length": ("all", "short"),
        "image": ("all", "card"),
        "hashtags": ("all", "3 or more"),
    }
    assert bad == {
        "generator": ("all", "person"),
        "arm": ("x", "b"),
        "hour": ("all", "afternoon"),
        "length": ("all", "medium"),
        "image": ("all", "none"),
        "hashtags": ("all", "none"),
    }


def test_sums_of_a_value_come_with_those_of_all_values(frame):
    like = "attribute string, scope string, value string, account_id string, gain double, "
    rows = [("a", 1.0, 0.5), ("a", 3.0, 0.5), ("b", 5.0, 1.0), ("b", 7.0, 1.0), ("c", 9.0, 1.0)]
    posts = [
        {"attribute": "image", "scope": "all", "value": v, "account_id": v, "gain": g, "weight": w}
        for v, g, w in rows
    ]

    found = summed(frame(f"{like}weight double", *posts), LearntSettings(min_posts=2)).collect()

    a, b = sorted(found, key=lambda row: row["value"])
    assert (a["post_count"], a["account_count"], a["w"], a["wg"], a["wgg"]) == (2, 1, 1, 2, 5)
    # 5 - 2² / 1 = 1 of a, 74 - 12² / 2 = 2 of b, 0 of c, which has too few posts for a row.
    assert (b["all_count"], b["all_w"], b["all_wg"]) == (5, 4, 23)
    assert (b["within"], b["value_count"]) == (3, 3)


def test_a_reward_is_told_once_as_of_the_day_of_sending_however_often_it_was_seen(frame, gained):
    early = content_rewards(gained, DAY + timedelta(days=15))
    again = content_rewards(gained, DAY + timedelta(days=16))
    rewards = frame(CONTENT_REWARDS).unionByName(early).unionByName(again)
    planned = frame(EXPERIMENTS, {"experiment_id": "x", "metric": "gain"}, {"experiment_id": "y"})

    rows = events_of_rewards(rewards, planned).collect()

    assert len(rows) == len({row["event_id"] for row in rows}) == 6
    assert {(row["event_date"], row["occurred_at"]) for row in rows} == {(DAY, NOON)}
    chosen = {row["choice_id"]: row for row in rows if row["kind"] == "assignment"}
    assert {key: (row["arm"], row["propensity"]) for key, row in chosen.items()} == {
        "good": ("a", 0.5),
        "c": ("b", 0.5),
    }
    told = {(r["choice_id"], r["metric"]): r["value"] for r in rows if r["kind"] == "outcome"}
    assert told["good", "beats_usual"] == 1.0
    assert told["c", "beats_usual"] == 0.0
    assert told["good", "gain"] == pytest.approx(math.log(100) * (1 - 10 / 21))


def test_an_experiment_that_something_else_decides_takes_no_rewards_of_posts(frame, gained):
    rewards = content_rewards(gained, DAY)
    planned = frame(EXPERIMENTS, {"experiment_id": "x", "metric": "signup"})

    assert events_of_rewards(rewards, planned).collect() == []

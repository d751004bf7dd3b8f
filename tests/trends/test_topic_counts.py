from datetime import date

import pytest

from voxlake.tables import POST_SENTIMENT, POST_TOPICS, POSTS, TOPIC_NAMES
from voxlake.trends.topics import posts_by_topic, topic_counts

DAY, NEXT = date(2024, 3, 4), date(2024, 3, 5)


def post(post_id, user_id="ann", **columns):
    told = {"post_id": post_id, "post_date": DAY, "user_id": user_id, "is_usable": True}
    return {**told, **columns}


def topic(post_id, topic_id, **columns):
    told = {"post_id": post_id, "post_date": DAY, "topic_id": topic_id, "model_version": "1"}
    return {**told, "is_clear": True, **columns}


def named(topic_id, shown_as=None, is_hidden=False):
    shown = topic_id if shown_as is None else shown_as
    return {"topic_id": topic_id, "shown_as": shown, "is_hidden": is_hidden}


@pytest.fixture
def shown(frame):
    """By post, the topic that it is shown under."""

    def find(topics, names=(), posts=None):
        made = posts or [post(row["post_id"]) for row in topics]
        found = posts_by_topic(
            frame(POSTS, *made), frame(POST_TOPICS, *topics), frame(TOPIC_NAMES, *names)
        )
        return {row["post_id"]: row["topic_id"] for row in found.collect()}

    return find


def test_posts_are_shown_under_the_topic_that_theirs_is_merged_into(shown):
    names = [named(0), named(1, shown_as=0), named(2, shown_as=3), named(3)]

    assert shown([topic("a", 0), topic("b", 1), topic("c", 2), topic("d", 7)], names) == {
        "a": 0, "b": 0, "c": 3, "d": 7
    }  # fmt: skip


def test_posts_of_hidden_topics_and_of_those_merged_into_them_have_none(shown):
    names = [named(0, is_hidden=True), named(1, shown_as=0), named(2, shown_as=3, is_hidden=True)]

    found = shown([topic("a", 0), topic("b", 1), topic("c", 2), topic("d", 3)], names)

    assert found == {"a": None, "b": None, "c": None, "d": 3}


def test_posts_that_belong_nowhere_or_were_not_read_have_no_topic(shown):
    topics = [topic("a", 0, is_clear=False), topic("b", 0, is_clear=None)]

    found = shown(topics, posts=[post("a"), post("b"), post("c"), post("d", is_usable=False)])

    assert found == {"a": None, "b": 0, "c": None}  # an old row, without the answer, is clear


@pytest.fixture
def counted(frame):
    """By topic, segment and language, what is counted."""

    def count(posts, topics, segments, sentiment=()):
        by_topic = posts_by_topic(
            frame(POSTS, *posts), frame(POST_TOPICS, *topics), frame(TOPIC_NAMES)
        )
        members = frame("user_id string, segment_id int", *segments)
        placed = by_topic.join(members, on="user_id", how="left").fillna({"segment_id": -1})
        rows = topic_counts(placed, frame(POST_SENTIMENT, *sentiment)).collect()
        return {(r["topic_id"], r["segment_id"], r["language"]): r for r in rows}

    return count


def test_a_topic_is_counted_in_all_by_segment_and_by_language_but_not_by_both(counted):
    posts = [
        post("a", language="en", view_count=10),
        post("b", "ben", language="de", like_count=2, reply_count=1),
        post("c", language="en"),
        post("d", None, language=None),
    ]
    sentiment = [
        {"post_id": "a", "post_date": DAY, "score": -0.5, "label": "negative"},
        {"post_id": "b", "post_date": DAY, "score": 0.1, "label": "neutral"},
    ]
    topics = [topic("a", 0), topic("b", 0), topic("c", 1), topic("d", 0, is_clear=False)]

    found = counted(posts, topics, [{"user_id": "ann", "segment_id": 4}], sentiment)

    assert set(found) == {
        *((t, -2, "all") for t in (-2, 0, 1)),
        *((t, 4, "all") for t in (-2, 0, 1)),
        *((t, -1, "all") for t in (-2, 0)),
        *((t, -2, "en") for t in (-2, 0, 1)),
        *((t, -2, "de") for t in (-2, 0)),
        (-2, -2, "unknown"),
    }
    of_topic = found[0, -2, "all"]
    assert (of_topic["post_count"], of_topic["author_count"], of_topic["reach"]) == (2, 2, 13)
    assert of_topic["post_share"] == pytest.approx(2 / 3)  # of those that have a topic
    assert (of_topic["sentiment"], of_topic["negative_count"]) == (pytest.approx(-0.2), 1)
    together = found[-2, -2, "all"]
    assert (together["post_count"], together["author_count"]) == (4, 2)
    assert together["post_share"] == 0.75
    assert found[0, 4, "all"]["post_share"] == 0.5
    assert found[-2, -2, "unknown"]["post_share"] == 0
    assert found[1, -2, "all"]["sentiment"] is None


def test_a_post_with_its_answers_and_reposts_is_one_thread_also_where_it_is_not_there(counted):
    posts = [
        post("a"),
        post("b", repost_of_post_id="a"),
        post("c", reply_to_post_id="a"),
        post("d"),
        post("e", reply_to_post_id="elsewhere"),
        post("f", repost_of_post_id="elsewhere"),
    ]

    found = counted(posts, [topic(p["post_id"], 0) for p in posts], [])

    assert (found[0, -2, "all"]["post_count"], found[0, -2, "all"]["thread_count"]) == (6, 3)


def test_no_posts_give_no_counts(counted):
    assert counted([], [], []) == {}

"""What topics are like."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from voxlake.tables import (
    NEAR_DUPLICATES,
    POST_EMOTION,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    TOPIC_NAMES,
    TOPIC_PROFILES,
)
from voxlake.tables.columns import EMOTIONS
from voxlake.topics.names.profiles import (
    Snapshot,
    examples,
    feelings,
    profile_rows,
    shown_posts,
    sizes,
)

DAY = date(2024, 1, 1)
POSTED = [  # id, topic, probability, clear, author, text, hour, repost
    ("a", 0, 0.9, True, "u1", "t1", 1, False),
    ("b", 0, 0.9, None, "u1", "t1", 2, True),
    ("c", 0, 0.8, True, "u2", "t2", 3, False),
    ("d", 0, 0.7, True, "u3", "t3", 4, False),
    ("e", 0, 0.6, True, "u3", "t4", 5, False),
    ("f", 1, 0.5, True, "u1", "t5", 6, None),
    ("g", 1, 1.0, False, "u4", "t6", 7, False),
    ("h", 2, 0.4, True, None, "t7", None, False),
]


@pytest.fixture(scope="module")
def shown(frame):
    """Topic 2 is shown as 1; t3 is a copy of t2."""
    names = frame(TOPIC_NAMES, *({"topic_id": i, "shown_as": min(i, 1)} for i in range(3)))
    return shown_posts(*tables(frame, POSTED), names).persist()


def tables(frame, posted):
    assigned, posts = [], []
    for post, topic, probability, clear, user, text, hour, repost in posted:
        key = {"post_id": post, "post_date": DAY}
        assigned.append({**key, "topic_id": topic, "probability": probability, "is_clear": clear})
        at = datetime(2024, 1, 1, hour) if hour else None
        posts.append(
            {**key, "user_id": user, "text_hash": text, "posted_at": at, "is_repost": repost}
        )
    copies = {"post_date": DAY, "text_hash": "t3", "group_hash": "t2", "similarity": 0.9}
    return frame(POST_TOPICS, *assigned), frame(POSTS, *posts), frame(NEAR_DUPLICATES, copies)


def test_clear_posts_and_their_authors_count_where_topics_are_shown(shown):
    assert sizes(shown) == {
        0: {"post_count": 5, "post_share": 5 / 7, "author_count": 3, "author_share": 1.0},
        1: {"post_count": 2, "post_share": 2 / 7, "author_count": 1, "author_share": 1 / 3},
    }


def test_examples_are_of_different_texts_and_copies_count_once(shown):
    found = examples(shown)

    assert found[0]["typical_post_ids"] == ["a", "c", "e"]  # b repeats a, and d is a copy of c
    assert found[0]["recent_post_ids"] == ["e", "d", "b"]
    assert found[1]["typical_post_ids"] == ["f", "h"]
    assert found[1]["recent_post_ids"] == ["f", "h"]  # of h it is not known when


def test_feelings_are_of_the_posts_that_are_scored(shown, frame):
    day = {"post_date": DAY}
    sentiment = frame(
        POST_SENTIMENT,
        {**day, "post_id": "a", "label": "negative"},
        {**day, "post_id": "c", "label": "negative"},
        {**day, "post_id": "d", "label": "positive"},
        {**day, "post_id": "e", "label": "unsure"},
    )
    none = dict.fromkeys(EMOTIONS, 0.0)
    emotion = frame(
        POST_EMOTION,
        {**day, **none, "post_id": "a", "anger": 0.8},
        {**day, **none, "post_id": "c", "anger": 0.2},
    )

    found = feelings(shown, sentiment, emotion)

    assert found[0] == {
        "negative_share": 0.5,
        "neutral_share": 0.0,
        "positive_share": 0.25,
        "emotions": none | {"anger": 0.5},
    }
    assert set(found[1].values()) == {None}


def test_each_topic_of_the_model_has_a_row_and_an_earlier_one_where_it_has_posts():
    names = [
        (0, "Loans", "Loan", True, 0, False, "7"),
        (1, "Cards", "Card", True, 0, False, "7"),
        (2, "Old", "Old", False, 2, False, "6"),
        (3, "Older", "Older", False, 3, False, "5"),
        (4, "Named, unsaid", "Named, unsaid", False, 4, False, "7"),
    ]
    day = Snapshot.of(DAY, "7", names)

    rows = profile_rows(day, [{0: {"post_count": 9}, 2: {"post_count": 1}}])

    told = [dict(zip(TOPIC_PROFILES.column_names, row, strict=True)) for row in rows]
    assert [(row["topic_id"], row["name"], row["post_count"]) for row in told] == [
        (0, "Loans", 9),
        (2, "Old", 1),
        (4, "Named, unsaid", 0),
    ]
    assert (told[2]["typical_post_ids"], told[2]["negative_share"]) == ([], None)


def test_without_posts_nothing_is_known(frame):
    read = (POST_TOPICS, POSTS, NEAR_DUPLICATES, TOPIC_NAMES)
    shown = shown_posts(*(frame(table) for table in read))

    assert sizes(shown) == feelings(shown, frame(POST_SENTIMENT), frame(POST_EMOTION)) == {}
    assert examples(shown) == {}

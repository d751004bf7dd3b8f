"""What documents of users and topics say, made of rows of gold tables."""

import hashlib
import hmac
import json
from datetime import date, datetime, timedelta

import pytest

from voxlake.core.errors import ConfigError
from voxlake.stores.documents.of_topics import topic_documents
from voxlake.stores.documents.of_users import user_documents
from voxlake.stores.documents.plan import Generation, planned, to_remove
from voxlake.stores.documents.settings import FIGURES, DocumentSettings
from voxlake.tables import (
    CONTENT_RECOMMENDATIONS,
    PUBLISHED_DOCUMENTS,
    SEGMENT_NAMES,
    TOP_POSTS,
    TOPIC_NAMES,
    TOPIC_TERMS,
    TOPIC_TRENDS,
    USER_FEATURES,
    USER_MOOD,
    USER_PROPENSITY,
    USER_RECOMMENDATIONS,
    USER_SEGMENTS,
    USER_VALUE,
)

DAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 2)
KEY = b"of tests"


def hashed(text):
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()


def documents_of(rows):
    return {row["document_id"]: json.loads(row["body"]) for row in rows.collect()}


@pytest.fixture(scope="module")
def user_rows(frame):
    best = [("p:2", 0.9), ("p:1", 0.5)]
    people = [
        {"user_id": "a", "kind": "friend", "rank": 1, "item": "b", "score": 0.123456},
        {"user_id": "a", "kind": "friend", "rank": 0},
        {"user_id": "a", "kind": "hashtag", "rank": 1, "item": "#x"},
    ]
    content = [
        {"user_id": "a", "item_kind": kind, "item_id": f"{kind} {rank}", "rank": rank}
        for kind in ("post", "item")
        for rank in (3, 2, 1)
    ]
    return {
        USER_MOOD: frame(
            USER_MOOD,
            {"user_id": "a", "mood": "cheerful", "joy": float("nan"), "happiest_posts": best},
        ),
        USER_SEGMENTS: frame(USER_SEGMENTS, {"user_id": "a", "segment_id": 3}),
        SEGMENT_NAMES: frame(SEGMENT_NAMES, {"segment_id": 3, "name": "Night owls"}),
        USER_VALUE: frame(USER_VALUE, {"user_id": "b", "churn": "lost", "last_order_date": DAY}),
        USER_PROPENSITY: frame(
            USER_PROPENSITY, {"user_id": "a", "target": "buys", "probability": 0.25}
        ),
        CONTENT_RECOMMENDATIONS: frame(CONTENT_RECOMMENDATIONS, *content),
        USER_RECOMMENDATIONS: frame(USER_RECOMMENDATIONS, *people),
        USER_FEATURES: frame(
            USER_FEATURES,
            {"user_id": "a", "post_count": 7, "top_hashtags": ["#mine"], "days_since_seen": 1.0},
        ),
    }


def test_a_users_document_has_its_parts_and_no_words_nor_what_moves_by_itself(user_rows):
    found = documents_of(user_documents(user_rows, DocumentSettings(recommended=2), None))

    assert found == {
        "a": {
            "mood": {"mood": "cheerful"},
            "happiest_posts": [{"post_id": "p:2", "score": 0.9}, {"post_id": "p:1", "score": 0.5}],
            "segment": {"segment_id": 3, "name": "Night owls"},
            "propensity": [{"target": "buys", "probability": 0.25}],
            "recommended_posts": [{"id": "post 1"}, {"id": "post 2"}],
            "recommended_items": [{"id": "item 1"}, {"id": "item 2"}],
            "recommended_friends": [{"id": "b", "score": 0.1235}],
            "recommended_hashtags": [{"id": "#x"}],
            "features": {"post_count": 7},
        },
        "b": {"value": {"churn": "lost", "last_order_date": "2026-03-01"}},
    }
    assert not {"attributes", "top_hashtags", "days_since_seen"} & set(FIGURES)


def test_with_a_key_no_id_of_a_user_or_post_is_in_a_document(user_rows):
    settings = DocumentSettings(recommended=1)
    found = documents_of(user_documents(user_rows, settings, KEY))

    assert set(found) == {hashed("a"), hashed("b")}
    told = found[hashed("a")]
    assert [one["post_id"] for one in told["happiest_posts"]] == [hashed("p:2"), hashed("p:1")]
    assert told["recommended_friends"][0]["id"] == hashed("b")
    assert told["recommended_posts"][0]["id"] == hashed("post 1")
    assert told["recommended_items"][0]["id"] == "item 1"


def test_a_feature_that_is_no_column_is_named(user_rows):
    settings = DocumentSettings(user_parts=["features"], features=["shoe_size"])
    with pytest.raises(ConfigError, match="shoe_size"):
        user_documents(user_rows, settings, None)


def test_a_topics_document_tells_of_its_last_week_beside_the_one_before(frame):
    def trend(topic, ago, count, **more):
        day = DAY - timedelta(days=ago)
        shared = {"segment_id": -2, "language": "all", "topic_id": topic}
        return {**shared, "post_date": day, "post_count": count, **more}

    rows = {
        TOPIC_NAMES: frame(
            TOPIC_NAMES,
            {"topic_id": 0, "name": "Fees", "shown_as": 0, "model_version": "2"},
            {"topic_id": 1, "name": "Old fees", "shown_as": 0, "model_version": "2"},
            {"topic_id": 2, "name": "Spam", "shown_as": 2, "is_hidden": True},
        ),
        TOPIC_TERMS: frame(
            TOPIC_TERMS,
            {"model_version": "2", "topic_id": 0, "rank": 2, "term": "pay", "weight": 0.1},
            {"model_version": "2", "topic_id": 0, "rank": 1, "term": "fee", "weight": 0.2},
            {"model_version": "1", "topic_id": 0, "rank": 1, "term": "old"},
        ),
        TOPIC_TRENDS: frame(
            TOPIC_TRENDS,
            trend(0, 0, 3, sentiment=-0.5, is_burst=True),
            trend(0, 6, 1, sentiment=0.5),
            trend(0, 7, 2, sentiment=1.0),
            trend(-2, 0, 16),
            {**trend(0, 0, 99), "segment_id": 4},
        ),
        TOP_POSTS: frame(
            TOP_POSTS,
            {"kind": "most", "topic_id": 0, "segment_id": -2, "rank": 1, "post_id": "p:1"},
            {"kind": "most", "topic_id": 0, "segment_id": 4, "rank": 1, "post_id": "p:9"},
        ),
    }
    found = documents_of(topic_documents(rows, DAY, DocumentSettings(), None))

    assert set(found) == {"0"}
    told = found["0"]
    assert told["topic"] == {"topic_id": 0, "name": "Fees"}
    assert [one["term"] for one in told["terms"]] == ["fee", "pay"]
    # 4 of 16 posts; -0.5 of three posts and 0.5 of one
    week = {"post_count": 4, "before": 2, "share": 0.25, "sentiment": -0.25, "burst_days": 1}
    assert told["week"] == week
    assert [one["post_date"] for one in told["trend"]] == ["2026-02-22", "2026-02-23", "2026-03-01"]
    assert [one["post_id"] for one in told["top_posts_most"]] == ["p:1"]


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_what_is_written_is_what_changed_what_is_new_and_what_a_killed_run_left(frame):
    documents = frame(
        "document_id string, body string",
        *({"document_id": name, "body": f'{{"of":"{name}"}}'} for name in "abcde"),
        {"document_id": "large", "body": json.dumps({"words": ["x" * 500] * 4})},
    )

    def known(name, generation, *, same=True, hash_="", **more):
        told = sha(f'{{"of":"{name}"}}') if same else hash_ or "other"
        return {"document_id": name, "generation": generation, "content_hash": told, **more}

    rows = frame(
        PUBLISHED_DOCUMENTS,
        known("a", 4),
        known("b", 3, same=False, earlier=[2]),
        known("c", 5),  # of a run that was killed: perhaps there, and nobody knows what is before
        known("d", 4, earlier=[1]),
        known("gone", 4),
        {"document_id": "dead", "generation": 4, "earlier": [3]},
    )
    settings = DocumentSettings(max_bytes=1_000)
    plan = planned(documents, rows, Generation(6, 4, NOW), settings)
    found = {row["document_id"]: row for row in plan.collect()}

    actions = {name: row["action"] for name, row in found.items()}
    assert actions == {
        **{"a": "unchanged", "b": "changed", "c": "changed", "d": "clean", "e": "new"},
        **{"gone": "gone", "dead": "clean", "large": "new"},
    }
    assert found["b"]["earlier"] == [2, 3] and found["c"]["earlier"] == [5]
    assert found["large"]["is_refused"] and found["large"]["body"] is None
    assert found["large"]["size_bytes"] > 2_000
    removed = {tuple(row) for row in to_remove(plan).collect()}
    assert removed == {
        *(("b", 2), ("b", 3), ("c", 5), ("d", 1)),
        *(("gone", 4), ("gone", 6), ("dead", 3), ("dead", 4)),
    }


def test_with_a_time_to_live_documents_are_renewed_after_half_of_it(frame):
    documents = frame(
        "document_id string, body string",
        *({"document_id": name, "body": "{}"} for name in ("fresh", "old", "endless")),
    )
    told = {"generation": 1, "content_hash": sha("{}")}
    rows = frame(
        PUBLISHED_DOCUMENTS,
        {"document_id": "fresh", "expires_at": NOW + timedelta(days=6), **told},
        {"document_id": "old", "expires_at": NOW + timedelta(days=4), **told},
        {"document_id": "endless", **told},
    )
    plan = planned(documents, rows, Generation(2, 1, NOW), DocumentSettings(ttl_days=10))
    found = {row["document_id"]: row for row in plan.collect()}

    actions = {name: row["action"] for name, row in found.items()}
    assert actions == {"fresh": "unchanged", "old": "changed", "endless": "changed"}
    assert found["old"]["expires_at"] == NOW + timedelta(days=10)
    assert found["fresh"]["expires_at"] == NOW + timedelta(days=6)

"""What drafts are held against, and what is known of a brief, on tables of a few rows."""

from datetime import date

import pytest

from voxlake.core.errors import InputError
from voxlake.marketing.drafts.grounds import Grounds, Winner
from voxlake.marketing.drafts.known import KnownTables, grounds_of
from voxlake.marketing.drafts.likeness import likest
from voxlake.marketing.drafts.own_texts import draft_pairs, post_pairs
from voxlake.marketing.drafts.settings import Brief, CheckSettings, DraftSettings
from voxlake.tables import (
    DRAFTS,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    SEGMENT_PROFILES,
    TOP_POSTS,
    TOPIC_NAMES,
    TOPIC_TERMS,
)
from voxlake.text.wording import text_hash

DAY, BEFORE = date(2024, 3, 1), date(2024, 2, 1)
SHORT = "no fees on any card this spring at all"


@pytest.fixture
def posts(frame):
    rows = [
        {"post_id": "near", "text": SHORT},
        {"post_id": "far", "text": "the weather is fine and the trains run on time again"},
        {"post_id": "brief", "text": "so it is"},
        {"post_id": "none", "text": None},
    ]
    return frame(POSTS, *rows).withColumn("text_hash", text_hash("text"))


def test_a_draft_is_as_like_a_post_as_the_runs_that_both_have(frame, posts):
    drafts = frame(
        "draft_id string, text string",
        # Nine words make seven runs of three; the draft changes the last word, and so one run.
        {"draft_id": "edited", "text": "No fees, on any card: this spring at LAST!"},
        {"draft_id": "whole", "text": f"Dear friends of the bank, {SHORT}. Come and see us soon."},
        {"draft_id": "other", "text": "something that nobody has ever said here before today"},
        {"draft_id": "short", "text": "So it is"},
        {"draft_id": "brief", "text": "So it was"},
    )

    found = {row.draft_id: row.alike for row in likest(drafts, posts, CheckSettings()).collect()}

    assert found == {"edited": pytest.approx(6 / 7), "whole": 1.0, "short": 1.0}


def test_without_posts_or_drafts_nothing_is_like(frame, posts):
    drafts = frame("draft_id string, text string", {"draft_id": "a", "text": SHORT})

    assert likest(drafts, posts.where("false"), CheckSettings()).count() == 0
    assert likest(drafts.where("false"), posts, CheckSettings()).count() == 0


@pytest.fixture
def tables(frame):
    topics = [
        {"topic_id": 1, "name": "Bank fees", "model_version": "2"},
        {"topic_id": 2, "name": "Cards", "model_version": "1"},
    ]
    terms = [
        {"model_version": "2", "topic_id": 1, "rank": 2, "term": "transfer"},
        {"model_version": "2", "topic_id": 1, "rank": 1, "term": "charge"},
        {"model_version": "2", "topic_id": 1, "rank": 3, "term": "beyond"},
        {"model_version": "1", "topic_id": 1, "rank": 1, "term": "old"},
    ]
    best = {"as_of_date": DAY, "kind": "most", "topic_id": 1, "segment_id": -2}
    top = [
        {**best, "rank": 1, "post_id": "p1"},
        {**best, "rank": 2, "post_id": "gone"},
        {**best, "rank": 1, "segment_id": 5, "post_id": "p2"},
        {**best, "rank": 1, "kind": "growing", "post_id": "p3"},
        {**best, "rank": 1, "as_of_date": BEFORE, "post_id": "p3"},
    ]
    about = {"segment_id": 5, "name": "Savers", "mood": "joy", "description": "They post late."}
    liked = [{"topic_id": 1, "title": "Bank fees", "share": 0.5, "overall": 0.1}]
    profiles = [
        {**about, "as_of_date": DAY, "topics": liked},
        {**about, "as_of_date": BEFORE, "name": "Old name"},
    ]
    texts = [
        {"post_id": "p1", "text": "best of all", "hashtags": ["bank"]},
        {"post_id": "p2", "text": "best of savers"},
        {"post_id": "p3", "text": "bad app"},
    ]
    mood = [{"post_id": "p3", "label": "negative"}, {"post_id": "p2", "label": "positive"}]
    return KnownTables(
        topic_names=frame(TOPIC_NAMES, *topics),
        topic_terms=frame(TOPIC_TERMS, *terms),
        top_posts=frame(TOP_POSTS, *top),
        segment_profiles=frame(SEGMENT_PROFILES, *profiles),
        posts=frame(POSTS, *texts),
        post_sentiment=frame(POST_SENTIMENT, *mood),
    )


BRIEFS = (
    Brief(item="all", topic="bank FEES"),
    Brief(item="savers", topic="our news", topic_id=1, segment_id=5),
    Brief(item="cards", topic_id=2, segment_id=5),
    Brief(item="unknown", topic="weather", segment_id=9),
    Brief(item="angry", kind="reply", reply_to_post_id="p3"),
    Brief(item="calm", kind="reply", reply_to_post_id="p2"),
)


def test_a_brief_knows_its_topic_by_id_or_name_its_segment_and_the_post_it_answers(tables):
    found = grounds_of(BRIEFS, tables, DraftSettings(terms=2, winners=2))

    savers = "Savers. They post late. Their mood is mostly joy. They write about Bank fees."
    terms = ("charge", "transfer")
    assert found == {
        "all": Grounds(1, "Bank fees", terms, (Winner("best of all", ("bank",)),)),
        "savers": Grounds(1, "Bank fees", terms, (Winner("best of savers"),), savers),
        "cards": Grounds(2, "Cards", segment=savers),
        "unknown": Grounds(),
        "angry": Grounds(answered="bad app", is_complaint=True),
        "calm": Grounds(answered="best of savers"),
    }


def test_a_reply_to_a_post_that_is_not_there_is_refused(tables):
    brief = Brief(item="a", kind="reply", reply_to_post_id="nobody")

    with pytest.raises(InputError, match=r"1 of the posts .* last 90 days .* nobody") as caught:
        grounds_of([brief], tables, DraftSettings())

    assert "nobody" not in caught.value.reason


def test_a_generator_learns_approved_drafts_and_own_posts_without_names(frame):
    drafts = [
        {"draft_id": "a", "state": "approved", "prompt": "p", "text": "t"},
        {"draft_id": "b", "state": "offered", "prompt": "p", "text": "u"},
    ]
    own = {"user_id": "we", "is_usable": True, "language": "de"}
    posts = [
        {**own, "post_id": "topic", "text": "Danke @joe"},
        {**own, "post_id": "tags", "text": "Neu", "hashtags": ["bank"], "language": None},
        {**own, "post_id": "neither", "text": "Hm"},
        {**own, "post_id": "repost", "text": "x", "hashtags": ["a"], "is_repost": True},
        {**own, "post_id": "others", "text": "x", "hashtags": ["a"], "user_id": "they"},
        {**own, "post_id": "empty", "text": None, "hashtags": ["a"]},
    ]
    topics = frame(POST_TOPICS, {"post_id": "topic", "topic_id": 1})
    names = frame(TOPIC_NAMES, {"topic_id": 1, "name": "Fees"})
    settings = DraftSettings.model_validate({"tuning": {"accounts": ["we"]}})

    pairs = post_pairs(frame(POSTS, *posts), topics, names, settings)

    by_text = {pair.text: pair.prompt for pair in pairs}
    assert set(by_text) == {"Danke [handle]", "Neu"}
    assert "about Fees.\nLanguage: de." in by_text["Danke [handle]"]
    assert "about bank.\nLanguage: en." in by_text["Neu"]
    assert [(p.prompt, p.text) for p in draft_pairs(frame(DRAFTS, *drafts))] == [("p", "t")]

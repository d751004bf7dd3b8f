"""Share of voice, over a few posts whose figures are counted by hand."""

from datetime import date

import pytest

from voxlake.spark.columns import only_row
from voxlake.tables import POST_ENTITIES, POSTS, USERS
from voxlake.voice.brands import own_users
from voxlake.voice.settings import VoiceSettings
from voxlake.voice.share import brand_posts, share_of_voice

MONDAY, TUESDAY = date(2024, 3, 4), date(2024, 3, 5)
SETTINGS = VoiceSettings(
    brands={"Acme": ("acme", "@acme"), "Bolt": ("bolt",), "Core": ("core",)},
    accounts={"Acme": ("@AcmeCares", "x:7")},
)
TOPICS = "post_id string, topic_id int"


def post(post_id, user_id, day=MONDAY, **columns):
    return {"post_id": post_id, "post_date": day, "user_id": user_id, **columns}


def named(post_id, entity, at, score=None, day=MONDAY, **columns):
    """A place that names an entity in the clause from `at` on; score is positive - negative."""
    clause = {"clause_start": at, "clause_end": at + 10, "start": at, "end": at + 4}
    told = {}
    if score is not None:
        label = "negative" if score < -0.3 else "positive" if score > 0.3 else "neutral"
        told = {"positive": max(score, 0.0), "negative": max(-score, 0.0), "label": label}
    key = {"post_id": post_id, "post_date": day, "entity": entity, "kind": "brand"}
    return {**key, "source": "gazetteer", **clause, **told, **columns}


POSTS_OF_BRANDS = [
    post("both", "ann", view_count=100),
    post("often", "ann", like_count=3, reply_count=1),
    post("guest", None),
    post("other_guest", None),
    post("plain", "ben", view_count=9_999),
    post("of_acme", "x:7", view_count=50),
    post("late", "ben", TUESDAY),
]
ENTITIES = [
    # Acme twice in one clause, by two sources, and once in another: (0.8 - 0.4) / 2.
    named("both", "acme", 0, 0.8),
    named("both", "@acme", 0, 0.8, source="mention", kind="account"),
    named("both", "ACME", 20, -0.4),
    named("both", "bolt", 40, -0.9),
    named("often", "acme", 0, -0.6),
    named("often", "acme", 30, 0.0),
    named("guest", "acme", 0, 0.7),
    named("other_guest", "acme", 0),
    named("plain", "somebody", 0, 0.9),
    named("of_acme", "acme", 0, 0.9),
    named("of_acme", "bolt", 20, -0.8),
    named("late", "bolt", 0, 0.6, day=TUESDAY),
    named("gone", "acme", 0, 0.9),  # its post is no longer there
]


def shares(frame, settings=SETTINGS, posts=POSTS_OF_BRANDS, entities=ENTITIES, topics=()):
    users = frame(USERS, {"user_id": "care", "handle": "acmecares"}, {"user_id": "ann"})
    found = brand_posts(
        posts=frame(POSTS, *posts),
        entities=frame(POST_ENTITIES, *entities),
        topics=frame(TOPICS, *topics),
        own=own_users(users, settings),
        settings=settings,
    )
    rows = share_of_voice(found, settings).collect()
    return {(row["post_date"], row["brand"], row["topic_id"]): row.asDict() for row in rows}


@pytest.fixture(scope="module")
def found(frame):
    return shares(frame, topics=[{"post_id": "both", "topic_id": 3}])


def figures(row, *names):
    return tuple(row[name] for name in names)


def test_each_brand_has_its_posts_authors_and_reach_beside_the_others(found):
    counts = ("post_count", "author_count", "reach", "named_count")

    # Named are both, often, the two of guests, and of_acme for Bolt alone: its own post is no
    # voice about Acme.
    assert figures(found[MONDAY, "Acme", -2], *counts) == (4, 1, 104, 5)
    assert figures(found[MONDAY, "Bolt", -2], *counts) == (2, 2, 150, 5)
    assert figures(found[TUESDAY, "Bolt", -2], *counts) == (1, 1, 0, 1)


def test_a_brand_that_nobody_names_on_a_day_of_others_has_a_share_of_none(found):
    without = found[MONDAY, "Core", -2]

    assert figures(without, "post_count", "author_count", "reach", "share") == (0, 0, 0, 0.0)
    # Of five posts by four authors, one of whom wrote two: Wilson's of none of 5 / (7 / 5).
    assert figures(without, "share_low", "share_high") == pytest.approx((0, 0.5182), abs=1e-4)
    assert without["sentiment"] is None
    assert {key[1] for key in found if key[0] == TUESDAY} == {"Acme", "Bolt", "Core"}
    assert {key for key in found if key[2] != -2} == {(MONDAY, "Acme", 3), (MONDAY, "Bolt", 3)}


def test_shares_are_of_posts_that_name_any_brand_and_sum_to_more_where_one_names_two(found):
    share = ("share", "share_low", "share_high")

    assert [found[MONDAY, brand, -2]["share"] for brand in ("Acme", "Bolt")] == [0.8, 0.4]
    # Wilson's interval of 0.8 of 3.41: of four authors one named Acme twice and one not at all, so
    # squares are (2 - 1.6)^2, 2 (1 - .8)^2 and .8^2, and 4/3 .88 / 5 is 1.467 times .8 * .2.
    assert figures(found[MONDAY, "Acme", -2], *share) == pytest.approx(
        (0.8, 0.3093, 0.9728), abs=1e-4
    )
    assert figures(found[MONDAY, "Bolt", 3], "named_count", "share") == (1, 1.0)


def test_a_brand_named_twice_counts_once_with_the_mean_of_its_clauses(found):
    acme = found[MONDAY, "Acme", -2]

    # both 0.2 (mixed), often -0.3 (negative and neutral), guest 0.7, other_guest not scored.
    assert acme["sentiment"] == pytest.approx((0.2 - 0.3 + 0.7) / 3)
    labels = ("scored_count", "negative_count", "positive_count")
    assert figures(acme, *labels) == (3, 1, 1)
    assert figures(found[MONDAY, "Bolt", -2], *labels) == (2, 2, 0)


def test_the_interval_of_sentiment_needs_two_authors_and_takes_guests_for_one_each(found):
    acme, bolt = found[MONDAY, "Acme", -2], found[TUESDAY, "Bolt", -2]

    assert acme["sentiment_low"] < acme["sentiment"] < acme["sentiment_high"]
    assert figures(bolt, "sentiment", "sentiment_low", "sentiment_high") == (0.6, None, None)
    # Alone in topic 3 is the post of Ann.
    assert found[MONDAY, "Acme", 3]["sentiment_low"] is None


def test_posts_of_a_brands_own_accounts_count_about_it_where_the_config_says_so(frame, found):
    counted = shares(frame, SETTINGS.model_copy(update={"count_own_posts": True}))

    assert found[MONDAY, "Acme", -2]["post_count"] == 4
    assert counted[MONDAY, "Acme", -2]["post_count"] == 5


def test_without_brands_in_the_config_each_entity_of_the_kind_brand_is_one(frame):
    found = shares(frame, VoiceSettings(accounts={"acme": ("x:7",)}))

    brands = {brand for day, brand, _ in found if day == MONDAY}
    assert brands == {"acme", "ACME", "bolt", "somebody"}
    assert found[MONDAY, "acme", -2]["post_count"] == 4
    assert {brand for day, brand, _ in found if day == TUESDAY} == {"bolt"}


def test_without_posts_that_name_a_brand_there_are_no_rows(frame):
    assert shares(frame, entities=[named("plain", "somebody", 0, 0.9)]) == {}
    assert shares(frame, posts=[], entities=[]) == {}


def test_one_post_by_one_author_has_a_share_and_no_interval_of_sentiment(frame):
    found = shares(frame, entities=[named("often", "bolt", 0, 1.0)])

    row = found[MONDAY, "Bolt", -2]
    assert figures(row, "share", "share_high", "sentiment") == (1.0, 1.0, 1.0)
    assert figures(row, "sentiment_low", "sentiment_high") == (None, None)


def test_accounts_are_found_by_handle_in_any_case_and_by_id(frame):
    users = frame(
        USERS,
        {"user_id": "1", "handle": "AcmeCares"},
        {"user_id": "x:7", "handle": None},
        {"user_id": "2", "handle": "x:7"},
        {"user_id": "acmecares", "handle": "other"},
    )

    found = own_users(users, SETTINGS)

    ids = {(row["brand"], row["user_id"]) for row in found.collect()}
    assert {("Acme", "1"), ("Acme", "x:7")} <= ids
    assert ("Acme", "acmecares") not in ids
    assert only_row(own_users(users, VoiceSettings()).groupBy().count())[0] == 0

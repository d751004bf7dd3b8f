from datetime import date, datetime

import pytest

from voxlake.core.errors import InputError
from voxlake.marketing.publishing.asked import asked
from voxlake.marketing.publishing.assignments import SCHEMA, read_assignments
from voxlake.marketing.publishing.replies import (
    Around,
    reply_queue,
    reply_times,
    told_states,
    waiting,
)
from voxlake.marketing.publishing.settings import ReplySettings
from voxlake.tables import (
    POST_EVIDENCE,
    POST_SCORES,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    REPLY_QUEUE,
    TOPIC_NAMES,
    USER_VALUE,
    USERS,
)

DAY = date(2024, 5, 7)
SETTINGS = ReplySettings(
    handles=("Shop",),
    user_ids=("x:own",),
    complaints={"complaint": ("yes",)},
    full_reach=999_999,
    max_places=3,
    alerts={"brands": {"acme": ("acme",)}},
)


def post(key, hour=0, day=DAY, **more):
    told = {"user_id": f"x:{key}", "text": "hi", "is_usable": True, "is_repost": False}
    at = datetime(day.year, day.month, day.day, hour)
    return {"post_id": key, "post_date": day, "posted_at": at, "mentions": [], **told, **more}


POSTED = [
    post("own", user_id="x:own"),
    post("own reply", 6, user_id="x:own", reply_to_post_id="answered"),
    post("second reply", 8, user_id="x:own", reply_to_post_id="answered"),
    post("answers", reply_to_post_id="own", view_count=999_999),
    post("names", 12, mentions=["shop"]),
    post("brand", 18, text="ACME again", mentions=None),
    post("complains", 23, day=date(2024, 5, 6)),
    post("answered", 3, mentions=["shop", "acme"], text="#acme"),
    post("by hand", 1, mentions=["shop"]),
    post("old", day=date(2024, 4, 20), mentions=["shop"]),
    post("nothing", reply_to_post_id="names"),
    post("repost", mentions=["shop"], is_repost=True),
    post("unusable", mentions=["shop"], is_usable=False),
    post("self", user_id="x:own", mentions=["shop"]),
    post("nobody", mentions=["other"], user_id=None),
]


@pytest.fixture(scope="module")
def found(spark, frame):
    """Posts that need an answer, by id, and the two tables that are made of them."""
    scores = [
        ("complains", "complaint", "yes"),
        ("nothing", "complaint", "no"),
        ("nothing", "other", "yes"),
    ]
    needing = asked(
        frame(POSTS, *POSTED),
        frame(POST_SCORES, *({"post_id": p, "model": m, "label": s} for p, m, s in scores)),
        SETTINGS,
    )
    assigned = "post_id,state,assigned_to,changed_at\nnames,assigned,ann,2024-05-07T13:00\n"
    by_hand = "by hand,answered,bob,2024-05-07T05:00+02:00\n"
    rows = read_assignments(assigned + by_hand, "a.csv")
    earlier = [
        {
            "post_id": "names",
            "state": "assigned",
            "assigned_to": "eve",
            "changed_at": datetime(2024, 5, 6),
        },
        {
            "post_id": "brand",
            "state": "assigned",
            "assigned_to": "eve",
            "changed_at": datetime(2024, 5, 6),
        },
        {"post_id": "answers", "state": "new"},
    ]
    around = Around(
        frame(POST_SENTIMENT, {"post_id": "names", "negative": 0.9}),
        frame(
            POST_TOPICS,
            {"post_id": "names", "topic_id": 4},
            {"post_id": "brand", "topic_id": 5, "is_clear": False},
        ),
        frame(TOPIC_NAMES, {"topic_id": 4, "name": "Fees", "shown_as": 2}),
        frame(
            POST_EVIDENCE,
            {
                "post_id": "names",
                "model": "sentiment",
                "label": "negative",
                "phrases": [("too dear", 0.5)],
            },
        ),
        frame(USERS, {"user_id": "x:names", "follower_count": 999}),
        frame(
            USER_VALUE,
            {"user_id": "x:names", "monetary_score": 5, "currency": "EUR", "expected_value": 7.5},
        ),
        spark.createDataFrame([("names", "d1")], "post_id string, draft_id string"),
        told_states(spark.createDataFrame(rows, SCHEMA), frame(REPLY_QUEUE, *earlier)),
    )
    made = waiting(needing, around, SETTINGS, DAY, "UTC").persist()
    queue = {row["post_id"]: row for row in reply_queue(made, SETTINGS).collect()}
    times = {row["post_date"]: row for row in reply_times(made, SETTINGS).collect()}
    every = {row["post_id"]: row for row in made.collect()}
    made.unpersist()
    return every, queue, times


def test_posts_that_speak_to_own_accounts_or_of_brands_or_complain_need_an_answer(found):
    every, _, _ = found

    assert {key: row["reasons"] for key, row in every.items()} == {
        "answers": ["reply"],
        "names": ["mention"],
        "brand": ["brand"],
        "complains": ["complaint"],
        "answered": ["mention", "brand"],
        "by hand": ["mention"],
        "old": ["mention"],
    }
    assert every["brand"]["brands"] == ["acme"]


def test_the_score_is_the_weighted_mean_of_its_parts(found):
    _, queue, _ = found
    names, answers = queue["names"], queue["answers"]

    # 12 of 24 hours, 999 of 999,999 people on a log scale, the best fifth of buyers.
    parts = (names["negative_part"], names["reach_part"], names["age_part"], names["worth_part"])
    assert parts == pytest.approx((0.9, 0.5, 0.5, 1.0))
    assert names["score"] == pytest.approx(0.4 * 0.9 + 0.2 * 0.5 + 0.2 * 0.5 + 0.2)
    assert answers["score"] == pytest.approx(0.4 / 3 + 0.2 + 0.2)
    assert (answers["reach"], answers["is_customer"], answers["wait_hours"]) == (999_999, False, 24)


def test_a_post_is_told_with_its_topic_evidence_author_and_draft(found):
    _, queue, _ = found
    names = queue["names"]

    assert (names["topic_id"], names["topic"], names["evidence"]) == (2, "Fees", ["too dear"])
    assert (names["is_customer"], names["currency"], names["expected_value"]) == (True, "EUR", 7.5)
    assert names["draft_id"] == "d1"
    assert (queue["brand"]["topic_id"], queue["brand"]["evidence"]) == (None, None)


def test_open_posts_stand_in_the_order_of_their_score_up_to_the_last_place(found):
    _, queue, _ = found
    placed = sorted((row["place"], key) for key, row in queue.items() if row["place"])

    assert placed == [(1, "names"), (2, "answers"), (3, "complains")]
    assert queue["brand"]["place"] is None
    assert "old" not in queue


def test_a_post_is_new_assigned_or_answered_by_the_last_that_was_said_of_it(found):
    _, queue, _ = found

    assert {key: (row["state"], row["assigned_to"]) for key, row in queue.items()} == {
        "answers": ("new", None),
        "names": ("assigned", "ann"),
        "brand": ("assigned", "eve"),
        "complains": ("new", None),
        "answered": ("answered", None),
        "by hand": ("answered", "bob"),
    }
    answered = queue["answered"]
    assert (answered["answer_post_id"], answered["wait_hours"]) == ("own reply", 3)
    assert (queue["by hand"]["wait_hours"], queue["by hand"]["answer_post_id"]) == (2, None)


def test_times_to_an_answer_are_told_by_the_day_of_the_posts(found):
    _, _, times = found

    today = times[DAY]
    assert (today["post_count"], today["answered_count"], today["open_count"]) == (5, 2, 3)
    assert today["in_time_count"] == 2
    assert today["median_hours"] == 2.5
    assert today["p90_hours"] == pytest.approx(2.9)
    assert today["oldest_open_hours"] == 24
    before = times[date(2024, 4, 20)]
    assert (before["answered_count"], before["median_hours"]) == (0, None)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("p,assigned,ann,soon", r"a.csv, row 2: changed_at 'soon' is no time"),
        ("p,lost,ann,2024-05-01", r"row 2 needs a post_id and a state of new, assigned, answered"),
        ("p,assigned,,2024-05-01", r"an assigned post also says to whom"),
    ],
)
def test_assignments_that_say_nothing_clear_are_refused(row, why):
    with pytest.raises(InputError, match=why):
        read_assignments(f"post_id,state,assigned_to,changed_at\n{row}\n", "a.csv")
    with pytest.raises(InputError, match="has no columns"):
        read_assignments("post_id\n", "a.csv")

from datetime import date, datetime, timedelta
from math import log1p

import pytest
from pyspark.sql import functions as F

from voxlake.tables import POSTS, TOP_POSTS
from voxlake.trends.settings import TrendSettings
from voxlake.trends.top_posts import engagement_posts, top_posts, with_usual

DAY = date(2024, 3, 10)
NOON = datetime(2024, 3, 10, 12)


def post(post_id, user_id="ann", likes=0, posted_at=NOON, **columns):
    told = {"post_id": post_id, "user_id": user_id, "posted_at": posted_at, "is_usable": True}
    return {**told, "post_date": posted_at.date(), "like_count": likes, **columns}


def old(name, user_id, *likes):
    """Posts of an author two weeks before."""
    day = NOON - timedelta(days=14)
    return [post(f"{name}{n}", user_id, count, day) for n, count in enumerate(likes)]


@pytest.fixture
def engaging(frame):
    def find(*posts, zone="UTC"):
        return engagement_posts(frame(POSTS, *posts), DAY, zone)

    return find


@pytest.fixture
def ranked(engaging):
    """Rows of `top_posts` of a topic and segment, the first first."""

    def find(*posts, settings=TrendSettings(), topic=None, kind="growing"):  # noqa: B008
        usual = with_usual(engaging(*posts))
        competing = usual.where(F.col("post_date") == F.lit(DAY)).select(
            "post_id",
            "post_date",
            F.when(F.col("post_id").startswith("t"), 3).alias("topic_id"),
            F.lit(1).alias("segment_id"),
        )
        rows = top_posts(usual, competing, DAY, settings).orderBy("rank").collect()
        wanted = (kind, topic or -2, -2)
        return [r for r in rows if (r["kind"], r["topic_id"], r["segment_id"]) == wanted]

    return find


def test_engagement_is_what_is_known_of_likes_replies_and_reposts(engaging):
    found = engaging(
        post("a", likes=2, reply_count=3, repost_count=4),
        post("b", likes=None, reply_count=1),
        post("unknown", likes=None),
        post("repost", likes=9, is_repost=True),
        post("unusable", likes=9, is_usable=False),
    )

    rows = {row["post_id"]: row for row in found.collect()}
    assert {name: row["engagement"] for name, row in rows.items()} == {"a": 9, "b": 1}
    assert rows["a"]["log_engagement"] == pytest.approx(log1p(9))


def test_a_posts_age_is_that_at_the_end_of_the_business_day(engaging):
    ages = [engaging(post("a"), zone=z).collect()[0]["age_hours"] for z in ("UTC", "Asia/Tokyo")]

    assert ages == [12, 3]


def test_an_authors_usual_is_of_the_other_posts_and_drawn_towards_all(engaging):
    posts = [
        *old("a", "ann", 100, 100, 100, 100),
        *old("b", "ben", 0, 0, 0, 1),
        post("c", "cat", 9),
    ]

    rows = with_usual(engaging(*posts)).collect()

    usual = {row["post_id"]: row["log_usual"] for row in rows}
    everyone = sum(row["log_engagement"] for row in rows) / len(rows)
    assert usual["c"] == pytest.approx(everyone)  # none of its own
    assert everyone < usual["a0"] < log1p(100)
    assert 0 < usual["b0"] < everyone
    assert usual["b3"] < usual["b0"]  # its own 1 does not count


def test_where_authors_do_not_differ_all_have_the_same_usual(engaging):
    same = [*old("a", "ann", 5, 5), *old("b", "ben", 5, 5)]
    mixed = [*old("a", "ann", 0, 9), *old("b", "ben", 9, 0)]
    nobody = [post("a", None, 1), post("b", None, 3)]

    for posts in (same, mixed, nobody):
        usual = [row["log_usual"] for row in with_usual(engaging(*posts)).collect()]
        assert len(set(usual)) == 1
    assert with_usual(engaging()).count() == 0


def test_posts_grow_against_their_authors_and_are_told_without_names(ranked):
    star = [*old("s", "star", *[200] * 8), post("s", "star", 220)]
    small = [*old("n", "nobody", *[2] * 8), post("n", "nobody", 90), post("x", "nobody", 4)]

    growing, most = ranked(*star, *small), ranked(*star, *small, kind="most")

    assert growing[0]["post_id"] == "n"
    assert "x" not in {row["post_id"] for row in growing}  # too little
    first = growing[0]
    assert first["score"] == pytest.approx(91 / (first["usual_engagement"] + 1))
    assert first["why"] == f"{first['score']:.0f} times what its author usually has, in 12 hours"
    assert [row["post_id"] for row in most] == ["s", "n", "x"]
    assert most[0]["score"] == 220
    assert most[0]["why"].startswith("220 likes, replies and reposts, ")
    assert most[0]["why"].endswith(" times what its author usually has")


def test_a_post_that_nobody_is_known_for_is_held_against_all(ranked):
    (row,) = ranked(
        *old("a", "ann", 1, 1, 1), post("p", None, 50, NOON.replace(hour=23, minute=30))
    )

    assert row["why"].endswith("times what posts usually have, in 1 hour")


def test_ranks_are_told_by_topic_and_segment_and_no_more_than_asked(ranked, engaging):
    posts = [post("a", "ann", 30), post("b", "ben", 20), post("t", "cat", 10)]
    two = TrendSettings(top_count=2)

    assert [r["post_id"] for r in ranked(*posts, settings=two, kind="most")] == ["a", "b"]
    assert [r["post_id"] for r in ranked(*posts, settings=two, kind="most", topic=3)] == ["t"]


def test_posts_that_nobody_liked_are_not_told(ranked):
    assert ranked(post("a"), post("b", "ben"), kind="most") == []


def test_without_posts_there_are_no_ranks(engaging, frame):
    schema = "post_id string, post_date date, topic_id int, segment_id int"
    found = top_posts(with_usual(engaging()), frame(schema), DAY, TrendSettings())

    assert found.columns == list(TOP_POSTS.column_names)
    assert found.count() == 0

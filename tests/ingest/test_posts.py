"""A copy repeats an earlier text of its day, whichever came in first."""

from datetime import date, datetime

from pyspark.sql import functions as F

from voxlake.ingest.filters import parse_filters
from voxlake.ingest.posts import POSTS_ALONE, mark_copies
from voxlake.spark.columns import reach
from voxlake.tables import POSTS

DAY, NEXT = date(2024, 1, 1), date(2024, 1, 2)


def post(id_: str, hour: int, text_hash: str | None, day: date = DAY, **others) -> dict:
    at = datetime(day.year, day.month, day.day, hour)
    return {"post_id": id_, "post_date": day, "posted_at": at, "text_hash": text_hash, **others}


def test_copies_are_marked_among_the_stored_posts_and_those_that_come_in(frame):
    stored = frame(
        POSTS,
        post("b", 5, "x", is_copy=False),
        post("c", 6, "x", is_copy=True),
        post("moved", 1, "y", is_copy=False),
        post("d", 2, "y", is_copy=True),
        post("e", 3, None, is_copy=False),
        post("f", 4, None, is_copy=False),
    )
    changed = frame(
        POSTS_ALONE,
        post("a", 5, "x"),
        post("moved", 1, "y", NEXT),
        post("g", 7, "x", NEXT),
    )

    marked = mark_copies(changed, stored)

    assert {row["post_id"]: row["is_copy"] for row in marked.collect()} == {
        "a": False,  # the same time as b, and the lesser id
        "b": True,
        "c": True,
        "d": False,
        "e": False,
        "f": False,
        "moved": False,
        "g": False,
    }


ENGLISH = "The train was late again and nobody told us why"
GERMAN = "Heute regnet es den ganzen Tag und ich bleibe zu Hause"


def test_a_detected_language_decides_where_the_source_gives_none(frame):
    posts = frame(
        POSTS,
        {"post_id": "said to be English", "text": GERMAN, "language": "EN"},
        {"post_id": "said to be German", "text": ENGLISH, "language": "de"},
        {"post_id": "German", "text": GERMAN},
        {"post_id": "undetermined German", "text": GERMAN, "language": "und"},
        {"post_id": "English", "text": ENGLISH},
        {"post_id": "too short to tell", "text": "ok"},
        {"post_id": "without text"},
    )

    def unusable(more=""):
        filters = parse_filters(
            f"filters: [{{reason: other, languages_other_than: [en, und]{more}}}]", "filters.yaml"
        )
        reason = filters.unusable_reason("net", F.lit(None).cast("string"))
        rows = posts.select("post_id", reason.alias("reason")).collect()
        return {row["post_id"] for row in rows if row["reason"] == "other"}

    assert unusable() == {"said to be German"}
    assert unusable(", detected_from: 0.8") == {
        "said to be German",
        "German",
        "undetermined German",
    }
    assert unusable(", detected_from: 1.0") == {"said to be German"}


def test_reach_is_views_or_where_they_are_unknown_reactions(frame):
    posts = frame(
        POSTS,
        {"post_id": "seen", "view_count": 9, "like_count": 1_000},
        {"post_id": "unseen", "view_count": 0, "like_count": 1_000},
        {"post_id": "liked", "like_count": 3, "reply_count": 2, "repost_count": 1},
        {"post_id": "answered", "reply_count": 2},
        {"post_id": "alone"},
    )

    found = posts.select("post_id", reach().alias("reach")).collect()

    expected = {"seen": 9, "unseen": 0, "liked": 6, "answered": 2, "alone": 0}
    assert {row["post_id"]: row["reach"] for row in found} == expected

"""A copy repeats an earlier text of its day, whichever came in first."""

from datetime import date, datetime

from voxlake.ingest.posts import POSTS_ALONE, mark_copies
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

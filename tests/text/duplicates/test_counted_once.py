from datetime import date, datetime

import pytest
from pyspark.sql import functions as F

from voxlake.tables import NEAR_DUPLICATES, POSTS
from voxlake.text.duplicates.counting import counted_once

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)


def post(post_id, day, text, user="u", hour=0):
    at = datetime(day.year, day.month, day.day, hour)
    return {
        "post_id": post_id,
        "post_date": day,
        "posted_at": at,
        "text_hash": text,
        "user_id": user,
    }


def copy(day, text, group):
    return {"post_date": day, "text_hash": text, "group_hash": group, "similarity": 1.0}


@pytest.fixture
def posts(frame):
    """A campaign, `offer`, that is edited on the same day and on the next; thanks of two people."""
    return frame(
        POSTS,
        post("edited", FIRST, "edit", user="a", hour=1),
        post("original", FIRST, "offer", user="b", hour=2),
        post("original again", FIRST, "offer", user="a", hour=3),
        post("of the next day", SECOND, "late edit", user="a"),
        post("thanks", FIRST, "thanks"),
        post("thanks too", FIRST, "thanks", user="b"),
        post("no text", FIRST, None),
        post("no text too", FIRST, None),
    )


@pytest.fixture
def duplicates(frame):
    return frame(
        NEAR_DUPLICATES,
        copy(FIRST, "edit", "offer"),
        copy(FIRST, "offer", "offer"),
        copy(SECOND, "late edit", "offer"),
    )


OF_NONE = {"thanks", "thanks too", "no text", "no text too"}


def ids(posts):
    return {row.post_id for row in posts.collect()}


def test_of_each_day_the_first_post_of_the_first_text_is_left(posts, duplicates):
    once = counted_once(posts, duplicates)

    assert ids(once) == OF_NONE | {"original", "of the next day"}
    assert once.columns == posts.columns


def test_each_author_counts_once_a_day_where_that_is_asked(posts, duplicates):
    once = counted_once(posts, duplicates, per=("post_date", "user_id"))

    assert ids(once) == OF_NONE | {"original", "original again", "of the next day"}


def test_of_all_days_one_post_is_left_though_the_first_text_had_no_copies_on_its_day(
    posts, duplicates
):
    alone = posts.where("post_id IN ('original', 'of the next day', 'thanks')")
    later = duplicates.where("text_hash = 'late edit'")

    assert ids(counted_once(alone, later, per=())) == {"original", "thanks"}
    assert ids(counted_once(posts, duplicates, per=())) == OF_NONE | {"original"}


def test_without_copies_all_posts_stay(posts, duplicates):
    assert ids(counted_once(posts, duplicates.limit(0))) == ids(posts)
    assert ids(counted_once(posts.limit(0), duplicates)) == set()


def test_a_repost_of_a_copy_stays(posts, duplicates):
    reposts = posts.withColumn("is_repost", F.col("post_id") != "original")

    assert ids(counted_once(reposts, duplicates, per=())) == ids(posts)


def test_of_copies_the_one_with_the_most_is_left_where_that_is_asked(posts, duplicates):
    seen = posts.withColumn("reach", F.when(F.col("post_id") == "original again", F.lit(5)))

    once = counted_once(seen, duplicates, most="reach")

    assert ids(once) == OF_NONE | {"original again", "of the next day"}

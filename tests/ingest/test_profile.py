"""What profiles tell of columns, held against figures counted by hand."""

from datetime import date, datetime

import pytest

from voxlake.ingest.profile import profiled
from voxlake.ingest.profile_settings import ProfileSettings
from voxlake.tables import COLUMN_PROFILES, POSTS, USERS

JANUARY, FEBRUARY = date(2024, 1, 1), date(2024, 2, 1)


@pytest.fixture(scope="module")
def profile():
    """Gives the rows of profiles by month, source and column."""

    def profile(rows, table, month=JANUARY, **settings):
        with profiled(rows, table, month, ProfileSettings(**{"min_rows": 1, **settings})) as told:
            assert told.columns == list(COLUMN_PROFILES.column_names)
            return {(row.month, row.source, row.column_name): row for row in told.collect()}

    return profile


@pytest.fixture(scope="module")
def posts(frame, profile):
    """The profile of 101 posts of January with 0 to 100 likes, and of two others."""
    january = [
        {
            "post_id": f"p{n}",
            "post_date": date(2024, 1, 1 + n % 31),
            "posted_at": datetime(2024, 1, 1, 0, n % 60, 30),
            "source": "shop",
            "text": "x" * (n + 1),
            "language": "en" if n < 60 else "fr" if n < 98 else None,
            "like_count": n,
            "hashtags": ["a"] * (n % 3),
            "is_repost": n == 0,
            "attributes": {"brand": "A" if n < 70 else "B"} if n % 2 else None,
        }
        for n in range(101)
    ]
    others = [
        {"post_id": "o", "post_date": date(2024, 1, 9), "source": "other", "like_count": 7},
        {"post_id": "f", "post_date": date(2024, 2, 9), "source": "shop", "language": "de"},
    ]
    return profile(frame(POSTS, *january, *others), POSTS, attributes=["brand"])


def spread(row, suffix=""):
    inner = [row[f"{name}{suffix}"] for name in ("p01", "p05", "p25", "p50", "p75", "p95", "p99")]
    ends = [row[f"{name}{suffix or '_value'}"] for name in ("min", "max")]
    return [ends[0], *inner, ends[1]]


def frequent(row):
    return [tuple(value) for value in row.frequent_values or ()]


def test_each_month_and_source_is_told_by_itself(posts):
    rows = {key: row.row_count for key, row in posts.items() if key[2] == "like_count"}

    assert rows == {
        (JANUARY, "shop", "like_count"): 101,
        (JANUARY, "other", "like_count"): 1,
        (FEBRUARY, "shop", "like_count"): 1,
    }


def test_numbers_have_their_quantiles(posts):
    row = posts[JANUARY, "shop", "like_count"]

    assert (row.numbers_of, row.null_count, row.frequent_values) == ("value", 0, None)
    assert spread(row) == [0, 1, 5, 25, 50, 75, 95, 99, 100]
    assert row.distinct_count == 101


def test_a_column_without_a_value_has_its_nulls_and_nothing_else(posts):
    row = posts[FEBRUARY, "shop", "like_count"]

    assert (row.null_count, row.null_share, row.distinct_count) == (1, 1.0, 0)
    assert spread(row) == [None] * 9


def test_of_texts_the_lengths_are_told_and_never_the_words(posts):
    row = posts[JANUARY, "shop", "text"]

    assert (row.numbers_of, row.frequent_values) == ("characters", None)
    assert spread(row) == [1, 2, 6, 26, 51, 76, 96, 100, 101]


def test_times_are_told_to_the_hour_but_for_the_first_and_the_last(posts):
    row = posts[JANUARY, "shop", "posted_at"]

    first, last = datetime(2024, 1, 1, 0, 0, 30), datetime(2024, 1, 1, 0, 59, 30)
    assert spread(row, "_time") == [first] * 8 + [last]
    assert spread(row) == [None] * 9


def test_values_of_categories_are_counted_most_frequent_first(posts):
    row = posts[JANUARY, "shop", "language"]

    assert frequent(row) == [("en", 60), ("fr", 38)]
    assert (row.null_count, row.distinct_count) == (3, 2)
    assert frequent(posts[JANUARY, "shop", "is_repost"]) == [("false", 100), ("true", 1)]


def test_lists_and_attributes_are_told_by_how_many_they_hold(posts):
    hashtags, attributes = (posts[JANUARY, "shop", name] for name in ("hashtags", "attributes"))

    assert (hashtags.numbers_of, hashtags.min_value, hashtags.max_value) == ("elements", 0, 2)
    assert hashtags.frequent_values is None
    assert (attributes.null_count, attributes.distinct_count) == (51, None)
    assert frequent(attributes) == [("brand", 50)]


def test_an_attribute_that_is_asked_for_has_its_values(posts):
    row = posts[JANUARY, "shop", "attributes.brand"]

    assert (row.column_type, row.null_count) == ("string", 51)
    assert frequent(row) == [("A", 35), ("B", 15)]


def test_columns_of_people_and_their_words_tell_no_values(frame, profile):
    user = {"name": "Ann", "handle": "ann", "bio": "I am Ann", "country": "France", "source": "s"}
    users = frame(USERS, *({**user, "user_id": f"u{n}"} for n in range(3)))

    told = profile(users, USERS)

    assert {name for (_, _, name), row in told.items() if row.frequent_values} == {"country"}


def test_rare_values_and_columns_with_too_many_are_not_told(frame, profile):
    countries = ["France"] * 5 + ["Ann's house"]
    users = frame(
        USERS,
        *(
            {"user_id": f"u{n}", "country": country, "language": f"l{n}", "source": "s"}
            for n, country in enumerate(countries)
        ),
    )

    told = profile(users, USERS, min_rows=2, max_distinct=3)

    assert frequent(told[JANUARY, "s", "country"]) == [("France", 5)]
    assert told[JANUARY, "s", "language"].frequent_values is None
    assert told[JANUARY, "s", "language"].distinct_count == 6


def test_only_as_many_values_are_told_as_are_asked_for(frame, profile):
    users = frame(
        USERS,
        *({"user_id": f"u{n}", "country": f"c{n % 3}", "source": "s"} for n in range(9)),
    )

    told = profile(users, USERS, frequent=2)

    assert frequent(told[JANUARY, "s", "country"]) == [("c0", 3), ("c1", 3)]


def test_a_table_without_rows_has_no_profile(frame, profile):
    assert not profile(frame(POSTS), POSTS)

from datetime import date, timedelta
from math import exp

import numpy as np
import pytest

from voxlake.core.days import Days
from voxlake.tables import TERM_DAYS, TOPIC_TERMS
from voxlake.trends.settings import TrendSettings
from voxlake.trends.term_days import term_days
from voxlake.trends.terms import rising_terms

SCHEMA = "post_date date, user_id string, text_hash string, topic_grams array<string>"
DAY = date(2024, 3, 4)


def post(*grams, user_id=None, text_hash="t", post_date=DAY):
    return {
        "post_date": post_date,
        "user_id": user_id,
        "text_hash": text_hash,
        "topic_grams": ["", *grams],
    }


@pytest.fixture
def counted(frame):
    """Authors and texts of each gram of a day."""

    def count(*posts, kept_terms=1_000):
        rows = term_days(frame(SCHEMA, *posts), kept_terms).collect()
        assert len({(row["post_date"], row["stem"]) for row in rows}) == len(rows)
        return {row["stem"]: (row["author_count"], row["text_count"]) for row in rows}

    return count


def test_an_author_counts_once_a_day_and_unknown_ones_by_their_texts(counted):
    posts = [
        *[post("x", user_id="bot", text_hash=f"of a bot {n}") for n in range(9)],
        *[post("x", text_hash="same") for _ in range(5)],
        post("y", user_id="ann"),
    ]

    assert counted(*posts) == {"": (3, 11), "x": (2, 10), "y": (1, 1)}


def test_who_says_no_word_is_not_counted(counted):
    assert counted(post(user_id="emoji"), post("x", user_id="ann")) == {"": (1, 1), "x": (1, 1)}
    assert counted(post()) == {}
    assert counted() == {}


def test_days_are_counted_each_for_itself(frame):
    posts = [post("x", user_id="ann", post_date=DAY - timedelta(days=back)) for back in range(3)]

    together = term_days(frame(SCHEMA, *posts), 10)
    apart = [row for one in posts for row in term_days(frame(SCHEMA, one), 10).collect()]

    assert sorted(together.collect()) == sorted(apart)
    assert len(apart) == 6


def test_terms_of_most_authors_are_kept_and_of_equal_ones_all_or_none(counted):
    posts = [
        *[post("three", user_id=f"u{n}") for n in range(3)],
        *[post("two", "also two", user_id=f"u{n}") for n in range(2)],
        post("one", user_id="u0"),
    ]

    assert set(counted(*posts, kept_terms=4)) == {"", "three", "two", "also two", "one"}
    assert set(counted(*posts, kept_terms=3)) == {"", "three", "two", "also two"}
    assert set(counted(*posts, kept_terms=2)) == {"", "three"}
    assert set(counted(post("a", "b"), kept_terms=1)) == {""}


def drawn_posts(back):
    """Posts of a day on which 30 authors say some of nine words, w0 least and w8 most."""
    draw = np.random.default_rng(back)
    often = np.arange(1, 10) / 20
    if back == 0:
        often[[1, 4]] = 0.6
    day = DAY - timedelta(days=back)
    for n in range(60):
        words = [f"w{word}" for word in np.flatnonzero(draw.random(9) < often)]
        yield post(*words, user_id=f"u{draw.integers(30)}", text_hash=f"{back}.{n}", post_date=day)


def rises_of(posts, s):
    """What rises on DAY, worked out from all posts of all days: author and usual count."""
    spoken = {(p["post_date"], w, p["user_id"]) for p in posts for w in p["topic_grams"][1:]}
    days = {day for day, _, _ in spoken}

    def authors(of_days, word=None):
        said = {(day, who) for day, one, who in spoken if day in of_days and word in (None, one)}
        return len(said)

    def share(of_days, word):
        return authors(of_days, word) / authors(of_days)

    before = days - {DAY}
    mondays = {day for day in before if day.weekday() == DAY.weekday()}
    found = {}
    for word in {word for _, word, _ in spoken}:
        usual = authors({DAY}) * max(share(before, word), share(mondays, word))
        count, a = authors({DAY}, word), s.prior_authors
        shape = count + a
        cube = 1 - 1 / (9 * shape) - 1.6448536269514722 / (3 * shape**0.5)
        if shape / (usual + a) * cube**3 > 1:
            found[word] = (count, pytest.approx(usual), pytest.approx(shape / (usual + a)))
    return found


def test_what_rises_is_the_same_from_stored_counts_as_from_the_posts_of_all_days(frame):
    settings = TrendSettings(min_authors=1)
    posts = {back: list(drawn_posts(back)) for back in range(29)}
    earlier = term_days(frame(SCHEMA, *[p for back in range(1, 29) for p in posts[back]]), 100)
    stored = frame(TERM_DAYS, *[row.asDict() for row in earlier.collect()])

    both = stored.unionByName(term_days(frame(SCHEMA, *posts[0]), 100))
    rows = rising_terms(both, frame(TOPIC_TERMS), Days.of([DAY]), settings).collect()

    expected = rises_of([p for of_day in posts.values() for p in of_day], settings)
    assert {r["term"]: (r["author_count"], r["usual_count"], r["rise"]) for r in rows} == expected
    assert set(expected) >= {"w1", "w4"}
    assert all(exp(row["score"]) > 1 for row in rows)

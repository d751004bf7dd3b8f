"""The two weeks are compared by person, and chance is not taken for change."""

from datetime import date, timedelta
from itertools import combinations_with_replacement

import numpy as np
import pytest

from voxlake.report import comparisons
from voxlake.report.comparisons import (
    Comparison,
    clear_changes,
    compare_parts,
    compare_shares,
    compare_sums,
    with_week,
)

AS_OF = date(2024, 3, 31)
POSTS = "post_date date, person string, label string, topic string, one int"


def post(days_ago, person, label=None, topic=None):
    return {
        "post_date": AS_OF - timedelta(days=days_ago),
        "person": f"p{person}",
        "label": label,
        "topic": topic,
        "one": 1,
    }


def compared(p_value, now=2.0):
    return Comparison("label", "x", now, 1.0, 0.0, 0.0, p_value)


def test_a_week_has_seven_days_and_the_week_before_seven_more(frame):
    rows = frame(POSTS, *(post(days_ago, 1) for days_ago in (-1, 0, 6, 7, 13, 14)))

    weeks = with_week(rows, "post_date", AS_OF).orderBy("post_date").collect()

    assert [row.is_now for row in weeks] == [False, False, True, True]


def test_sums_are_compared_by_the_ups_and_downs_of_people(frame):
    # Ten people with 2 posts now and 1 before, and one with 1 now and 5 before.
    rows = [post(day, i) for i in range(10) for day in (0, 1, 8)]
    rows += [post(0, 99), *(post(8, 99) for _ in range(5))]

    (found,) = compare_sums(with_week(frame(POSTS, *rows), "post_date", AS_OF), "posts", "one")

    # 21 against 15; the error is the root of 10 * 1**2 + 4**2 = 26; t = 6 / 5.099 with 10 degrees
    assert (found.now, found.before) == (21, 15)
    assert found.p_value == pytest.approx(0.2665, abs=1e-3)
    assert (found.low + found.high) / 2 == pytest.approx(6)
    assert (found.high - found.low) / 2 == pytest.approx(2.2281 * np.sqrt(26), rel=1e-4)


def test_shares_take_account_of_posts_that_come_from_one_person(frame):
    generator = np.random.default_rng(5)
    rows = [
        post(
            int(day), int(person), label=("a" if generator.random() < 0.3 + 0.01 * person else "b")
        )
        for person in range(30)
        for day in generator.integers(0, 14, size=generator.integers(1, 12))
    ]
    rows.append(post(3, 31))  # without a label: does not count

    found = compare_shares(with_week(frame(POSTS, *rows), "post_date", AS_OF), "label", "label", 30)

    now, before, error = residual_error(rows, lambda row: row["label"] == "a")
    assert [c.subject for c in found] == ["a", "b"]
    assert (found[0].now, found[0].before) == (pytest.approx(now), pytest.approx(before))
    assert (found[0].high - found[0].low) / 2 == pytest.approx(2.0452 * error, rel=1e-3)
    assert found[1].now == pytest.approx(1 - now)


def test_a_share_within_a_topic_counts_only_the_posts_of_the_topic(frame):
    rows = [
        post(
            day, person, label="a" if (day + person) % 3 else "b", topic="t" if person < 20 else "u"
        )
        for person in range(25)
        for day in range(0, 14, 2)
    ]
    posts = with_week(frame(POSTS, *rows), "post_date", AS_OF)

    found = compare_parts(posts.selectExpr("*", "label = 'a' is_a"), "mood", "topic", "is_a", 30)

    # Topic u has but five people behind it.
    now, before, error = residual_error(rows[: 20 * 7], lambda row: row["label"] == "a")
    assert [c.subject for c in found] == ["t"]
    assert (found[0].now, found[0].before) == (pytest.approx(now), pytest.approx(before))
    assert (found[0].high - found[0].low) / 2 == pytest.approx(2.0930 * error, rel=1e-3)


def residual_error(rows, is_part):
    """Shares of both weeks, and the root of the sum over people of their squared residuals."""
    counts = {}
    for row in rows:
        if row["label"]:
            week = int((AS_OF - row["post_date"]).days >= 7)
            part = counts.setdefault(row["person"], np.zeros((2, 2)))
            part[week] += (is_part(row), 1)
    table = np.array(list(counts.values()))
    (part_now, whole_now), (part_before, whole_before) = table.sum(axis=0)
    now, before = part_now / whole_now, part_before / whole_before
    residuals = (table[:, 0, 0] - now * table[:, 0, 1]) / whole_now - (
        table[:, 1, 0] - before * table[:, 1, 1]
    ) / whole_before
    return now, before, np.sqrt((residuals**2).sum())


def test_where_nothing_changed_few_comparisons_look_like_change():
    generator = np.random.default_rng(11)
    names = comparisons._COUNTS
    low = 0
    for _ in range(1000):
        # 60 people of different moods and habits: their posts are far from independent.
        mood = generator.beta(0.5, 0.8, 60)
        whole = generator.negative_binomial(1, 0.1, (2, 60))
        part = generator.binomial(whole, mood)
        counts = dict(zip(names, (part[0], whole[0], part[1], whole[1]), strict=True))
        moments = {name: of.sum() for name, of in counts.items()} | {"people": 60}
        for left, right in combinations_with_replacement(names, 2):
            moments[f"{left}*{right}"] = (counts[left] * counts[right]).sum()
        low += comparisons._of_share(moments, "label", "a").p_value < 0.05

    # Of 1,000 tests at 5 %, 50 are expected; taking posts for independent gives several hundred.
    assert low < 75


def test_changes_are_named_by_holms_method():
    # 0.05 / 4 = 0.0125, / 3 = 0.0167, / 2 = 0.025: the third is too likely, and so ends the list.
    found = [compared(0.03), compared(0.016), compared(0.001, now=9.0), compared(0.04)]

    assert [c.p_value for c in clear_changes(found, 0.05)] == [0.001, 0.016]
    assert clear_changes([], 0.05) == []


def test_few_people_or_posts_are_not_compared(frame):
    rows = [post(day, person, label="a") for person in range(9) for day in range(14)]
    posts = with_week(frame(POSTS, *rows), "post_date", AS_OF)

    assert compare_shares(posts, "label", "label", 30) == []
    assert compare_sums(posts, "posts", "one") == []
    assert compare_shares(posts.limit(0), "label", "label", 30) == []

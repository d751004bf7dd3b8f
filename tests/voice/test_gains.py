"""What a trait of posts earns: by hand, where little is known, and by simulation."""

import numpy as np
import pandas as pd
import pytest

from voxlake.people.demand import pooling
from voxlake.voice.gains import with_gains

VALUES = {"brand": "acme", "trait": "form"}
GAINS = ["gain", "gain_low", "gain_high"]


def rows_of(posts):
    """What Spark sums up of posts: pairs of a value and ln(1 + engagement), None where unknown."""
    every = [y for _, y in posts if y is not None]
    found = []
    for value in dict.fromkeys(value for value, _ in posts):
        known = [y for of, y in posts if of == value and y is not None]
        found.append(
            VALUES
            | {
                "value": value,
                "known_count": len(known),
                "log_sum": sum(known),
                "all_known_count": len(every),
                "all_log_sum": sum(every),
                "all_square_sum": sum(y * y for y in every),
            }
        )
    return pd.DataFrame(found)


def gains_of(posts, min_posts=2):
    return with_gains(rows_of(posts), min_posts, 0.95).set_index("value")[GAINS]


def test_a_gain_lies_between_one_and_what_was_seen_as_worked_out_by_hand(monkeypatch):
    monkeypatch.setattr(pooling, "_WEIGHTS", np.array([[0.5]]))

    found = gains_of([("link", 2.0), ("link", 2.0), ("text", 0.0), ("text", 0.0)])

    # All are at 1 on average: links lie 1 above it, texts 1 below. The squares sum to 4, so s^2 is
    # (4 + ln(2)^2) / 4 and the variance of each distance a quarter of it. A weight of one half
    # halves both.
    error = np.sqrt((4 + np.log(2) ** 2) / 4 / 4 / 2)
    low, high = np.exp(0.5 - 1.959964 * error), np.exp(0.5 + 1.959964 * error)
    assert found.loc["link"].to_list() == pytest.approx([np.exp(0.5), low, high])
    assert found.loc["text", "gain"] == pytest.approx(np.exp(-0.5))


@pytest.mark.parametrize(
    ("posts", "without"),
    [
        ([("link", 1.0)] * 9 + [("text", None)] * 9, ["link", "text"]),  # links are all that count
        ([("link", 1.0)] * 9 + [("text", 2.0)] * 4, ["text"]),
        ([("link", None)] * 9, ["link"]),
        ([("link", 0.0)], ["link"]),
    ],
    ids=["no others known", "too few", "none known", "one post"],
)
def test_no_gain_is_told_where_there_is_too_little_to_tell_it_by(posts, without):
    found = gains_of(posts, min_posts=5)

    assert [*found[found["gain"].isna()].index] == without
    assert (found.isna().nunique(axis=1) == 1).all()


def test_posts_that_all_earn_the_same_gain_nothing_and_that_is_not_certain():
    found = gains_of([("link", 3.0)] * 6 + [("text", 3.0)] * 6)

    assert found["gain"].to_list() == [1.0, 1.0]
    assert (found["gain_low"] < 0.99).all() and (found["gain_high"] > 1.01).all()


def test_without_posts_there_are_no_rows():
    found = with_gains(rows_of([("link", 1.0)]).iloc[:0], 5, 0.95)

    assert len(found) == 0 and set(GAINS) <= set(found.columns)


def test_gains_do_not_depend_on_the_order_of_the_rows():
    rows = rows_of([(str(n % 7), 0.1 * (n * n % 11)) for n in range(60)])

    found, other = (with_gains(of, 2, 0.95) for of in (rows, rows.iloc[::-1]))

    pd.testing.assert_frame_equal(found, other)


def drawn(spread):
    """Gains of 24 values in 60 brands, whose logarithms spread so far, beside the true ones."""
    rng = np.random.default_rng(7)
    rounds, true = [], []
    for number in range(60):
        away, value = rng.normal(0, spread, 24), rng.integers(0, 24, 400)
        y = rng.normal(3, 1, 400) + away[value]
        posts = zip([f"{one:02}" for one in value], y, strict=True)
        rounds.append(rows_of(list(posts)).assign(brand=f"{number:02}"))
        true.append(away - away[value].mean())
    return np.log(with_gains(pd.concat(rounds), 2, 0.95)[GAINS]), np.concatenate(true)


def test_the_intervals_hold_true_gains_as_often_as_they_say():
    found, true = drawn(spread=0.4)

    held = (found["gain_low"] <= true) & (true <= found["gain_high"])
    assert 0.93 < held.mean() < 0.97
    assert np.corrcoef(found["gain"], true)[0, 1] > 0.8


def test_chance_alone_looks_like_no_gain():
    found, _ = drawn(spread=0.0)

    assert np.std(found["gain"]) < 0.1  # of means of 17 posts: 0.24
    assert ((found["gain_low"] < 0) & (found["gain_high"] > 0)).mean() > 0.99

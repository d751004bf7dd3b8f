from datetime import date

import numpy as np
import pytest
from scipy import stats

from voxlake.marketing.learnt.learning import drawn_together, learnt_rows
from voxlake.marketing.learnt.settings import LearntSettings

DAY = date(2024, 3, 31)
SETTINGS = LearntSettings()


def sums(attribute, gains_by_value, scope="all"):
    """What Spark would add up, each post with weight 1."""
    arrays = {value: np.array(gains, dtype=float) for value, gains in gains_by_value.items()}
    every = np.concatenate(list(arrays.values()))
    within = sum(float(((g - g.mean()) ** 2).sum()) for g in arrays.values())
    return [
        {
            "attribute": attribute,
            "scope": scope,
            "value": value,
            "post_count": len(g),
            "account_count": 1,
            "w": float(len(g)),
            "wg": float(g.sum()),
            "wgg": float((g**2).sum()),
            "all_count": len(every),
            "all_w": float(len(every)),
            "all_wg": float(every.sum()),
            "within": within,
            "value_count": len(arrays),
        }
        for value, g in arrays.items()
    ]


def test_means_are_drawn_together_as_worked_by_hand():
    # Weights 10 and 10, common mean 0.5; Q = 5; t² = (5 - 1) / (20 - 200 / 20) = 0.4; b = 0.8;
    # var(c) = 1 / (2 / 0.5) = 0.25; 0.8 * 0.1 + 0.2² * 0.25 = 0.09.
    drawn = drawn_together([0.0, 1.0], [0.1, 0.1])

    assert drawn.effects == pytest.approx([0.1, 0.9])
    assert drawn.errors == pytest.approx([0.3, 0.3])


def test_means_that_differ_by_chance_alone_become_one():
    drawn = drawn_together([0.4, 0.5, 0.6], [1.0, 1.0, 1.0])

    assert drawn.effects == pytest.approx([0.5] * 3)
    assert drawn.errors == pytest.approx([3**-0.5] * 3)
    alone = drawn_together([0.7], [0.04])
    assert (alone.effects[0], alone.errors[0]) == (pytest.approx(0.7), pytest.approx(0.2))


def test_a_value_is_compared_with_the_posts_of_the_others_by_students_t():
    chance = np.random.default_rng(3)
    cards, none = chance.normal(0.8, 1, 30), chance.normal(0, 1, 50)

    rows = learnt_rows(sums("image", {"card": cards, "none": none}), SETTINGS, DAY)

    card, other = rows
    oracle = stats.ttest_ind(cards, none)
    assert card["difference"] == pytest.approx(cards.mean() - none.mean())
    assert card["p_value"] == pytest.approx(oracle.pvalue)
    assert other["difference"] == pytest.approx(-card["difference"])
    assert card["p_adjusted"] == pytest.approx(min(1, 2 * oracle.pvalue))
    assert card["is_reliable"]
    assert card["verdict"].startswith("30 posts with image card did reliably better than others")
    assert card["verdict"].endswith("for this or what goes with it")
    s = np.sqrt((cards.var() * 30 + none.var() * 50) / 78)
    assert card["mean_high"] - card["mean"] == pytest.approx(
        stats.t.ppf(0.975, 78) * s / np.sqrt(30)
    )
    assert abs(card["effect"]) < abs(card["mean"])
    assert card["gain"] == pytest.approx(np.exp(card["effect"]))
    assert card["low"] < card["effect"] < card["high"]


def test_many_values_without_a_difference_are_not_called_reliable():
    found = 0
    for seed in range(40):
        chance = np.random.default_rng(seed)
        gains = {f"p{n}": chance.normal(0, 1, 8) for n in range(12)}
        found += any(
            row["is_reliable"] for row in learnt_rows(sums("prompt", gains), SETTINGS, DAY)
        )

    # One day in twenty at most is to name any: 2 of 40 expected, and above 6 by chance 1 in 100.
    assert found <= 6


def test_holm_takes_all_attributes_of_the_day_into_account():
    chance = np.random.default_rng(5)
    gains = {"a": chance.normal(0.6, 1, 20), "b": chance.normal(0, 1, 20)}

    alone = learnt_rows(sums("image", gains), SETTINGS, DAY)
    among = learnt_rows(
        [row for name in ("image", "length", "hour", "kind", "model") for row in sums(name, gains)],
        SETTINGS,
        DAY,
    )

    assert (alone[0]["comparison_count"], among[0]["comparison_count"]) == (2, 10)
    assert among[0]["p_adjusted"] == pytest.approx(min(1, 5 * alone[0]["p_adjusted"]))


def test_arms_are_marked_as_given_by_chance():
    gains = {"a": [0.0, 2.0] * 30, "b": [4.0, 6.0] * 30}

    arm, _ = learnt_rows(sums("arm", gains, scope="x"), SETTINGS, DAY)

    assert (arm["is_by_chance"], arm["scope"]) == (True, "x")
    assert arm["verdict"] == "60 posts with arm a did reliably worse than others: 0.02 times"


def test_one_value_alone_is_told_without_a_comparison():
    (row,) = learnt_rows(sums("generator", {"template": [0.0, 1.0, 2.0]}), SETTINGS, DAY)

    assert row["difference"] is None
    assert row["p_value"] is None
    assert row["p_adjusted"] is None
    assert row["comparison_count"] == 0
    assert not row["is_reliable"]
    assert row["verdict"].endswith("there are none with another to compare them with")
    assert row["effect"] == pytest.approx(1.0)


def test_gains_that_do_not_vary_have_no_interval_and_nothing_reliable():
    rows = learnt_rows(sums("image", {"card": [1.0] * 9, "none": [0.0] * 9}), SETTINGS, DAY)

    assert {row["mean_low"] for row in rows} == {None}
    assert {row["gain_high"] for row in rows} == {None}
    assert [row["difference"] for row in rows] == [1.0, -1.0]
    assert not any(row["is_reliable"] for row in rows)
    assert rows[0]["verdict"].endswith("all fared alike")


def test_nothing_published_teaches_nothing():
    assert learnt_rows([], SETTINGS, DAY) == []

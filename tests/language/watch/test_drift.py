from datetime import date, timedelta

import numpy as np
import pytest

from voxlake.core.stability import stability_index
from voxlake.language.watch.drift import (
    accuracy_figures,
    asks_for_retraining,
    embedding_figures,
    label_figures,
)
from voxlake.language.watch.drift_settings import DriftSettings

MONDAY = date(2024, 3, 4)
SETTINGS = DriftSettings(min_posts=10, min_labels=4)


def test_the_index_is_the_one_worked_by_hand():
    # Shares .5, .5 against .8, .2 (with a half added to each count): -.3 ln .625 + .3 ln 2.5.
    found = stability_index({"a": 499.5, "b": 499.5}, {"a": 799.5, "b": 199.5})

    assert found == pytest.approx(-0.3 * np.log(0.625) + 0.3 * np.log(2.5))
    assert stability_index({"a": 5, "b": 5}, {"a": 50, "b": 50}) == pytest.approx(0)
    assert stability_index({"new": 100}, {"old": 100}) > 5


def test_labels_of_a_week_are_held_to_the_reference(frame):
    ddl = "post_date date, label string"
    later = MONDAY + timedelta(days=7)

    def on(day, labels):
        return [{"post_date": day, "label": label} for label in labels]

    reference = on(MONDAY - timedelta(days=30), "aabb" * 10)
    same = on(MONDAY, "ab" * 10) + on(MONDAY + timedelta(days=6), "ab" * 10)
    other = on(later, ["a"] * 3 + ["unsure"] * 27)
    few = on(MONDAY + timedelta(days=14), "a" * 9)

    found = label_figures(frame(ddl, *same, *other, *few), frame(ddl, *reference), SETTINGS)

    assert set(found) == {MONDAY, later}
    assert found[MONDAY]["label_psi"] < 0.01
    assert found[MONDAY]["unsure_share"] == 0
    assert found[later]["label_psi"] > 1
    assert found[later]["unsure_share"] == 0.9


def test_vectors_that_have_moved_have_a_large_index_and_others_a_small_one(frame):
    draws = np.random.default_rng(3)

    def cloud(day, centre, count=400):
        return [
            {"post_date": day, "vector": [float(x) for x in draws.normal(centre, 1, 8)]}
            for _ in range(count)
        ]

    ddl = "post_date date, vector array<float>"
    reference = frame(ddl, *cloud(MONDAY - timedelta(days=30), 0.0, 800))
    later = MONDAY + timedelta(days=7)

    found = embedding_figures(
        frame(ddl, *cloud(MONDAY, 0.0), *cloud(later, 0.7)), reference, SETTINGS
    )

    assert found[MONDAY]["embedding_psi"] < 0.1
    assert found[later]["embedding_psi"] > 0.25


def test_accuracy_is_told_where_there_are_labels_enough(frame):
    ddl = "post_date date, label string, given string, chance double"
    rows = [
        {"post_date": MONDAY, "label": "a", "given": given, "chance": 0.8} for given in "aaab"
    ] + [{"post_date": MONDAY + timedelta(days=7), "label": "a", "given": "a", "chance": 0.9}]

    found = accuracy_figures(frame(ddl, *rows), SETTINGS)

    assert found == {
        MONDAY: {"labels": 4.0, "accuracy": 0.75, "stated_accuracy": pytest.approx(0.8)}
    }


@pytest.mark.parametrize(
    ("figures", "asks"),
    [
        ({"label_psi": 0.1, "embedding_psi": 0.2}, False),
        ({"label_psi": 0.1, "embedding_psi": 0.25}, True),
        ({"label_psi": 0.3}, True),
        ({"accuracy": 0.7, "labels": 400.0, "stated_accuracy": 0.72}, False),
        ({"accuracy": 0.6, "labels": 400.0, "stated_accuracy": 0.72}, True),
        ({"accuracy": 0.6, "labels": 30.0, "stated_accuracy": 0.72}, False),
    ],
)
def test_training_is_asked_for_by_an_index_or_by_accuracy_beyond_its_noise(figures, asks):
    assert asks_for_retraining(figures, SETTINGS) == asks

import numpy as np
import pytest

from voxlake.language.heads.classifier import Confusion, fit_classifier

# Rows are true classes: recalls 3/4, 1/2, 0/2; precisions 3/4, 1/3, 0/1.
COUNTS = Confusion(np.array([[3, 1, 0], [0, 1, 1], [1, 1, 0]]))
LABELLED = "text_hash string, group string, vector array<float>, class double"


def test_figures_are_those_worked_by_hand():
    assert COUNTS.accuracy == pytest.approx(4 / 8)
    assert COUNTS.macro_recall == pytest.approx((3 / 4 + 1 / 2 + 0) / 3)
    # F1 is 2 * hits / (true + given): 6/8, 2/5, 0/3.
    assert COUNTS.macro_f1 == pytest.approx((6 / 8 + 2 / 5 + 0) / 3)


def test_texts_are_counted_by_true_and_given_class():
    classes, given = np.array([0, 0, 2, 2]), np.array([0, 2, 2, 2])

    counts = Confusion.of(classes, given, class_count=3).counts

    assert counts.tolist() == [[1, 0, 1], [0, 0, 0], [0, 0, 2]]


def test_the_picture_names_the_classes():
    axes = COUNTS.picture(["a", "b", "c"]).axes[0]

    assert [label.get_text() for label in axes.get_xticklabels()] == ["a", "b", "c"]
    assert "75%" in [text.get_text() for text in axes.texts]


def blobs(count):
    """Two overlapping clouds, four rows of class 0 to one of class 1."""
    draws = np.random.default_rng(3)
    classes = [0.0 if n % 5 else 1.0 for n in range(count)]
    clouds = [[float(x) for x in draws.normal(c, 0.7, 2)] for c in classes]
    return [
        {"text_hash": f"h{n}", "group": f"g{n}", "vector": vector, "class": c}
        for n, (vector, c) in enumerate(zip(clouds, classes, strict=True))
    ]


def fitted(rows, seed=7, balance=1.0):
    return fit_classifier(
        rows,
        class_count=2,
        regularisations=(0.001, 10.0),
        folds=2,
        max_iterations=20,
        balance=balance,
        seed=seed,
    )


@pytest.mark.whole
def test_a_fit_does_not_depend_on_the_order_of_its_rows(frame):
    rows = blobs(60)

    one = fitted(frame(LABELLED, *rows))
    other = fitted(frame(LABELLED, *rows[::-1]).repartition(3))

    np.testing.assert_allclose(  # sums of floats in another order differ in the last digits
        one.model.coefficients, other.model.coefficients, rtol=1e-6
    )
    assert one.regularisation == other.regularisation


def test_every_penalty_is_tried_on_held_out_rows_and_rare_classes_count_as_much(frame):
    found = fitted(frame(LABELLED, *blobs(60)))

    assert set(found.cross_validated) == {0.001, 10.0}
    assert all(tried.confusion.counts.sum() == 60 for tried in found.cross_validated.values())
    best = max(tried.confusion.macro_recall for tried in found.cross_validated.values())
    assert found.held_out.confusion.macro_recall == best
    # Without weights, most of the twelve rows of class 1 would be lost among the 48 others.
    assert found.held_out.confusion.counts[1, 1] >= 8
    as_they_come = fitted(frame(LABELLED, *blobs(60)), balance=0.0)
    assert as_they_come.held_out.confusion.counts[1, 1] < found.held_out.confusion.counts[1, 1]

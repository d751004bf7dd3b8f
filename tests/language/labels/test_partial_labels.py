import numpy as np
import pytest
from scipy.special import softmax

from voxlake.language.labels.partial_labels import Labelled, fit_linear


def drawn(count, seed=5):
    """Texts of three labels, in a plane, and the coefficients that they were drawn by."""
    draws = np.random.default_rng(seed)
    truth = np.array([[2.0, 0.0], [-1.0, 1.5], [-1.0, -1.5]])
    vectors = draws.normal(0, 1, (count, 2))
    cumulated = softmax(vectors @ truth.T, axis=1).cumsum(axis=1)
    classes = (draws.uniform(size=(count, 1)) > cumulated).sum(axis=1)
    return vectors, classes, truth


def differences(coefficients):
    """What softmax sees: coefficients less those of the first label."""
    return coefficients[1:] - coefficients[0]


def test_with_whole_labels_it_is_multinomial_logistic_regression():
    vectors, classes, truth = drawn(20_000)
    one_hot = np.eye(3, dtype=bool)[classes]

    found = fit_linear(Labelled(vectors, one_hot, np.ones_like(one_hot), np.ones(20_000)), 1e-6)

    assert differences(found.coefficients) == pytest.approx(differences(truth), abs=0.12)
    assert found.intercepts - found.intercepts[0] == pytest.approx(np.zeros(3), abs=0.1)


def test_tables_with_other_labels_are_joined_to_one_truth():
    vectors, classes, truth = drawn(60_000)
    one_hot = np.eye(3, dtype=bool)[classes]
    told, allowed = np.ones_like(one_hot), one_hot.copy()
    merges = np.arange(60_000) % 2 == 0
    # The first table calls labels 1 and 2 the same; the second has dropped every text of label 0.
    allowed[merges & (classes > 0)] = [False, True, True]
    told[~merges] = [False, True, True]
    kept = merges | (classes > 0)

    data = Labelled(vectors[kept], allowed[kept], told[kept], np.ones(kept.sum()))
    found = fit_linear(data, 1e-6)

    assert differences(found.coefficients) == pytest.approx(differences(truth), abs=0.12)
    assert found.intercepts - found.intercepts[0] == pytest.approx(np.zeros(3), abs=0.1)


def test_weights_count_as_so_many_texts():
    vectors, classes, _ = drawn(300)
    one_hot = np.eye(3, dtype=bool)[classes]
    told = np.ones_like(one_hot)
    twice = np.arange(300) < 100

    by_weight = fit_linear(Labelled(vectors, one_hot, told, 1.0 + twice), 0.01)
    again = [np.concatenate([part, part[twice]]) for part in (vectors, one_hot, told)]
    by_rows = fit_linear(Labelled(*again, np.ones(400)), 0.01)

    same = vectors[:5]
    one = softmax(by_weight.scores(same), axis=1)
    other = softmax(by_rows.scores(same), axis=1)
    assert one == pytest.approx(other, abs=0.02)  # only the standardisation differs

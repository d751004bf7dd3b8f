from math import log

import pytest

from voxlake.topics.coherence import count_documents, npmi, umass

# a stands in 3 of 4 documents, b in 2 (always with a), c in 1 (never with a or b).
DOCUMENTS = [(["a", "b", "a"],), (["b", "a"],), (["a"],), (["c", "other"],)]


@pytest.fixture(scope="module")
def counts(spark):
    documents = spark.createDataFrame(DOCUMENTS, "stems array<string>")
    return count_documents(documents, "stems", [["a", "b", "c"], ["c", "unseen"]])


def test_a_document_counts_once_however_often_it_holds_a_term(counts):
    assert counts.documents == 4
    assert [counts.holding(t, t) for t in "abc"] == [3, 2, 1]
    assert counts.holding("a", "b") == counts.holding("b", "a") == 2
    assert counts.holding("a", "c") == 0


def test_only_terms_of_the_same_topic_are_counted_together(spark):
    documents = spark.createDataFrame(DOCUMENTS, "stems array<string>")

    apart = count_documents(documents, "stems", [["a", "c"], ["b"]])

    assert ("a", "b") not in apart.pairs


def test_umass_is_the_sum_over_pairs_given_the_earlier_term(counts):
    # (b given a) log(3/3), (c given a) log(1/3), (c given b) log(1/2)
    assert umass(["a", "b", "c"], counts) == pytest.approx(log(1 / 3) + log(1 / 2))
    assert umass(["b", "a"], counts) == pytest.approx(log(3 / 2))


def test_npmi_is_the_mean_over_pairs(counts):
    # a and b: log((2/4) / (3/4 * 2/4)) / -log(2/4); a and c, b and c: never together, -1
    a_and_b = log(4 / 3) / log(2)

    assert npmi(["a", "b"], counts) == pytest.approx(a_and_b)
    assert npmi(["a", "b", "c"], counts) == pytest.approx((a_and_b - 2) / 3)


def test_terms_that_stand_in_every_document_say_nothing_of_each_other(spark):
    documents = spark.createDataFrame([(["a", "b"],), (["a", "b"],)], "stems array<string>")
    everywhere = count_documents(documents, "stems", [["a", "b"]])

    assert npmi(["a", "b"], everywhere) == 0.0

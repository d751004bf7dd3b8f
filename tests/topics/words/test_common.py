import numpy as np
import pytest
from scipy.sparse import csr_matrix

from voxlake.topics.words.common import common_terms

# Four topics of two texts: flight is in a text of each, delay in both of two, bag in one of three.
LABELS = np.array([0, 0, 1, 1, 2, 2, 3, 3])
COUNTS = csr_matrix(
    np.array(
        [
            [3, 1, 1],
            [0, 1, 0],
            [1, 1, 1],
            [0, 1, 0],
            [1, 0, 1],
            [0, 0, 0],
            [1, 0, 0],
            [0, 0, 0],
        ]
    )
)


@pytest.mark.parametrize(
    ("share", "common"), [(0.5, [True, False, True]), (0.6, [False] * 3), (0.0, [True] * 3)]
)
def test_a_term_is_common_that_is_frequent_in_three_topics_of_four(share, common):
    assert common_terms(COUNTS, LABELS, share).tolist() == common


def test_a_term_of_two_topics_of_four_is_not_however_frequent():
    assert not common_terms(COUNTS, LABELS, 0.1)[1]


def test_nothing_is_common_where_there_are_three_topics_or_no_text():
    assert not common_terms(COUNTS, np.minimum(LABELS, 2), 0.1).any()
    assert not common_terms(COUNTS[:0], LABELS[:0], 0.1).any()

import numpy as np
import pytest

from voxlake.core.anscombe import counts_of, steadied


@pytest.mark.parametrize("mean", [4, 30, 400])
def test_chance_moves_counts_of_each_level_by_one(mean):
    counts = np.random.default_rng(1).poisson(mean, 20_000).astype(float)

    assert steadied(counts).std() == pytest.approx(1, abs=0.05)


def test_counts_come_back_and_none_is_below_zero():
    counts = np.array([0.0, 1.0, 250.0])

    assert counts_of(steadied(counts)) == pytest.approx(counts)
    assert list(counts_of(np.array([-3.0, 0.0]))) == [0.0, 0.0]

"""Groups of items whose factors point the same way, so that users look at few of them."""

from __future__ import annotations

import numpy as np
from sklearn.cluster import KMeans

from voxlake.recommend.content.model import Matrix
from voxlake.topics.fit.arrays import on_one_thread, unit_rows

_ITEMS = 20  # of a group at least, on average


def directions(items: Matrix, most: int, seed: int) -> Matrix:
    """Directions of groups of items by k-means over rows of length 1 (Dhillon and Modha 2001).

    "Concept decompositions for large sparse text data using clustering", Machine Learning 42.

    Args:
        items: Factors of a sample of items, in an order that does not change; at least one row.
        most: Number of groups; fewer where fewer items differ, or there are few of them.
        seed: Of the first groups.
    """
    rows = unit_rows(items)
    count = min(most, len(np.unique(rows, axis=0)), max(len(rows) // _ITEMS, 1))
    with on_one_thread():
        found = KMeans(count, n_init=1, random_state=seed).fit(rows)
    return unit_rows(found.cluster_centers_)

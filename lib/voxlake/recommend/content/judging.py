"""How well scores foretell what users did later, user by user, beside what is popular."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.stats import norm

from voxlake.recommend.content.model import Matrix

AT = 10
"""How many of the best items are looked at."""
_OUTSIDE = 0.05


@dataclass(frozen=True)
class HeldOut:
    """What some users did before a day and after it, with items of those days before.

    Attributes:
        known: Targets of what they did before, a row a user, a column an item; sparse.
        later: The same of what they did after, of items that are not in `known`.
        popularity: Users of each item, of all users before the day.
        mean: Mean rating before the day; 0 in implicit mode.
    """

    known: csr_matrix
    later: csr_matrix
    popularity: Matrix
    mean: float

    def ndcg(self, users: Matrix, items: Matrix) -> Matrix:
        """NDCG at 10 of each user's ranking of all items that are not known (`ndcg_of`)."""
        return np.array(
            [self._ndcg_of(row, items @ users[row]) for row in range(self.known.shape[0])]
        )

    def ndcg_of_popular(self) -> Matrix:
        """The same where all users are shown the items of most users."""
        rows = range(self.known.shape[0])
        return np.array([self._ndcg_of(row, self.popularity) for row in rows])

    def closeness(self, users: Matrix, items: Matrix) -> Matrix:
        """Less the mean squared error of each user's later ratings."""
        found = []
        for row in range(self.later.shape[0]):
            columns, rated = _of_row(self.later, row)
            found.append(-float(np.mean((self.mean + items[columns] @ users[row] - rated) ** 2)))
        return np.array(found)

    def closeness_of_mean(self) -> Matrix:
        """The same where every rating is foretold to be the mean."""
        rows = (_of_row(self.later, row)[1] for row in range(self.later.shape[0]))
        return np.array([-float(np.mean((self.mean - rated) ** 2)) for rated in rows])

    def _ndcg_of(self, row: int, scores: Matrix) -> float:
        return ndcg_of(scores, _of_row(self.known, row)[0], _of_row(self.later, row)[0])


def ndcg_of(scores: Matrix, known: Matrix, wanted: Matrix) -> float:
    """NDCG at 10 of one ranking: 1 where all that is wanted stands first, 0 where none is found.

    Järvelin and Kekäläinen (2002), "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20,
    with gains of 0 and 1: the sum over the wanted items at ranks i up to 10 of 1 / log2(i + 1),
    over what it is where they come first. Of equal scores the first item comes first.

    Args:
        scores: Of all items.
        known: Places of items that are left out.
        wanted: Places of items that the user wanted; at least one.
    """
    ranked = scores.astype(float).copy()
    ranked[known] = -np.inf
    best = np.argsort(-ranked, kind="stable")[:AT]
    discounts = 1 / np.log2(np.arange(2, AT + 2))
    gained = discounts[: len(best)][np.isin(best, wanted)].sum()
    return float(gained / discounts[: min(len(wanted), AT)].sum())


@dataclass(frozen=True)
class Gain:
    """How much better some values are than others of the same users: the mean, and how sure."""

    mean: float
    low: float

    @classmethod
    def of(cls, values: Matrix, others: Matrix, *, tries: int = 1) -> Gain:
        """The mean difference and the lower end of its 95% interval (paired, normal).

        Args:
            values: A figure for each user.
            others: What it is held against, of the same users.
            tries: Of how many the values are the best, by these users: the intervals of all hold at
                once (Dunn 1961, "Multiple comparisons among means", JASA 56), so that the luck
                of the best is no gain.
        """
        apart = values - others
        error = apart.std(ddof=1) / np.sqrt(len(apart)) if len(apart) > 1 else np.inf
        reach = float(norm.isf(_OUTSIDE / 2 / tries))
        return cls(float(apart.mean()), float(apart.mean() - reach * error))

    @property
    def is_sure(self) -> bool:
        """Whether it is above 0 beyond noise."""
        return self.low > 0


def _of_row(rows: csr_matrix, row: int) -> tuple[Matrix, Matrix]:
    """Columns and values of one row."""
    first, last = rows.indptr[row], rows.indptr[row + 1]
    return rows.indices[first:last], rows.data[first:last]

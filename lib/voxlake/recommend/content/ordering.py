"""Puts what a user may be shown in order: the best first, but not all alike, new ones too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voxlake.recommend.content.model import Matrix
from voxlake.recommend.content.settings import ContentSettings
from voxlake.topics.fit.arrays import unit_rows


@dataclass(frozen=True)
class Pool:
    """What one user may be shown of one kind: what was scored, and after it what is popular.

    Attributes:
        item_ids: One for each row.
        levels: 0 of what was scored; then the later, the higher. Rows are shown by level.
        scores: By which rows of a level are ordered, the largest first.
        ages: Days since the item was made.
        authors: Who made it; None where nobody did.
        factors: Of what was scored a row each, in the order of these rows; others have none.
    """

    item_ids: Sequence[str]
    levels: Sequence[int]
    scores: Sequence[float]
    ages: Sequence[int]
    authors: Sequence[str | None]
    factors: Matrix


def in_order(pool: Pool, settings: ContentSettings) -> list[int]:
    """Places of the rows to show, `top` at most, in their order.

    What was scored is ordered by maximal marginal relevance (Carbonell and Goldstein 1998, "The use
    of MMR, diversity-based reranking", SIGIR): next is the item with the largest

        (1 - diversity) wish - diversity max cos(item, those before it)

    where wish is (1 - freshness) s + freshness 2^(-age / freshness_half_life_days), and s the score
    from 0, the lowest of the pool, to 1, the highest; 1 where all are equal. Then come popular
    items, in their own order. No item stands twice, and none whose author has `per_author` items.

    Args:
        pool: At least one row; scored rows first.
        settings: Diversity, freshness, authors, how many.
    """
    count = sum(1 for level in pool.levels if level == 0)
    wishes = _wishes(np.array(pool.scores[:count], float), pool.ages[:count], settings)
    rows = unit_rows(pool.factors) if count else np.zeros((0, 1))
    alike = np.zeros(count)
    chosen = _Chosen(pool, settings)
    left = set(range(count))
    while left and not chosen.is_full:
        gains = (1 - settings.diversity) * wishes - settings.diversity * alike
        best = min(left, key=lambda place: (-round(float(gains[place]), 9), pool.item_ids[place]))
        left.remove(best)
        if chosen.took(best):
            near = rows @ rows[best]
            alike = near if len(chosen.places) == 1 else np.maximum(alike, near)
    for place in sorted(
        range(count, len(pool.item_ids)),
        key=lambda place: (pool.levels[place], -pool.scores[place], pool.item_ids[place]),
    ):
        chosen.took(place)
    return chosen.places


class _Chosen:
    """Places that are taken, as long as there is room and their author has not too many."""

    def __init__(self, pool: Pool, settings: ContentSettings) -> None:
        self._pool = pool
        self._settings = settings
        self._of_author: Counter[str | None] = Counter()
        self._ids: set[str] = set()
        self.places: list[int] = []

    @property
    def is_full(self) -> bool:
        return len(self.places) >= self._settings.top

    def took(self, place: int) -> bool:
        """Take a place, and say whether it could be taken."""
        author, item = self._pool.authors[place], self._pool.item_ids[place]
        most = self._settings.per_author
        is_author_full = most is not None and self._of_author[author] >= most
        if self.is_full or item in self._ids or is_author_full:
            return False
        self.places.append(place)
        self._ids.add(item)
        if author is not None:
            self._of_author[author] += 1
        return True


def _wishes(scores: Matrix, ages: Sequence[int], settings: ContentSettings) -> Matrix:
    if not len(scores):
        return scores
    spread = scores.max() - scores.min()
    shares = (scores - scores.min()) / spread if spread > 0 else np.ones(len(scores))
    newness = 0.5 ** (np.array(ages, float) / settings.freshness_half_life_days)
    return np.asarray((1 - settings.freshness) * shares + settings.freshness * newness)

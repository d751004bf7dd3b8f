"""How lists by factors are judged, in the benchmark of them; needs no voxlake."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp

AT = 10
JUDGES = 2_000


@dataclass(frozen=True)
class Cut:
    """What users did up to a day, and new to them in the days after it.

    Attributes:
        known: Their wishes, a row a user, a column an item.
        later: 1 where a user then wanted an item that is not known.
        judges: Rows of the users by whom lists are judged.
    """

    known: sp.csr_matrix
    later: sp.csr_matrix
    judges: np.ndarray

    @classmethod
    def of(cls, known: sp.csr_matrix, later: sp.csr_matrix, least: int) -> Cut:
        """Judged by at most `JUDGES` users with at least so many items who wanted new ones."""
        new = sp.csr_matrix(later - later.multiply(known.astype(bool)))
        new.eliminate_zeros()
        able = np.flatnonzero((np.diff(known.indptr) >= least) & (np.diff(new.indptr) > 0))
        drawn = np.random.default_rng(7).permutation(able)[:JUDGES]
        return cls(known, new, np.sort(drawn))

    def write(self, folder: Path) -> None:
        """Keep it below a folder, for `read`."""
        folder.mkdir()
        sp.save_npz(folder / "known.npz", self.known)
        sp.save_npz(folder / "later.npz", self.later)
        np.save(folder / "judges.npy", self.judges)

    @classmethod
    def read(cls, folder: Path) -> Cut:
        """What `write` kept."""
        known, later = (sp.load_npz(folder / f"{name}.npz") for name in ("known", "later"))
        return cls(known, later, np.load(folder / "judges.npy"))

    def figures(self, users: np.ndarray, items: np.ndarray) -> dict[str, float]:
        """Recall and NDCG at 10, means of the judges, of lists by products of factors.

        Args:
            users: A row for each user.
            items: A row for each item.
        """
        return self._judged(lambda user: items @ users[user])

    def figures_of_popular(self) -> dict[str, float]:
        """The same where all are shown the items of most users."""
        counts = np.asarray((self.known > 0).sum(axis=0)).ravel().astype(float)
        return self._judged(lambda _: counts)

    def _judged(self, scores) -> dict[str, float]:
        discounts = 1 / np.log2(np.arange(2, AT + 2))
        recall, ndcg = [], []
        for user in self.judges:
            ranked = scores(user).astype(float).copy()
            ranked[self.known[user].indices] = -np.inf
            wanted = self.later[user].indices
            is_hit = np.isin(np.argsort(-ranked, kind="stable")[:AT], wanted)
            recall.append(is_hit.sum() / len(wanted))
            ndcg.append(discounts[is_hit].sum() / discounts[: len(wanted)].sum())
        return {"recall@10": float(np.mean(recall)), "ndcg@10": float(np.mean(ndcg))}

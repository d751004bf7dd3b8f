"""Friends of friends by scipy.sparse, in blocks of users, for the benchmarks of them."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

DIGITS = 9
"""Scores are equal where they are so to these digits, as in voxlake."""


def graph_of(pairs: np.ndarray, users: int) -> sp.csr_matrix:
    """Follows as a matrix: a row who follows, a column who is followed."""
    found = sp.csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(users, users))
    found.data[:] = 1
    return found


def degrees(graph: sp.csr_matrix) -> np.ndarray:
    """Neighbours of each user, in either direction."""
    return np.asarray(((graph + graph.T) > 0).sum(axis=1)).ravel()


def first_by(
    weights: np.ndarray, graph: sp.csr_matrix, most: int, block: int = 10_000
) -> tuple[np.ndarray, np.ndarray]:
    """The first candidates of each user and their scores, as rows; -1 and 0 where there are fewer.

    Args:
        weights: What each user counts as a common friend.
        graph: Who follows whom.
        most: Candidates of a user.
        block: Users that are scored at once.
    """
    users = graph.shape[0]
    items, scores = np.full((users, most), -1), np.zeros((users, most))
    onward = (sp.diags(weights) @ graph).tocsr()
    onward.eliminate_zeros()
    for start in range(0, users, block):
        own = graph[start : start + block]
        row, item, score = best((own @ onward).tocoo(), own, start, most)
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        items[start + row, rank], scores[start + row, rank] = item, score
    return items, scores


def best(
    found: sp.coo_matrix, own: sp.csr_matrix, start: int, most: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, items and scores of a block, in order, of whom a user does not follow."""
    users = own.shape[1]
    known = own.tocoo()
    codes = found.row.astype(np.int64) * users + found.col
    is_new = ~np.isin(codes, known.row.astype(np.int64) * users + known.col)
    is_new &= found.row + start != found.col
    row, item, score = found.row[is_new], found.col[is_new], found.data[is_new].round(DIGITS)
    order = np.lexsort((item, -score, row))
    row, item, score = row[order], item[order], score[order]
    kept = np.arange(len(row)) - np.searchsorted(row, row) < most
    return row[kept], item[kept], score[kept]


def popular(graph: sp.csr_matrix, most: int) -> np.ndarray:
    """Whom most follow, but those whom the user follows, as `first_by` gives candidates."""
    order = np.argsort(-np.asarray(graph.sum(axis=0)).ravel(), kind="stable")
    longest = int(graph.sum(axis=1).max()) + most + 1
    found = np.full((graph.shape[0], most), -1)
    for user in range(graph.shape[0]):
        out = {user, *graph.indices[graph.indptr[user] : graph.indptr[user + 1]]}
        first = [item for item in order[:longest] if item not in out][:most]
        found[user, : len(first)] = first
    return found


def recall(items: np.ndarray, held: sp.csr_matrix) -> float:
    """Share of follows held out that are among candidates."""
    users, ranks = np.nonzero(items >= 0)
    return float(held[users, items[users, ranks]].sum() / held.sum())

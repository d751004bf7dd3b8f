"""What suggesting hashtags for texts needs, in memory: counts, pairs and texts with vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from voxlake.topics.fit.arrays import unit_rows

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class HashtagIndex:
    """Hashtags, what stands beside them, and texts that have them.

    Attributes:
        hashtags: In one form, in the order of the alphabet; others name them by their place here.
        posts: Posts with each, at least 1.
        post_count: Posts with any hashtag.
        pairs: Posts with both of two: a row and a column for each hashtag.
        of_texts: 1 where a text (row) has a hashtag (column).
        vectors: Of the texts, each of length 1, or all 0.
        encoder_version: The encoder that made them; None without vectors.
    """

    hashtags: tuple[str, ...]
    posts: Floats
    post_count: int
    pairs: sparse.csr_matrix
    of_texts: sparse.csr_matrix
    vectors: Floats
    encoder_version: str | None

    @classmethod
    def of(
        cls,
        hashtags: pd.DataFrame,
        pairs: pd.DataFrame,
        texts: pd.DataFrame,
        encoder_version: str | None,
    ) -> HashtagIndex:
        """The index of rows of the tables of one day.

        Args:
            hashtags: Rows of `hashtags`.
            pairs: Rows of `hashtag_pairs`.
            texts: Rows of `hashtag_texts` with their `vector`, all of one length.
            encoder_version: Whose vectors.
        """
        known = hashtags.sort_values("hashtag")
        names = tuple(known["hashtag"])
        place = {name: number for number, name in enumerate(names)}
        is_known = pairs["hashtag"].isin(place) & pairs["other_hashtag"].isin(place)
        told = pairs[is_known]
        beside = sparse.csr_matrix(
            (
                told["post_count"].to_numpy(float),
                (told["hashtag"].map(place), told["other_hashtag"].map(place)),
            ),
            shape=(len(names), len(names)),
        )
        ordered = texts.sort_values("post_id")
        return cls(
            names,
            known["post_count"].to_numpy(float),
            int(np.rint((known["post_count"] / known["post_share"]).max())) if names else 0,
            beside,
            rows_of([*ordered["hashtags"]], place),
            _vectors(ordered["vector"]),
            encoder_version,
        )

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each hashtag."""
        return {name: number for number, name in enumerate(self.hashtags)}

    @property
    def shares(self) -> Floats:
        """The share of posts that have each hashtag."""
        return self.posts / max(self.post_count, 1)


def rows_of(lists: Sequence[Sequence[str]], place: dict[str, int]) -> sparse.csr_matrix:
    """1 where a list (row) has a hashtag (column); those that have no place are left out."""
    found = [
        (row, place[name]) for row, names in enumerate(lists) for name in {*names} if name in place
    ]
    rows, columns = np.array(found, int).reshape(-1, 2).T
    shape = (len(lists), len(place))
    return sparse.csr_matrix((np.ones(len(found)), (rows, columns)), shape=shape)


def _vectors(vectors: pd.Series) -> Floats:
    return np.zeros((0, 0)) if vectors.empty else unit_rows(np.stack([*vectors]))

"""The walk from refunds back to what they take back, in the ledger of a buyer and product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

GROUP = ["user_id", "currency", "product_id"]
"""What a refund and the sale that it takes back share."""

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

_HALF_CENT = 0.5 + 1e-6


def latest_with_enough(
    events: pd.DataFrame, *, by_price: bool, refund_days: int | None
) -> pd.DataFrame:
    """What the refunds of some buyers and products take back, one after the other.

    A refund takes the latest sale before it, or of its moment, that has as many pieces left; as
    much money, where pieces are not known of both. SQL has no such walk: what one refund takes
    is not there for the next.

    Args:
        events: Sales and refunds, whole groups of a buyer, currency and product: `user_id`,
            `currency`, `product_id`, `order_line_id`, `order_id`, `order_date`, `ordered_at`,
            `is_refund`, `cents` and `quantity`, and of sales `cents_left` and `quantity_left`.
        by_price: Whether the price of a piece must be the same, to the rounding of a cent.
        refund_days: Most days from a sale to its refund; None for any number.
    """
    order = [*GROUP, "ordered_at", "is_refund", "order_line_id"]
    events = events.sort_values(order, ignore_index=True)
    shelf = _Shelf.of(events)
    begins = (events[GROUP] != events[GROUP].shift()).any(axis=1).to_numpy()
    starts = np.maximum.accumulate(np.where(begins, np.arange(len(events)), 0))
    taken = []
    for refund in np.flatnonzero(shelf.is_refund):
        before = slice(starts[refund], refund)
        fits = shelf.has_enough(before, refund)
        if refund_days is not None:
            fits &= shelf.day[refund] - shelf.day[before] <= refund_days
        if by_price:
            fits &= shelf.is_of_price(before, refund)
        if fits.any():
            sale = starts[refund] + np.flatnonzero(fits)[-1]
            taken.append((refund, sale, *shelf.take(sale, refund)))
    return _told(events, np.array(taken, float).reshape(-1, 4))


@dataclass
class _Shelf:
    """Sales and refunds in order, and what is left of the sales."""

    is_refund: Flags
    day: NDArray[np.int64]
    cents: Array
    pieces: Array
    cents_left: Array
    pieces_left: Array

    @classmethod
    def of(cls, events: pd.DataFrame) -> _Shelf:
        names = ("cents", "quantity", "cents_left", "quantity_left")
        days = pd.to_datetime(events["order_date"]).to_numpy("datetime64[D]").astype(np.int64)
        sizes = (events[name].to_numpy(np.float64, copy=True) for name in names)
        return cls(events["is_refund"].to_numpy(bool), days, *sizes)

    def has_enough(self, sales: slice, refund: int) -> Flags:
        """Whether sales have as many pieces left, or as much money where pieces are not known."""
        enough = np.where(
            self._in_pieces(sales, refund),
            self.pieces_left[sales] >= self.pieces[refund],
            self.cents_left[sales] >= self.cents[refund],
        )
        return np.asarray(~self.is_refund[sales] & enough)

    def is_of_price(self, sales: slice, refund: int) -> Flags:
        """Whether a piece cost as much, to the rounding of a cent; true where it is not known."""
        share = self.pieces[refund] / self.pieces[sales]
        difference = np.abs(self.cents[refund] - share * self.cents[sales])
        is_near = difference <= _HALF_CENT * (1 + share)
        return np.asarray(~self._in_pieces(sales, refund) | is_near)

    def take(self, sale: int, refund: int) -> tuple[float, float]:
        """Take what a refund gives back off a sale: the cents, and the pieces where known."""
        cents = min(self.cents[refund], self.cents_left[sale])
        pieces = self.pieces[refund] if not np.isnan(self.pieces[sale]) else np.nan
        self.cents_left[sale] -= cents
        self.pieces_left[sale] -= np.nan_to_num(pieces)
        return cents, pieces

    def _in_pieces(self, sales: slice, refund: int) -> Flags:
        return np.asarray(~np.isnan(self.pieces[sales]) & ~np.isnan(self.pieces[refund]))


def _told(events: pd.DataFrame, taken: NDArray[np.float64]) -> pd.DataFrame:
    """The refunds with the sales that they take back, from pairs of their places."""
    refunds, sales = (events.iloc[taken[:, place].astype(int)] for place in (0, 1))
    return pd.DataFrame(
        {
            "order_line_id": refunds["order_line_id"].to_numpy(),
            "taken_order_id": sales["order_id"].to_numpy(),
            "taken_line_id": sales["order_line_id"].to_numpy(),
            "taken_date": sales["order_date"].to_numpy(),
            "taken_cents": taken[:, 2].astype(np.int64),
            "taken_quantity": taken[:, 3],
        }
    )

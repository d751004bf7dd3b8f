"""The sums of one experiment, asked for by arm, metric, segment and period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from voxlake.marketing.experiments.moments import Moments
from voxlake.tables.columns import ALL_USERS

_SUMS = ["count", "total", "square", "before_total", "before_square", "cross"]


@dataclass(frozen=True)
class Sums:
    """Rows of `outcomes.add_up` of one experiment."""

    rows: pd.DataFrame
    covariate: str
    """`metric`, `activity` or `none`."""

    @property
    def mixed_users(self) -> int:
        """Users who were in several arms."""
        of_nobody = self.rows[self.rows["arm"].isna() & self.rows["metric"].isna()]
        return int(of_nobody["count"].sum())

    @property
    def segments(self) -> list[int]:
        """Segments that users are of, without that of all."""
        return sorted(set(self.rows["segment_id"].astype(int)) - {ALL_USERS})

    def users(self, arm: str, segment: int = ALL_USERS, since: int = 1) -> int:
        """Users of an arm, from a period on."""
        return int(self._of_users(arm, segment, since)["count"].sum())

    def users_in(self, arm: str, period: int) -> int:
        """Users that an arm got within one period."""
        rows = self._of_users(arm, ALL_USERS, period)
        return int(rows["count"][rows["period"] == period].sum())

    def early(self, metric: str, arm: str, segment: int, since: int) -> int:
        """Outcomes that came before their user's assignment."""
        return int(self._of(metric, arm, segment, since)["early_count"].sum())

    def moments(self, metric: str, arm: str, segment: int, since: int) -> Moments:
        """Sums of an arm's users, with 0 of those who have no outcome."""
        everyone = self._of_users(arm, segment, since)[_SUMS].sum()
        found = self._of(metric, arm, segment, since)[_SUMS].sum()
        before = everyone if self.covariate == "activity" else found
        return Moments(
            count=float(everyone["count"]),
            total=float(found["total"]),
            square=float(found["square"]),
            before_total=float(before["before_total"]),
            before_square=float(before["before_square"]),
            cross=float(found["cross"]),
        )

    def samples(
        self, metric: str, arm: str, since: int, count: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Weights and weighted totals of bootstrap samples 1 to `count`."""
        is_drawn = (self.rows["metric"] == metric) & (self.rows["arm"] == arm)
        is_drawn &= (self.rows["period"] >= since) & (self.rows["replicate"] > 0)
        drawn = self.rows[is_drawn].groupby("replicate")[["count", "total"]].sum()
        drawn = drawn.reindex(range(1, count + 1), fill_value=0.0)
        return drawn["count"].to_numpy(float), drawn["total"].to_numpy(float)

    def zeros(self, metric: str, arm: str, since: int) -> float:
        """Users of an arm whose outcome is 0, of a metric that was drawn."""
        drawn = self._of(metric, arm, ALL_USERS, since)["nonzero_count"].sum()
        return float(self.users(arm, ALL_USERS, since) - drawn)

    def _of_users(self, arm: str, segment: int, since: int) -> pd.DataFrame:
        return self._pick(self.rows["metric"].isna(), arm, segment, since)

    def _of(self, metric: str, arm: str, segment: int, since: int) -> pd.DataFrame:
        return self._pick(self.rows["metric"] == metric, arm, segment, since)

    def _pick(self, is_metric: pd.Series[bool], arm: str, segment: int, since: int) -> pd.DataFrame:
        rows = self.rows
        wanted = is_metric & (rows["arm"] == arm) & (rows["period"] >= since)
        wanted &= rows["replicate"] == 0
        if segment != ALL_USERS:
            wanted &= rows["segment_id"] == segment
        return rows[wanted]

"""What posts with a trait earn against all posts of their brand."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from voxlake.people.demand.pooling import pool_means

Array = NDArray[np.float64]

_ONE_MORE = np.log(2.0)
"""Between a post that nobody answered and one that one did."""


def with_gains(rows: pd.DataFrame, min_posts: int, confidence: float) -> pd.DataFrame:
    """The rows with gain, gain_low and gain_high.

    With y = ln(1 + engagement) of the posts whose engagement is known, n of the brand and m of
    them with a value, the value's mean lies d above that of all, with the variance

        s^2 * (1 / m - 1 / n),   s^2 = (sum of (y - mean)^2 + (ln 2)^2) / n,

    since the m are among the n: as if one more post stood one answer away, lest posts that all
    earned the same be without variance. The d of a trait's values are drawn towards 0 as far as
    they look like chance (`pool_means`, Daniels 1999); the gain is e^d, so one value's factor on
    1 + engagement, with a normal interval of d.

    Args:
        rows: A brand, trait and value each: known_count, log_sum, square_sum, and all_known_count,
            all_log_sum and all_square_sum of all posts of the brand.
        min_posts: With fewer known ones among its posts, a value has no gain. Nor has one that all
            known posts have: there is nothing to hold it against.
        confidence: Probability of the interval.
    """
    ordered = rows.sort_values(["brand", "trait", "value"], ignore_index=True)
    of_traits = [
        _with_gains_of(values, min_posts, confidence)
        for _, values in ordered.groupby(["brand", "trait"])
    ]
    without = ordered.iloc[:0].assign(gain=np.nan, gain_low=np.nan, gain_high=np.nan)
    return pd.concat(of_traits) if of_traits else without


def _with_gains_of(values: pd.DataFrame, min_posts: int, confidence: float) -> pd.DataFrame:
    """The values of one trait of one brand."""
    mean, error = _pooled(values)
    known, of_all = values["known_count"].to_numpy(), values["all_known_count"].to_numpy()
    is_told = (known >= min_posts) & (known < of_all)
    far = NormalDist().inv_cdf((1 + confidence) / 2)
    ends = {"gain": 0.0, "gain_low": -far, "gain_high": far}
    return values.assign(
        **{n: np.where(is_told, np.exp(mean + away * error), np.nan) for n, away in ends.items()}
    )


def _pooled(values: pd.DataFrame) -> tuple[Array, Array]:
    """Mean and standard error of each value's distance from all posts, on the log scale."""
    known, total, every, every_total, every_square = (
        values[name].to_numpy(float)
        for name in ("known_count", "log_sum", "all_known_count", "all_log_sum", "all_square_sum")
    )
    is_compared = (known > 0) & (known < every)
    n, m = np.where(every > 0, every, 1.0), np.where(is_compared, known, 1.0)
    squares = np.maximum(every_square - every_total**2 / n, 0.0)
    variance = (squares + _ONE_MORE**2) / n * (1 / m - 1 / n)
    away = np.where(is_compared, total / m - every_total / n, 0.0)
    pooled = pool_means(away, np.where(is_compared, variance, np.inf), np.zeros_like(away))
    return pooled.mean, np.sqrt(pooled.variance)

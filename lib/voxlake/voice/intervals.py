"""The interval of a mean where rows of one author say the same."""

from __future__ import annotations

from statistics import NormalDist

from pyspark.sql import Column
from pyspark.sql import functions as F
from scipy.stats import t

_TABLED = 30
"""Degrees of freedom up to which quantiles are exact; from there on the expansion is, to 1e-4."""
_ONE_MORE = 1.0
"""Square of the sum by which one more author would stand away from the mean: half the range."""


def clustered_interval(mean: str, min_clusters: int, confidence: float) -> tuple[Column, Column]:
    """Lower and upper end of the interval of a mean over rows that come in clusters, in [-1, 1].

    One author's posts are alike, so authors are drawn, not posts: the mean is a ratio of what the
    authors' posts sum to over how many they are, with the variance (Cochran 1977, "Sampling
    techniques", chapter 9A: clusters of unequal sizes, ratio to size)

        v = G / (G - 1) * sum over authors g of (S_g - mean * n_g)^2 / (sum of n_g)^2,

    and is held against Student's t with G - 1 degrees of freedom (Cameron & Miller 2015, "A
    practitioner's guide to cluster-robust inference", Journal of Human Resources 50). Few authors
    who all say the same are not certain of the others: one more is added to the squares, who
    stands half the range away.

    Reads the columns scored_count (n), score_sum (S), cluster_count (G), square_sum (of S_g^2),
    product_sum (of S_g n_g) and size_square_sum (of n_g^2).

    Args:
        mean: Column of the mean.
        min_clusters: With fewer of them, both ends are null.
        confidence: Probability of the interval.
    """
    clusters, middle = F.col("cluster_count"), F.col(mean)
    squares = (
        F.col("square_sum")
        - 2 * middle * F.col("product_sum")
        + middle * middle * F.col("size_square_sum")
    )
    freedom = F.greatest(clusters - 1, F.lit(1))
    rows = F.nullif(F.col("scored_count"), F.lit(0))
    added = F.greatest(squares, F.lit(0.0)) + _ONE_MORE
    far = student(freedom, confidence) * F.sqrt(added * clusters / freedom) / rows
    is_told = clusters >= min_clusters
    low = F.when(is_told, F.greatest(middle - far, F.lit(-1.0)))
    high = F.when(is_told, F.least(middle + far, F.lit(1.0)))
    return low, high


def student(freedom: Column, confidence: float) -> Column:
    """How far Student's t reaches to each side of 0 with a probability.

    By Abramowitz & Stegun 1964, 26.7.5, where there are many degrees of freedom.

    Args:
        freedom: Degrees of freedom, whole, from 1.
        confidence: The probability.
    """
    tail = (1 + confidence) / 2
    z = NormalDist().inv_cdf(tail)
    exact = F.array(*(F.lit(float(t.ppf(tail, nu))) for nu in range(1, _TABLED + 1)))
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    near = F.lit(z)
    for power, term in enumerate(terms, start=1):
        near = near + term / freedom**power
    place = F.least(freedom, F.lit(_TABLED)).cast("int")
    return F.when(freedom <= _TABLED, F.element_at(exact, place)).otherwise(near)

"""Intervals of a mean and of a share where rows of one author say the same."""

from __future__ import annotations

from statistics import NormalDist

from pyspark.sql import Column
from pyspark.sql import functions as F
from scipy.stats import t

from voxlake.spark.columns import wilson_ends

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


def clustered_share_interval(part: str, whole: str, confidence: float) -> tuple[Column, Column]:
    """Lower and upper end of the interval of a share of posts that come in authors, 0 to 1.

    It is Wilson's of as many posts as tell as much as these do if no two were of one author: their
    number over the design effect, how many times the variance by authors (as in
    `clustered_interval`, of x posts among n of an author) is that of independent posts, at least 1
    (Korn & Graubard 1998, "Confidence intervals for proportions with small expected number of
    positive counts estimated from survey data", Survey Methodology 24; for Wilson's: Franco et al.
    2019, Journal of Survey Statistics and Methodology 7). Where the share is 0 or 1, or there is
    one author, the design effect is that of authors who always say the same: sum of n^2 / sum of n
    (Kish 1965, "Survey sampling").

    Reads the columns author_sum (authors with a post of the whole), post_squares (sum of x^2),
    post_products (of x n) and named_squares (of n^2).

    Args:
        part: Column of the sum of x.
        whole: Column of the sum of n; both ends are null where it is 0.
        confidence: Probability of the interval.
    """
    posts, authors = F.col(whole), F.round("author_sum")
    share = _over(F.col(part), posts)
    squares = (
        F.col("post_squares")
        - 2 * share * F.col("post_products")
        + share * share * F.col("named_squares")
    )
    by_authors = _over(squares * authors, (authors - 1) * posts)
    alike = _over(F.col("named_squares"), posts)
    effect = F.coalesce(_over(by_authors, share * (1 - share)), alike)
    return wilson_ends(share, posts / F.greatest(effect, F.lit(1.0)), confidence)


def _over(part: Column, whole: Column) -> Column:
    return F.when(whole > 0, part / whole)


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

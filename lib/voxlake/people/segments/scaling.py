"""Scales the traits of users, so that no unit, heavy tail or group of traits leads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyspark.ml.functions import array_to_vector
from pyspark.ml.stat import Summarizer
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError, TooLittleDataError
from voxlake.people.segments.settings import SegmentSettings
from voxlake.people.segments.traits import Trait, category_traits, most_topics, traits
from voxlake.spark.columns import only_row

Matrix = npt.NDArray[np.float64]
_LEAST_SPREAD = 1e-9  # less is rounding, not a difference


@dataclass(frozen=True)
class Scale:
    """How a trait is scaled: its mean and standard deviation over the users who have it."""

    trait: Trait
    mean: float
    deviation: float


@dataclass(frozen=True)
class Scaler:
    """How the features of users become points.

    Attributes:
        feature_version: That of the users it was fitted on.
        scales: One per trait that differs between them.
        weights: What each standardised trait is multiplied with.
        clip: Standard deviations beyond which a trait counts no further.
    """

    feature_version: str
    scales: tuple[Scale, ...]
    weights: tuple[float, ...]
    clip: float

    @property
    def names(self) -> list[str]:
        """Names of the traits, in the order of a point's numbers."""
        return [scale.trait.name for scale in self.scales]

    def transform(self, features: DataFrame) -> DataFrame:
        """Rows of `user_features` with `traits`, the user as a point."""
        numbers = zip(_standardised(self.scales, self.clip), self.weights, strict=True)
        return features.withColumn("traits", F.array(*(trait * by for trait, by in numbers)))

    def numbers(self) -> dict[str, Any]:
        """The scaler as plain numbers and SQL, which `of` reads."""
        return asdict(self)

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> Scaler:
        """The scaler of `numbers`."""
        scales = tuple(
            Scale(**{**one, "trait": Trait(**one["trait"])}) for one in numbers["scales"]
        )
        return cls(**{**numbers, "scales": scales, "weights": tuple(numbers["weights"])})


def fit_scaler(features: DataFrame, sample: DataFrame, settings: SegmentSettings) -> Scaler:
    """A scaler of the traits that differ between these users.

    Args:
        features: Rows of `user_features`.
        sample: Some of them, few enough to sort, that tell where the tails of a trait begin.
        settings: How large the tails are, and from where a trait counts no further.

    Raises:
        TooLittleDataError: there are no users, or all of them are alike.
        ConfigError: the features of some users mean something else than those of others.
    """
    first, last, topics = only_row(
        features.agg(F.min("feature_version"), F.max("feature_version"), most_topics())
    )
    if last is None:
        raise TooLittleDataError(
            "There are no users to group; run build_user_features for that day first."
        )
    _require_one_meaning(first, last)
    candidates = [*traits(topics), *category_traits(features, settings)]
    scales = measure_scales(features, sample, candidates, settings.tails)
    if not scales:
        raise TooLittleDataError(
            "All users are alike in every feature, but for a few: there are no groups to find."
        )
    groups = [scale.trait.group for scale in scales]
    standard = F.array(*_standardised(scales, settings.clip))
    weights = group_weights(groups, _covariance(features.select(standard.alias("traits"))))
    return Scaler(last, tuple(scales), tuple(weights), settings.clip)


def require_same_features(features: DataFrame, fitted_version: str) -> None:
    """Check that features mean what they meant at the fit.

    Raises:
        ConfigError: they do not.
    """
    for version in only_row(features.agg(F.min("feature_version"), F.max("feature_version"))):
        if version not in (None, fitted_version):
            raise ConfigError(
                f"The champion of 'segments' was fitted on user features {fitted_version!r}, "
                f"but these are {version!r}; run fit_segments with --fit."
            )


def _require_one_meaning(first: str, last: str) -> None:
    if first != last:
        raise ConfigError(
            f"Some users have features {first!r} and others {last!r}; "
            "run build_user_features for that day again."
        )


def _covariance(users: DataFrame) -> Matrix:
    """Covariance of the standardised traits, one row and column per trait: two users at least."""

    def add_up(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            points = points_of(batch.column(0))
            products = (points.T @ points).ravel()
            sums = [batch.num_rows, *points.sum(axis=0), *products]
            yield pa.RecordBatch.from_arrays([pa.array([sums])], ["sums"])

    sums = users.select("traits").mapInArrow(add_up, "sums array<double>")
    added = only_row(sums.agg(Summarizer.sum(array_to_vector(F.col("sums")))))[0].toArray()
    count, size = added[0], math.isqrt(len(added))
    totals, products = added[1 : size + 1], added[size + 1 :].reshape(size, size)
    return np.asarray((products - np.outer(totals, totals) / count) / (count - 1))


def points_of(traits: pa.ListArray) -> Matrix:
    """The points of a column of lists that are as long as each other: one row each."""
    return np.asarray(traits.flatten().to_numpy().reshape(len(traits), -1))


def measure_scales(
    features: DataFrame, sample: DataFrame, candidates: Sequence[Trait], tails: float
) -> list[Scale]:
    """Mean and deviation of each trait that differs between users; the others are left out.

    Both are winsorised (Dixon 1960, "Simplified estimation from censored normal samples"): values
    in a tail count as the value where the tail begins, so that what one user did, however much,
    moves no scale. A median and its deviations would be 0 of traits that most users lack.

    Traits are rows here: as columns they are so many sums that Spark takes seconds to compile them.
    """
    of_sample = sample.select(_values(candidates)).groupBy("trait")
    within = of_sample.agg(F.sort_array(F.collect_list("value")).alias("all"))
    cut = _tail(F.size("all"), tails)
    ends = within.select(
        "trait",
        F.col("all")[cut].alias("low"),
        F.col("all")[F.size("all") - 1 - cut].alias("high"),
    )
    users = features.select(_values(candidates)).where("value IS NOT NULL")
    held = F.greatest("low", F.least("high", "value"))
    measured = (
        users.join(F.broadcast(ends), "trait")
        .groupBy("trait")
        .agg(F.avg(held).alias("mean"), F.stddev_pop(held).alias("spread"))
    )
    found = sorted(measured.collect())
    return [
        Scale(candidates[row.trait], row.mean, row.spread)
        for row in found
        if (row.spread or 0.0) > _LEAST_SPREAD
    ]


def _values(candidates: Sequence[Trait]) -> Column:
    """Place and tamed value of each trait, one row each."""
    values = F.array(*(F.expr(trait.tamed).cast("double") for trait in candidates))
    return F.posexplode(values).alias("trait", "value")


def _tail(count: Column, share: float) -> Column:
    """How many values of a trait lie in either tail: one at least, and no more than half."""
    cut = F.greatest(F.lit(1), F.floor(count * share))
    return F.least(cut, F.floor((count - 1) / 2)).cast("int")


def _standardised(scales: Sequence[Scale], clip: float) -> list[Column]:
    """Of each trait `(tamed - mean) / deviation`, within `clip` either way.

    Unknown values are 0, the mean of those who have it.
    """
    known = (F.coalesce(F.expr(s.trait.tamed), F.lit(s.mean)) for s in scales)
    standard = (
        (value - F.lit(s.mean)) / F.lit(s.deviation) for s, value in zip(scales, known, strict=True)
    )
    return [F.greatest(F.lit(-clip), F.least(F.lit(clip), value)) for value in standard]


def group_weights(groups: Sequence[str], covariance: Matrix) -> list[float]:
    """What each trait is multiplied with so that no group of traits leads: one weight per trait.

    Multiple factor analysis (Escofier and Pages, 1994): each group is divided by the root of the
    largest eigenvalue of its covariance. A group's strongest direction then has variance 1,
    whether it is five columns that say the same or one. Groups whose variance is below 1 already,
    because few users have them, stay as they are: what is rare is not made loud.
    """
    weights = [0.0] * len(groups)
    for group in set(groups):
        members = [i for i, name in enumerate(groups) if name == group]
        largest = np.linalg.eigvalsh(covariance[np.ix_(members, members)])[-1]
        for i in members:
            weights[i] = float(max(largest, 1.0) ** -0.5)
    return weights

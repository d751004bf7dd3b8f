"""Centres that learn from the users of a day, without a refit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from pyspark.ml.functions import array_to_vector
from pyspark.ml.stat import Summarizer
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError
from voxlake.people.segments.clusters import (
    Centres,
    Clustering,
    broken_bounds,
    looseness,
    silhouette,
)
from voxlake.people.segments.methods import BY_CENTRES, fit_centres
from voxlake.people.segments.model import (
    SegmentModel,
    hash_sample,
    reference_of,
    sample_points,
    with_segments,
)
from voxlake.people.segments.scaling import Matrix
from voxlake.people.segments.settings import SegmentSettings


@dataclass(frozen=True)
class Learned:
    """Centres after a day, and how tight they are.

    Attributes:
        model: The segments with their new centres.
        before: Mean squared distance to the nearest centre as it was.
        after: The same to the centres that have learned.
        refit: The same to those of a refit with as many segments.
        broken: Which bounds the segments now break, in words.
    """

    model: SegmentModel
    before: float
    after: float
    refit: float
    broken: tuple[str, ...] = ()

    @property
    def metrics(self) -> dict[str, float]:
        """Figures to log."""
        return {"before": self.before, "after": self.after, "refit": self.refit}

    def counts(self, tolerance: float) -> bool:
        """Whether centres are tighter, as tight as a refit's but for this, and within bounds."""
        is_tight = self.after < self.before and self.after <= self.refit * (1 + tolerance)
        return is_tight and not self.broken


def learn(features: DataFrame, model: SegmentModel, settings: SegmentSettings) -> Learned:
    """Move the centres of a model towards the users of a day, and compare with a refit.

    Raises:
        ConfigError: the segments are not their centres, or the features mean something else.
    """
    if model.method not in BY_CENTRES:
        raise ConfigError(
            f"Segments found by {model.method} have no centres that could learn; "
            "run fit_segments with --fit instead."
        )
    placed = with_segments(features, model)
    found = placed.groupBy("segment_id").agg(
        F.count("*").alias("count"),
        Summarizer.mean(array_to_vector(F.col("traits"))).alias("mean"),
    )
    batch = {r["segment_id"]: (r["count"], r["mean"].toArray()) for r in found.collect()}
    count = sum(users for users, _ in batch.values())
    sample = hash_sample(placed, count, settings.sample_users)
    points = sample_points(sample)
    refit = fit_centres(points, len(model.ids), settings)
    centres, sizes = moved(model.centres, model.sizes, batch, settings.decay)
    learned = np.array([centres[i] for i in model.ids])
    clustering = Clustering(Centres(learned), tuple(model.ids))
    labels = clustering.labels(points)
    sizes_now = {i: int((labels == i).sum()) for i in model.ids}
    shares = {i: size / len(labels) for i, size in sizes_now.items()}
    return Learned(
        replace(
            model,
            clustering=clustering,
            centres=centres,
            sizes=sizes,
            reference=reference_of(points, shares, silhouette(points, labels)),
        ),
        before=looseness(np.array([model.centres[i] for i in model.ids]), points),
        after=looseness(learned, points),
        refit=looseness(refit, points),
        broken=tuple(broken_bounds([*sizes_now.values()], settings)),
    )


def moved(
    centres: Mapping[int, Matrix],
    sizes: Mapping[int, float],
    found: Mapping[int, tuple[int, Matrix]],
    decay: float,
) -> tuple[dict[int, Matrix], dict[int, float]]:
    """Centres and sizes after a batch of users, by segment.

    The rule of mini-batch K-means (Sculley 2010, "Web-scale k-means clustering"), with the decay
    of Spark's streaming K-means: c' = (c n a + x m) / (n a + m) and n' = n a + m, where n users
    with centre c were known, m came with mean x, and a is the decay. 1 forgets nothing; 0 leaves
    the batch alone. A segment without users in the batch keeps its centre.
    """
    new_centres, new_sizes = dict(centres), dict(sizes)
    for segment, (count, mean) in found.items():
        kept = sizes[segment] * decay
        new_centres[segment] = (centres[segment] * kept + mean * count) / (kept + count)
        new_sizes[segment] = kept + count
    return new_centres, new_sizes

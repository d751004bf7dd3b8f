"""What a refit keeps of the segments before it, and whether it takes their place."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from scipy.optimize import linear_sum_assignment

from voxlake.people.segments.clusters import broken_bounds, silhouette, sizes_of
from voxlake.people.segments.fit import SegmentFit
from voxlake.people.segments.model import SegmentModel, hash_sample, in_segments, sample_points
from voxlake.people.segments.moves import last_day, of_day
from voxlake.people.segments.scaling import Matrix
from voxlake.people.segments.settings import SegmentSettings

Overlaps = Mapping[tuple[int, int], int]
"""Users of each pair of a new and an old segment."""


def readable(features: DataFrame, champion: SegmentModel) -> DataFrame:
    """The rows of `user_features` that mean what those meant which the model was fitted on."""
    return features.where(F.col("feature_version") == champion.scaler.feature_version)


def last_known(champion: SegmentModel, history: DataFrame, assigned: DataFrame) -> DataFrame:
    """user_id and segment_id of the latest users of whom it is known how the champion groups them.

    Those are users whose features it reads: of the day or, where features have changed their
    meaning since, of an earlier one. Where others were assigned later, because the days since were
    worked out anew, or no such features are left, those that were assigned last.

    Args:
        champion: The model in use.
        history: Rows of `user_features` up to the day; those of the day do, if the champion reads
            them.
        assigned: Rows of `user_segments` up to the day; those of the last snapshot do.
    """
    read = readable(history, champion)
    day, assigned_day = last_day(read), last_day(assigned)
    if day is None or (assigned_day is not None and assigned_day > day):
        known = of_day(assigned, assigned_day)
    else:
        known = in_segments(of_day(read, day), champion)
    return known.select("user_id", "segment_id")


def with_old_ids(
    model: SegmentModel,
    features: DataFrame,
    known: DataFrame,
    next_id: int,
    settings: SegmentSettings,
) -> SegmentModel:
    """The model with the ids of the segments before it that hold the same users.

    Args:
        model: The refit.
        features: Rows of `user_features` of the day.
        known: user_id and segment_id before the refit, as `last_known` says.
        next_id: The first id that no segment has had.
        settings: How much two segments must share.
    """
    overlaps = _overlaps(in_segments(features, model), known)
    ids, free = match_ids(overlaps, model.ids, next_id, settings.match_share)
    return model.renamed(ids, free)


def _overlaps(new: DataFrame, old: DataFrame) -> Overlaps:
    before = old.select("user_id", F.col("segment_id").alias("old_id"))
    both = new.select("user_id", "segment_id").join(before, "user_id", how="inner")
    rows = both.groupBy("segment_id", "old_id").count().collect()  # segments by segments
    return {(row["segment_id"], row["old_id"]): row["count"] for row in rows}


def match_ids(
    overlaps: Overlaps, new: list[int], next_id: int, least: float
) -> tuple[dict[int, int], int]:
    """The id of each new segment, and the first id that is still free.

    Pairs are chosen so that as many users as possible keep their id (the Hungarian method, Kuhn
    1955). A pair counts where the users in both are at least `least` of the mean size of the two;
    a segment without a partner gets an id that no segment has had.

    Args:
        overlaps: Users of each pair, of those who are in both.
        new: The new segments.
        next_id: The first id that no segment of any fit has had.
        least: From 0 to 1; see above.
    """
    old = sorted({j for _, j in overlaps})
    table: Matrix = np.array([[overlaps.get((i, j), 0) for j in old] for i in new], float)
    ids: dict[int, int] = {}
    if old:
        mean_size = (table.sum(axis=1)[:, None] + table.sum(axis=0)) / 2
        for i, j in zip(*linear_sum_assignment(table, maximize=True), strict=True):
            if 0 < table[i, j] >= least * mean_size[i, j]:
                ids[new[i]] = old[j]
    for segment in new:
        if segment not in ids:
            ids[segment] = next_id
            next_id += 1
    return ids, next_id


def is_better(
    fitted: SegmentFit,
    model: SegmentModel,
    champion: SegmentModel,
    features: DataFrame,
    settings: SegmentSettings,
) -> bool:
    """Whether a refit takes the champion's place.

    It does where the champion no longer reads the features, and where the config says always. Else
    both group the same sample of the day's users, as points of the refit: the refit's silhouette
    must be larger by the margin, or the champion's segments break a bound, which the refit's do
    not.
    """
    is_readable = champion.scaler.feature_version == model.scaler.feature_version
    if settings.replace_champion == "always" or not is_readable:
        return True
    sample = hash_sample(features, int(sum(model.sizes.values())), settings.sample_users)
    rivals = champion.clustering.labels(sample_points(champion.scaler.transform(sample)))
    if broken_bounds(sizes_of(rivals), settings):
        return True
    return fitted.chosen.silhouette >= silhouette(fitted.points, rivals) + settings.margin


def candidate_rows(fitted: SegmentFit, version: str) -> list[tuple[object, ...]]:
    """Rows of `segment_candidates`."""
    return [
        (
            version,
            one.method,
            one.asked,
            one.segment_count,
            one.silhouette,
            one.stability,
            one.smallest_share,
            one.largest_share,
            one.is_within_limits,
            one == fitted.chosen,
        )
        for one in fitted.candidates
    ]

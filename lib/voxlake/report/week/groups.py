"""The groups of users, the largest first, and what their buyers are expected to spend."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import functions as F

from voxlake.report.sources import Sources
from voxlake.tables import SEGMENT_PROFILES, SEGMENT_VALUE


@dataclass(frozen=True)
class Segment:
    """A group of users, in words, and what its buyers are expected to spend (null unfitted).

    `version` is that of the model that found it.
    """

    name: str
    description: str
    users: int
    share: float
    expected_value: float | None
    version: str | None


def segments_of_users(sources: Sources) -> list[Segment]:
    """The segments, the largest first."""
    values = (
        sources[SEGMENT_VALUE]
        .groupBy("segment_id")
        .agg(F.sum("expected_value").alias("expected_value"))
    )
    rows = (
        sources[SEGMENT_PROFILES]
        .join(values, "segment_id", how="left")
        .orderBy(F.col("user_count").desc(), "segment_id")
        .collect()
    )
    return [
        Segment(
            row["name"],
            row["description"],
            row["user_count"],
            row["user_share"],
            row["expected_value"],
            row["model_version"],
        )
        for row in rows
    ]

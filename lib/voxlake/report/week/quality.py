"""What became of the records that were read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.spark.bounded import first_at_most

_REASONS = 6
_STEPS = 1_000
"""Of all tables together, the most frequent first; our own code names some fifty."""


@dataclass(frozen=True)
class Quality:
    """What became of the records meant for a table.

    `read` is the sum of accepted, duplicate and rejected; unusable rows are accepted ones.
    """

    table: str
    read: int
    accepted: int
    duplicate: int
    rejected: int
    unusable: int
    reasons: list[tuple[str, int]]

    @property
    def usable(self) -> int:
        """Accepted and not marked as unusable."""
        return self.accepted - self.unusable


def quality_of_records(data_quality: DataFrame) -> list[Quality]:
    """What became of the records of each table, the one with most records first."""
    counted = data_quality.groupBy("table_name", "step").agg(F.sum("row_count").alias("n"))
    ordered = counted.orderBy(F.col("n").desc(), "table_name", "step")
    rows = first_at_most(ordered, _STEPS, "steps and reasons of records")
    steps: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        steps[row["table_name"]][row["step"]] = row["n"]
    found = [_quality(table, counts) for table, counts in steps.items()]
    return sorted(found, key=lambda q: (-q.read, q.table))


def _quality(table: str, counts: dict[str, int]) -> Quality:
    reasons = {step: n for step, n in counts.items() if ":" in step and n}
    return Quality(
        table=table,
        **{step: counts.get(step, 0) for step in ("read", "accepted", "duplicate", "rejected")},
        unusable=sum(n for step, n in counts.items() if step.startswith("unusable:")),
        reasons=sorted(reasons.items(), key=lambda r: (-r[1], r[0]))[:_REASONS],
    )

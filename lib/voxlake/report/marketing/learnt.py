"""What published posts taught: which ways to write and to show fare better."""

from __future__ import annotations

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.sources import Sources
from voxlake.spark.bounded import first_at_most
from voxlake.tables import CONTENT_LEARNT

_SHOWN = 30


def learnt(sources: Sources) -> list[Row]:
    """Rows of `content_learnt`, reliable differences first; at most thirty.

    A prompt is left out: its value is a hash that says nothing to people.
    """
    rows = (
        sources[CONTENT_LEARNT]
        .where((F.col("attribute") != "prompt") & F.col("gain").isNotNull())
        .orderBy(
            F.desc(F.coalesce("is_reliable", F.lit(False))),
            "attribute",
            "scope",
            F.desc("gain"),
            "value",
        )
    )
    return first_at_most(rows, _SHOWN, "things learnt of published posts")

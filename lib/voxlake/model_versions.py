"""Which versions of a model the rows of a lake name."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.lake import Lake
from voxlake.pipeline import job_that_fits
from voxlake.tables import MODEL_METRICS

_VERSION = "model_version"


def last_version(lake: Lake, model: str) -> int:
    """The highest version of a model in the figures and in what its fit writes; 0 for none."""
    figures = lake.read(MODEL_METRICS).where(F.col("model") == model)
    written = [
        lake.read(table)
        for table in job_that_fits(model).writes
        if table != MODEL_METRICS and _VERSION in table.column_names and lake.exists(table)
    ]
    found = [_highest(rows) for rows in (figures, *written)]
    return max(found)


def _highest(rows: DataFrame) -> int:
    """Versions of models that are shipped, or of one's own, are no numbers."""
    number = F.max(F.expr(f"try_cast({_VERSION} AS int)"))
    return rows.agg(number).collect()[0][0] or 0

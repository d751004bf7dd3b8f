"""Which versions of a model the rows of a lake name."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.lake.lake import Lake
from voxlake.pipeline import job_that_fits
from voxlake.tables import MODEL_METRICS

_VERSION = "model_version"


def last_version(lake: Lake, model: str) -> int:
    """The highest version of a model in the figures and in what its fit writes; 0 for none.

    What is looked at is no input of the fit, whose data have not changed when these have.
    """
    named = {MODEL_METRICS, *job_that_fits(model).writes}
    found = [0]
    for table in named:
        if _VERSION in table.column_names and lake.exists(table):
            rows = lake.read(table, version=lake.version(table))
            is_of_model = F.col("model") == model if table == MODEL_METRICS else F.lit(True)
            found.append(_highest(rows.where(is_of_model)))
    return max(found)


def _highest(rows: DataFrame) -> int:
    """Versions of models that are shipped, or of one's own, are no numbers."""
    number = F.max(F.expr(f"try_cast({_VERSION} AS int)"))
    return rows.agg(number).collect()[0][0] or 0

"""Makes frames of few rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType


def frame_of(
    spark: SparkSession, values: Sequence[tuple[object, ...]], schema: StructType
) -> DataFrame:
    """A frame of rows that are few, which Spark holds as they are: no Python in its plan.

    Only rows with a NaN go through Python, since pandas would make it a null.
    """
    if any(map(_has_nan, values)):
        return spark.createDataFrame(values, schema)
    columns = pd.DataFrame(values, columns=schema.names, dtype=object)
    return spark.createDataFrame(columns, schema)


def _has_nan(value: object) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    if isinstance(value, Mapping):
        return any(map(_has_nan, value.values()))
    return isinstance(value, list | tuple) and any(map(_has_nan, value))

"""Tells the language of texts, a column of them."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.language.detection import detect

_DETECTED = T.StructType(
    [T.StructField("language", T.StringType()), T.StructField("confidence", T.DoubleType())]
)


def detected(text: Column, min_letters: int) -> Column:
    """What `detect` gives of each text: `language` and `confidence`."""
    return _detected(text, F.lit(min_letters))


_detected = F.udf(detect, _DETECTED, useArrow=True)

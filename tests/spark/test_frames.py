import math

import pytest
from pyspark.sql import types as T

from voxlake.spark.frames import frame_of

SCHEMA = (
    T.StructType()
    .add("number", T.DoubleType())
    .add("numbers", T.ArrayType(T.DoubleType()))
    .add("named", T.MapType(T.StringType(), T.DoubleType()))
)


@pytest.mark.parametrize(
    "row",
    [
        (math.nan, [1.0], {"a": 1.0}),
        (1.0, [math.nan], {"a": 1.0}),
        (1.0, [1.0], {"a": math.nan}),
    ],
)
def test_a_nan_is_not_taken_for_a_null(spark, row):
    (found,) = frame_of(spark, [row], SCHEMA).collect()

    assert repr(tuple(found)) == repr(row)


def test_rows_are_as_they_were_given(spark):
    rows = [(None, None, None), (math.inf, [1.0, None], {"a": None, "b": -0.5})]

    assert [tuple(row) for row in frame_of(spark, rows, SCHEMA).collect()] == rows

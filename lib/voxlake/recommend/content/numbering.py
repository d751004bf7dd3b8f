"""Whole numbers for names, which factors are fitted by, without bringing the names together."""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

_BUCKETS = 1_024


def numbered(keys: DataFrame, *columns: str, name: str) -> DataFrame:
    """Each key once, with a number of its own that hangs on the keys alone, not on their order.

    A key's number is 1,024 times its place among the keys of its bucket, plus the bucket, which is
    a hash of it: some two thousand million keys have numbers that Spark's factors can take, and no
    task sorts more than a thousandth of them.

    Args:
        keys: Rows with the columns; keys may be repeated.
        columns: What makes a key.
        name: Column of the number.

    Returns:
        The columns and the number, an int from 0.
    """
    bucket = F.pmod(F.xxhash64(*columns), F.lit(_BUCKETS))
    place = F.row_number().over(Window.partitionBy("_bucket").orderBy(*columns)) - 1
    return (
        keys.select(*columns)
        .distinct()
        .withColumn("_bucket", bucket)
        .select(*columns, (place * _BUCKETS + F.col("_bucket")).cast("int").alias(name))
    )

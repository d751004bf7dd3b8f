"""Intervals and sums that several subjects compute alike."""

import pytest
from pyspark.sql import functions as F

from voxlake.spark.columns import engagement, wilson_interval


def test_the_interval_of_a_share_is_that_of_published_tables_and_stays_within_its_range(spark):
    rows = [(81, 263), (15, 148), (0, 20), (1, 29), (20, 20), (0, 0), (None, 5)]
    frame = spark.createDataFrame(rows, "part long, whole long")

    found = frame.select(*wilson_interval("part", "whole", 0.95)).collect()

    # Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
    published = [(0.2553, 0.3662), (0.0624, 0.1605), (0.0, 0.1611), (0.0061, 0.1718)]
    assert [tuple(row) for row in found[:4]] == [pytest.approx(x, abs=5e-5) for x in published]
    assert (found[2][0], found[4][1]) == (0.0, 1.0)
    assert found[4][0] == pytest.approx(1 - 0.1611, abs=5e-5)
    assert [tuple(row) for row in found[5:]] == [(None, None)] * 2


def test_engagement_is_what_is_known_of_it_and_unknown_where_nothing_is(spark):
    rows = [(1, 2, 4), (None, 2, None), (0, 0, 0), (None, None, None)]
    frame = spark.createDataFrame(rows, "like_count long, reply_count long, repost_count long")

    found = [row[0] for row in frame.select(engagement()).collect()]

    assert found == [7, 2, 0, None]
    assert frame.select(F.typeof(engagement())).first()[0] == "bigint"

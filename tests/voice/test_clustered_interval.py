"""The interval of a mean over posts that come in authors."""

import csv
import gzip

import numpy as np
import pytest
from pyspark.sql import functions as F
from scipy.stats import t

from voxlake.voice.intervals import clustered_interval, student

SUMS = (
    "scored_count long, score_sum double, cluster_count long, square_sum double, "
    "product_sum double, size_square_sum double"
)


def sums_of(*authors):
    """What Spark sums up of authors, each a list of scores."""
    n, s = np.array([len(one) for one in authors]), np.array([float(sum(one)) for one in authors])
    return (int(n.sum()), s.sum(), len(n), (s * s).sum(), (s * n).sum(), float((n * n).sum()))


def ends_of(spark, rows, least=2):
    frame = spark.createDataFrame([tuple(map(plain, row)) for row in rows], SUMS)
    frame = frame.withColumn("mean", F.col("score_sum") / F.nullif("scored_count", F.lit(0)))
    found = frame.select("mean", *clustered_interval("mean", least, 0.95)).toPandas()
    return found.to_numpy(float)


def plain(value):
    return value.item() if isinstance(value, np.generic) else value


def test_the_interval_is_as_worked_out_by_hand_and_is_none_of_fewer_authors_than_asked(spark):
    loud, wide = [[0.5] * 50], [[0.5], [-0.5], [0.5], [-0.5]]

    rows = [
        sums_of(*wide),
        sums_of(*wide * 5),
        sums_of(*loud, *wide),
        sums_of([0.9] * 9),
        sums_of(),
    ]
    found = ends_of(spark, rows)

    # 20 authors, each half away from the mean 0: squares 20 / 4, and 1; t of 19 degrees 2.09302.
    assert found[1] == pytest.approx(
        [0, *np.array([-1, 1]) * 2.09302 * np.sqrt(6 * 20 / 19) / 20], rel=1e-5
    )
    assert list(found[0]) == [0.0, -1.0, 1.0]  # cut where scores end: four authors tell nothing
    # One author wrote 50 of 54 posts; taken for 54 opinions they would leave 0.05 to each side.
    assert found[2] == pytest.approx([25 / 54, 25 / 54 - 0.14413, 25 / 54 + 0.14413], abs=1e-4)
    assert np.isnan(found[3:, 1:]).all()
    assert np.isfinite(ends_of(spark, rows, least=4)[0]).all()


def test_authors_who_all_say_the_same_leave_a_doubt_that_goes_with_their_number(spark):
    found = ends_of(spark, [sums_of(*[[1.0]] * count) for count in (5, 20, 400)])

    assert list(found[:, 2]) == [1.0] * 3
    assert list(found[:, 1]) == sorted(found[:, 1])
    assert found[0, 1] < 0.5 and 0.85 < found[1, 1] < 0.95 and found[2, 1] > 0.99


def test_the_quantile_is_that_of_students_t_at_any_degrees_of_freedom(spark):
    freedoms = [1, 2, 5, 30, 31, 60, 1_000, 1_000_000]
    frame = spark.createDataFrame([(nu,) for nu in freedoms], "nu long")

    for confidence in (0.5, 0.95, 0.999):
        found = [row[0] for row in frame.select(student(F.col("nu"), confidence)).collect()]
        assert found == pytest.approx(t.ppf((1 + confidence) / 2, freedoms), rel=1e-4)


def test_it_holds_what_people_say_of_airlines_where_posts_as_if_alone_do_not(
    spark, shared_data, measured
):
    values = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
    authors = {}
    with gzip.open(shared_data / "airline_tweets" / "tweets.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            said = values[row["airline_sentiment"]]
            authors.setdefault((row["airline"], row["name"]), []).append(said)
    of_delta = [said for (airline, _), said in authors.items() if airline == "Delta"]
    true = np.concatenate(of_delta).mean()
    rng = np.random.default_rng(7)
    draws = [[of_delta[at] for at in rng.integers(0, len(of_delta), 50)] for _ in range(1000)]

    found = ends_of(spark, [sums_of(*draw) for draw in draws])
    held = ((found[:, 1] <= true) & (true <= found[:, 2])).mean()

    posts = [np.concatenate(draw) for draw in draws]
    alone = np.mean([abs(x.mean() - true) < 1.96 * x.std() / np.sqrt(len(x)) for x in posts])
    measured(f"sentiment of 50 authors about an airline: {held:.3f} held, posts alone {alone:.3f}")
    assert held > 0.88 > alone + 0.05

"""Intervals of a mean and of a share over posts that come in authors."""

import csv
import gzip

import numpy as np
import pytest
from pyspark.sql import functions as F
from scipy.stats import t

from voxlake.voice.intervals import clustered_interval, clustered_share_interval, student

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


def ends_of_share(spark, draws):
    """Of draws of authors, each with how many posts name the brand, and how many any."""
    sums = [
        (x.sum(), n.sum(), len(n), (x * x).sum(), (x * n).sum(), (n * n).sum())
        for x, n in (np.array(draw, dtype=float).reshape(-1, 2).T for draw in draws)
    ]
    columns = "x double, n double, author_sum double, post_squares double, post_products double"
    frame = spark.createDataFrame(
        [tuple(map(plain, map(float, row))) for row in sums], f"{columns}, named_squares double"
    )
    return frame.select(*clustered_share_interval("x", "n", 0.95)).toPandas().to_numpy(float)


def wilson(share, count):
    z = 1.959964
    half = z * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    return (share + z**2 / (2 * count) + np.array([-half, half])) / (1 + z**2 / count)


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


def test_the_interval_of_a_share_is_of_as_many_posts_as_tell_as_much_of_authors_alone(spark):
    alone = [(1, 1)] * 4 + [(0, 1)] * 6
    loud = [(20, 20), *alone]
    none, one_author, nobody = [(0, 8), (0, 1), (0, 1)], [(3, 6)], []

    found = ends_of_share(spark, [alone, loud, none, one_author, nobody])

    # Ten authors with one post each: 10 / 9 of the variance of ten posts.
    assert found[0] == pytest.approx(wilson(0.4, 9), abs=1e-4)
    # 24 of 30, and squares of 4 (the loud one), 0.2 (four) and 0.8 (six): 16 + 4 * .04 + 6 * .64.
    effect = (11 / 10) * (16 + 0.16 + 3.84) / (30 * 0.8 * 0.2)
    assert found[1] == pytest.approx(wilson(0.8, 30 / effect), abs=1e-4)
    assert found[2] == pytest.approx([0, wilson(0.0, 10 / 6.6)[1]], abs=1e-4)  # (64 + 1 + 1) / 10
    assert found[3] == pytest.approx(wilson(0.5, 1), abs=1e-4)
    assert np.isnan(found[4]).all()


def test_the_quantile_is_that_of_students_t_at_any_degrees_of_freedom(spark):
    freedoms = [1, 2, 5, 30, 31, 60, 1_000, 1_000_000]
    frame = spark.createDataFrame([(nu,) for nu in freedoms], "nu long")

    for confidence in (0.5, 0.95, 0.999):
        found = [row[0] for row in frame.select(student(F.col("nu"), confidence)).collect()]
        assert found == pytest.approx(t.ppf((1 + confidence) / 2, freedoms), rel=1e-4)


@pytest.fixture(scope="module")
def tweets(shared_data):
    with gzip.open(shared_data / "airline_tweets" / "tweets.csv.gz", "rt", newline="") as file:
        return list(csv.DictReader(file))


def test_it_holds_the_share_of_an_airline_where_posts_as_if_alone_do_not(spark, tweets, measured):
    authors = {}
    for row in tweets:
        authors.setdefault(row["name"], []).append(row["airline"] == "Delta")
    counts = [(sum(named), len(named)) for named in authors.values()]
    true = sum(x for x, _ in counts) / len(tweets)
    rng = np.random.default_rng(7)
    draws = [[counts[at] for at in rng.integers(0, len(counts), 100)] for _ in range(1000)]

    found = ends_of_share(spark, draws)
    held = ((found[:, 0] <= true) & (true <= found[:, 1])).mean()

    sums = [np.array(draw).sum(axis=0) for draw in draws]
    ends = [wilson(x / n, n) for x, n in sums]
    alone = np.mean([low <= true <= high for low, high in ends])
    measured(f"share of an airline by 100 authors: {held:.3f} held, posts alone {alone:.3f}")
    assert held > 0.88 > alone + 0.1


def test_it_holds_what_people_say_of_airlines_where_posts_as_if_alone_do_not(
    spark, tweets, measured
):
    values = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
    authors = {}
    for row in tweets:
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

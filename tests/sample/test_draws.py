import numpy as np
import pytest
from pyspark.sql import functions as F

from voxlake.sample.draws import Draws, uniforms

DRAWS = Draws(7, ("id",))


def drawn(spark, partitions, column):
    numbers = spark.range(0, 20_000, 1, partitions)
    return dict(numbers.select("id", column.alias("drawn")).toPandas().itertuples(index=False))


def test_a_draw_does_not_depend_on_the_partitions(spark):
    assert drawn(spark, 1, DRAWS.uniform("x")) == drawn(spark, 7, DRAWS.uniform("x"))


def test_draws_of_other_purposes_and_seeds_are_unrelated(spark):
    columns = [DRAWS.uniform("x"), DRAWS.uniform("y"), Draws(8, ("id",)).uniform("x")]
    found = spark.range(20_000).select(*[c.alias(f"c{i}") for i, c in enumerate(columns)])

    correlations = np.corrcoef(found.toPandas().to_numpy().T)

    assert np.abs(correlations - np.eye(3)).max() < 0.03


def test_draws_follow_their_distributions(spark):
    shares = F.array(F.lit(0.2), F.lit(0.5), F.lit(1.0))
    found = (
        spark.range(20_000)
        .select(
            F.avg(DRAWS.uniform("u")).alias("uniform"),
            F.stddev(DRAWS.normal("n")).alias("normal"),
            F.avg((DRAWS.weighted(shares, "w") == 1).cast("int")).alias("second"),
            F.max(DRAWS.whole(6, "die")).alias("six"),
            F.avg(DRAWS.happens(0.1, "rare").cast("int")).alias("rare"),
        )
        .first()
    )

    assert found.uniform == pytest.approx(0.5, abs=0.01)
    assert found.normal == pytest.approx(1.0, abs=0.02)
    assert found.second == pytest.approx(0.3, abs=0.015)
    assert found.six == 5
    assert found.rare == pytest.approx(0.1, abs=0.01)


def test_the_steps_of_a_sequence_are_uniform_and_unrelated():
    keys = np.arange(20_000, dtype=np.uint64)

    found = np.array([uniforms(keys, step) for step in range(3)])

    assert found.min() > 0
    assert found.max() < 1
    assert found.mean(axis=1) == pytest.approx(0.5, abs=0.01)
    assert np.abs(np.corrcoef(found) - np.eye(3)).max() < 0.03

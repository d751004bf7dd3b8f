"""Baskets of a real shop: lists made up to a day, held against the two weeks after it."""

from datetime import date, timedelta

import pandas as pd
import pytest
from online_retail import lines_of
from pyspark.sql import functions as F

from voxlake.recommend.content.als import Numbers
from voxlake.recommend.content.catalogue import catalogue_of
from voxlake.recommend.content.fit import describe, factor_rows, item_factors
from voxlake.recommend.content.interactions import actions_of, wishes_of
from voxlake.recommend.content.popular import users_in_groups
from voxlake.recommend.content.recommend import InUse, Known, barred_of, recommended
from voxlake.recommend.content.settings import ContentSettings
from voxlake.recommend.evaluation.evaluate import measure
from voxlake.recommend.evaluation.lists import Split
from voxlake.recommend.evaluation.rows import metric_rows
from voxlake.recommend.evaluation.settings import EvaluationSettings
from voxlake.tables import EVENTS, POSTS, RECOMMENDATION_METRICS, TEXT_MEANINGS, USER_SEGMENTS

pytestmark = pytest.mark.whole

LAST = date(2011, 12, 9)
CUT = LAST - timedelta(days=14)
CONTENT = ContentSettings(top=20, iterations=8, blocks=4, diversity=0, freshness=0)
SETTINGS = EvaluationSettings(content=CONTENT)
NUMBERS = Numbers(rank=64, penalty=-0.1, alpha=1.0)


@pytest.fixture(scope="module")
def actions(spark, frame, shared_data):
    given = spark.createDataFrame(lines_of(shared_data))
    orders = given.withColumn("amount", F.lit(None).cast("decimal(18,2)"))
    return actions_of(frame(EVENTS), frame(POSTS), orders, CONTENT).cache()


@pytest.fixture(scope="module")
def table(frame, actions):
    first = CUT - timedelta(days=CONTENT.window_days - 1)
    window = actions.where(F.col("day").between(F.lit(first), F.lit(CUT))).cache()
    wishes = wishes_of(window, CUT, CONTENT).cache()
    nothing = (frame(USER_SEGMENTS), frame("user_id string, language string"))
    known = Known(
        CUT,
        window,
        wishes,
        catalogue_of(frame(POSTS), window, CUT, CONTENT).cache(),
        users_in_groups(window, *nothing).cache(),
        frame("user_id string, author_id string"),
    )
    found, mean = item_factors(window, CUT, NUMBERS, CONTENT)
    factors = found.cache()
    parts = (factors, frame(POSTS), frame(TEXT_MEANINGS), NUMBERS, CONTENT)
    model = describe(*parts, mean=mean).model
    in_use = InUse(model, "1", factor_rows(factors, "1"), frame(TEXT_MEANINGS))
    after = wishes_of(actions.where(F.col("day") > F.lit(CUT)), LAST, CONTENT)
    barred = barred_of(known, CONTENT).pairs(known.catalogue)
    split = Split(wishes, known.catalogue, barred, after)
    with recommended(known, in_use, CONTENT) as lists:
        measured = measure(lists, split, CUT, SETTINGS)
    rows = metric_rows(measured, LAST, SETTINGS)
    return pd.DataFrame(rows, columns=RECOMMENDATION_METRICS.column_names)


def test_lists_by_factors_are_better_than_the_simplest_beyond_noise(table, measured):
    told = table[(table.band == "all") & (table["cutoff"] == 10)].set_index(["metric", "method"])
    for metric in ("ndcg", "recall", "map", "coverage", "novelty", "top_share"):
        line = ", ".join(f"{name} {value:.4f}" for name, value in told.loc[metric].value.items())
        measured(f"online_retail, 14 days, {metric} at 10: {line}")

    own = told.loc["ndcg", "recommended"]
    measured(
        f"{own.user_count} buyers (seed 7): {own.low:.4f} to {own.high:.4f}, over popular "
        f"{own.over_popular_low:.4f} to {own.over_popular_high:.4f}, over covisitation "
        f"{own.over_covisitation_low:.4f} to {own.over_covisitation_high:.4f}, reachable "
        f"{own.reachable:.3f}"
    )
    assert own.over_popular_low > 0.02
    assert own.over_covisitation > 0
    assert told.loc["coverage", "recommended"].value > told.loc["coverage", "popular"].value
    assert told.loc["novelty", "recommended"].value > told.loc["novelty", "popular"].value
    assert told.loc["top_share", "recommended"].value < told.loc["top_share", "popular"].value


def test_deeper_lists_find_more_and_bands_add_up_to_all(table):
    own = table[(table.method == "recommended") & (table.metric == "recall")]
    of_all = own[own.band == "all"].sort_values("cutoff")
    bands = own[(own.band != "all") & (own["cutoff"] == 10)]

    assert of_all.value.is_monotonic_increasing
    assert bands.user_count.sum() == of_all.user_count.iloc[0]
    mean = (bands.value * bands.user_count).sum() / bands.user_count.sum()
    assert mean == pytest.approx(of_all.value.iloc[1])

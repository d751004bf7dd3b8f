"""Baskets of a real shop: lists made up to a day, held against the two weeks after it."""

from datetime import date, timedelta

import pandas as pd
import pytest
from online_retail import actions_in, fitted_to, known_on
from pyspark.sql import functions as F

from voxlake.recommend.content.als import Numbers
from voxlake.recommend.content.interactions import wishes_of
from voxlake.recommend.content.recommend import barred_of, recommended
from voxlake.recommend.content.settings import ContentSettings
from voxlake.recommend.evaluation.evaluate import measure
from voxlake.recommend.evaluation.lists import Split
from voxlake.recommend.evaluation.rows import metric_rows
from voxlake.recommend.evaluation.settings import EvaluationSettings
from voxlake.tables import RECOMMENDATION_METRICS

pytestmark = pytest.mark.whole

LAST = date(2011, 12, 9)
CUT = LAST - timedelta(days=14)
CONTENT = ContentSettings(top=20, iterations=8, blocks=4, diversity=0, freshness=0)
SETTINGS = EvaluationSettings(content=CONTENT)
NUMBERS = Numbers(rank=64, penalty=-0.1, alpha=1.0)


@pytest.fixture(scope="module")
def actions(spark, frame, shared_data):
    return actions_in(spark, frame, shared_data, CONTENT)


@pytest.fixture(scope="module")
def table(frame, actions):
    known = known_on(frame, actions, CUT, CONTENT)
    in_use = fitted_to(frame, known, NUMBERS, CONTENT)
    after = wishes_of(actions.where(F.col("day") > F.lit(CUT)), LAST, CONTENT)
    barred = barred_of(known, CONTENT).pairs(known.catalogue)
    split = Split(known.wishes, known.catalogue, barred, after)
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

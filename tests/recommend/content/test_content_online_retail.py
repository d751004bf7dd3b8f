"""Baskets of a real shop: lists of two weeks that nothing was fitted to or chosen by."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from online_retail import actions_in, fitted_to, known_on
from pyspark.sql import functions as F

from voxlake.recommend.content.candidates import neighbours_of
from voxlake.recommend.content.choice import choose_numbers
from voxlake.recommend.content.recommend import recommended
from voxlake.recommend.content.settings import ContentSettings

pytestmark = pytest.mark.whole

LAST = date(2011, 12, 9)
FITTED_TO = LAST - timedelta(days=14)
TOP = 10
SETTINGS = ContentSettings(
    ranks=(16, 64),
    regularisations=(0.1,),
    alphas=(0.3, 1.0),
    iterations=8,
    blocks=4,
    top=TOP,
    popular_items=200,
    diversity=0,
    freshness=0,
)


@pytest.fixture(scope="module")
def actions(spark, frame, shared_data):
    return actions_in(spark, frame, shared_data, SETTINGS)


@pytest.fixture(scope="module")
def choice(actions):
    before = actions.where(F.col("day") <= F.lit(FITTED_TO))
    return choose_numbers(before, FITTED_TO, SETTINGS)


@pytest.fixture(scope="module")
def shown(frame, actions, choice):
    """The lists of the day by the model, and by what is popular."""
    known = known_on(frame, actions, FITTED_TO, SETTINGS)
    in_use = fitted_to(frame, known, choice.numbers, SETTINGS)
    lists = {}
    for name, used in (("factors", in_use), ("popular", None)):
        with recommended(known, used, SETTINGS) as rows:
            lists[name] = rows.select("user_id", "item_id", "rank", "source").toPandas()
    lists["co-visitation"] = beside(
        neighbours_of(known.wishes, SETTINGS), known.wishes, known.actions
    )
    return lists, known.wishes.toPandas()


def beside(neighbours, wishes, window):
    """The plain rival: items by the sum of their closeness to the user's own."""
    summed = (
        wishes.select("user_id", "item_kind", "item_id")
        .join(neighbours, on=["item_kind", "item_id"])
        .groupBy("user_id", F.col("other_id").alias("item_id"))
        .agg(F.sum("closeness").alias("score"))
        .join(window.select("user_id", "item_id"), on=["user_id", "item_id"], how="left_anti")
        .toPandas()
        .sort_values(["score", "item_id"], ascending=[False, True])
    )
    summed["rank"] = summed.groupby("user_id").cumcount() + 1
    return summed[summed["rank"] <= TOP]


def ndcg(lists, wanted):
    """NDCG at 10 by user, of lists that are made already."""
    gains = 1 / np.log2(np.arange(2, TOP + 2))
    by_user = {
        user: dict(zip(own.item_id, own["rank"], strict=True))
        for user, own in lists.groupby("user_id")
    }
    found = {}
    for user, items in wanted.items():
        ranks = by_user.get(user, {})
        gained = sum(gains[ranks[item] - 1] for item in items if item in ranks)
        found[user] = gained / gains[: min(len(items), TOP)].sum()
    return pd.Series(found)


def test_lists_by_factors_beat_what_is_popular_and_what_goes_together(
    actions, choice, shown, measured
):
    lists, before = shown
    after = actions.where(F.col("day") > F.lit(FITTED_TO)).select("user_id", "item_id")
    had = set(zip(before.user_id, before.item_id, strict=True))
    items, counts = set(before.item_id), before.user_id.value_counts()
    wanted: dict[str, set[str]] = {}
    for user, item in after.distinct().toPandas().itertuples(index=False):
        if (user, item) not in had and item in items and counts.get(user, 0) >= 3:
            wanted.setdefault(user, set()).add(item)

    figures = {name: ndcg(rows, wanted) for name, rows in lists.items()}

    told = ", ".join(f"{name} {values.mean():.4f}" for name, values in figures.items())
    measured(f"online_retail, last 14 days, {len(wanted)} buyers: NDCG at 10 {told}; {choice}")
    gain = figures["factors"] - figures["popular"]
    assert gain.mean() - 1.96 * gain.std() / len(gain) ** 0.5 > 0.02
    assert figures["factors"].mean() > figures["co-visitation"].mean()
    of_model = lists["factors"].source == "model"
    assert of_model.mean() > 0.8

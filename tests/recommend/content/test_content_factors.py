"""Factors do not hang on the order of rows, and folding in gives those of Spark's own fit."""

import numpy as np
import pytest
from pyspark.sql import functions as F

from voxlake.recommend.content.als import (
    ITEM_NUMBER,
    USER_NUMBER,
    Numbers,
    at_other_ranks,
    factors_of,
    fit_factors,
    numbers_to_try,
    with_numbers,
)
from voxlake.recommend.content.fit import gram_of
from voxlake.recommend.content.folding import fold_in
from voxlake.recommend.content.model import ContentModel
from voxlake.recommend.content.numbering import numbered
from voxlake.recommend.content.settings import ContentSettings

QUICK = ContentSettings(iterations=3, blocks=2, block_wishes=1, min_item_users=1)
WISHES = "user_id string, item_kind string, item_id string, target double"


@pytest.fixture(scope="module")
def wishes(frame):
    """Twelve users, each with some of ten items."""
    rng = np.random.default_rng(3)
    return frame(
        WISHES,
        *(
            {"user_id": f"u{u}", "item_kind": "post", "item_id": f"p{i}", "target": float(weight)}
            for u in range(12)
            for i, weight in enumerate(rng.gamma(1.0, size=10))
            if weight > 0.7 or i == u % 10
        ),
    )


def by_user(rows, name):
    return {row.user_id: np.array(row[name]) for row in rows.collect()}


def test_numbers_of_keys_differ_and_do_not_hang_on_the_order_or_on_other_copies(frame):
    keys = [{"k": f"key{n}"} for n in range(3000)]

    first = {row.k: row.n for row in numbered(frame("k string", *keys), "k", name="n").collect()}
    again = frame("k string", *reversed(keys), *keys[:9]).repartition(3)

    assert len(set(first.values())) == 3000
    assert min(first.values()) >= 0
    assert {row.k: row.n for row in numbered(again, "k", name="n").collect()} == first


def test_what_few_users_want_has_no_number(wishes):
    numbers = with_numbers(wishes, QUICK.model_copy(update={"min_item_users": 8}))

    counts = {row.item_id: row["count"] for row in wishes.groupBy("item_id").count().collect()}
    kept = {row.item_id for row in numbers.collect()}
    assert kept == {item for item, count in counts.items() if count >= 8}
    assert 0 < len(kept) < len(counts)


def test_simpler_fits_are_tried_first_and_ratings_need_no_alpha():
    few = ContentSettings(ranks=(8, 4), regularisations=(0.1, 0.5), alphas=(2.0, 1.0))

    tried = [(n.rank, n.regularisation, n.alpha) for n in numbers_to_try(few)]

    assert tried == [(4, 0.5, 1.0), (4, 0.5, 2.0), (4, 0.1, 1.0), (4, 0.1, 2.0)]
    assert len(numbers_to_try(few.model_copy(update={"mode": "explicit"}))) == 2
    assert at_other_ranks(Numbers(4, -0.1, 2.0), few) == [Numbers(8, -0.1, 2.0)]


@pytest.mark.parametrize("mode", ["implicit", "explicit"])
def test_a_known_user_is_folded_in_as_the_fit_had_it(wishes, mode):
    settings = QUICK.model_copy(update={"mode": mode})
    numbers, mean = Numbers(3, -0.1, 5.0), 0.0 if mode == "implicit" else 1.25
    rows = with_numbers(wishes, settings).cache()
    spark_model = fit_factors(rows, numbers, settings, mean=mean)
    names = rows.select(ITEM_NUMBER, "item_kind", "item_id").distinct()
    items = factors_of(spark_model.itemFactors, ITEM_NUMBER).join(names, ITEM_NUMBER).cache()
    model = ContentModel(
        mode=mode,
        rank=3,
        regularisation=0.1,
        alpha=5.0,
        mean=mean,
        gram=gram_of(items, 3),
        centres=np.eye(3),
        text_map=None,
    )

    folded = by_user(fold_in(wishes, items, model, least=1, clusters=2), "user_factors")

    users = rows.select("user_id", USER_NUMBER).distinct()
    fitted = by_user(
        factors_of(spark_model.userFactors, USER_NUMBER).join(users, USER_NUMBER), "factors"
    )
    assert folded.keys() == fitted.keys()
    assert all(folded[user] == pytest.approx(fitted[user], abs=2e-4) for user in fitted)
    assert max(abs(np.concatenate([*fitted.values()]))) > 0.1


def test_factors_do_not_hang_on_the_order_and_partitions_of_rows(wishes):
    numbers = Numbers(3, -0.1, 5.0)
    rows = with_numbers(wishes, QUICK)

    first, again = (
        {
            row[ITEM_NUMBER]: np.array(row.factors)
            for row in factors_of(
                fit_factors(some, numbers, QUICK).itemFactors, ITEM_NUMBER
            ).collect()
        }
        for some in (rows, rows.orderBy(USER_NUMBER).repartition(3, "target"))
    )

    assert first.keys() == again.keys()
    assert all(first[item] == pytest.approx(again[item], abs=2e-5) for item in first)


def test_few_wishes_are_one_block_and_many_are_as_many_as_there_may_be(wishes):
    rows = with_numbers(wishes, QUICK).cache()

    def blocks(**given):
        settings = QUICK.model_copy(update={"iterations": 1, **given})
        items = fit_factors(rows, Numbers(2, -0.1, 5.0), settings).itemFactors
        return items.select(F.spark_partition_id()).distinct().count()

    assert blocks(block_wishes=20_000) == 1
    assert blocks(block_wishes=1) == QUICK.blocks == 2
    assert blocks(block_wishes=rows.count()) == 2


def test_a_user_with_fewer_items_than_the_least_is_not_folded_in(wishes, frame):
    items = frame(
        "item_kind string, item_id string, factors array<double>",
        *({"item_kind": "post", "item_id": f"p{n}", "factors": [1.0, 0.0]} for n in range(3)),
    )
    model = ContentModel("implicit", 2, 0.1, 1.0, 0.0, np.eye(2), np.eye(2), None)
    few = frame(
        WISHES,
        *(
            {"user_id": user, "item_kind": "post", "item_id": item, "target": 1.0}
            for user, item in (("a", "p0"), ("a", "p1"), ("b", "p0"), ("b", "gone"))
        ),
    )

    rows = fold_in(few, items, model, least=2, clusters=1).collect()

    assert [(row.user_id, row.clusters) for row in rows] == [("a", [0])]

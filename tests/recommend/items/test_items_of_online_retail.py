"""What a real shop sold together, in 22,000 orders of a year: held to what the names say."""

import zipfile
from datetime import date

import pandas as pd
import pytest
from pyspark.sql import functions as F

from voxlake.recommend.items.settings import ItemSettings
from voxlake.recommend.items.similar import similar_items
from voxlake.recommend.items.together import basket_counts, baskets_of, bought_together

pytestmark = pytest.mark.whole

LAST = date(2011, 12, 9)
SETTINGS = ItemSettings(left_out=("POST", "M", "DOT", "D", "C2", "BANK CHARGES", "AMAZONFEE"))


@pytest.fixture(scope="module")
def read(shared_data):
    archive = zipfile.ZipFile(shared_data / "online_retail" / "online_retail_by_day.zip")
    names = [name for name in archive.namelist() if name.endswith(".csv")]
    lines = pd.concat([pd.read_csv(archive.open(name), dtype=str) for name in names])
    return lines.reset_index(drop=True)


@pytest.fixture(scope="module")
def baskets(spark, read):
    lines = pd.DataFrame(
        {
            "order_id": read.InvoiceNo,
            "product_id": read.StockCode,
            "quantity": read.Quantity.astype(float),
            "is_cancelled": read.InvoiceNo.str.startswith("C"),
        }
    )
    orders = spark.createDataFrame(lines).withColumn("amount", F.lit(None).cast("decimal(18,2)"))
    return baskets_of(orders, SETTINGS).cache()


@pytest.fixture(scope="module")
def together(baskets):
    counted, _ = basket_counts(baskets, SETTINGS)
    return bought_together(baskets, counted, LAST, SETTINGS).toPandas(), counted


def test_figures_are_those_that_pandas_counts(read, baskets, together):
    rules, _ = together
    first = rules.sort_values(["lift_low", "item_id"], ascending=False).iloc[0]
    bought = read[~read.InvoiceNo.str.startswith("C") & (read.Quantity.astype(float) > 0)]
    bought = bought[~bought.StockCode.str.upper().isin(SETTINGS.left_out)]
    sets = bought.groupby("InvoiceNo").StockCode.agg(set)
    small = sets[sets.map(len) <= SETTINGS.basket_items]
    one, other = (
        small.map(lambda s, item=item: item in s) for item in first[["item_id", "other_item_id"]]
    )

    assert basket_counts(baskets, SETTINGS) == (len(small), len(sets) - len(small))
    assert first.invoice_count == (one & other).sum()
    assert first.lift == pytest.approx(len(small) * (one & other).sum() / one.sum() / other.sum())


def test_colours_of_one_thing_are_bought_together(read, together, measured):
    """Of the surest rule of each of the 100 items in most pairs, the names share words."""
    rules, counted = together
    names = (
        read.dropna(subset="Description")
        .groupby("StockCode")
        .Description.agg(lambda d: d.mode()[0].strip())
    )
    best = rules[rules["rank"] == 1].sort_values("invoice_count", ascending=False).head(100)
    share = [
        len({*names[a].split()} & {*names[b].split()}) > 0
        for a, b in zip(best.item_id, best.other_item_id, strict=True)
    ]
    by_name = rules.set_index(["item_id", "other_item_id"])
    teacups = by_name.loc["22697", "22699"]  # green and roses regency teacup and saucer

    assert sum(share) / len(share) > 0.8
    assert teacups["rank"] <= 2
    assert teacups.lift_low > 10
    measured(
        f"online_retail: {len(rules):,} rules of {counted:,} orders; first words shared by "
        f"{sum(share)} of 100; teacups lift {teacups.lift:.1f} "
        f"({teacups.lift_low:.1f} to {teacups.lift_high:.1f})"
    )


def test_similar_items_of_a_shop_are_alike_by_name(spark, read):
    known = read[read.CustomerID.notna() & ~read.InvoiceNo.str.startswith("C")]
    actions = spark.createDataFrame(
        pd.DataFrame(
            {
                "user_id": known.CustomerID,
                "item_kind": "item",
                "item_id": known.StockCode,
                "action": "order",
                "day": pd.to_datetime(known.InvoiceDate).dt.date,
            }
        )
    )

    rows = similar_items(actions, LAST, SETTINGS).toPandas()
    first = rows[rows["rank"] == 1].set_index("item_id").other_item_id

    assert first["22697"] in {"22698", "22699"}
    assert (rows.groupby("item_id").size() <= SETTINGS.top).all()
    assert ((rows.low <= rows.cosine) & (rows.cosine <= rows.high)).all()

"""A real shop's year: every line is accounted for, every penny adds up."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from pyspark.sql import functions as F

from voxlake.people.orders.lines import MONEY, purchase_lines
from voxlake.people.orders.rates import with_rate
from voxlake.people.orders.reconciliation import reconcile
from voxlake.people.orders.refunds import taken_back
from voxlake.people.orders.settings import OrderSettings
from voxlake.people.value.buyers import summarise_buyers
from voxlake.tables import ORDERS, PURCHASE_LINES

pytestmark = pytest.mark.whole

SETTINGS = OrderSettings()
LAST_DAY = date(2011, 12, 9)


@pytest.fixture(scope="module")
def bought(shared_data):
    """The lines as they are published, with their money in pence, by plain pandas."""
    archive = zipfile.ZipFile(shared_data / "online_retail" / "online_retail_by_day.zip")
    texts = (archive.read(name) for name in archive.namelist() if name.endswith(".csv"))
    lines = pd.concat([pd.read_csv(io.BytesIO(t), dtype=str, keep_default_na=False) for t in texts])
    pieces = lines.Quantity.astype(int)
    exact = pieces * (lines.UnitPrice.astype(float) * 1000).round().astype(np.int64)
    return pd.DataFrame(
        {
            "order_line_id": [f"l{n:06}" for n in range(len(lines))],
            "order_id": lines.InvoiceNo.to_numpy(),
            "ordered_at": pd.to_datetime(lines.InvoiceDate).to_numpy("datetime64[us]"),
            "user_id": lines.CustomerID.where(lines.CustomerID != "").to_numpy(object),
            "quantity": pieces.to_numpy(float),
            "product_id": lines.StockCode.to_numpy(),
            # half up, away from 0
            "pence": (np.sign(exact) * ((exact.abs() + 5) // 10)).to_numpy(),
            "is_cancelled": lines.InvoiceNo.str.startswith("C").to_numpy(),
        }
    )


@pytest.fixture(scope="module")
def orders(spark, bought, tmp_path_factory):
    path = str(tmp_path_factory.mktemp("retail") / "lines.parquet")
    bought.to_parquet(path)
    missing = [f for f in ORDERS.schema if f.name not in {*bought.columns, "amount", "order_date"}]
    rows = spark.read.parquet(path).select(
        "*",
        (F.col("pence").cast("decimal(18,0)") / 100).cast(MONEY).alias("amount"),
        F.to_date("ordered_at").alias("order_date"),
        *(F.lit(None).cast(f.dataType).alias(f.name) for f in missing if f.name != "currency"),
        F.lit("GBP").alias("currency"),
    )
    return with_rate(rows, "GBP", SETTINGS, LAST_DAY)


@pytest.fixture(scope="module")
def lines(spark, orders):
    none_before = spark.createDataFrame([], PURCHASE_LINES.schema)
    taken = taken_back(orders, none_before, date(2010, 1, 1), SETTINGS)
    kept = purchase_lines(orders, taken, "GBP", SETTINGS).persist()
    yield kept
    kept.unpersist()


@pytest.fixture(scope="module")
def days(orders, lines):
    told = reconcile(orders, lines, currency="GBP", definition=SETTINGS.definition)
    return told.toPandas()


def test_every_line_is_accounted_for(days):
    counts = days.filter(like="_count").sum().to_dict()

    assert len(days) == 305
    assert counts["line_count"] == 541_909
    assert counts["order_count"] == 25_900
    assert counts["cancelled_line_count"] == 9_288
    assert counts["without_user_line_count"] == 135_080
    # Adjustments of bad debt, A563186 and A563187, and counts of stock without a price.
    assert counts["refund_line_count"] == 2 + 1_336
    assert counts["sale_line_count"] == 541_909 - 9_288 - 2 - 1_336
    assert counts["unknown_currency_line_count"] == 0
    assert counts["counted_line_count"] == 541_909 - 135_080
    # The cancelled lines that have a customer, who are all the refunds that do.
    assert counts["matched_line_count"] + counts["unmatched_line_count"] == 9_288 - 383


def test_every_penny_adds_up_on_every_day(days, bought):
    left = days.gross + days.refunds + days.cancelled - days.without_user - days.unknown_currency

    assert (left == days.net).all()
    assert (days.net == days.reported_net).all()
    has_user = bought.user_id.notna()
    is_back = bought.pence < 0
    expected = {
        "gross": bought.pence[~is_back],
        "refunds": bought.pence[is_back & ~bought.is_cancelled],
        "cancelled": bought.pence[bought.is_cancelled],
        "without_user": bought.pence[~has_user],
        "net": bought.pence[has_user],
    }
    for name, pence in expected.items():
        assert days[name].sum() == Decimal(int(pence.sum())) / 100, name
    back = bought.pence[has_user & is_back].sum()
    assert (days.matched + days.unmatched).sum() == Decimal(int(back)) / 100


def test_refunds_take_back_what_a_walk_through_the_ledger_says(days, lines, bought, measured):
    taken = walk_through(bought)

    row = lines.where("entry = 'matched'").agg(F.count("*"), F.sum("amount")).collect()[0]
    assert tuple(row) == (len(taken), -Decimal(sum(taken)) / 100)
    counts = days.filter(like="_count").sum()
    measured(
        f"online_retail: of {9_288 - 383:,} cancelled lines of customers "
        f"{counts['matched_line_count']:,} found their order ({-days.matched.sum():,} GBP), "
        f"{counts['unmatched_line_count']:,} did not ({-days.unmatched.sum():,} GBP)"
    )
    assert len(taken) > 7_000


def walk_through(bought):
    """Money that each refund takes back: each looks back over the sales of its customer and item.

    Lists and whole numbers only, apart from the code that is tested.
    """
    with_user = bought[bought.user_id.notna()]
    moments = with_user.assign(is_back=with_user.pence < 0)
    ordered = moments.sort_values(["ordered_at", "is_back", "order_line_id"])
    sales, taken = {}, []
    columns = ["user_id", "product_id", "quantity", "pence", "is_back", "ordered_at"]
    for user, item, pieces, pence, is_back, at in ordered[columns].itertuples(index=False):
        shelf = sales.setdefault((user, item), [])
        if not is_back:
            if pieces > 0:
                shelf.append([pieces, pieces, pence, at, pence])
            continue
        for sale in reversed(shelf):
            bought_pieces, left, paid, since, _ = sale
            price = -pieces * paid / bought_pieces
            is_late = (at.normalize() - since.normalize()).days > 365
            is_near = abs(-pence - price) <= 0.5 * (1 + -pieces / bought_pieces) + 1e-4
            if left >= -pieces and is_near and not is_late:
                sale[1] -= -pieces
                taken.append(min(-pence, sale[4]))
                sale[4] -= taken[-1]
                break
    return taken


def test_buyers_are_the_customers_who_kept_something(lines, bought, measured):
    buyers = summarise_buyers(lines, as_of=LAST_DAY, unit_days=7)

    count, repeats, revenue = buyers.agg(
        F.count("*"), F.sum("frequency"), F.sum("revenue")
    ).collect()[0]

    measured(f"online_retail: {count:,} buyers came back {repeats:,} times, {revenue:,} GBP")
    # 33 of the 4,372 customers have cancelled lines only; others gave back all that they bought.
    assert bought.user_id.nunique() == 4_372
    assert 4_200 < count <= 4_372 - 33
    assert lines.agg(F.sum("amount")).collect()[0][0] <= revenue

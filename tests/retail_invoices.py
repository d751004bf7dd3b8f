"""The invoices of a real shop, online_retail, as the purchases that they are."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pandas as pd
from purchases import purchase_lines_of
from pyspark.sql import DataFrame, SparkSession

_USED = ["InvoiceNo", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"]
_CUSTOMERS = 4_372


def retail_lines(spark: SparkSession, folder: Path) -> DataFrame:
    """Rows of `purchase_lines`: one for each day of an invoice of a customer, with its amount."""
    parts = []
    with ZipFile(folder / "online_retail" / "online_retail_by_day.zip") as files:
        for name in files.namelist():
            if name.endswith(".csv"):
                with files.open(name) as file:
                    parts.append(pd.read_csv(file, usecols=_USED, dtype={"InvoiceNo": str}))
    sold = pd.concat(parts).dropna(subset="CustomerID")
    assert sold.CustomerID.nunique() == _CUSTOMERS
    sold["amount"] = sold.Quantity * sold.UnitPrice
    sold["day"] = sold.InvoiceDate.str[:10]
    sold["user"] = sold.CustomerID.astype(int).astype(str)
    keys = ["InvoiceNo", "user", "day"]
    invoices = sold.groupby(keys, as_index=False).amount.sum()
    rows = spark.createDataFrame(invoices.round({"amount": 2}))
    named = rows.selectExpr(
        "InvoiceNo AS order_line_id",
        "InvoiceNo AS order_id",
        "user AS user_id",
        "to_date(day) AS order_date",
        "to_timestamp(day) AS ordered_at",
        "CAST(amount AS decimal(18,2)) AS amount",
        "'GBP' AS currency",
    )
    return purchase_lines_of(named)

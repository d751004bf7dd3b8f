"""Lines of invoices of a real shop, as rows of `orders`."""

import zipfile

import pandas as pd


def lines_of(folder):
    """Lines with a customer, as rows of `orders`."""
    archive = zipfile.ZipFile(folder / "online_retail" / "online_retail_by_day.zip")
    names = [name for name in archive.namelist() if name.endswith(".csv")]
    read = pd.concat([pd.read_csv(archive.open(name), dtype=str) for name in names])
    known = read[read.CustomerID.notna()].reset_index(drop=True)
    return pd.DataFrame(
        {
            "order_line_id": known.index.astype(str),
            "user_id": known.CustomerID,
            "product_id": known.StockCode,
            "quantity": known.Quantity.astype(float),
            "order_date": pd.to_datetime(known.InvoiceDate).dt.date,
            "is_cancelled": known.InvoiceNo.str.startswith("C"),
        }
    )

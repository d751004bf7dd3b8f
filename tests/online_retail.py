"""Lines of invoices of a real shop, as rows of `orders`, and what is known of them on a day."""

import zipfile
from datetime import timedelta

import pandas as pd
from pyspark.sql import functions as F

from voxlake.recommend.content.catalogue import catalogue_of
from voxlake.recommend.content.fit import describe, factor_rows, item_factors
from voxlake.recommend.content.interactions import actions_of, wishes_of
from voxlake.recommend.content.popular import users_in_groups
from voxlake.recommend.content.recommend import InUse, Known
from voxlake.tables import EVENTS, POSTS, TEXT_MEANINGS, USER_SEGMENTS

_USED = ["CustomerID", "InvoiceDate", "InvoiceNo", "Quantity", "StockCode"]


def lines_of(folder):
    """Lines with a customer, as rows of `orders`."""
    archive = zipfile.ZipFile(folder / "online_retail" / "online_retail_by_day.zip")
    names = [name for name in archive.namelist() if name.endswith(".csv")]
    read = pd.concat([pd.read_csv(archive.open(name), usecols=_USED, dtype=str) for name in names])
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


def actions_in(spark, frame, folder, settings):
    """What customers did: they bought."""
    given = spark.createDataFrame(lines_of(folder))
    orders = given.withColumn("amount", F.lit(None).cast("decimal(18,2)"))
    return actions_of(frame(EVENTS), frame(POSTS), orders, settings).cache()


def known_on(frame, actions, day, settings):
    """What is known on a day of the window up to it; nobody is in a group or blocked."""
    first = day - timedelta(days=settings.window_days - 1)
    window = actions.where(F.col("day").between(F.lit(first), F.lit(day))).cache()
    nothing = (frame(USER_SEGMENTS), frame("user_id string, language string"))
    return Known(
        day,
        window,
        wishes_of(window, day, settings).cache(),
        catalogue_of(frame(POSTS), window, day, settings).cache(),
        users_in_groups(window, *nothing).cache(),
        frame("user_id string, author_id string"),
    )


def fitted_to(frame, known, numbers, settings):
    """A model of what is known, as one in use."""
    found, mean = item_factors(known.actions, known.as_of, numbers, settings)
    factors = found.cache()
    parts = (factors, frame(POSTS), frame(TEXT_MEANINGS), numbers, settings)
    model = describe(*parts, mean=mean).model
    return InUse(model, "1", factor_rows(factors, "1"), frame(TEXT_MEANINGS))

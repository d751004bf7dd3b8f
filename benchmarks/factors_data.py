"""Orders of a shop, and of made-up users with tastes, for the benchmark of factors."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse as sp
from factors_lists import Cut
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.content.als import ITEM_NUMBER, USER_NUMBER, with_numbers
from voxlake.recommend.content.interactions import wishes_of
from voxlake.recommend.content.settings import ContentSettings

LAST = date(2011, 12, 9)
"""The last day of either."""
_TASTES, _DAYS = 64, 90
_OWN_SHARE = 0.8  # of what a user takes: of the own taste
_SKEW = 2.2  # of items by how wanted they are


def of_shop(data: Path) -> pd.DataFrame:
    """user_id, item_id and day of the lines of online_retail that have a customer."""
    archive = zipfile.ZipFile(data / "online_retail" / "online_retail_by_day.zip")
    names = [name for name in archive.namelist() if name.endswith(".csv")]
    lines = pd.concat([pd.read_csv(archive.open(name), dtype=str) for name in names])
    is_kept = lines.CustomerID.notna() & ~lines.InvoiceNo.str.startswith("C")
    kept = lines[is_kept & (lines.Quantity.astype(float) > 0)]
    return pd.DataFrame(
        {
            "user_id": kept.CustomerID,
            "item_id": kept.StockCode,
            "day": pd.to_datetime(kept.InvoiceDate).dt.date,
        }
    ).drop_duplicates(ignore_index=True)


def made_up(users: int, items: int, seed: int = 17) -> pd.DataFrame:
    """The same of users who take items of one of 64 tastes most of the time, some 40 each."""
    draws = np.random.default_rng(seed)
    count = np.maximum(draws.lognormal(np.log(35), 0.5, users).astype(int), 3)
    user = np.repeat(np.arange(users), count)
    rank = draws.random(len(user)) ** _SKEW
    of_taste = items // _TASTES
    own = (rank * of_taste).astype(int) * _TASTES + user % _TASTES
    item = np.where(draws.random(len(user)) < _OWN_SHARE, own, (rank * items).astype(int))
    days = np.array([LAST - timedelta(days=ago) for ago in range(_DAYS)])
    return pd.DataFrame(
        {
            "user_id": np.char.mod("u%d", user),
            "item_id": np.char.mod("i%d", item),
            "day": days[draws.integers(_DAYS, size=len(user))],
        }
    ).drop_duplicates(ignore_index=True)


def as_actions(rows: DataFrame) -> DataFrame:
    """Rows with user_id, item_id and day, as `actions_of` gives orders."""
    return rows.select(
        "user_id",
        F.lit("item").alias("item_kind"),
        "item_id",
        F.lit("order").alias("action"),
        F.col("day").cast("date").alias("day"),
        F.lit(None).cast("double").alias("value"),
    )


def cut_at(
    actions: DataFrame, split: date, until: date, settings: ContentSettings
) -> tuple[DataFrame, Cut, pd.DataFrame, pd.DataFrame]:
    """The wishes at the end of a day with their numbers, and what was wanted in the days after it.

    Returns:
        Rows for `fit_factors`; the cut; and in the order of its rows and columns the numbers of
        users and of items.
    """
    first = split - timedelta(days=settings.window_days - 1)
    window = actions.where(F.col("day").between(F.lit(first), F.lit(split)))
    rows = with_numbers(wishes_of(window, split, settings), settings)
    known = rows.select("user_id", "item_id", USER_NUMBER, ITEM_NUMBER, "target").toPandas()
    after = actions.where((F.col("day") > F.lit(split)) & (F.col("day") <= F.lit(until)))
    later = after.select("user_id", "item_id").distinct().toPandas()
    users, items = (
        known[["user_id" if name == USER_NUMBER else "item_id", name]]
        .drop_duplicates()
        .set_axis(["id", "number"], axis=1)
        .sort_values("id", ignore_index=True)
        for name in (USER_NUMBER, ITEM_NUMBER)
    )
    new = later[later.user_id.isin(users.id) & later.item_id.isin(items.id)]
    both = (
        _matrix(known.user_id, known.item_id, known.target, users, items),
        _matrix(new.user_id, new.item_id, np.ones(len(new)), users, items),
    )
    return rows, Cut.of(*both, settings.min_user_items), users, items


def _matrix(
    user: pd.Series, item: pd.Series, value: np.ndarray, users: pd.DataFrame, items: pd.DataFrame
) -> sp.csr_matrix:
    places = (users.id.searchsorted(user), items.id.searchsorted(item))
    return sp.csr_matrix((np.asarray(value, float), places), shape=(len(users), len(items)))

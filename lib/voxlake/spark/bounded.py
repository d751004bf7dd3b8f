"""Takes rows to the driver, no more of them than a bound that is named where it bites."""

from __future__ import annotations

import logging

import pandas as pd
from pyspark.sql import DataFrame, Row

from voxlake.core.errors import InputError

_log = logging.getLogger(__name__)


def collect_at_most(rows: DataFrame, most: int, what: str, remedy: str) -> list[Row]:
    """All of the rows, where they are no more than the driver is to hold.

    Args:
        rows: In any order, which the result need not keep; sort it after.
        most: How many are taken.
        what: What they are and where they come from, in the plural, for the message.
        remedy: Whole sentences: what to look at, and which setting is the bound, if one is.

    Raises:
        InputError: there are more.
    """
    found = rows.limit(most + 1).collect()
    _require(len(found), most, what, remedy)
    return found


def pandas_at_most(rows: DataFrame, most: int, what: str, remedy: str) -> pd.DataFrame:
    """What `collect_at_most` gives, as a frame of pandas."""
    found = rows.limit(most + 1).toPandas()
    _require(len(found), most, what, remedy)
    return found


def require_at_most(rows: DataFrame, most: int, what: str, remedy: str) -> None:
    """Check what `collect_at_most` does of rows that are collected later, and in parts."""
    _require(rows.limit(most + 1).count(), most, what, remedy)


def first_at_most(rows: DataFrame, most: int, what: str) -> list[Row]:
    """The first rows in their order; a warning says that there are more, where a page goes on.

    Args:
        rows: In an order without ties.
        most: How many are taken.
        what: What they are, in the plural.
    """
    found = rows.limit(most + 1).collect()
    if len(found) > most:
        _log.warning("there are more than %d %s: only the first are told", most, what)
    return found[:most]


def _require(count: int, most: int, what: str, remedy: str) -> None:
    if count > most:
        raise InputError(f"There are more than {most:,} {what}. {remedy}")

"""Searches columns for the regular expressions of source files and filters."""

from __future__ import annotations

import pandas as pd
from pyspark.sql import Column
from pyspark.sql.pandas.functions import pandas_udf

from voxlake.ingest.patterns import are_found


def is_found(text: Column, pattern: str) -> Column:
    """Whether a regular expression, of RE2, is found in a text; null where that is null."""

    def found(texts: pd.Series) -> pd.Series:
        return are_found(texts, pattern)

    by_text = pandas_udf(found, "boolean")  # type: ignore[call-overload]
    column: Column = by_text(text)
    return column

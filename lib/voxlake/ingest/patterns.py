"""Regular expressions of source files and filters, in RE2, whose time is linear.

Java's engine goes back over what it has read: on a text that is made for it, it never ends, or ends
the process by its stack. RE2, which comes with Arrow, does neither, and says of a pattern at once
that it cannot be, before there is a session.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import Column
from pyspark.sql.pandas.functions import pandas_udf


def check_pattern(pattern: str) -> str:
    """The pattern, when it is one; needs no Spark.

    Raises:
        ValueError: it is none of RE2; says why.
    """
    try:
        pc.match_substring_regex(pa.array([""]), pattern)
    except pa.ArrowInvalid as error:
        why = str(error).removeprefix("Invalid regular expression: ")
        raise ValueError(f"{pattern!r} is no regular expression of RE2: {why}") from error
    return pattern


def is_found(text: Column, pattern: str) -> Column:
    """Whether a regular expression is found in a text; null where that is null."""

    def found(texts: pd.Series) -> pd.Series:
        strings = pa.Array.from_pandas(texts, type=pa.string())
        are_found: pd.Series[bool] = pc.match_substring_regex(strings, pattern).to_pandas()
        return are_found

    by_text = pandas_udf(found, "boolean")  # type: ignore[call-overload]
    column: Column = by_text(text)
    return column

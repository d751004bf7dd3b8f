"""Regular expressions of source files and filters, in RE2; imports no pyspark.

RE2 takes linear time. Java's engine goes back over what it has read: on a text that is made for it,
it never ends, or ends the process by its stack. RE2, which comes with Arrow, does neither, and says
of a pattern at once that it cannot be, before there is a session.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def check_pattern(pattern: str) -> str:
    """The pattern, when it is one.

    Raises:
        ValueError: it is none of RE2; says why.
    """
    try:
        pc.match_substring_regex(pa.array([""]), pattern)
    except pa.ArrowInvalid as error:
        why = str(error).removeprefix("Invalid regular expression: ")
        raise ValueError(f"{pattern!r} is no regular expression of RE2: {why}") from error
    return pattern


def are_found(texts: pd.Series, pattern: str) -> pd.Series[bool]:
    """Whether a regular expression is found in each text; null where that is null."""
    strings = pa.Array.from_pandas(texts, type=pa.string())
    found: pd.Series[bool] = pc.match_substring_regex(strings, pattern).to_pandas()
    return found

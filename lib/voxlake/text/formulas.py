"""Keeps spreadsheets from taking texts of people for formulas, when they open a CSV file."""

from pyspark.sql import Column
from pyspark.sql import functions as F

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula may begin with; the last four are the wide signs of East Asian keyboards."""


def no_formula(text: str) -> str:
    """The text, with a space before it where a spreadsheet would take it for a formula."""
    return f" {text}" if text.startswith(_STARTS) else text


def no_formulas(text: Column) -> Column:
    """`no_formula` of a column of texts."""
    is_formula = F.substring(text, 1, 1).isin(*_STARTS)
    return F.when(is_formula, F.concat(F.lit(" "), text)).otherwise(text)

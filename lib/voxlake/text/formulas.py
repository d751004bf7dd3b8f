"""Columns of texts that spreadsheets do not take for formulas."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.core.formulas import FORMULA_STARTS


def no_formulas(text: Column) -> Column:
    """`no_formula` of a column of texts."""
    is_formula = F.substring(text, 1, 1).isin(*FORMULA_STARTS)
    return F.when(is_formula, F.concat(F.lit(" "), text)).otherwise(text)

"""Brings the texts of a record into the forms that are read, in a column of their own each.

A step of its own, since what reads a text names it several times. The texts as they came stay
beside, so that it can be told what the source says.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.ingest import written_times
from voxlake.ingest.mapping import Expression
from voxlake.ingest.repair import repaired
from voxlake.ingest.source import Source
from voxlake.ingest.targets import Target
from voxlake.ingest.values import NUMBERS
from voxlake.ingest.written_numbers import currency_code, plain_amount, plain_number

RAW, READ = "_raw_", "_read_"
"""What the columns begin with that hold what a source says, and what of it is read."""
CURRENCY = "currency"


def with_readable(raw: DataFrame, source: Source, target: Target) -> DataFrame:
    """Records with a column `_read_…` beside each `_raw_…` of a column of the table.

    Args:
        raw: With what the source says.
        source: Says how it is written.
        target: The table.
    """
    columns = source.tables[target.name].columns
    currency = currency_code(F.col(RAW + CURRENCY)) if CURRENCY in columns else None
    readable = (
        _readable(name, expression, source, target, currency).alias(READ + name)
        for name, expression in columns.items()
    )
    return raw.select("*", *readable)


def is_repairable(target: Target, name: str) -> bool:
    """Whether a column holds words, in which UTF-8 that was read as Latin-1 is mended."""
    return target.types[name] == "string" and not target.is_id(name) and name != CURRENCY


def _readable(
    name: str, expression: Expression, source: Source, target: Target, currency: Column | None
) -> Column:
    text, kind = F.col(RAW + name), target.types[name]

    def number(text: Column) -> Column:
        if kind.startswith("decimal"):
            return plain_amount(text, source.decimal, currency)
        return plain_number(text, source.decimal, is_share=kind == "double")

    if target.is_id(name):
        return text
    if expression.product is not None:
        return F.transform(F.from_json(text, "array<string>"), number)
    if kind in NUMBERS and expression.constant is None:
        return number(text)
    if kind in ("timestamp", "date"):
        return written_times.tidy(text)
    if name == CURRENCY:
        return currency_code(text)
    return repaired(text) if is_repairable(target, name) else text

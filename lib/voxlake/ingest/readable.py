"""Brings the texts of a record into the forms that are read, in columns of their own.

A step of its own, since what reads a text names it several times. The texts as they came stay
beside, so that it can be told what the source says.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.ingest import written_times
from voxlake.ingest.forms import Form
from voxlake.ingest.mapping import Expression
from voxlake.ingest.raw_texts import form_text
from voxlake.ingest.repair import repaired
from voxlake.ingest.selection import holds
from voxlake.ingest.source import Source
from voxlake.ingest.targets import Target
from voxlake.ingest.values import NUMBERS
from voxlake.ingest.written_numbers import currency_code, plain_amount, plain_number
from voxlake.ingest.zones import zone_in_words

RAW, READ = "_raw_", "_read_"
"""What the columns begin with that hold what a source says, and what of it is read."""
VALUE, REASON = "_value_", "_reason_"
"""What those begin with that hold what was read, and why it could not be."""
CURRENCY = "currency"


def with_readable(raw: DataFrame, source: Source, target: Target) -> DataFrame:
    """Records with columns `_read_…` beside the `_raw_…` of the columns of a table.

    Beside that of a column there is one for each form that says how it is read: `… zone`,
    `… negative`, whether the number is, `… less 0`, `… plus 0` and so on; of an amount that is
    shared out `… order`, the same for all lines of one, `… by 0` and so on.

    Args:
        raw: With what the source says, and all `values` of the record.
        source: Says how it is written.
        target: The table.
    """
    columns = source.tables[target.name].columns
    currency = currency_code(F.col(RAW + CURRENCY)) if CURRENCY in columns else None
    readable = [
        part.alias(READ + called)
        for name, expression in columns.items()
        for called, part in _readable(name, expression, source, target, currency)
    ]
    return raw.select("*", *readable)


def is_repairable(target: Target, name: str) -> bool:
    """Whether a column holds words, in which UTF-8 that was read as Latin-1 is mended."""
    return target.types[name] == "string" and not target.is_id(name) and name != CURRENCY


def _readable(
    name: str, expression: Expression, source: Source, target: Target, currency: Column | None
) -> Iterator[tuple[str, Column]]:
    """What is read of a column, and of the forms beside it, with what each is called."""
    text, kind = F.col(RAW + name), target.types[name]

    def number(text: Column) -> Column:
        if kind.startswith("decimal"):
            return plain_amount(text, source.decimal, currency)
        return plain_number(text, source.decimal, is_share=kind == "double")

    if target.is_id(name):
        yield name, text
    elif expression.product is not None:
        yield name, F.transform(F.from_json(text, "array<string>"), number)
    elif kind in NUMBERS:
        yield name, text if expression.constant is not None else number(text)
    elif kind in ("timestamp", "date"):
        yield name, written_times.tidy(text)
    elif name == CURRENCY:
        yield name, currency_code(text)
    else:
        yield name, repaired(text) if is_repairable(target, name) else text
    for key, forms in (("less", expression.less), ("plus", expression.plus)):
        for place, form in enumerate(forms):
            yield f"{name} {key} {place}", number(form_text(form, source.nulls))
    if condition := expression.negative_when:
        yield f"{name} negative", holds(condition, form_text(condition, source.nulls))
    if shared := expression.shared:
        within = (form_text(form, source.nulls) for form in shared.within)
        yield f"{name} order", F.to_json(F.array(*within))
        for place, form in enumerate(shared.by):
            yield f"{name} by {place}", number(form_text(form, source.nulls))
    if isinstance(expression.zone, Form):
        yield f"{name} zone", zone_in_words(form_text(expression.zone, source.nulls))

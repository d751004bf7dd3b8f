"""Takes texts out of a record as the source's mapping says, before their types are known."""

from __future__ import annotations

import re

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.ingest.mapping import Expression
from voxlake.ingest.patterns import is_found
from voxlake.text.handles import folded_name

_NOTHING = r"^(?:nan|NaN|NAN|None|null|NULL|NaT|<NA>|undefined|#N/A|#NV|#[\p{Lu}\d/]+[!?])$"
"""What tools write for a value that is missing or, as spreadsheets do, went wrong."""


def source_text(name: str, nulls: tuple[str, ...]) -> Column:
    """Text of a column of the source; null where a marker says that there is none."""
    text = F.col("values")[name]
    return F.when(~text.isin(*nulls), text) if nulls else text


def unless_nothing(text: Column) -> Column:
    """The text of an id; null where it is a word of tools for none, such as `nan` or `#NAME?`."""
    return F.when(~text.rlike(_NOTHING), text)


def raw_text(expression: Expression, nulls: tuple[str, ...]) -> Column:
    """Text that an expression takes from a record, before its type is known."""
    text = _taken(expression, nulls)
    if expression.values:
        meant = F.create_map(*(F.lit(part) for pair in expression.values.items() for part in pair))
        said = F.trim(text)
        text = F.when(said.isin(*expression.values), meant[said]).otherwise(text)
    if expression.matches is not None:
        text = is_found(text, expression.matches).cast("string")
    return text if expression.default is None else F.coalesce(text, F.lit(expression.default))


def _taken(expression: Expression, nulls: tuple[str, ...]) -> Column:
    """Text of the columns that an expression names, before it is looked at."""
    if expression.constant is not None:
        return F.lit(_constant(expression.constant))
    if expression.made_of is not None or expression.product is not None:
        parts = [source_text(name, nulls) for name in expression.columns]
        if expression.folded:
            parts = [folded_name(part) for part in parts]
        text = F.to_json(F.array(*parts))
        if expression.product is not None:
            return F.when(parts[0].isNotNull() & parts[1].isNotNull(), text)
        return F.when(F.coalesce(*map(unless_nothing, parts)).isNotNull(), text)
    parts = [source_text(name, nulls) for name in expression.columns]
    text = parts[0]
    if expression.joined is not None:
        joined = F.concat_ws(expression.between, *(F.trim(part) for part in parts))
        text = F.when(F.coalesce(*parts).isNotNull(), joined)
    if expression.path is not None:
        text = F.get_json_object(text, expression.path)
    for affix, pattern in ((expression.strip_prefix, "^{}"), (expression.strip_suffix, "{}$")):
        if affix is not None:
            text = F.regexp_replace(text, pattern.format(re.escape(affix)), "")
    return folded_name(text) if expression.folded else text


def _constant(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""Takes texts out of a record as the source's mapping says, before their types are known."""

from __future__ import annotations

import operator
import re
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.ingest.forms import Form
from voxlake.ingest.json_places import text_at, text_of_parts
from voxlake.ingest.mapping import Expression
from voxlake.ingest.pattern_search import is_found
from voxlake.text.handles import folded_name

_NOTHING = r"^(?:nan|NaN|NAN|None|null|NULL|NaT|<NA>|undefined|#N/A|#NV|#[\p{Lu}\d/]+[!?])$"
"""What tools write for a value that is missing or, as spreadsheets do, went wrong."""


def source_text(name: str, nulls: tuple[str, ...]) -> Column:
    """Text of a column of the source; null where a marker says that there is none."""
    return unless_null(F.col("values")[name], nulls)


def unless_null(text: Column, nulls: tuple[str, ...]) -> Column:
    """The text; null where it is one of those that say that there is none."""
    return F.when(~text.isin(*nulls), text) if nulls else text


def unless_nothing(text: Column) -> Column:
    """The text of an id; null where it is a word of tools for none, such as `nan` or `#NAME?`."""
    return F.when(~text.rlike(_NOTHING), text)


def raw_text(expression: Expression, nulls: tuple[str, ...]) -> Column:
    """Text that an expression takes from a record, before its type is known."""
    text = _list_of(expression, nulls)
    if text is None:
        text = _taken(expression, nulls)
        text = _meant(folded_name(text) if expression.folded else text, expression)
    if expression.matches is not None:
        text = is_found(text, expression.matches).cast("string")
    return text if expression.default is None else F.coalesce(text, F.lit(expression.default))


def form_text(form: Form, nulls: tuple[str, ...]) -> Column:
    """Text that a form takes from a record."""
    return _meant(_taken(form, nulls), form)


def _list_of(expression: Expression, nulls: tuple[str, ...]) -> Column | None:
    """The texts of a product or of what an id is made of, as JSON; None for other expressions."""
    parts = [form_text(part, nulls) for part in expression.parts]
    if expression.product is not None:
        return F.when(parts[0].isNotNull() & parts[1].isNotNull(), F.to_json(F.array(*parts)))
    if expression.made_of is None:
        return None
    if expression.folded:
        parts = [folded_name(part) for part in parts]
    return F.when(F.coalesce(*map(unless_nothing, parts)).isNotNull(), F.to_json(F.array(*parts)))


def _taken(form: Form, nulls: tuple[str, ...]) -> Column:
    """Text of the place that a form names, before it is looked at."""
    if form.constant is not None:
        return F.lit(_constant(form.constant))
    if form.first_of is not None:
        parts = [form_text(part, nulls) for part in form.first_of]
        text = F.coalesce(*(F.when(~part.isin(*nulls), part) if nulls else part for part in parts))
    elif form.joined is not None:
        parts = [form_text(part, nulls) for part in form.joined]
        joined = F.concat_ws(form.between, *(F.trim(part) for part in parts))
        has_some = [part.isNotNull() for part in parts]
        is_there = reduce(operator.and_ if form.complete else operator.or_, has_some)
        text = F.when(is_there, joined)
    else:
        text = source_text(form.columns[0], nulls)
    if form.path is not None:
        text = unless_null(text_at(text, form.path), nulls)
    if form.in_parts is not None:
        text = text_of_parts(text, form.in_parts)
    for affix, pattern in ((form.strip_prefix, "^{}"), (form.strip_suffix, "{}$")):
        if affix is not None:
            text = F.regexp_replace(text, pattern.format(re.escape(affix)), "")
    return text if form.add_prefix is None else F.concat(F.lit(form.add_prefix), text)


def _meant(text: Column, form: Form) -> Column:
    """What texts of the source mean, as a form has it; the others stay."""
    if not form.values:
        return text
    meant = F.create_map(*(F.lit(part) for pair in form.values.items() for part in pair))
    said = F.trim(text)
    return F.when(said.isin(*form.values), meant[said]).otherwise(text)


def _constant(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

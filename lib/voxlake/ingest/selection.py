"""Which records are of a source, and which columns their file has not."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.core.errors import in_quotes
from voxlake.ingest.forms import Condition
from voxlake.ingest.pattern_search import is_found
from voxlake.ingest.raw_texts import form_text
from voxlake.ingest.record import LEFT_OUT
from voxlake.ingest.source import Source

_CHARACTERS = 60


def left_out(source: Source) -> Column:
    """Why a record is none of its source, with an example; null for one that is.

    One that cannot be read, or whose file lacks a column of the conditions, is no such record.
    """
    by_reader = F.when(F.col("reason").isin(*LEFT_OUT), F.coalesce("detail", "reason"))
    told = [by_reader]
    for condition in source.where:
        text = form_text(condition, source.nulls)
        name = F.lit(f"{' '.join(condition.columns) or 'constant'}: ")
        said = F.concat(name, F.left(F.coalesce(text, F.lit("")), F.lit(_CHARACTERS)))
        is_known = F.col("reason").isNull() & lacking(condition.needs).isNull()
        told.append(F.when(is_known & ~holds(condition, text), said))
    return F.coalesce(*told)


def lacking(needs: Iterable[frozenset[str]]) -> Column:
    """The columns that the file of a record has not, of each need one; null for none.

    Only what is read as rows under a header has records whose `values` lack a column.
    """
    lacks = [F.when(~_has_one(need), F.lit(called(need))) for need in sorted(needs, key=called)]
    return F.nullif(F.concat_ws(", ", *lacks), F.lit("")) if lacks else F.lit(None).cast("string")


def called(need: frozenset[str]) -> str:
    """What a need is called: its column, or its columns with `or` between them."""
    return " or ".join(in_quotes([name]) for name in sorted(need))


def without(needs: Iterable[frozenset[str]]) -> Column:
    """The list of the needs that the file of a record has no column of."""
    lacks = [F.when(~_has_one(need), F.lit(called(need))) for need in sorted(needs, key=called)]
    return F.array_compact(F.array(*lacks)) if lacks else F.array().cast("array<string>")


def _has_one(need: frozenset[str]) -> Column:
    found = (F.map_contains_key("values", name) for name in sorted(need))
    return reduce(lambda one, other: one | other, found)


def holds(condition: Condition, text: Column) -> Column:
    """Whether a condition holds of its text; one that is missing is as an empty text."""
    bare = F.coalesce(F.trim(text), F.lit(""))
    tests = []
    if condition.is_in is not None:
        tests.append(bare.isin(*condition.is_in))
    if condition.not_in is not None:
        tests.append(~bare.isin(*condition.not_in))
    if condition.matches is not None:
        tests.append(is_found(bare, condition.matches))
    if condition.is_missing is not None:
        tests.append((bare == "") == F.lit(condition.is_missing))
    return reduce(lambda one, other: one & other, tests)

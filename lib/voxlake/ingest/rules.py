"""Holds rows to the rules of their table, once all of their values are known."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.ingest.targets import Rule, Target
from voxlake.ingest.values import NUMBERS

NULLED_VALUES = "array<struct<column:string,reason:string,value:string>>"
"""Type of `_nulled`."""
REPAIRED = "utf8_read_as_latin1"
"""The reason in `_nulled` of a text that is not null, but mended."""

_DETAIL_CHARACTERS = 200


def with_rules(rows: DataFrame, target: Target) -> DataFrame:
    """Rows with `_problem` where a rule rejects them, and without the values that one forbids.

    A value that a rule misses because it could not be read keeps that reason.

    Args:
        rows: All columns of the table, `_problem`, and `_nulled`: which values could not be read.
        target: The table and its rules.
    """
    rejecting = [rule for rule in target.rules if rule.costs_record]
    nulling = [rule for rule in target.rules if not rule.costs_record]
    changed = {}
    if rejecting:
        changed["_problem"] = F.coalesce(
            "_problem", *(_problem(rule, target) for rule in rejecting)
        )
    if nulling:
        said = F.array_compact(F.array(*map(_nulled, nulling)).cast(NULLED_VALUES))
        changed["_nulled"] = F.concat("_nulled", said)
    for rule in nulling:
        changed[rule.column] = F.when(~_is_broken(rule), F.col(rule.column))
    return rows.withColumns(changed) if changed else rows


def _is_broken(rule: Rule) -> Column:
    return F.coalesce(F.expr(rule.broken), F.lit(False))


def _problem(rule: Rule, target: Target) -> Column:
    reason, text = F.lit(rule.reason), _text(rule)
    # A text that is no number, or no id, may be why it is missing.
    if target.types[rule.column] in NUMBERS or target.is_id(rule.column):
        of_column = F.filter("_nulled", lambda one: one["column"] == rule.column)
        unread = F.get(of_column, F.lit(0))
        reason, text = F.coalesce(unread["reason"], reason), F.coalesce(unread["value"], text)
    detail = F.coalesce(F.concat(F.lit(f"{rule.column}: "), text), F.lit(rule.column))
    return F.when(_is_broken(rule), F.struct(reason.alias("reason"), detail.alias("detail")))


def _nulled(rule: Rule) -> Column:
    said = F.struct(
        F.lit(rule.column).alias("column"),
        F.lit(rule.reason).alias("reason"),
        _text(rule).alias("value"),
    )
    return F.when(_is_broken(rule), said)


def _text(rule: Rule) -> Column:
    return F.left(F.col(rule.column).cast("string"), F.lit(_DETAIL_CHARACTERS))

"""Tells the ids of a source from texts that are none: missing, damaged, rounded."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.ingest.mapping import Expression
from voxlake.ingest.raw_texts import unless_nothing
from voxlake.ingest.values import Value, plain

_ID = r"^[^\s\p{Cntrl}]{1,200}$"
_ROUNDED = (
    r"^[+-]?(?:"
    r"\d+[.,]\d*[eE][+-]?\d+"  # 5.70306E+17, 1,29403E+18, 1.29403047242783539E18
    r"|\d+[eE][+-]\d+"  # 5E+17
    r"|\d{13,}[eE]\d{1,2}"  # 937404623811498e3
    r"|\d{1,3}[eE][12]\d"  # 57e16
    r")$"
)
"""A number that a spreadsheet, or another tool that took the id for a number, has rounded.

Digits with one e in the midst, as in `1234e567`, may be a number to the base of 16: they count as
rounded only with a point, a sign, or as many digits as such an id seldom has.
"""
_MADE_ID_CHARACTERS = 32  # 128 bits of SHA-256


def identifier(text: Column, prefix: str, expression: Expression) -> Value:
    """An id of the lake, `namespace:id`; one that is made of columns is a hash of them."""
    if expression.made_of is not None:
        made = F.left(F.sha2(text, 256), F.lit(_MADE_ID_CHARACTERS))
        return plain(F.concat(F.lit(prefix), made))
    bare = unless_nothing(F.trim(text))
    is_good = bare.rlike(_ID) & ~bare.rlike(_ROUNDED)
    found = F.when(is_good, F.concat(F.lit(prefix), bare))
    return Value(found, F.when(bare.isNotNull() & ~is_good, F.lit("id_malformed")))


def key_made_of(columns: tuple[str, ...]) -> Column:
    """A key of columns of which some may be null: their SHA-256."""
    return F.sha2(F.to_json(F.array(*columns)), 256)

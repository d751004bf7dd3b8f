"""What a mapping says that does not fit the table that it feeds."""

from __future__ import annotations

from collections.abc import Iterator

from voxlake.ingest.mapping import Expression, TableMapping
from voxlake.ingest.targets import TARGETS, Target

_SIGNED = frozenset({"double", "decimal(18,2)", "integer", "long"})
_OF_NUMBERS = frozenset({"less", "plus", "negative", "negative_when"})
_OF_TYPES = _OF_NUMBERS | {
    "minor_units",
    "shared",
    "time",
    "zone",
    "locale",
    "separator",
    "matches",
}
_OF_TYPES |= {"made_of", "product", "folded"}
"""Keys of a form that go with columns of some types, and so with no attributes."""


def faults_of(target: Target | None, mapping: TableMapping) -> Iterator[str]:
    """Columns that the table does not take, and values that do not fit their columns."""
    if target is None:
        yield f": there is no such table; {', '.join(TARGETS)} are"
        return
    types = target.types
    if missing := [name for name in target.required if name not in mapping.columns]:
        yield f": say where {', '.join(missing)} comes from"
    if mapping.attributes and not target.has_attributes:
        yield ".attributes: the table has none"
    for name, expression in mapping.columns.items():
        if name not in types:
            yield f".{name}: no source maps it; it may map {', '.join(types)}"
        elif fault := _misfit(target, name, expression):
            yield f".{name}: {fault}"
        elif expression.minor_units and "currency" not in mapping.columns:
            yield f".{name}: minor_units needs the table's currency"
    for name, expression in mapping.attributes.items():
        if _OF_TYPES & expression.model_fields_set:
            yield f".attributes.{name}: attributes are texts, taken as they are"


def _misfit(target: Target, name: str, expression: Expression) -> str | None:
    """What an expression says that does not fit the column's type; None when all fits."""
    kind = target.types[name]
    given = expression.model_fields_set
    is_number = kind == "double" or kind.startswith("decimal")
    checks = (
        (
            {"time", "zone", "locale"} & given and kind not in ("timestamp", "date"),
            "time, zone and locale are for times and days",
        ),
        (
            _OF_NUMBERS & given and (kind not in _SIGNED or target.is_count(name)),
            "less, plus, negative and negative_when are for amounts and numbers, not for counts",
        ),
        (
            {"minor_units", "shared"} & given and not kind.startswith("decimal"),
            "minor_units and shared are for amounts",
        ),
        ("separator" in given and not kind.startswith("array"), "separator is for lists"),
        ("product" in given and not is_number, "product is for amounts and numbers"),
        ("matches" in given and kind != "boolean", "matches is for yes-or-no columns"),
        ("made_of" in given and not target.is_id(name), "made_of is for ids"),
        (expression.folded and not target.is_id(name), "folded is for ids"),
        (
            "default" in given and target.is_id(name),
            "default is not for ids: who has none, has none",
        ),
        (
            expression.numbered and name != target.required[0],
            "numbered is for the id of the row",
        ),
    )
    return next((fault for is_wrong, fault in checks if is_wrong), None)

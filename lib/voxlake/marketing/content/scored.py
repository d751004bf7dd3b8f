"""Scores many pages and texts on the executors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql.types import StructType

from voxlake.marketing.content.findings import Finding
from voxlake.marketing.content.rules import RULES
from voxlake.marketing.content.score import Content, Known, kind_of, score
from voxlake.tables import CONTENT_FINDINGS, CONTENT_SCORES
from voxlake.tables.table import Table, column

_FOUND = ("rule", "area", "severity", "line", "element", "found", "proposal", "basis")
_OTHERS_TELL = {
    *("as_of_date", "copy_of", "copy_similarity", "score", "high_count", "medium_count"),
    *("low_count", "impression_count", "click_count", "click_share", "position"),
}
"""Columns of scores that a page alone does not tell."""


def scored_contents(contents: DataFrame, known: Known) -> DataFrame:
    """What `score` tells of each content, with `text` and `findings`.

    Args:
        contents: content_id, kind (null of a file), content, size, path, base_url, keywords,
            language.
        known: What they are held against.
    """
    schema = _schema()
    names = schema.names

    def scored(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            rows = [_row(given, known) for given in batch.to_dict("records")]
            told = [tuple(row.get(name) for name in names) for row in rows]
            yield pd.DataFrame(told, columns=names, dtype=object)

    return contents.mapInPandas(scored, schema)


def _row(given: Mapping[Any, Any], known: Known) -> dict[str, Any]:
    held = given["content"]
    read = {
        "content": None if held is None else bytes(held),
        "keywords": tuple(given["keywords"]),
        "kind": given["kind"] or kind_of(given["path"]),
    }
    row = score(Content(**{**given, **read}), known)
    row["findings"] = [_told(one) for one in row["findings"]]
    row["keywords"] = [
        {"term": one.term, "count": one.times, "density": one.density}
        for one in row.get("keywords", [])
    ]
    row["missing_terms"] = row.get("missing_terms", [])
    return row


def _told(one: Finding) -> dict[str, Any]:
    rule = RULES[one.rule]
    of_rule = {"area": rule.area, "severity": rule.severity, "basis": rule.basis}
    return {**one._asdict(), **of_rule}


def _schema() -> StructType:
    """The columns of scores that a page tells alone, its text, and its findings."""
    own = tuple(one for one in CONTENT_SCORES.columns if one.name not in _OTHERS_TELL)
    types = {one.name: one.type for one in CONTENT_FINDINGS.columns}
    inner = ",".join(f"{name}:{types[name]}" for name in _FOUND)
    more = (
        column("text", "string", "Its text.", is_personal=True),
        column("findings", f"array<struct<{inner}>>", "Its faults.", is_personal=True),
    )
    return Table("contents_v0", "gold", "Rows.", ("content_id",), (*own, *more)).schema

"""The formats of tables and files that sources and settings may name. Imports no pyspark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

FormatName = Literal["delta", "parquet", "json", "csv", "tsv"]
"""json is one object a line; tsv has tabs between its fields, and no quotes."""
SourceFormatName = Literal[FormatName, "xml", "xlsx"]
"""Formats of sources; Spark has no reader of the last two."""


@dataclass(frozen=True)
class Format:
    """What is to be known of a format.

    `reader` and `options` are those of Spark that read a table of it; empty where it has none.
    """

    reader: str = ""
    options: Mapping[str, bool | str] = field(default_factory=dict)
    is_delimited: bool = False
    """Whether it is lines of fields, perhaps under a line with their names."""
    has_versions: bool = False
    """Whether a table of it keeps its earlier versions, and one may be named."""
    has_key_folders: bool = False
    """Whether folders within a table bear names such as `day=1`, which are columns."""
    endings: frozenset[str] = frozenset()
    """How names of its files end, in small letters, without what says that they are packed."""

    @property
    def is_copied(self) -> bool:
        """Whether bronze keeps a copy of its records: not of what keeps its own versions."""
        return not self.has_versions


_DELIMITED = frozenset({"csv", "tsv", "tab", "psv"})
FORMATS: Mapping[SourceFormatName, Format] = {
    "delta": Format("delta", has_versions=True),
    "parquet": Format("parquet", has_key_folders=True),
    "json": Format("json", endings=frozenset({"json", "jsonl", "ndjson", "js"})),
    "csv": Format("csv", {"multiLine": True, "escape": '"'}, is_delimited=True, endings=_DELIMITED),
    "tsv": Format("csv", {"sep": "\t", "quote": ""}, is_delimited=True, endings=_DELIMITED),
    "xml": Format(endings=frozenset({"xml"})),
    "xlsx": Format(is_delimited=True, endings=frozenset({"xlsx", "xlsm"})),
}
if tuple(FORMATS) != get_args(SourceFormatName):
    raise TypeError(f"FORMATS tells of {', '.join(FORMATS)}, SourceFormatName of others.")

"""The formats of tables and files that sources and settings may name. Imports no pyspark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

FormatName = Literal["delta", "parquet", "json", "csv", "tsv"]
"""json is one object a line; tsv has tabs between its fields, and no quotes."""


@dataclass(frozen=True)
class Format:
    """What is to be known of a format.

    `reader` and `options` are those of Spark that read a table of it.
    """

    reader: str
    options: Mapping[str, bool | str] = field(default_factory=dict)
    is_delimited: bool = False
    """Whether it is lines of fields, perhaps under a line with their names."""
    has_versions: bool = False
    """Whether a table of it keeps its earlier versions, and one may be named."""
    has_key_folders: bool = False
    """Whether folders within a table bear names such as `day=1`, which are columns."""

    @property
    def is_copied(self) -> bool:
        """Whether bronze keeps a copy of its records: not of what keeps its own versions."""
        return not self.has_versions


FORMATS: Mapping[FormatName, Format] = {
    "delta": Format("delta", has_versions=True),
    "parquet": Format("parquet", has_key_folders=True),
    "json": Format("json"),
    "csv": Format("csv", {"multiLine": True, "escape": '"'}, is_delimited=True),
    "tsv": Format("csv", {"sep": "\t", "quote": ""}, is_delimited=True),
}
if tuple(FORMATS) != get_args(FormatName):
    raise TypeError(f"FORMATS tells of {', '.join(FORMATS)}, FormatName of others.")

"""Source files: what is read, in which form, and which tables it feeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from voxlake.core.addresses import require_data_place
from voxlake.core.errors import ConfigError, in_quotes
from voxlake.core.formats import FORMATS, SourceFormatName
from voxlake.core.redact import has_password
from voxlake.core.yaml_texts import documents, read_yaml
from voxlake.ingest.explain import explain
from voxlake.ingest.explode import Exploding
from voxlake.ingest.file_options import CsvOptions, JsonOptions, XlsxOptions, XmlOptions
from voxlake.ingest.forms import Condition, FilledDown, check_path, steps
from voxlake.ingest.mapping import TableMapping
from voxlake.ingest.misfits import faults_of
from voxlake.ingest.path_patterns import fault_of, too_wide
from voxlake.ingest.targets import TARGETS

DAY = "{day}"
"""Stands for a day in a path."""
_TABS = {"delimiter": "\t", "quote": ""}
_OF_SHEETS = {"header", "columns", "skip_lines", "header_rows", "header_names", "units"}
"""Keys of `csv` that a sheet of a workbook has, too."""


class Source(BaseModel):
    """One kind of input, and how its records become rows of tables."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Name of the source.")
    title: str | None = Field(
        None, min_length=1, description="What the source is, in a few words, for lists of sources."
    )
    export: str | None = Field(
        None, min_length=1, description="How to get the files that it reads, in a sentence."
    )
    namespace: str = Field(
        "",
        pattern=r"^([a-z][a-z0-9_]*)?$",
        description="What ids begin with, before a colon; the name of the source where empty. "
        "Sources that share people name the same.",
    )
    format: SourceFormatName = Field(
        description="delta, parquet, csv, tsv (tabs, no quotes), json (one object a line, or lists "
        "of objects), xml (elements) or xlsx (rows of a sheet; extra `[xlsx]`)."
    )
    path: str = Field(
        min_length=1,
        description="File, folder, pattern with * or Delta table; `{day}` stands for a day such "
        "as 2024-01-31. A relative path starts from the setting ingest.data.",
    )
    version: int | None = Field(
        None, ge=0, description="Version of a Delta table; null for the current one."
    )
    csv: CsvOptions = Field(default_factory=CsvOptions, description="How a CSV file is written.")
    json_options: JsonOptions = Field(
        default_factory=JsonOptions, alias="json", description="Where records stand in JSON."
    )
    xml: XmlOptions = Field(default_factory=XmlOptions, description="What is a record of XML.")
    xlsx: XlsxOptions = Field(default_factory=XlsxOptions, description="Which sheet is read.")
    explode: tuple[str, ...] = Field(
        (),
        description="Path of a list in a record of JSON, each element of which is a record; of "
        "several, each starts at the element of the one before.",
    )
    filled_down: FilledDown | None = Field(
        None, description="Columns whose value stands on the first row of an order only."
    )
    where: tuple[Condition, ...] = Field(
        (), description="What holds of its records; the others are none of this source."
    )
    nulls: tuple[str, ...] = Field(("",), description="Values that mean that there is none.")
    decimal: Literal[".", ","] = Field(
        ".", description="What stands before the decimals of numbers that are written as texts."
    )
    earliest: date = Field(date(2000, 1, 1), description="First day that a time may lie on.")
    tables: dict[str, TableMapping] = Field(
        min_length=1, description="For each table that is fed: where its columns come from."
    )

    @field_validator("path")
    @classmethod
    def _somewhere(cls, path: str) -> str:
        if has_password(path):
            raise ValueError(
                "it holds an address with a password: leave it out, and put credentials where "
                "their own tools look for them, such as the environment"
            )
        return require_data_place(path)

    @field_validator("explode", "where", mode="before")
    @classmethod
    def _as_list(cls, said: object) -> object:
        """Take one path, or one condition, as a list of one."""
        return (said,) if isinstance(said, str | dict) else said

    @field_validator("explode")
    @classmethod
    def _known_paths(cls, paths: tuple[str, ...]) -> tuple[str, ...]:
        for path in map(check_path, paths):
            if "[?(" in path or any(step.isdecimal() for step in steps(path)):
                raise ValueError(f"{path!r} is to lead to a list by names alone")
        return paths

    @model_validator(mode="before")
    @classmethod
    def _with_tabs(cls, said: object) -> object:
        """What is said of a tsv file, with how its fields are set apart."""
        if not isinstance(said, dict) or said.get("format") != "tsv":
            return said
        csv = said.get("csv", {})
        return said | {"csv": _TABS | csv if isinstance(csv, dict) else csv}

    @model_validator(mode="after")
    def _of_one_piece(self) -> Self:
        known = FORMATS[self.format]
        if self.version is not None and not known.has_versions:
            raise ValueError("version is for the format delta")
        if fault := _misplaced(self) or self._fault_of_rows():
            raise ValueError(fault)
        find_fault = too_wide if known.has_versions else fault_of
        if fault := find_fault(self.path.replace(DAY, "0")):
            raise ValueError(f"path: {fault}")
        faults = [
            f"tables.{name}{fault}"
            for name, mapping in self.tables.items()
            for fault in faults_of(TARGETS.get(name), mapping)
        ]
        if faults:
            raise ValueError("\n  ".join(faults))
        return self

    @cached_property
    def exploding(self) -> Exploding | None:
        """Where the lists of its records stand; None where each record is one."""
        if not self.explode:
            return None
        forms = [*self.where, *(one for m in self.tables.values() for one in m.expressions)]
        named = [place for form in forms for place in form.places_in_json]
        return Exploding([steps(path) for path in self.explode], named)

    def _fault_of_rows(self) -> str | None:
        """What is wrong with `explode` or `filled_down`; None where nothing is."""
        is_delimited = FORMATS[self.format].is_delimited
        if self.explode and self.format != "json":
            return "explode: it is for the format json"
        if self.filled_down is None:
            return None
        if not is_delimited:
            return "filled_down: it is for rows, as those of csv"
        if not self.csv.multiline:
            return (
                "filled_down: it needs whole files, and with csv.multiline: false big ones are "
                "read in parts, which know no first row of an order; leave csv.multiline out"
            )
        if unused := sorted(set(self.filled_down.columns) - self.source_columns):
            return f"filled_down.columns: no table maps {in_quotes(unused)}"
        return None

    @property
    def has_header(self) -> bool:
        """Whether a file says which columns it has, so that some may lack others."""
        return FORMATS[self.format].is_delimited

    def needs(self, table: str) -> frozenset[frozenset[str]]:
        """Columns of each of which a file must have one, that its records can be rows of a table.

        None but where a header says which columns a file has.
        """
        if not self.has_header:
            return frozenset()
        columns = self.tables[table].columns
        forms = [*self.where, *(columns[name] for name in TARGETS[table].required)]
        return frozenset(need for form in forms for need in form.needs)

    def optional_needs(self, table: str) -> frozenset[frozenset[str]]:
        """The same for the other columns of the table, which files may lack."""
        if not self.has_header:
            return frozenset()
        needs = (need for form in self.tables[table].expressions for need in form.needs)
        return frozenset(needs) - self.needs(table)

    @property
    def prefix(self) -> str:
        """What the ids of the source begin with."""
        return f"{self.namespace or self.name}:"

    @property
    def source_columns(self) -> frozenset[str]:
        """Columns of the source that some table, or a condition, needs."""
        of_tables = (mapping.source_columns for mapping in self.tables.values())
        return frozenset().union(*of_tables, *(one.columns for one in self.where))


def source_texts(text: str, file: str) -> Iterator[tuple[str, str]]:
    """The text of each source of a source file, and what errors call it: the file and its place."""
    texts = documents(text)
    for number, one in enumerate(texts, 1):
        yield one, f"{file}, document {number}" if len(texts) > 1 else file


def parse_sources(text: str, file: str) -> tuple[Source, ...]:
    """Read the text of a source file: a source, or several set apart by lines of `---`.

    Raises:
        ConfigError: as `parse_source` does, of the first that is wrong.
    """
    return tuple(parse_source(*one) for one in source_texts(text, file))


def parse_source(text: str, file: str) -> Source:
    """Read the text of one source.

    Raises:
        ConfigError: it is not as it must be; names the file and every key that is wrong.
    """
    try:
        return Source.model_validate(read_yaml(text))
    except yaml.YAMLError as error:
        raise ConfigError(f"The source file {file} is not YAML: {error}") from error
    except ValidationError as error:
        raise ConfigError(f"The source file {file} is wrong:\n{explain(error, Source)}") from error


def _misplaced(source: Source) -> str | None:
    """A key that is for files of other formats; None where there is none."""
    given, form = source.model_fields_set, source.format
    if "csv" in given and not FORMATS[form].is_delimited:
        return "csv is for the formats csv, tsv and xlsx"
    if form == "xlsx" and (others := sorted(source.csv.model_fields_set - _OF_SHEETS)):
        return f"csv.{others[0]} is for the formats csv and tsv"
    if form == "xlsx" and source.csv.finds_header:
        return "csv.skip_lines: auto is for the formats csv and tsv; give the number of rows"
    for key, name in (("json_options", "json"), ("xml", "xml"), ("xlsx", "xlsx")):
        if key in given and form != name:
            return f"{name} is for the format {name}"
    return None

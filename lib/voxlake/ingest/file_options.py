"""The keys of a source file that say how its files are written."""

from __future__ import annotations

import codecs
import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from voxlake.ingest.patterns import check_pattern

WHITE_SPACE = "whitespace"
"""Delimiter that stands for any run of blanks."""

_STEP = re.compile(r"\.([A-Za-z_][\w-]*)|\['([^'\]]+)'\]|\[(\d+|\*)\]")


class CsvOptions(BaseModel):
    """How a CSV file is written, and where the header of a sheet stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    delimiter: str = Field(
        ",", description="One character, or `whitespace` for columns set apart by runs of blanks."
    )
    quote: str = Field('"', max_length=1, description="What encloses fields; empty for nothing.")
    escape: str = Field(
        "",
        max_length=1,
        description="What stands before a quote within quotes, such as the backslash that Spark "
        "writes; empty where quotes are doubled.",
    )
    header: bool = Field(True, description="Whether the first record names the columns.")
    skip_lines: Annotated[int, Field(ge=0)] | Literal["auto"] = Field(
        0,
        description="How many lines stand above the header and are none of it; `auto`: the "
        "header is the line, of the first fifty, that names most of the columns.",
    )
    units: tuple[str, ...] = Field(
        (),
        description="Columns whose name has a unit behind it, such as `Amount spent (EUR)`: they "
        "are read without it, and the unit as `Amount spent unit`.",
    )
    header_rows: int = Field(
        1,
        ge=1,
        le=10,
        description="How many records the header has. Where it is not said, a second one of "
        "descriptions is found and passed over.",
    )
    header_names: Literal["joined", "first", "last"] = Field(
        "joined",
        description="Of a header of several records, what names a column: the texts of all of "
        "them with blanks between, that of the first, or that of the last.",
    )
    columns: tuple[str, ...] | None = Field(
        None, min_length=1, description="Names of the columns, in order; the header's where null."
    )
    encoding: str = Field(
        "utf-8", description="Encoding, such as utf-8 or cp1252; a byte-order mark counts more."
    )
    multiline: bool = Field(
        True,
        description="Whether fields may hold line breaks. False lets big files be read in parts, "
        "and needs `columns`.",
    )

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, delimiter: str) -> str:
        if len(delimiter) != 1 and delimiter != WHITE_SPACE:
            raise ValueError(f"{delimiter!r} is neither one character nor `{WHITE_SPACE}`")
        return delimiter

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, encoding: str) -> str:
        try:
            known = codecs.lookup(encoding).name
            "a".encode(known).decode(known, "surrogateescape")
        except (LookupError, UnicodeError):  # such as of `base64`, which makes bytes of bytes
            raise ValueError(f"{encoding!r} is no known encoding of texts") from None
        return known

    @model_validator(mode="after")
    def _fitting_header(self) -> Self:
        if self.columns is None and not (self.header and self.multiline):
            raise ValueError("columns must be named where there is no header or multiline is false")
        if not self.multiline and "a\n".encode(self.encoding) != "a".encode(self.encoding) + b"\n":
            raise ValueError(
                f"multiline must be true with {self.encoding}, whose line breaks differ"
            )
        if not self.multiline and (self.skip_lines or self.header_rows > 1):
            raise ValueError("skip_lines and header_rows need multiline: true")
        if not self.header and self.header_rows > 1:
            raise ValueError("header_rows is for files with a header")
        if self.escape and self.escape in (self.delimiter, "\n", "\r"):
            raise ValueError("escape must be another character than the delimiter, on one line")
        if self.escape and self.delimiter == WHITE_SPACE:
            raise ValueError(f"escape does not go with the delimiter {WHITE_SPACE}")
        return self

    @property
    def finds_header(self) -> bool:
        """Whether the header is looked for among the first lines."""
        return self.skip_lines == "auto"

    @property
    def lines_above(self) -> int:
        """How many lines stand above the header, as far as it is said."""
        return 0 if self.skip_lines == "auto" else self.skip_lines

    @property
    def has_escape(self) -> bool:
        """Whether a character of its own, and not a second quote, stands before quotes."""
        return self.escape not in ("", self.quote)

    @property
    def may_be_described(self) -> bool:
        """Whether a second record of the header is looked for."""
        return self.header and "header_rows" not in self.model_fields_set


class JsonOptions(BaseModel):
    """Where the records of a JSON file stand that is not one object a line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prefix: str | None = Field(
        None,
        min_length=1,
        description="Regular expression of the text before the JSON, at the begin of the file; an "
        "assignment such as `window.YTD.tweets.part0 =` is found by itself.",
    )
    records: str | None = Field(
        None,
        description="Place of the list of records in a file that is one JSON document, such as "
        "$.data or $.chats[*].messages; `$` for the document itself.",
    )
    optional: bool = Field(
        False,
        description="Whether a file may lack the list, as one of an account that liked nothing: "
        "then it is left out, and told, in place of rejected; with records.",
    )

    @field_validator("prefix")
    @classmethod
    def _known_pattern(cls, pattern: str | None) -> str | None:
        return None if pattern is None else check_pattern(pattern)

    @field_validator("records")
    @classmethod
    def _known_path(cls, path: str | None) -> str | None:
        if path is not None and (not path.startswith("$") or _STEP.sub("", path) != "$"):
            raise ValueError(f"{path!r} is not a path such as $, $.data or $.chats[*].messages")
        return path

    @model_validator(mode="after")
    def _with_records(self) -> Self:
        if self.optional and self.records is None:
            raise ValueError("optional goes with records")
        return self

    @property
    def steps(self) -> tuple[str | int | None, ...]:
        """The steps of `records`: names, numbers from 0, and None for each of a list or object."""
        found = _STEP.findall((self.records or "")[1:])
        return tuple(
            name or quoted or (None if number == "*" else int(number))
            for name, quoted, number in found
        )


class XmlOptions(BaseModel):
    """Which elements of an XML file are records."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: str = Field(
        "row", min_length=1, description="Name of the element that is a record, as it is written."
    )


class XlsxOptions(BaseModel):
    """Which sheet of a workbook is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheet: str | None = Field(None, description="Name of the sheet; the first where null.")

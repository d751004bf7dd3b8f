"""The language of source files: where each column's value comes from; imports no pyspark."""

from __future__ import annotations

import re
from typing import Any, Self
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

NAMED_TIMES = ("iso", "unix_seconds", "unix_milliseconds", "twitter")
"""Forms of times that have a name; any other is a pattern such as `M/d/yyyy H:mm`."""

_JSON_PATH = re.compile(r"\$(\.[A-Za-z_]\w*|\['[^'\]]+'\]|\[\d+\])+")
_QUOTED = re.compile(r"'[^']*'")
_PATTERN_LETTERS = frozenset("GyMLdDHhKkmsSaXxZzVO")
_HOURS = frozenset("HhKk")
_PLACES = ("column", "constant", "product", "json", "made_of")


class Expression(BaseModel):
    """Where a value comes from: one of the first five keys; the others say how it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    column: str | None = Field(None, description="Column of the source, as it is.")
    constant: str | int | float | bool | None = Field(None, description="The same for each row.")
    product: tuple[str, str] | None = Field(None, description="Two columns, multiplied.")
    json_column: str | None = Field(None, alias="json", description="Column that holds JSON.")
    made_of: tuple[str, ...] | None = Field(
        None, min_length=1, description="Columns whose values together are hashed to an id."
    )
    path: str | None = Field(None, description="Place in the JSON, such as `$.user.id`.")
    numbered: bool = Field(
        False,
        description="Whether the number among the rows of a file that are equal in those columns "
        "is part of the id; with made_of.",
    )
    matches: str | None = Field(
        None,
        min_length=1,
        description="Regular expression, for yes-or-no columns: whether it is found in the value.",
    )
    strip_prefix: str | None = Field(None, min_length=1, description="Left out where it leads.")
    strip_suffix: str | None = Field(None, min_length=1, description="Left out where it ends.")
    time: str = Field("iso", description="Form of a time: a name or a pattern.")
    zone: str = Field("UTC", description="Zone of times that say none themselves.")
    separator: str | None = Field(
        None, min_length=1, description="What stands between the parts of a list; null: JSON."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: Any) -> Any:  # noqa: ANN401  (whatever YAML holds)
        """Take a bare name as a column."""
        return {"column": given} if isinstance(given, str) else given

    @field_validator("path")
    @classmethod
    def _known_path(cls, path: str | None) -> str | None:
        if path is not None and not _JSON_PATH.fullmatch(path):
            raise ValueError(f"{path!r} is not a path such as $.user.id or $.tags[0]")
        return path

    @field_validator("matches")
    @classmethod
    def _known_pattern(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        return pattern

    @field_validator("time")
    @classmethod
    def _known_time(cls, time: str) -> str:
        letters = set(re.findall("[A-Za-z]", _QUOTED.sub("", time)))
        if time not in NAMED_TIMES and (not letters or letters - _PATTERN_LETTERS):
            raise ValueError(
                f"{time!r} is none of {', '.join(NAMED_TIMES)} and no pattern of the letters "
                f"{''.join(sorted(_PATTERN_LETTERS))}; put other letters between single quotes"
            )
        return time

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError(f"{zone!r} is no zone such as UTC or Europe/London")
        return zone

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        values = (self.column, self.constant, self.product, self.json_column, self.made_of)
        given = [name for name, value in zip(_PLACES, values, strict=True) if value is not None]
        if len(given) != 1:
            raise ValueError(
                f"give one of {', '.join(_PLACES)}; here: {', '.join(given) or 'none'}"
            )
        if (self.path is None) != (self.json_column is None):
            raise ValueError("json and path go together")
        if self.numbered and self.made_of is None:
            raise ValueError("numbered goes with made_of")
        if self.zone != "UTC" and self._is_date:
            raise ValueError(
                f"zone does not go with {self.time!r}, which has no hour: midnight there is "
                "another day in UTC; leave the zone out to keep the dates"
            )
        return self

    @property
    def _is_date(self) -> bool:
        """Whether the pattern of a time says a day only."""
        return self.time not in NAMED_TIMES and not _HOURS & set(_QUOTED.sub("", self.time))

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the source that the value comes from."""
        single = self.column or self.json_column
        return (single,) if single else (self.product or self.made_of or ())


class TableMapping(BaseModel):
    """How the columns of a table come from a source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, Expression]
    attributes: dict[str, Expression] = {}

    @model_validator(mode="before")
    @classmethod
    def _with_attributes_apart(cls, given: Any) -> Any:  # noqa: ANN401  (whatever YAML holds)
        """Take `attributes`, a list of columns or a mapping of its own, from the columns."""
        if not isinstance(given, dict):
            return given
        attributes = given.get("attributes", {})
        if isinstance(attributes, list):
            attributes = {str(name): name for name in attributes}
        columns = {name: of for name, of in given.items() if name != "attributes"}
        return {"columns": columns, "attributes": attributes}

    @property
    def source_columns(self) -> frozenset[str]:
        """Columns of the source that the table needs."""
        expressions = [*self.columns.values(), *self.attributes.values()]
        return frozenset(name for expression in expressions for name in expression.columns)

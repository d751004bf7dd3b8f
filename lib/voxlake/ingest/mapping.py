"""The language of source files: where each column's value comes from."""

from __future__ import annotations

import re
from typing import Any, Self
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from voxlake.ingest.patterns import check_pattern

NAMED_TIMES = ("iso", "unix_seconds", "unix_milliseconds", "twitter")
"""Forms of times that have a name; any other is a pattern such as `M/d/yyyy H:mm`."""

_JSON_PATH = re.compile(r"\$(\.[A-Za-z_]\w*|\['[^'\]]+'\]|\[\d+\])+")
_QUOTED = re.compile(r"'[^']*'")
_PATTERN_LETTERS = frozenset("GyMLdDHhKkmsSaXxZzVO")
_HOURS = frozenset("HhKk")
_OPTIONAL = re.compile(r"\[[^\[\]]*\]")
_YEARS, _DAYS = frozenset("y"), frozenset("dD")
_MOST = {**dict.fromkeys("GMLz", 4), **dict.fromkeys("dHhKkms", 2), **dict.fromkeys("XxZ", 5)}
_MOST |= {"y": 4, "D": 3, "S": 9, "a": 1, "V": 2, "O": 4}
"""How many of a letter may stand together in a pattern, as Java has it; years have four digits."""


class Expression(BaseModel):
    """Where a value comes from: one of the first six keys; the others say how it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    column: str | None = Field(None, description="Column of the source, as it is.")
    constant: str | int | float | bool | None = Field(None, description="The same for each row.")
    product: tuple[str, str] | None = Field(None, description="Two columns, multiplied.")
    json_column: str | None = Field(None, alias="json", description="Column that holds JSON.")
    made_of: tuple[str, ...] | None = Field(
        None, min_length=1, description="Columns whose values together are hashed to an id."
    )
    joined: tuple[str, ...] | None = Field(
        None, min_length=2, description="Columns whose values are put one behind the other."
    )
    between: str = Field(" ", description="What stands between them; with joined.")
    path: str | None = Field(None, description="Place in the JSON, such as `$.user.id`.")
    numbered: bool = Field(
        False,
        description="Whether the number among the rows of a file that are equal in those columns "
        "is part of the id; with made_of.",
    )
    folded: bool = Field(
        False,
        description="Whether an id is a name, so that case, a leading @ and the form of letters in "
        "Unicode do not count.",
    )
    matches: str | None = Field(
        None,
        min_length=1,
        description="Regular expression, for yes-or-no columns: whether it is found in the value.",
    )
    strip_prefix: str | None = Field(None, min_length=1, description="Left out where it leads.")
    strip_suffix: str | None = Field(None, min_length=1, description="Left out where it ends.")
    values: dict[str, str | None] | None = Field(
        None, min_length=1, description="What texts of the source mean; the others stay."
    )
    default: str | None = Field(None, description="What holds where the source has no value.")
    time: tuple[str, ...] = Field(
        ("iso",), min_length=1, description="Forms of a time, tried in order: names or patterns."
    )
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
        return None if pattern is None else check_pattern(pattern)

    @field_validator("time", mode="before")
    @classmethod
    def _as_list(cls, time: Any) -> Any:  # noqa: ANN401  (whatever YAML holds)
        """Take one form as a list of one."""
        return (time,) if isinstance(time, str) else time

    @field_validator("time")
    @classmethod
    def _known_times(cls, times: tuple[str, ...]) -> tuple[str, ...]:
        for time in times:
            letters = _letters(time)
            is_day = letters & _YEARS and letters & _DAYS
            if time not in NAMED_TIMES and (not is_day or letters - _PATTERN_LETTERS):
                raise ValueError(
                    f"{time!r} is none of {', '.join(NAMED_TIMES)} and no pattern of the letters "
                    f"{''.join(sorted(_PATTERN_LETTERS))} with a year y and a day d, such as "
                    "d.M.yyyy H:mm[:ss]; put other letters between single quotes"
                )
            if time not in NAMED_TIMES and (fault := _fault(time)):
                raise ValueError(f"{time!r} is no pattern of Java's: {fault}")
        return times

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError(f"{zone!r} is no zone such as UTC or Europe/London")
        return zone

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        places = {
            "column": self.column,
            "constant": self.constant,
            "product": self.product,
            "json": self.json_column,
            "made_of": self.made_of,
            "joined": self.joined,
        }
        given = [name for name, place in places.items() if place is not None]
        if len(given) != 1:
            raise ValueError(f"give one of {', '.join(places)}; here: {', '.join(given) or 'none'}")
        if (self.path is None) != (self.json_column is None):
            raise ValueError("json and path go together")
        if self.numbered and self.made_of is None:
            raise ValueError("numbered goes with made_of")
        if "between" in self.model_fields_set and self.joined is None:
            raise ValueError("between goes with joined")
        if (self.values or self.default) and (self.product or self.made_of):
            raise ValueError("values and default do not go with product and made_of")
        if self.zone != "UTC" and all(is_day_only(time) for time in self.time):
            raise ValueError(
                f"zone does not go with {', '.join(self.time)}, which has no hour: its days are "
                "those of the lake; leave the zone out to keep the dates"
            )
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the source that the value comes from."""
        single = self.column or self.json_column
        return (single,) if single else (self.product or self.made_of or self.joined or ())


def is_day_only(time: str) -> bool:
    """Whether the form of a time says a day only."""
    return time not in NAMED_TIMES and not _HOURS & _letters(time)


def day_form(time: str) -> str | None:
    """The form of a day without an hour that a form of times also reads; None where none is.

    Of `d.M.yyyy[ H:mm]` it is `d.M.yyyy`, of a form of days the form itself.
    """
    if time in NAMED_TIMES:
        return None
    day, count = time, 1
    while _HOURS & _letters(day) and count:
        day, count = _OPTIONAL.subn("", day)
    letters = _letters(day)
    return day if letters & _YEARS and letters & _DAYS and not letters & _HOURS else None


def _fault(pattern: str) -> str | None:
    """Why Java refuses a pattern of known letters; None where it does not."""
    bare = _QUOTED.sub("", pattern)
    for run in re.finditer(r"([A-Za-z])\1*", bare):
        letter, count = run[1], len(run[0])
        if count > _MOST[letter] or (letter == "V" and count == 1) or run[0] in ("OO", "OOO"):
            return f"{run[0]!r} has too many or too few letters"
    if odd := re.search(r"['{}#]", bare):
        return f"put {odd[0]} between single quotes" if odd[0] != "'" else "a quote is not closed"
    depth = 0
    for bracket in re.findall(r"[\[\]]", bare):
        depth += 1 if bracket == "[" else -1
        if depth < 0:
            return "a ] has no ["
    return None


def _letters(pattern: str) -> set[str]:
    """The letters of a pattern that stand for something."""
    return set(re.findall("[A-Za-z]", _QUOTED.sub("", pattern)))


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

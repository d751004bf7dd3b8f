"""The language of source files: where each column's value comes from."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from voxlake.ingest.forms import Condition, Form, Shared
from voxlake.ingest.month_names import check_locale
from voxlake.ingest.patterns import check_pattern

NAMED_TIMES = (
    *("iso", "unix_seconds", "unix_milliseconds", "unix_microseconds"),
    *("twitter", "twitter_id"),
)
"""Forms of times that have a name; any other is a pattern such as `M/d/yyyy H:mm`."""

_QUOTED = re.compile(r"'[^']*'")
_PATTERN_LETTERS = frozenset("GyMLdDEHhKkmsSaXxZzVO")
_HOURS = frozenset("HhKk")
_OPTIONAL = re.compile(r"\[[^\[\]]*\]")
_WEEKDAY = re.compile(r"E{1,4}[.,]* +")
_YEARS, _DAYS = frozenset("y"), frozenset("dD")
_MOST = {**dict.fromkeys("GMLz", 4), **dict.fromkeys("dHhKkms", 2), **dict.fromkeys("XxZ", 5)}
_MOST |= {"y": 4, "D": 3, "E": 4, "S": 9, "a": 1, "V": 2, "O": 4}
"""How many of a letter may stand together in a pattern, as Java has it; years have four digits."""


class Expression(Form):
    """Where a value comes from: one of its places; the others say how it is read."""

    places: ClassVar[tuple[str, ...]] = (*Form.places, "product", "made_of")

    product: tuple[Form, Form] | None = Field(None, description="Two columns or forms, multiplied.")
    made_of: tuple[Form, ...] | None = Field(
        None, min_length=1, description="Columns or forms that are hashed together to an id."
    )
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
    default: str | None = Field(None, description="What holds where the source has no value.")
    time: tuple[str, ...] = Field(
        ("iso",), min_length=1, description="Forms of a time, tried in order: names or patterns."
    )
    less: tuple[Form, ...] = Field((), description="Columns or forms that are taken off a number.")
    plus: tuple[Form, ...] = Field((), description="Columns or forms that are added to a number.")
    negative: bool = Field(False, description="Whether a number counts below zero, as written.")
    negative_when: Condition | None = Field(
        None, description="When it does: a form, and what its text is."
    )
    minor_units: bool = Field(
        False, description="Whether an amount is in the smallest unit of its currency: in cents."
    )
    shared: Shared | None = Field(
        None,
        description="Of an amount that stands on each line of an order but is of all of it: how "
        "it is shared out among them, to the cent.",
    )
    zone: str | Form = Field(
        "UTC", description="Zone of times that say none themselves, or a form that says it."
    )
    locale: str = Field(
        "en", description="Language of names of months, such as de or pt_BR; English ones too."
    )
    separator: str | None = Field(
        None, min_length=1, description="What stands between the parts of a list; null: JSON."
    )

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

    @field_validator("locale")
    @classmethod
    def _known_locale(cls, locale: str) -> str:
        return check_locale(locale)

    @field_validator("less", "plus", mode="before")
    @classmethod
    def _as_forms(cls, forms: Any) -> Any:  # noqa: ANN401  (whatever YAML holds)
        """Take one form as a list of one."""
        return (forms,) if isinstance(forms, str | dict) else forms

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str | Form) -> str | Form:
        if isinstance(zone, str) and zone not in available_timezones():
            raise ValueError(f"{zone!r} is no zone such as UTC or Europe/London")
        return zone

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if self.numbered and self.made_of is None:
            raise ValueError("numbered goes with made_of")
        if (self.values or self.default) and (self.product or self.made_of):
            raise ValueError("values and default do not go with product and made_of")
        if self.zone != "UTC" and all(is_day_only(time) for time in self.time):
            raise ValueError(
                f"zone does not go with {', '.join(self.time)}, which has no hour: its days are "
                "those of the lake; leave the zone out to keep the dates"
            )
        return self

    @property
    def parts(self) -> tuple[Form, ...]:
        """The forms that it is put together of; none where it is a place of its own."""
        return self.product or self.made_of or super().parts

    @property
    def beside(self) -> tuple[Form, ...]:
        """The forms that say, beside the value's own, how it is read."""
        zone = (self.zone,) if isinstance(self.zone, Form) else ()
        condition = (self.negative_when,) if self.negative_when else ()
        shared = (*self.shared.within, *self.shared.by) if self.shared else ()
        return (*self.less, *self.plus, *condition, *shared, *zone)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the source that the value comes from, or is read by."""
        return super().columns + tuple(name for form in self.beside for name in form.columns)

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Columns of each of which a file must have one, that the value can be there at all."""
        return super().needs + tuple(need for form in self.beside for need in form.needs)

    @property
    def places_in_json(self) -> tuple[tuple[str, ...], ...]:
        """The steps to each place that it takes a text from: the column, and those in its JSON."""
        own = super().places_in_json
        return own + tuple(place for form in self.beside for place in form.places_in_json)


def without_weekday(time: str) -> str:
    """A form of times without the day of the week that it begins with, such as `EEE, `."""
    found = None if time in NAMED_TIMES else _WEEKDAY.match(time)
    return time[found.end() :] if found else time


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
    bare = _QUOTED.sub("", without_weekday(pattern))
    if "E" in bare:
        return "E, the day of the week, stands at its beginning, with a blank behind"
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
        """Take `attributes`, a list of columns or a mapping of its own, from the columns.

        A table with nothing written below it has no columns.
        """
        given = {} if given is None else given
        if not isinstance(given, dict):
            return given
        attributes = given.get("attributes", {})
        if isinstance(attributes, list):
            attributes = {str(name): name for name in attributes}
        columns = {name: of for name, of in given.items() if name != "attributes"}
        return {"columns": columns, "attributes": attributes}

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """The forms of all columns and attributes."""
        return (*self.columns.values(), *self.attributes.values())

    @property
    def source_columns(self) -> frozenset[str]:
        """Columns of the source that the table needs."""
        return frozenset(name for expression in self.expressions for name in expression.columns)

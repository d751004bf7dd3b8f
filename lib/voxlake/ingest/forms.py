"""Where a text of a record comes from, and which records are of a source; imports no pyspark."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from voxlake.ingest.patterns import check_pattern

_FILTER = r"\[\?\(@(?:\.[A-Za-z_]\w*)+(?:=='[^']*')?\)\]"
_JSON_PATH = re.compile(rf"\$(\.[A-Za-z_]\w*|\['[^'\]]+'\]|\[\d+\]|{_FILTER})+")
_STEP = re.compile(r"\.([A-Za-z_]\w*)|\['([^'\]]+)'\]|\[(\d+)\]")


class Form(BaseModel):
    """Where a text comes from: one of its places; the other keys say what is made of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    places: ClassVar[tuple[str, ...]] = ("column", "constant", "json", "first_of", "joined")
    """Keys one of which is given."""

    column: str | None = Field(None, description="Column of the source, as it is.")
    constant: str | int | float | bool | None = Field(None, description="The same for each row.")
    json_column: str | None = Field(None, alias="json", description="Column that holds JSON.")
    path: str | None = Field(None, description="Place in the JSON, such as `$.user.id`.")
    first_of: tuple[Form, ...] | None = Field(
        None, min_length=2, description="Columns or forms, the first of which that has a value."
    )
    joined: tuple[Form, ...] | None = Field(
        None, min_length=2, description="Columns or forms that are put one behind the other."
    )
    between: str = Field(" ", description="What stands between them; with joined.")
    complete: bool = Field(
        False, description="Whether there is no value where one of them has none; with joined."
    )
    in_parts: str | None = Field(
        None,
        pattern=r"^[A-Za-z_]\w*$",
        description="Name of the text in the objects of a list, which holds a text in parts: texts "
        "and such objects.",
    )
    strip_prefix: str | None = Field(None, min_length=1, description="Left out where it leads.")
    strip_suffix: str | None = Field(None, min_length=1, description="Left out where it ends.")
    add_prefix: str | None = Field(None, min_length=1, description="Put before the value.")
    values: dict[str, str | None] | None = Field(
        None, min_length=1, description="What texts of the source mean; the others stay."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: Any) -> Any:  # noqa: ANN401  (whatever YAML holds)
        """Take a bare name as a column."""
        return {"column": given} if isinstance(given, str) else given

    @field_validator("path")
    @classmethod
    def _known_path(cls, path: str | None) -> str | None:
        return None if path is None else check_path(path)

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        said = {"json" if key == "json_column" else key for key in self.model_fields_set}
        given = [name for name in self.places if name in said and self._said(name) is not None]
        if len(given) != 1:
            places, here = ", ".join(self.places), ", ".join(given) or "none"
            raise ValueError(f"give one of {places}; here: {here}")
        if (self.path is None) != (self.json_column is None):
            raise ValueError("json and path go together")
        for key in ("between", "complete"):
            if key in self.model_fields_set and self.joined is None:
                raise ValueError(f"{key} goes with joined")
        return self

    def _said(self, place: str) -> object:
        return self.json_column if place == "json" else getattr(self, place)

    @property
    def parts(self) -> tuple[Form, ...]:
        """The forms that it is put together of; none where it is a place of its own."""
        return self.first_of or self.joined or ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the source that the value comes from."""
        single = self.column or self.json_column
        own = (single,) if single else ()
        return own + tuple(name for part in self.parts for name in part.columns)

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Columns of each of which a file must have one, that the value can be there at all."""
        if self.first_of is None:
            own = (self.column or self.json_column,)
            inner = tuple(need for part in self.parts for need in part.needs)
            return tuple(frozenset({name}) for name in own if name) + inner
        if any(not part.needs for part in self.first_of):
            return ()
        return (frozenset(self.columns),)

    @property
    def places_in_json(self) -> tuple[tuple[str, ...], ...]:
        """The steps to each place that it takes a value from: the column, and those in its JSON."""
        single = self.column or self.json_column
        own = ((single, *steps(self.path)),) if single else ()
        return own + tuple(place for part in self.parts for place in part.places_in_json)


class Condition(Form):
    """What holds of the records of a source: a form, and what its text is, or is not."""

    is_in: tuple[str, ...] | None = Field(
        None, alias="is", min_length=1, description="Texts one of which it is; `` for none."
    )
    not_in: tuple[str, ...] | None = Field(
        None, alias="not", min_length=1, description="Texts none of which it is; `` for none."
    )
    matches: str | None = Field(
        None, min_length=1, description="Regular expression that is found in it."
    )
    is_missing: bool | None = Field(None, description="Whether there is no value.")

    @field_validator("is_in", "not_in", mode="before")
    @classmethod
    def _as_list(cls, texts: Any) -> Any:  # noqa: ANN401  (whatever YAML holds)
        """Take one text as a list of one."""
        return (texts,) if isinstance(texts, str) else texts

    @field_validator("matches")
    @classmethod
    def _known_pattern(cls, pattern: str | None) -> str | None:
        return None if pattern is None else check_pattern(pattern)

    @model_validator(mode="after")
    def _some_test(self) -> Self:
        tests = (self.is_in, self.not_in, self.matches, self.is_missing)
        if all(test is None for test in tests):
            raise ValueError("say what holds: is, not, matches or is_missing")
        return self


class Shared(BaseModel):
    """How an amount that is of a whole order is shared out among its lines."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    within: tuple[Form, ...] = Field(
        min_length=1, description="Columns or forms that are the same for all lines of an order."
    )
    by: tuple[Form, ...] = Field(
        min_length=1, description="Numbers, multiplied, in proportion to which the lines have it."
    )


class FilledDown(BaseModel):
    """Columns whose value stands on the first row of an order only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    within: str = Field(description="Column that is the same on all rows of an order.")
    columns: tuple[str, ...] = Field(
        min_length=1, description="Columns whose blank cells take the value of the first such row."
    )


def check_path(path: str) -> str:
    """The path, when it is one of a place in JSON.

    Raises:
        ValueError: it is none.
    """
    if not _JSON_PATH.fullmatch(path):
        raise ValueError(f"{path!r} is not a path such as $.user.id or $.tags[0]")
    return path


def steps(path: str | None) -> tuple[str, ...]:
    """The names and numbers on the way to a place in JSON, or to the list that is gone through."""
    way = (path or "").partition("[?(")[0]
    return tuple("".join(found) for found in _STEP.findall(way))

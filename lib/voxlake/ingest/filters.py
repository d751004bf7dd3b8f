"""Says which posts are unusable, and why."""

from __future__ import annotations

import re
from typing import Self

import yaml
from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator
from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError
from voxlake.core.yaml_texts import read_yaml
from voxlake.ingest.explain import explain
from voxlake.ingest.pattern_search import is_found
from voxlake.ingest.patterns import check_pattern
from voxlake.language.detector import detected
from voxlake.language.settings import LanguageSettings

_UNDETERMINED = "und"  # what ISO 639-2 calls a language that is not known
_TESTS = ("authors", "text_matches", "text_lacks", "languages_other_than")


class Filter(BaseModel, frozen=True, extra="forbid"):
    """Marks posts as unusable for one reason; each filter has one of the four tests."""

    reason: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="Name of the reason.")
    sources: tuple[str, ...] = Field((), description="Sources it is for; empty for all.")
    authors: tuple[str, ...] = Field(
        (), description="Posts of these: handles, or user ids as in the lake."
    )
    text_matches: tuple[str, ...] = Field(
        (), description="Posts in which one of these regular expressions is found."
    )
    text_lacks: tuple[str, ...] = Field(
        (), description="Posts in which none of these words is found, in whatever case."
    )
    languages_other_than: tuple[str, ...] = Field(
        (), description="Posts whose language is known and is none of these."
    )
    detected_from: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Where the source gives a post no language, or `und`, the detected one counts "
        "if it is so probable; null: it does not count.",
    )

    @field_validator("text_matches")
    @classmethod
    def _compile(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(check_pattern, patterns))

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if len(_TESTS) - [getattr(self, test) for test in _TESTS].count(()) != 1:
            raise ValueError(f"give one of {', '.join(_TESTS)}")
        if self.detected_from is not None and not self.languages_other_than:
            raise ValueError("detected_from belongs to languages_other_than")
        return self

    def marks(self, source: str, handle: Column) -> Column:
        """Whether a post of a source is unusable.

        Args:
            source: Name of the source.
            handle: Handle of the post's author; null when unknown.
        """
        if self.sources and source not in self.sources:
            return F.lit(False)
        text = F.col("text")
        if self.authors:
            handles = [name.lower().removeprefix("@") for name in self.authors]
            is_named = _or_false(F.lower(handle).isin(handles))
            return is_named | _or_false(F.col("user_id").isin(list(self.authors)))
        if self.text_matches:
            return _or_false(is_found(text, "|".join(f"(?:{p})" for p in self.text_matches)))
        if self.text_lacks:
            words = "|".join(re.escape(word) for word in self.text_lacks)
            return _or_false(~text.rlike(rf"(?iU)(?<!\w)(?:{words})(?!\w)"))
        return _or_false(~self._language().isin(list(self.languages_other_than)))

    def _language(self) -> Column:
        """The language of a post: the source's or, where the filter asks for it, the detected."""
        told = F.lower(F.col("language"))
        if self.detected_from is None:
            return told
        is_told = _or_false(told != _UNDETERMINED)
        # The detector looks at the texts that need it alone, but Spark hands it every row.
        text = F.when(is_told, "").otherwise(F.coalesce("text", F.lit("")))
        found = detected(text, LanguageSettings().min_letters)
        is_sure = found["confidence"] >= self.detected_from
        return F.when(is_told, told).otherwise(F.coalesce(F.when(is_sure, found["language"]), told))


class Filters(BaseModel, frozen=True, extra="forbid"):
    """The filters in order: the first that marks a post gives the reason."""

    filters: tuple[Filter, ...] = ()

    def unusable_reason(self, source: str, handle: Column) -> Column:
        """Why a post of a source is unusable; null when it is usable."""
        found = [F.when(one.marks(source, handle), F.lit(one.reason)) for one in self.filters]
        return F.coalesce(*found, F.lit(None).cast("string"))


def _or_false(condition: Column) -> Column:
    return F.coalesce(condition, F.lit(False))


def parse_filters(text: str, file: str) -> Filters:
    """Read the text of a filter file.

    Raises:
        ConfigError: it is not as it must be; names the file and every key that is wrong.
    """
    try:
        return Filters.model_validate(read_yaml(text) or {})
    except yaml.YAMLError as error:
        raise ConfigError(f"The filter file {file} is not YAML: {error}") from error
    except ValidationError as error:
        raise ConfigError(f"The filter file {file} is wrong:\n{explain(error, Filters)}") from error

"""Settings of what posts name. Imports no pyspark."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from voxlake.core.addresses import DataPlace, Place
from voxlake.core.formats import FormatName
from voxlake.language.settings import LanguageSettings

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
ModelName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
DEFAULT_KIND = "brand"


class NameSettings(BaseModel, frozen=True, extra="forbid"):
    """A name of the config."""

    kind: Name = Field(DEFAULT_KIND, description="brand, product, person, place or another.")
    aliases: tuple[Name, ...] = Field((), description="Other words, @handles and #tags for it.")


class NameTable(BaseModel, frozen=True, extra="forbid"):
    """A table of names: a row for each alias, with the columns name, alias, kind, case."""

    path: DataPlace = Field(description="File, folder or Delta table.")
    format: FormatName = Field("delta", description="What it is.")
    version: int | None = Field(None, ge=0, description="Version of a Delta table; null: latest.")


class TokenModelSettings(BaseModel, frozen=True, extra="forbid"):
    """A model of one's own that finds names: a token classifier as ONNX."""

    path: Place = Field(description="Folder of its ONNX export: a path or s3a://.")
    kinds: dict[str, str] = Field(
        {"PER": "person", "LOC": "place", "ORG": "organisation"},
        description="The kind of each of its labels, without B- and I-; others are left out.",
    )
    least: float = Field(
        0.9, ge=0, le=1, description="Least probability of a name, the mean of its words."
    )


class EntitySettings(BaseModel, frozen=True, extra="forbid"):
    """Whom and what find_entities looks for, and whose sentiment it takes."""

    names: dict[Name, NameSettings] = Field(
        {}, description="Names to look for, each with its kind and aliases."
    )
    gazetteer: Place | None = Field(
        None, description="CSV file of names: name, alias, kind, case (the last three may lack)."
    )
    table: NameTable | None = Field(
        None, description="Table of names (path, format, version), with the same columns."
    )
    max_names: int = Field(
        200_000, ge=1, description="Most rows of names; the driver and each worker hold them."
    )
    english: tuple[Literal["place", "person"], ...] = Field(
        (),
        description="What spaCy's small English model looks for (place, person); needs the extra "
        "[ner].",
    )
    models: dict[ModelName, TokenModelSettings] = Field(
        {}, description="Token classifiers of your own by name (path, kinds, least)."
    )
    max_places: int = Field(
        100, ge=1, description="Places of a post that are kept, the first ones."
    )
    sentiment: Literal["clause", "post"] = Field(
        "clause",
        description="What the sentiment of a name is of: the clause around it, whose texts are "
        "encoded, or the whole post, which costs nothing.",
    )
    languages: LanguageSettings = Field(LanguageSettings(), exclude=True)
    """The section of that name."""

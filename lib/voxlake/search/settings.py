"""Settings of search; imports no pyspark."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, PositiveInt

from voxlake.language.settings import LanguageSettings


class PostFilters(BaseModel, frozen=True, extra="forbid"):
    """Which posts are looked at; what is left empty leaves none out."""

    languages: tuple[str, ...] = Field(
        (), description="ISO 639 codes of the posts' languages, of their source or detected."
    )
    topics: tuple[int, ...] = Field((), description="Topics that posts clearly belong to.")
    users: tuple[str, ...] = Field((), description="Authors, as in `users`.")
    words: tuple[str, ...] = Field(
        (),
        description="Words of which posts hold one, such as those of a brand: whole, in any case.",
    )
    least_similarity: float | None = Field(
        None,
        ge=-1,
        le=1,
        description="Least cosine of the meanings of query and post; with it, posts without a "
        "vector are left out.",
    )


class SearchSettings(BaseModel, frozen=True, extra="forbid"):
    """What is looked for, in which posts."""

    queries: tuple[str, ...] = Field(
        (), max_length=100, description="Words or sentences to look for, each by itself."
    )
    top: PositiveInt = Field(20, le=1000, description="Most posts to find for each query.")
    window_days: PositiveInt | None = Field(
        30, description="Days whose posts are looked at, up to the last one asked for; null: all."
    )
    copies: Literal["once", "all"] = Field(
        "once", description="Whether of copies with small edits (`near_duplicates`) one is found."
    )
    filters: PostFilters = Field(PostFilters(), description="Which posts are looked at.")
    languages: LanguageSettings = Field(LanguageSettings(), exclude=True)
    """The section of that name."""

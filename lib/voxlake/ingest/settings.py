"""Settings of ingest; imports no pyspark."""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from voxlake.core.addresses import DataPlace, Place
from voxlake.ingest.limits import Limits


class IngestSettings(Limits):
    """What is read, and where it lies."""

    sources: tuple[Place, ...] = Field(
        (), description="Source files, or names of files in `sources_dir` without .yaml."
    )
    sources_dir: Place = Field(
        "conf/sources", description="Folder of source files that are given by name."
    )
    data: DataPlace = Field(
        ".", description="Folder or address that the relative paths in source files start from."
    )
    reread: bool = Field(
        False, description="Whether to read files again that were taken and have not changed."
    )
    max_rejected_share: float = Field(
        0.1,
        ge=0,
        le=1,
        description="Share of a source's records that may be rejected, for each table; where more "
        "are, and ten at least, the others are kept, and the run ends with exit code 3.",
    )
    filters: Place | None = Field(
        None, description="File that says which posts are unusable; null for none."
    )

    @field_validator("sources", mode="before")
    @classmethod
    def _split(cls, given: Any) -> Any:  # noqa: ANN401  (whatever the config holds)
        """Take `a,b` of a command line as a list."""
        return [part.strip() for part in given.split(",")] if isinstance(given, str) else given

    @property
    def source_files(self) -> tuple[str, ...]:
        """Path of each source file, which may hold several sources."""
        return tuple(
            source if source.endswith((".yaml", ".yml")) else f"{self.sources_dir}/{source}.yaml"
            for source in self.sources
        )

"""Settings of maintenance: how long old versions stay. Imports no pyspark."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, Field, model_validator

SAFE_DAYS = 7
"""Delta's own bound: what began to read or write before it may still need the files."""


class MaintenanceSettings(BaseModel, frozen=True, extra="forbid"):
    """How long `maintain` keeps what no table holds any more."""

    keep_days: int = Field(
        14, ge=0, description="Days that an old version of a table can be read and restored."
    )
    log_days: int = Field(
        30, ge=0, description="Days that the log says who wrote a table; keep_days or more."
    )
    no_readers: bool = Field(
        False,
        description="Whether nothing reads or writes the lake now, which lets keep_days be below "
        f"{SAFE_DAYS}.",
    )
    named_paths: tuple[str, ...] = Field((), exclude=True)
    """Delta tables of which other settings name a version: none of their files are removed."""

    @model_validator(mode="after")
    def _keeps_readers_safe(self) -> Self:
        if self.keep_days < SAFE_DAYS and not self.no_readers:
            raise ValueError(
                f"keep_days is {self.keep_days}: a reader or writer that began before loses its "
                f"files; give {SAFE_DAYS} or more or, where nothing reads the lake now, say "
                "no_readers too"
            )
        if self.log_days < self.keep_days:
            raise ValueError(
                f"log_days is {self.log_days} and keep_days {self.keep_days}: a version cannot be "
                "read without its log, so log_days is the greater or the same"
            )
        return self


def paths_at_a_version(values: Any) -> list[str]:  # noqa: ANN401  (of any section)
    """The `path` of everything in a config that names a `version` beside it, in order."""
    if isinstance(values, BaseModel):
        values = values.model_dump()
    if isinstance(values, list | tuple):
        return sorted({path for value in values for path in paths_at_a_version(value)})
    if not isinstance(values, dict):
        return []
    own = [values["path"]] if values.get("path") and values.get("version") is not None else []
    return sorted({*own, *paths_at_a_version([*values.values()])})

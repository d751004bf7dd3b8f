"""What is read of files at most, and from where; imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field

from voxlake.core.addresses import DataPlace


class Limits(BaseModel, frozen=True, extra="forbid"):
    """Bounds that a laptop survives: what lies beyond them is rejected, and the rest is read."""

    max_record_bytes: int = Field(
        16_000_000,
        ge=1_000,
        description="Longest line of JSON, or record of CSV (in characters); a longer one is "
        "rejected as record_too_long.",
    )
    max_file_bytes: int = Field(
        256 * 2**20,
        ge=1_000,
        description="Largest file, as stored, that one task reads whole: packed, or CSV whose "
        "fields may hold line breaks; a larger one is rejected as file_too_large.",
    )
    max_unpacked_bytes: int = Field(
        4 * 2**30,
        ge=1_000,
        description="How much of a packed file, all members of an archive together, is read; the "
        "rest is rejected as file_too_large.",
    )
    max_members: int = Field(
        10_000,
        ge=1,
        description="Most members of an archive; one of more is rejected as file_too_large.",
    )
    other_folders: tuple[DataPlace, ...] = Field(
        (),
        description="Folders beside `data` that sources, and links there, may read from; on this "
        "machine they else stay below `data`.",
    )


def beyond(size: int, what: str, setting: str, limit: int) -> str:
    """Says how large something is, and which setting it exceeds."""
    return f"{size:,} {what}, more than ingest.{setting}, {limit:,}"

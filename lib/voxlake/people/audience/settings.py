"""Settings of audiences; imports no pyspark."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from voxlake.core.addresses import Place

FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
ColumnName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$")]


class IdentifierSettings(BaseModel, frozen=True, extra="forbid"):
    """How people are named to the tool that gets the files."""

    attribute: str = Field(
        description="Attribute of users that holds it; `user_id` and `handle` are their columns."
    )
    kind: Literal["email", "phone", "phone_digits", "text"] = Field(
        description="How it is normalised: `phone` is +4930123456, `phone_digits` has no plus."
    )
    hashing: Literal["sha256", "hmac_sha256", "none"] = Field(
        "sha256", description="How it is hashed; ad tools expect sha256."
    )


class AudienceSettings(BaseModel, frozen=True, extra="forbid"):
    """Which users are exported, what of them, and where to."""

    name: FileName = Field("audience", description="Name of the folder of files.")
    segment: int | None = Field(None, ge=0, description="Segment whose users are exported.")
    target: str | None = Field(
        None, description="Target of user_propensity whose most probable users are exported."
    )
    deciles: int = Field(1, ge=1, le=10, description="With target: how many tenths of the users.")
    sql: str | None = Field(
        None, description="A SELECT over gold views that gives user_id, one row for each user."
    )
    columns: tuple[ColumnName, ...] = Field(
        (), description="Columns of the rows to write beside identifiers."
    )
    identifiers: dict[ColumnName, IdentifierSettings] = Field(
        {}, description="Identifiers by the name of their column (attribute, kind, hashing)."
    )
    calling_code: str | None = Field(
        None,
        pattern=r"^[1-9][0-9]{0,2}$",
        description="Calling code of phone numbers that begin with a single 0; null: left out.",
    )
    key_env: str | None = Field(
        None, description="Environment variable that holds the secret key of hmac_sha256."
    )
    key_id: str | None = Field(
        None, description="What the manifest calls that key; it never holds the key."
    )
    format: Literal["csv", "json"] = Field("csv", description="CSV with a header, or JSON lines.")
    to: Place | None = Field(
        None, description="Folder, a path or s3a://; null: _audiences in the lake's folder."
    )
    rows_per_file: int = Field(1_000_000, ge=1, description="Most rows of a file, about.")

    @model_validator(mode="after")
    def _identifiers_make_sense(self) -> Self:
        hashings = {one.hashing for one in self.identifiers.values()}
        if "hmac_sha256" in hashings and not (self.key_env and self.key_id):
            raise ValueError("hmac_sha256 needs key_env, the key's variable, and key_id, its name.")
        if both := sorted(set(self.columns) & set(self.identifiers)):
            raise ValueError(f"{both[0]} is named in columns and in identifiers.")
        return self

    @property
    def sources(self) -> list[str]:
        """Which of segment, target and sql are set; an audience has one."""
        named = {"segment": self.segment, "target": self.target, "sql": self.sql}
        return [name for name, value in named.items() if value is not None]

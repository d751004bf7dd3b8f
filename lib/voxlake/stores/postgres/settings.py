"""Settings of what PostgreSQL is given. Imports neither pyspark nor psycopg."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from voxlake.tables import TABLES, Table

_GOLD = {table.view: table for table in TABLES if table.layer == "gold"}
_STAR = (
    "topic_trends",
    "topic_names",
    "brand_sentiment",
    "share_of_voice",
    "segment_names",
    "segment_profiles",
    "segment_mood_weekly",
    "growth",
    "retention",
    "user_revenue",
    "segment_value",
    "value_totals",
    "forecasts",
    "campaign_results",
)
"""Facts that tell of no single person, and what names their topics and segments."""


class PostgresSettings(BaseModel):
    """Which gold tables go to which PostgreSQL, and how it is reached."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    address: str | None = Field(
        None, description="Server and database, as postgresql://user@host:5432/name; no password."
    )
    address_env: str | None = Field(
        None, description="Environment variable with the address, where it holds a password."
    )
    password_env: str | None = Field(
        None, description="Environment variable with the password, where the address has none."
    )
    tls: Literal["disable", "prefer", "require", "verify-ca", "verify-full"] = Field(
        "verify-full",
        description="How sure the connection is to be of the server; a Unix socket needs none.",
    )
    tls_root: str | None = Field(
        None, description="File of the authorities for verify-…; null: those of the machine."
    )
    schema_name: str = Field(
        "voxlake",
        alias="schema",
        pattern=r"^[a-z_][a-z0-9_]{0,62}$",
        description="Schema that holds the tables; made where it is not there.",
    )
    tables: tuple[str, ...] = Field(
        _STAR, min_length=1, description="Gold tables, named as views are."
    )
    personal: bool | tuple[str, ...] = Field(
        False,
        description="Whether columns marked personal go along: true, false, or a list of those "
        "that do, as table.column.",
    )
    readers: tuple[str, ...] = Field(
        (), description="Roles of the server that may read the tables, such as that of a BI tool."
    )
    connections: int = Field(4, ge=1, le=64, description="Most connections that send rows at once.")
    timeout_s: int = Field(15, ge=2, description="Seconds to wait for the server to answer.")
    lock_timeout_s: int = Field(
        60, ge=1, description="Seconds to wait for a lock that someone else holds on a table."
    )

    @field_validator("tables")
    @classmethod
    def _are_gold(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [name for name in names if name not in _GOLD]:
            raise ValueError(f"{unknown[0]!r} is no gold table; docs/tables.md names them")
        return tuple(dict.fromkeys(names))

    @model_validator(mode="after")
    def _personal_columns_are_there(self) -> PostgresSettings:
        for told in () if isinstance(self.personal, bool) else self.personal:
            view, _, name = told.partition(".")
            table = _GOLD.get(view)
            if not table or name not in {c.name for c in table.columns if c.is_personal}:
                raise ValueError(f"postgres.personal: {told!r} is no personal column of gold")
        return self

    @property
    def chosen(self) -> tuple[Table, ...]:
        """The tables that are asked for, in their order."""
        return tuple(_GOLD[name] for name in self.tables)

    def takes(self, table: Table, column: str) -> bool:
        """Whether a column that is marked personal goes along."""
        if isinstance(self.personal, bool):
            return self.personal
        return f"{table.view}.{column}" in self.personal

"""Where the tables of a lake are: in a folder or under names in a catalog, by day or gathered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from voxlake.core.addresses import scheme_of
from voxlake.core.errors import ConfigError
from voxlake.tables import Table

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_BUILT_IN = "spark_catalog"

Kind = Literal["auto", "gathered", "daily"]


@dataclass(frozen=True)
class Root:
    """A lake in a folder: a path of this machine, `file:/...` or `s3a://bucket/...`.

    Each table is a folder, `<path>/<layer>/<name>`.
    """

    path: str

    def __post_init__(self) -> None:
        """Make a plain path whole, so that a later change of folder does not move the lake."""
        whole = self.path if scheme_of(self.path) else str(Path(self.path).resolve())
        object.__setattr__(self, "path", whole.rstrip("/") or "/")

    @property
    def home(self) -> str:
        """Folder for what is not a table, such as the lock."""
        return self.path

    @property
    def schema(self) -> None:
        """No schema: the tables have no names but their folders."""

    def path_of(self, table: Table) -> str:
        """The table's folder."""
        return f"{self.path}/{table.layer}/{table.name}"

    def name_of(self, table: Table) -> str:
        """How SQL names the table."""
        return f"delta.{quoted(self.path_of(table))}"

    def __str__(self) -> str:
        """The folder, as `--lake` takes it."""
        return self.path


@dataclass(frozen=True)
class Catalog:
    """A lake under names: `catalog.schema.table`, or `schema.table` in Spark's own catalog.

    Spark's own catalog (None or `spark_catalog`) is a Hive or Glue metastore. `home` is a folder
    for what is not a table, such as the lock.
    """

    catalog: str | None
    schema_name: str
    home: str | None = None

    def __post_init__(self) -> None:
        """Refuse names that are more than a name."""
        for key, name in (("catalog", self.catalog), ("schema", self.schema_name)):
            if name is not None and not _IDENTIFIER.fullmatch(name):
                raise ConfigError(
                    f"lake.{key} is {name!r}; a name has letters, digits and _ only, "
                    "and begins with no digit."
                )

    @property
    def schema(self) -> str:
        """How SQL names the schema."""
        parts = [self.catalog, self.schema_name]
        return ".".join(quoted(part) for part in parts if part and part != _BUILT_IN)

    def name_of(self, table: Table) -> str:
        """How SQL names the table."""
        return f"{self.schema}.{quoted(table.name)}"

    def __str__(self) -> str:
        """The schema's name without quotes."""
        return self.schema.replace("`", "")


@dataclass(frozen=True)
class Layout:
    """Which tables have a partition a day.

    Attributes:
        kind: `daily` or `gathered` for new tables; `auto` goes by the rows of the first write.
        day_rows: From how many rows a day, on average, `auto` means `daily`.
    """

    kind: Kind = "auto"
    day_rows: int = 50_000

    def is_daily(self, table: Table, row_count: int, day_count: int) -> bool:
        """Whether a table that begins with these rows is to have a partition a day."""
        if table.partition is None or self.kind == "gathered":
            return False
        return self.kind == "daily" or row_count >= self.day_rows * max(day_count, 1)


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever characters it has."""
    return "`" + name.replace("`", "``") + "`"


def text_literal(value: str) -> str:
    """A text as SQL takes it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

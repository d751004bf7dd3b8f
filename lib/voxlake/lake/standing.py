"""The tables that stand in a lake, held against those that this voxlake declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from voxlake.core.errors import SchemaError
from voxlake.lake import schema
from voxlake.lake.place import Catalog, Root
from voxlake.tables import JOB_RUNS, TABLES, Table
from voxlake.tables.table import number_of


class Standing:
    """Says whether tables may be read and written; asks the lake once for each, and keeps it."""

    def __init__(
        self, spark: SparkSession, place: Root | Catalog, exists: Callable[[Table], bool]
    ) -> None:
        self._spark = spark
        self._place = place
        self._exists = exists
        self._names: frozenset[str] | None = None
        self._current: set[str] = set()
        self._writable: set[str] = set()
        self.whole: set[str] = set()
        """Names of tables that have every declared column."""

    def names(self) -> frozenset[str]:
        """All tables by their names, such as `user_mood_v1`, whether they are declared or not."""
        if self._names is None:
            self._names = frozenset(_names(self._spark, self._place))
        return self._names

    def difference(self, table: Table) -> schema.Difference:
        """How the stored columns differ from the declared ones; not at all where there is none."""
        if table.name in self.whole or not self._exists(table):
            return schema.Difference()
        return schema.compare(self._spark.table(self._place.name_of(table)).schema, table)

    def require_current(self, table: Table) -> None:
        """See that the lake has no later version of a table than the declared one.

        Raises:
            SchemaError: it has one, as a newer voxlake leaves it.
        """
        if table.name in self._current:
            return
        version = re.compile(rf"{re.escape(table.view)}_v\d+")
        last = max(filter(version.fullmatch, self.names()), key=number_of, default=table.name)
        if number_of(last) > table.number:
            raise SchemaError(
                f"The lake {self._place} has the table {last}; this voxlake knows {table.name}, "
                f"which is no longer kept up. {self._install(table)}"
            )
        self._current.add(table.name)

    def require_writable(self, *tables: Table) -> None:
        """See that tables can be written to, before work is done for them in vain.

        Raises:
            SchemaError: a table is of a newer voxlake, or has columns that are not the declared
                ones; names them, which voxlake wrote them, and what to do.
        """
        for table in (each.in_full for each in tables):
            self.require_current(table)
            if table.name in self._writable:
                continue
            found = self.difference(table)
            schema.refuse_wrong(found, table)
            if found.unknown:
                raise SchemaError(
                    f"The table {table.name} of the lake {self._place} has columns that this "
                    f"voxlake does not know: {', '.join(found.unknown)}. {self._install(table)}"
                )
            self._writable.add(table.name)

    def _install(self, table: Table) -> str:
        """Which voxlake to install for a table that a newer one wrote, as far as the lake knows."""
        if not self._exists(JOB_RUNS):
            return "Install the version of voxlake that made it, or a later one."
        wrote = F.map_contains_key(F.col("output_versions"), table.view) | F.lit(table == JOB_RUNS)
        runs = schema.stored_rows(self._spark, JOB_RUNS, self._place.name_of(JOB_RUNS))
        found = (
            runs.where(F.col("code_version").isNotNull())
            .agg(
                F.max_by("code_version", F.when(wrote, F.col("started_at"))).alias("wrote"),
                F.max_by("code_version", "started_at").alias("ran"),
            )
            .collect()[0]
        )
        who = found["wrote"] or found["ran"] or "of another version"
        return f"The last to write it was voxlake {who}: install that version, or a later one."


def _names(spark: SparkSession, place: Root | Catalog) -> Iterator[str]:
    if isinstance(place, Catalog):
        if spark.catalog.databaseExists(place.schema):
            shown = spark.sql(f"SHOW TABLES IN {place.schema}").collect()
            yield from (row["tableName"] for row in shown)
        return
    of_hadoop = spark._jvm.org.apache.hadoop.fs  # type: ignore[union-attr]  # lists any storage
    settings = spark._jsparkSession.sessionState().newHadoopConf()
    files = of_hadoop.Path(place.path).getFileSystem(settings)
    for layer in sorted({table.layer for table in TABLES}):
        folder = of_hadoop.Path(f"{place.path}/{layer}")
        if files.exists(folder):
            yield from (one.getPath().getName() for one in files.listStatus(folder))

"""How the rows of a table lie in files: gathered and in order of days, or a partition a day.

Most lakes are sparse, with some hundred posts a day over years: a partition a day makes thousands
of files of some kilobytes there, and each reader pays for every one. So a table begins with its
rows gathered in few files, in the order of their days, whose bounds Delta's log keeps: a read or a
replacement of some days leaves the files of other days alone. Where a day brings rows enough to
fill files of its own, the table has a partition a day. Readers see the same columns either way.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame, DataFrameWriterV2, Observation, SparkSession
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.lake.contract import days_sql
from voxlake.lake.place import quoted, text_literal
from voxlake.tables import Table

_PROPERTIES = {  # what the weakest reader of the tables (Athena) understands
    "delta.enableDeletionVectors": "false",
    "delta.columnMapping.mode": "none",
}
_DAILY = {"delta.autoOptimize.optimizeWrite": "true"}
"""A merge writes one file for a day, and several of some hundred MB where it is large."""
_BY_ROW = {"delta.autoOptimize.autoCompact": "true", "delta.checkpointInterval": "50"}
"""Where rows are added one at a time, the files of many commits become one, and a checkpoint after
ten commits, which is the default, would take as long as four of them."""

_WHOLE_FILE = "spark.databricks.delta.optimize.maxFileSize"
_COMMITS = 50
"""After so many commits the small files that they left are gathered."""


@dataclass(frozen=True)
class Stored:
    """How a table is stored: see `stored`."""

    table: Table
    is_daily: bool
    file_count: int
    byte_count: int


def stored(spark: SparkSession, table: Table, name: str) -> Stored:
    """How the rows of a table that is there lie in files; SQL names it `name`."""
    detail = spark.sql(f"DESCRIBE DETAIL {name}").collect()[0]
    is_daily = bool(detail["partitionColumns"])
    return Stored(table, is_daily, detail["numFiles"], detail["sizeInBytes"])


def create_sql(table: Table, name: str, *, daily: bool) -> str:
    """The statement that makes an empty table, with its comments, partition and properties."""
    columns = ", ".join(
        f"{quoted(c.name)} {field.dataType.simpleString()} COMMENT {text_literal(c.comment)}"
        for c, field in zip(table.columns, table.schema, strict=True)
    )
    properties = _properties(table, daily=daily)
    listed = ", ".join(
        f"{text_literal(key)} = {text_literal(value)}" for key, value in properties.items()
    )
    partition = f"PARTITIONED BY ({quoted(str(table.partition))}) " if daily else ""
    return (
        f"CREATE TABLE IF NOT EXISTS {name} ({columns}) USING delta {partition}"
        f"COMMENT {text_literal(table.comment)} TBLPROPERTIES ({listed})"
    )


def create_with(rows: DataFrame, table: Table, name: str, *, daily: bool) -> None:
    """Make a table of these rows, in one commit, in the place of what is there.

    What is there may be the files of a first write that was killed: no table, but its folder.

    Args:
        rows: The table's columns, in its order and with its comments.
        table: How the table is declared.
        name: How SQL names it.
        daily: Whether it has a partition a day.
    """
    writer = _writer(rows, table, name).using("delta").tableProperty("comment", table.comment)
    for key, value in _properties(table, daily=daily).items():
        writer = writer.tableProperty(key, value)
    if daily:
        writer = writer.partitionedBy(F.col(str(table.partition)))
    writer.createOrReplace()


def overwrite(rows: DataFrame, table: Table, name: str, where: str) -> None:
    """Put rows in the place of those that meet a condition."""
    _writer(rows, table, name).overwrite(F.expr(where))


def append(rows: DataFrame, table: Table, name: str) -> None:
    """Add rows to a table that is there."""
    _writer(rows, table, name).append()


def gather_sql(spark: SparkSession, table: Table, name: str, days: Days | None = None) -> str:
    """The statement that makes whole files of small ones.

    A gathered table that is more than one whole file keeps its rows in the order of their days, as
    it was first written; Delta would else fill files by their size, and each would hold all days.

    Args:
        spark: Says how large a whole file is.
        table: How the table is declared.
        name: How SQL names it.
        days: Which partitions of a daily table; None for all.
    """
    if days is not None:
        return f"OPTIMIZE {name} WHERE {days_sql(str(table.partition), days)}"
    now = stored(spark, table, name)
    if table.partition is None or now.is_daily or now.byte_count <= whole_bytes(spark):
        return f"OPTIMIZE {name}"
    return f"OPTIMIZE {name} ZORDER BY ({quoted(table.partition)})"


def whole_bytes(spark: SparkSession) -> int:
    """How large Delta makes files when it gathers small ones, and from where on it leaves them."""
    return int(spark.conf.get(_WHOLE_FILE, str(1 << 30)) or 0)


def is_to_gather(spark: SparkSession, table: Table, name: str, version: int) -> bool:
    """Whether commits enough have left small files since they were last gathered."""
    return version % _COMMITS == _COMMITS - 1 and not stored(spark, table, name).is_daily


def _writer(rows: DataFrame, table: Table, name: str) -> DataFrameWriterV2:
    """Writes rows in parts of some ten MB, those of a day together and in the order of days."""
    hint = f"REBALANCE({quoted(table.partition)})" if table.partition else "REBALANCE"
    gathered = rows.sparkSession.sql(f"SELECT /*+ {hint} */ * FROM {{rows}}", rows=rows)
    ordered = gathered.select("*")  # a query that outlives the name it gave to the rows
    if table.partition:
        ordered = ordered.sortWithinPartitions(table.partition)
    return ordered.writeTo(name).option("optimizeWrite", "false")  # which would gather once more


class Tally:
    """Counts rows as they pass on their way to a table that is there."""

    def __init__(self, rows: DataFrame) -> None:
        self._observation = Observation()
        self.rows = rows.observe(self._observation, F.count(F.lit(1)).alias("rows"))

    def count(self) -> int:
        """How many rows were written; waits until Spark says so, after the write."""
        return int(self._observation.get.get("rows", 0))  # which is empty where there were none


def _properties(table: Table, *, daily: bool) -> dict[str, str]:
    statistics = [c for c in table.statistics_columns if not (daily and c == table.partition)]
    return {
        **_PROPERTIES,
        **(_DAILY if daily else {}),
        **(_BY_ROW if table.last_by else {}),
        "delta.dataSkippingStatsColumns": ",".join(map(quoted, statistics)),
    }

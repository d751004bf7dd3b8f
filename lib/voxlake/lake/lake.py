"""The tables of a lake: the one module that reads and writes Delta."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.lake import commits, layout, merges, schema
from voxlake.lake.about import zone_of
from voxlake.lake.contract import (
    REFUSED,
    Audit,
    audit,
    audit_values,
    checked,
    conform,
    days_sql,
    no_rows_sql,
)
from voxlake.lake.layout import Stored, Tally
from voxlake.lake.merges import Changes
from voxlake.lake.place import Catalog, Layout, Root
from voxlake.lake.record import Record
from voxlake.lake.standing import Standing
from voxlake.spark.frames import frame_of
from voxlake.spark.persisted import persisted
from voxlake.spark.session import require_utc
from voxlake.tables import JOB_RUNS, Table

_EVERY = Days.every()
_LAYOUT = Layout()
_NEAR_DAYS = 35  # where the last snapshot before a day is looked for first
_writers: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)


class Lake:
    """Reads and writes the declared tables at a place.

    Every commit carries the run's id in `userMetadata`. The id is a setting of the session while
    a commit runs, so a session serves one run at a time. Threads of the run may write at once;
    other drivers may not (see `lock`).
    """

    def __init__(
        self,
        spark: SparkSession,
        place: Root | Catalog,
        *,
        run_id: str,
        merge_lookback_days: int | None = None,
        layout: Layout = _LAYOUT,
        odd_gap_days: int | None = None,
        time_zone: str | None = None,
    ) -> None:
        """Open a lake.

        Args:
            spark: A session with Delta and UTC as its time zone.
            place: Where the tables are.
            run_id: What the commits are signed with.
            merge_lookback_days: How many days before the first day of merged rows their keys are
                looked for, in case a row's date moved; None for everywhere.
            layout: Which new tables have a partition a day.
            odd_gap_days: After more days without a record, few records are taken for wrong dates;
                None: never.
            time_zone: The zone by which its days are cut, of a lake that is to be made; None: the
                one that it was made in.

        Raises:
            ConfigError: the session's time zone is not UTC, in which its instants are.
        """
        require_utc(spark)
        self.spark = spark
        self.place = place
        self.run_id = run_id
        self.odd_gap_days = odd_gap_days
        self._time_zone = time_zone
        self._merge_lookback_days = merge_lookback_days
        self._layout = layout
        self._asked: Callable[[], None] = lambda: None
        self._record: Record | None = None
        self._pins: dict[str, int] = {}
        self._made: set[str] = set()
        self.standing = Standing(spark, place, self.exists)

    @property
    def time_zone(self) -> str:
        """The zone by which the lake's days are cut."""
        if self._time_zone is None:
            self._time_zone = zone_of(self.place.home, None, is_made=lambda: True)
        return self._time_zone

    def exists(self, table: Table) -> bool:
        """Whether the table was ever written or created."""
        if table.name not in self._made and self.version(table) is not None:
            self._made.add(table.name)
        return table.name in self._made

    def version(self, table: Table) -> int | None:
        """The table's latest Delta version; None where there is no table yet."""
        return commits.latest_version(self.spark, self.name_of(table))

    def identity(self, table: Table) -> str:
        """What no other table is called, be it of the same name and place; empty for no table."""
        if not self.exists(table):
            return ""
        detail = self.spark.sql(f"DESCRIBE DETAIL {self.name_of(table)}").collect()[0]
        return f"{self.place} {detail['id']}"

    def name_of(self, table: Table) -> str:
        """How SQL names the table."""
        return self.place.name_of(table)

    def read(self, table: Table, days: Days = _EVERY, *, version: int | None = None) -> DataFrame:
        """Rows of some days, of one version: a later write does not change what the frame holds.

        Args:
            table: What to read; a table that does not exist yet has no rows.
            days: Which partitions.
            version: Which version; None for the latest or, while `recording`, for the version
                that the first read saw.

        Raises:
            SchemaError: the table is of a newer voxlake, and is no longer kept up in this version.
        """
        if version is None and (record := self._record_of(table)):
            record.note_read(table.view, days)
        rows = self._as_of(table, version)
        return rows if days.is_every else rows.where(days_sql(_partition(table), days))

    def history(self, table: Table, until: date, window_days: int | None = None) -> DataFrame:
        """Rows up to and with a day, from the last `window_days` days of it; None for all."""
        day = F.col(_partition(table))
        rows = self._as_of(table).where(day <= F.lit(until))
        first = date.min if window_days is None else until - timedelta(days=window_days - 1)
        if record := self._record_of(table):
            record.note_read_from(table.view, first)
        return rows if window_days is None else rows.where(day >= F.lit(first))

    def latest_day(self, table: Table) -> date | None:
        """The last day that has rows; None when there are none."""
        if record := self._record_of(table):
            record.note_read(table.view, _EVERY)
        if not self.exists(table):
            return None
        latest = self.spark.table(self.name_of(table)).agg(F.max(_partition(table)))
        day: date | None = latest.collect()[0][0]
        return day

    def in_force(self, table: Table, days: Days) -> Days:
        """The days whose rows are the latest on some of the days: theirs, and the last before."""
        latest = self.latest_day(table)
        if latest is None or latest <= days.first:
            return Days.of([latest] if latest else [])
        day = F.col(_partition(table))
        held = self.read(table).where(day <= F.lit(days.last)).select(day.alias("day"))
        is_near = F.col("day") > F.lit(days.first - timedelta(days=_NEAR_DAYS))
        near = {row.day for row in held.where(is_near).distinct().collect()}
        before = max((held_day for held_day in near if held_day <= days.first), default=None)
        if before is None:
            before = held.where(~is_near).agg(F.max("day")).collect()[0][0]
        later = (held_day for held_day in near if held_day > days.first)
        return Days.of([*later, *([before] if before else [])])

    def grow(self, table: Table) -> bool:
        """Add the columns to a table that were declared since it was made, null in its rows.

        Returns whether the table is there, and so is as it is declared.

        Raises:
            SchemaError: it is of a newer voxlake, or not what is declared.
        """
        table = table.in_full
        with _writers[self.name_of(table)]:
            if table.name in self.standing.whole:
                return True
            self.standing.require_writable(table)
            if not self.exists(table):
                return False
            if self.standing.difference(table).added:
                self._commit(lambda: schema.add_columns(self.spark, table, self.name_of(table)))
            self.standing.whole.add(table.name)
            return True

    def create(self, table: Table) -> None:
        """Make an empty table where there is none, as it is declared."""
        with _writers[self.name_of(table)]:
            if self.exists(table):
                return
            self.standing.require_current(table)
            self._make_schema()
            daily = self._layout.is_daily(table, 0, 0)
            statement = layout.create_sql(table, self.name_of(table), daily=daily)
            self._commit(lambda: self.spark.sql(statement))

    def replace(self, rows: DataFrame, table: Table, days: Days) -> None:
        """Make these rows all that the table holds of these days; other days stay as they are.

        Rows are checked and counted as they are written, in one pass.

        Raises:
            QualityError: the columns are not the declared ones, a key is null or repeated, or a
                row lies outside the days. Nothing is written then.
        """
        rows = conform(rows, table)
        where = "true" if days.is_every else days_sql(_partition(table), days)
        with _writers[self.name_of(table)]:
            if not days.is_every and not len(days):
                audit(rows, table, days)
                return
            try:
                row_count = self._write(checked(rows, table, days), table, where)
            except Exception as error:
                if REFUSED in str(error):
                    audit(rows, table, days)  # which says all that is wrong
                raise
            self._end_write(table, row_count)
            if (record := self._record_of(table)) and not days.is_every:
                record.note_replaced(table.view, days)

    def stored(self, table: Table) -> Stored | None:
        """How the rows of a table lie in files; None where there is no table yet."""
        name = self.name_of(table)
        return layout.stored(self.spark, table, name) if self.exists(table) else None

    def lay_out(self, table: Table, *, daily: bool) -> None:
        """Write a table anew, in one commit: with a partition a day, or gathered in few files."""
        name = self.name_of(table)
        with _writers[name]:
            self.standing.require_writable(table)
            rows = conform(self._rows(table), table)
            self._commit(lambda: layout.create_with(rows, table, name, daily=daily))

    def tend(self, table: Table, statement: str) -> None:
        """Run a statement that changes how a table is stored but no row, such as OPTIMIZE."""
        with _writers[self.name_of(table)]:
            self._commit(lambda: self.spark.sql(statement))

    def append(self, rows: DataFrame, table: Table) -> None:
        """Add rows to a table with `last_by`, where they hide the earlier ones of their keys."""
        rows, name = conform(rows, table), self.name_of(table)
        with _writers[name]:
            if self.grow(table):
                self._commit(rows.writeTo(name).append)
            else:
                self._commit(lambda: self._create_with(rows, table, daily=False))

    @contextmanager
    def changes(
        self, rows: DataFrame, table: Table, *, only_new: bool = False
    ) -> Iterator[Changes]:
        """The rows that a merge would write, and the days it would touch, for use in the block.

        A row is a change when its key is new, or when it differs from the stored row. In a table
        with `updated_at` and `row_hash` the later `updated_at` wins, and the greater `row_hash`
        among equals, whether it is stored or comes in; a later row that says the same is none.

        Args:
            rows: One row per key.
            table: What they are compared with.
            only_new: Whether to leave rows out whose keys are stored already.

        Raises:
            QualityError: the columns are not the declared ones, or a key is null or repeated.
        """
        with persisted(conform(rows, table)) as kept, _writers[self.name_of(table)]:
            audited = audit(kept, table, Days.every())
            with self._changes(kept, audited, table, only_new=only_new) as changes:
                yield changes

    @contextmanager
    def _changes(
        self, rows: DataFrame, audited: Audit, table: Table, *, only_new: bool
    ) -> Iterator[Changes]:
        """The rows of the table's columns that a merge would write, of rows that were audited."""
        stored = self._where_keys_lie(rows, table, audited.days) if audited.row_count else None
        if stored is None:
            yield Changes(table, rows, audited.row_count, 0, audited.days)
            return
        compared = merges.compare(rows, stored, table, only_new=only_new)
        with persisted(compared) as changed:
            yield merges.summarise(changed, table)

    def apply(self, changes: Changes) -> None:
        """Merge the changes into their table; commits nothing when there are none."""
        if not changes.row_count:
            return
        table, name = changes.table, self.name_of(changes.table)
        with _writers[name]:
            if changes.update_count:
                self.grow(table)
                statement = merges.merge_sql(changes, name)
                self._commit(lambda: self.spark.sql(statement, source=changes.rows))
            else:  # all new, and the other writers of the table have waited since
                self._add(changes)
            self._end_write(table, changes.row_count)

    def merge(self, rows: DataFrame, table: Table, *, only_new: bool = False) -> None:
        """Insert rows with new keys and update those that differ, as `changes` decides."""
        with self.changes(rows, table, only_new=only_new) as changes:
            self.apply(changes)

    def merge_values(self, values: Sequence[tuple[object, ...]], table: Table) -> None:
        """Merge rows that are few: each a tuple of the table's columns, in order."""
        if not values:
            return
        audited = audit_values(values, table)
        rows = frame_of(self.spark, values, table.schema)
        with (
            _writers[self.name_of(table)],
            self._changes(rows, audited, table, only_new=False) as changes,
        ):
            self.apply(changes)

    def remove(self, keys: DataFrame, table: Table) -> None:
        """Delete the stored rows that have these keys; commits nothing where there are none.

        Args:
            keys: The table's key columns, each key once; some may be of no stored row.
            table: What to delete from; need not be there yet.
        """
        if not self.exists(table):
            return
        name = self.name_of(table)
        self.standing.require_writable(table)
        stored = self._rows(table).join(keys, on=list(table.keys))
        with (
            persisted(stored.select(*table.keys, *filter(None, [table.partition]))) as found,
            _writers[name],
        ):
            audited = audit(found, table, Days.every())
            if audited.row_count:
                statement = merges.removal_sql(table, audited.days, name)
                self._commit(lambda: self.spark.sql(statement, source=found))
                self._end_write(table, audited.row_count)

    @contextmanager
    def recording(self) -> Iterator[Record]:
        """Keep what is read and written in the block, and read each table at one version in it.

        A table that was written in the block is read as written. `job_runs` is left out.
        """
        self._record, self._pins = Record(), {}
        try:
            yield self._record
        finally:
            self._record, self._pins = None, {}

    @contextmanager
    def asking(self, require_may_write: Callable[[], None]) -> Iterator[None]:
        """Ask before each commit of the block, which does not come about where asking raises."""
        self._asked = require_may_write
        try:
            yield
        finally:
            self._asked = lambda: None

    def require_may_write(self) -> None:
        """Raise what `asking` was given to raise where the run may write no more."""
        self._asked()

    def _add(self, changes: Changes) -> None:
        """Append rows that are all new; where there is no table, make one of them."""
        table, rows = changes.table, changes.rows
        if self.grow(table):
            self._commit(lambda: layout.append(rows, table, self.name_of(table)))
            return
        daily = self._layout.is_daily(table, changes.row_count, len(changes.days))
        self._commit(lambda: self._create_with(rows, table, daily=daily))

    def _write(self, rows: DataFrame, table: Table, where: str) -> int:
        """Put rows in the place of those that meet a condition, and count them on their way."""
        name = self.name_of(table)
        if not self.grow(table):
            return self._begin(rows, table)
        tallies: list[Tally] = []  # of each try, since a tally counts one write

        def write() -> None:
            tallies.append(Tally(rows))
            layout.overwrite(tallies[-1].rows, table, name, where)

        self._commit(write)
        return tallies[-1].count()

    def _begin(self, rows: DataFrame, table: Table) -> int:
        """Make a table of rows whose number shows when they are written."""
        daily = self._layout.is_daily(table, 0, 0)
        self._commit(lambda: self._create_with(rows, table, daily=daily))
        written = self.spark.table(self.name_of(table))
        row_count = written.count()  # which the log knows
        if not daily and row_count and self._layout.is_daily(table, row_count, 1):
            days = written.select(_partition(table)).distinct().count()
            if self._layout.is_daily(table, row_count, days):
                self.lay_out(table, daily=True)
        return row_count

    def _create_with(self, rows: DataFrame, table: Table, *, daily: bool) -> None:
        self._make_schema()
        layout.create_with(rows, table, self.name_of(table), daily=daily)

    def _make_schema(self) -> None:
        if self.place.schema and not self.spark.catalog.databaseExists(self.place.schema):
            self.spark.sql(f"CREATE SCHEMA IF NOT EXISTS {self.place.schema}")

    def _as_of(self, table: Table, version: int | None = None) -> DataFrame:
        """The rows of a version, None for the one that readers see; none without a table."""
        self.standing.require_current(table)
        pinned = self._pinned(table) if version is None else version
        return self.spark.sql(no_rows_sql(table)) if pinned is None else self._rows(table, pinned)

    def _rows(self, table: Table, version: int | None = None) -> DataFrame:
        return schema.stored_rows(self.spark, table, self.name_of(table), version)

    def _where_keys_lie(self, rows: DataFrame, table: Table, days: Days) -> DataFrame | None:
        """The partitions of a table that hold keys of the rows; None where there are none."""
        if not self.exists(table):
            return None
        self.standing.require_writable(table)
        stored = self._rows(table)
        if table.partition is None:
            return stored
        if table.partition in table.keys:
            return stored.where(days_sql(table.partition, days))
        keys = list(table.keys)
        places = stored.select(*keys, table.partition)
        if self._merge_lookback_days is not None and len(days):
            first = days.first - timedelta(days=self._merge_lookback_days)
            places = places.where(F.col(table.partition) >= F.lit(first))
        found = places.join(rows.select(*keys), on=keys, how="left_semi")
        lie = Days.of(found.agg(F.collect_set(table.partition)).collect()[0][0])
        return stored.where(days_sql(table.partition, lie)) if len(lie) else None

    def _record_of(self, table: Table) -> Record | None:
        """What is kept while `recording`, but of `job_runs`, which is the runner's."""
        return None if table == JOB_RUNS else self._record

    def _pinned(self, table: Table) -> int | None:
        if (record := self._record_of(table)) is None:
            return self.version(table)
        if table.view not in self._pins:
            version = self.version(table)
            if version is None:
                return None
            self._pins[table.view] = version
            record.input_versions.setdefault(table.view, version)
        return self._pins[table.view]

    def _end_write(self, table: Table, row_count: int) -> None:
        """Gather small files at times, and note what was written while `recording`."""
        name, version = self.name_of(table), self.version(table)
        if version is not None and layout.is_to_gather(self.spark, table, name, version):
            self.tend(table, layout.gather_sql(self.spark, table, name))
            version = self.version(table)
        if self._record is None or version is None:
            return
        self._pins.pop(table.view, None)
        self._record.output_versions[table.view] = version
        counts = self._record.row_counts
        counts[table.view] = counts.get(table.view, 0) + row_count

    def _commit(self, write: Callable[[], object]) -> None:
        def asked_write() -> None:
            self._asked()
            write()

        commits.commit(self.spark, self.run_id, asked_write)


def _partition(table: Table) -> str:
    if table.partition is None:
        raise ValueError(f"{table.name} is not stored by day: it holds current rows only.")
    return table.partition

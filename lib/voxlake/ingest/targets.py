"""What each silver table asks of a source; imports no pyspark."""

from __future__ import annotations

from dataclasses import dataclass

from voxlake.tables import EVENTS, FOLLOWS, ORDERS, POSTS, USERS, Table

_ALWAYS_DERIVED = {"source", "row_hash"}


@dataclass(frozen=True)
class Target:
    """A table that sources feed."""

    table: Table
    required: tuple[str, ...]
    """Columns without which a record is rejected, the most telling first."""
    time: str | None = None
    """Column whose day, in the lake's zone, is the partition."""
    derived: frozenset[str] = frozenset()
    """Columns that ingest works out itself, so that no source maps them."""
    decisive: frozenset[str] = frozenset({"updated_at"})
    """Columns beside the required ones without whose value the row would say what is false: whose
    it is, whether it counts, which version of it stands."""

    telling: tuple[str, ...] = ()
    """Columns in which a record that repeats another does not differ from it, the most telling
    first: two of one id that do may be of two ids, of which a tool made one."""

    @property
    def name(self) -> str:
        """Name of the table in source files."""
        return self.table.view

    @property
    def types(self) -> dict[str, str]:
        """Type of each column that a source may map, `attributes` aside."""
        hidden = {*self.derived, *_ALWAYS_DERIVED, "attributes", self.table.partition}
        return {c.name: c.type for c in self.table.columns if c.name not in hidden}

    @property
    def has_attributes(self) -> bool:
        """Whether the table keeps other columns as attributes."""
        return "attributes" in self.table.column_names

    def is_id(self, column: str) -> bool:
        """Whether a column names a row of the lake, as `namespace:id`."""
        return column.endswith("_id") and column != "product_id"

    def is_count(self, column: str) -> bool:
        """Whether a column counts something, so that no value is below zero."""
        return column.endswith("_count")

    def rejects(self, column: str) -> bool:
        """Whether a value of a column that cannot be read costs its record; else it is null."""
        return column in self.required or column in self.decisive


TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target(
            POSTS,
            required=("post_id", "posted_at"),
            time="posted_at",
            derived=frozenset({"text_hash", "is_copy", "is_usable", "unusable_reason", "emojis"}),
            decisive=frozenset({"user_id", "updated_at"}),
            telling=("user_id", "text"),
        ),
        Target(USERS, required=("user_id",)),
        Target(FOLLOWS, required=("follower_id", "followed_id")),
        Target(
            ORDERS,
            required=("order_line_id", "ordered_at", "amount", "currency"),
            time="ordered_at",
            decisive=frozenset({"order_id", "user_id", "is_cancelled", "updated_at"}),
            telling=("user_id", "amount"),
        ),
        Target(
            EVENTS,
            required=("event_id", "occurred_at", "user_id", "event_type"),
            time="occurred_at",
            telling=("user_id", "event_type"),
        ),
    )
}

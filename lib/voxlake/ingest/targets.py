"""What each silver table asks of a source; imports no pyspark."""

from __future__ import annotations

from dataclasses import dataclass

from voxlake.tables import (
    CAMPAIGNS,
    EVENTS,
    EXPERIMENT_EVENTS,
    EXPERIMENTS,
    FOLLOWS,
    ORDERS,
    POSTS,
    SEARCH_CONSOLE,
    SPEND,
    USERS,
    Table,
)

_ALWAYS_DERIVED = {"source", "row_hash"}


@dataclass(frozen=True)
class Rule:
    """What a row must not say, though each of its values can be read."""

    column: str
    """The column that is to blame."""
    reason: str
    broken: str
    """SQL over the columns of the table: true of a row that breaks the rule."""
    costs_record: bool = True
    """Whether the record is rejected; else the column's value is null."""


_KIND_OF = {"arm": "assignment", "metric": "outcome", "value": "outcome"}
"""Columns of events of experiments that only one kind of them has."""
_ENDS_FIRST = Rule("ends_on", "ends_before_start", "ends_on < starts_on", costs_record=False)


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
    rules: tuple[Rule, ...] = ()
    """What is looked at once all values of a row are known; the first that is broken counts."""

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
        Target(
            CAMPAIGNS,
            required=("campaign_id",),
            telling=("name",),
            rules=(
                Rule("budget", "number_negative", "budget < 0", costs_record=False),
                _ENDS_FIRST,
            ),
        ),
        Target(
            SPEND,
            required=("spend_id", "spent_at", "amount", "currency"),
            time="spent_at",
            telling=("campaign_id", "amount"),
        ),
        Target(
            SEARCH_CONSOLE,
            required=("search_id", "searched_at", "page", "impression_count"),
            time="searched_at",
            telling=("page", "impression_count"),
            rules=(
                Rule("page", "value_missing", "trim(page) = ''"),
                Rule("position", "number_out_of_range", "position < 1", costs_record=False),
            ),
        ),
        Target(
            EXPERIMENTS,
            required=("experiment_id", "arms"),
            telling=("arms",),
            rules=(
                Rule("arms", "list_too_short", "size(arms) < 2"),
                Rule("arms", "list_repeats", "size(array_distinct(arms)) < size(arms)"),
                _ENDS_FIRST,
            ),
        ),
        Target(
            EXPERIMENT_EVENTS,
            required=("event_id", "occurred_at", "experiment_id", "kind"),
            time="occurred_at",
            decisive=frozenset({"user_id", "choice_id", "updated_at"}),
            telling=("user_id", "arm"),
            rules=(
                Rule("kind", "value_unknown", "kind NOT IN ('assignment', 'outcome')"),
                Rule("user_id", "id_missing", "user_id IS NULL AND choice_id IS NULL"),
                Rule("arm", "value_missing", "kind = 'assignment' AND arm IS NULL"),
                Rule("metric", "value_missing", "kind = 'outcome' AND metric IS NULL"),
                Rule("value", "value_missing", "kind = 'outcome' AND value IS NULL"),
                Rule(
                    "propensity",
                    "number_out_of_range",
                    "propensity <= 0 OR propensity > 1",
                    costs_record=False,
                ),
                *(
                    Rule(
                        column,
                        "value_of_other_kind",
                        f"kind <> '{kind}' AND {column} IS NOT NULL",
                        costs_record=False,
                    )
                    for column, kind in _KIND_OF.items()
                ),
            ),
        ),
    )
}

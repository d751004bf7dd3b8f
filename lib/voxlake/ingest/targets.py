"""What each silver table asks of a source; imports no pyspark."""

from __future__ import annotations

from dataclasses import dataclass

from voxlake.tables import (
    BLOCKED,
    CAMPAIGNS,
    CLICKED,
    EVENTS,
    EXPERIMENT_EVENTS,
    EXPERIMENTS,
    FOLLOWS,
    OPTED_OUT,
    ORDERS,
    POSTS,
    RECOMMENDATION_EVENTS,
    RECOMMENDATION_KINDS,
    SEARCH_CONSOLE,
    SHOWN,
    SPEND,
    USER_LIMITS,
    USERS,
    Table,
)

_ALWAYS_DERIVED = {"source", "row_hash"}
_WORDS = {"action", "arm", "audience", "channel", "content_type"}
_WORDS |= {"item", "kind", "limit", "metric"}
_AS_WRITTEN = {"product_id", "target_item_id"}
"""Ids of things that no table of the lake has rows of."""


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


def _unknown(column: str, *known: str) -> Rule:
    """The rule that a column has one of a few values."""
    return Rule(column, "value_unknown", f"{column} NOT IN {known}")


_KIND_OF = {"arm": "assignment", "metric": "outcome", "value": "outcome"}
"""Columns of events of experiments that only one kind of them has."""
_NO_CHANCE = Rule(
    "propensity", "number_out_of_range", "propensity <= 0 OR propensity > 1", costs_record=False
)
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
    key_of: tuple[str, ...] = ()
    """Columns that ingest makes the key of, where some of them may be null."""
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
        return column.endswith("_id") and column not in _AS_WRITTEN

    def is_count(self, column: str) -> bool:
        """Whether a column counts something, so that no value is below zero."""
        return column.endswith("_count")

    def is_word(self, column: str) -> bool:
        """Whether rows are joined and told apart by it, so that blanks around it do not count."""
        return column in _WORDS

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
        Target(
            FOLLOWS,
            required=("follower_id", "followed_id"),
            rules=(Rule("followed_id", "same_user", "follower_id = followed_id"),),
        ),
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
                _unknown("kind", "assignment", "outcome"),
                Rule("user_id", "id_missing", "user_id IS NULL AND choice_id IS NULL"),
                Rule("arm", "value_missing", "kind = 'assignment' AND arm IS NULL"),
                Rule("metric", "value_missing", "kind = 'outcome' AND metric IS NULL"),
                Rule("value", "value_missing", "kind = 'outcome' AND value IS NULL"),
                _NO_CHANCE,
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
        Target(
            RECOMMENDATION_EVENTS,
            required=("event_id", "occurred_at", "user_id", "kind", "item", "action"),
            time="occurred_at",
            telling=("user_id", "item"),
            rules=(
                _unknown("kind", *RECOMMENDATION_KINDS),
                _unknown("action", SHOWN, CLICKED),
                Rule("item", "value_missing", "item IS NULL"),
                Rule("rank", "number_out_of_range", "rank < 1", costs_record=False),
                _NO_CHANCE,
            ),
        ),
        Target(
            USER_LIMITS,
            required=("user_id", "limit"),
            derived=frozenset({"limit_id"}),
            key_of=("user_id", "limit", "other_user_id"),
            rules=(
                _unknown("limit", OPTED_OUT, BLOCKED),
                Rule(
                    "other_user_id",
                    "id_missing",
                    f"limit = '{BLOCKED}' AND other_user_id IS NULL",
                ),
                Rule("other_user_id", "same_user", "user_id = other_user_id"),
                Rule(
                    "other_user_id",
                    "value_of_other_kind",
                    f"limit = '{OPTED_OUT}' AND other_user_id IS NOT NULL",
                    costs_record=False,
                ),
                Rule("until", "ends_before_start", "until < since", costs_record=False),
            ),
        ),
    )
}

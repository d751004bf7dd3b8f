"""Gold of growth: who was active when, who came, stayed, came back and left."""

from voxlake.tables.columns import ALL_USERS, NO_SEGMENT, USER
from voxlake.tables.table import Column, Table, column

_ACTIVITY_DATE = column("activity_date", "date", "Day.")
_WINDOWS = {
    "daily": "the day",
    "weekly": "the 7 days up to it",
    "monthly": "the `month_days` days up to it",
}


def _accounts(window: str, days: str) -> tuple[Column, ...]:
    before = "the window as long before it"
    return (
        column(f"{window}_new", "long", f"Users whose first active day lies in {days}."),
        column(f"{window}_retained", "long", f"Users active in {days} and in {before}."),
        column(
            f"{window}_resurrected",
            "long",
            f"Users active in {days}, not in {before}, and at some time before that.",
        ),
        column(f"{window}_dormant", "long", f"Users active in {before}, and not in {days}."),
        column(
            f"{window}_quick_ratio",
            "double",
            f"({window}_new + {window}_resurrected) / {window}_dormant; null where none fell "
            "dormant.",
        ),
    )


USER_DAYS = Table(
    name="user_days_v1",
    layer="gold",
    comment="One row per user and day on which the user was active, as `growth.kinds` says.",
    keys=("activity_date", "user_id"),
    partition="activity_date",
    columns=(
        _ACTIVITY_DATE,
        USER,
        column("post_count", "long", "Usable posts that are no reposts; 0 if they do not count."),
        column("repost_count", "long", "Usable reposts; 0 if they do not count."),
        column(
            "order_count",
            "long",
            "Order lines but refunds and cancelled ones; 0 if they do not count.",
        ),
        column("event_count", "long", "Events of `growth.event_types`; 0 if they do not count."),
    ),
)

USER_FIRST_DAYS = Table(
    name="user_first_days_v1",
    layer="gold",
    comment="One row per user who was ever active: the first day, by which users are new.",
    keys=("user_id",),
    partition="first_month",
    columns=(
        column("first_month", "date", "First day of the month of `first_date`."),
        USER,
        column("first_date", "date", "First day in `user_days`."),
    ),
)

GROWTH = Table(
    name="growth_v1",
    layer="gold",
    comment="One row per day and segment with users to count: who came, stayed, returned, left.",
    keys=("activity_date", "segment_id"),
    partition="activity_date",
    columns=(
        _ACTIVITY_DATE,
        column(
            "segment_id",
            "integer",
            f"Segment of the last `user_segments` by that day; {NO_SEGMENT} for users without one, "
            f"{ALL_USERS} for all users together.",
        ),
        column("dau", "long", "Users active on the day, >= 0."),
        column("wau", "long", "Users active in the 7 days up to it, >= 0."),
        column("mau", "long", "Users active in the `month_days` days up to it, >= 0."),
        column("stickiness", "double", "dau / mau, 0 to 1; null where mau is 0."),
        *(c for window, days in _WINDOWS.items() for c in _accounts(window, days)),
        column("month_days", "integer", "Days of a month, as `growth.month_days` said."),
    ),
)

RETENTION = Table(
    name="retention_v1",
    layer="gold",
    comment="One row per cohort and period since: how many of its users were active in it.",
    keys=("period_start", "period", "cohort_start"),
    partition="period_start",
    columns=(
        column("period_start", "date", "Monday of the week or first of the month that counts."),
        column("period", "string", "week or month, of the cohort and of what counts."),
        column("cohort_start", "date", "Week or month of the users' first active day."),
        column("period_number", "integer", "Weeks or months from the cohort's to this one, >= 0."),
        column("cohort_size", "long", "Users of the cohort, >= 1."),
        column("active_users", "long", "Those active in the period, >= 0."),
        column("active_share", "double", "active_users / cohort_size, 0 to 1."),
    ),
)

"""Silver of recommendations: what was shown and clicked, and whom nothing may be shown of or to."""

from voxlake.tables.silver import ATTRIBUTES, ROW_HASH, SOURCE, UPDATED_AT
from voxlake.tables.table import Table, column

FRIEND, HASHTAG, BIG_ACCOUNT = "friend", "hashtag", "big_account"
"""Kinds of `user_recommendations`."""
RECOMMENDATION_KINDS = (FRIEND, HASHTAG, BIG_ACCOUNT, "content")
"""Kinds of recommendations."""
SHOWN, CLICKED = "shown", "clicked"
"""What is logged of a recommendation."""
OPTED_OUT, BLOCKED = "opted_out", "blocked"
"""How users limit what is recommended."""

RECOMMENDATION_EVENTS = Table(
    name="recommendation_events_v1",
    layer="silver",
    comment="One row per recommendation that was shown to a user, and per click on one.",
    keys=("event_id",),
    partition="event_date",
    columns=(
        column("event_id", "string", "Event, as `namespace:id of the source`.", is_personal=True),
        column("event_date", "date", "Day of the event."),
        column(
            "occurred_at", "timestamp", "Time of the event, UTC; the start of its day if only that."
        ),
        column("user_id", "string", "To whom it was shown, as in `users`.", is_personal=True),
        column(
            "kind", "string", "`friend`, `hashtag`, `big_account` or `content`.", is_category=True
        ),
        column(
            "item",
            "string",
            "What was recommended: a user, as in `users`; a hashtag, as in `hashtags`; of "
            "`content` as the source writes it.",
            is_personal=True,
        ),
        column("action", "string", "`shown` or `clicked`.", is_category=True),
        column("rank", "integer", "Place among what was shown, from 1; null when not logged."),
        column(
            "propensity",
            "double",
            "Chance that the item had of being shown there, above 0 to 1; null when not logged.",
        ),
        column(
            "request_id",
            "string",
            "What was shown together, as `namespace:id`; its clicks name it too; null: not logged.",
            is_personal=True,
        ),
        ATTRIBUTES,
        SOURCE,
        UPDATED_AT,
        ROW_HASH,
    ),
)

USER_LIMITS = Table(
    name="user_limits_v1",
    layer="silver",
    comment="One row per user who takes no part in recommendations, and per pair of users of whom "
    "one blocks the other.",
    keys=("limit_id",),
    columns=(
        column(
            "limit_id",
            "string",
            "Hash of the user, the limit and the other user: a pair told again is the same row.",
            is_personal=True,
        ),
        column("user_id", "string", "Who set the limit, as in `users`.", is_personal=True),
        column(
            "limit",
            "string",
            "`opted_out`: nothing is recommended to the user, and the user to nobody; `blocked`: "
            "neither of the two is recommended to the other.",
            is_category=True,
        ),
        column(
            "other_user_id",
            "string",
            "Who is blocked, as in `users`; null of one who opted out.",
            is_personal=True,
        ),
        column("since", "date", "First day of it; null when unknown."),
        column("until", "date", "First day on which it no longer holds; null: it holds."),
        SOURCE,
        UPDATED_AT,
        ROW_HASH,
    ),
)

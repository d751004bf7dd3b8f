"""Silver of marketing: campaigns, spend, experiments, and search; one current row per key."""

from voxlake.tables.silver import ATTRIBUTES, CAMPAIGN_ID, ROW_HASH, SOURCE, UPDATED_AT
from voxlake.tables.table import Table, column

_CAMPAIGN = column(
    "campaign_id", "string", "Campaign, as `namespace:id of the source`.", is_personal=False
)
_CHANNEL = column(
    "channel",
    "string",
    "Where it runs, as the source writes it, such as `search`, `instagram`; null when unknown.",
    is_category=True,
)
_COUNTRY = column(
    "country",
    "string",
    "Country that it is for, as the source writes it; null: unknown, or all of them.",
    is_category=True,
)
_EXPERIMENT = column(
    "experiment_id", "string", "Experiment, as `namespace:id of the source`.", is_personal=False
)
_FROM_SOURCE = (ATTRIBUTES, SOURCE, UPDATED_AT, ROW_HASH)

CAMPAIGNS = Table(
    name="campaigns_v1",
    layer="silver",
    comment="One row per campaign: what is planned, or was.",
    keys=("campaign_id",),
    columns=(
        _CAMPAIGN,
        column("name", "string", "What people call it; null when unknown.", is_personal=False),
        _CHANNEL,
        column(
            "content_type",
            "string",
            "What is shown, such as `video`, `text`; null when unknown.",
            is_category=True,
        ),
        column("starts_on", "date", "First day; null when unknown."),
        column("ends_on", "date", "Last day; null: open, or unknown."),
        column("budget", "decimal(18,2)", "Money planned for all of it, >= 0; null when unknown."),
        column("currency", "string", "ISO 4217 code of the budget; null: none.", is_category=True),
        _COUNTRY,
        column(
            "audience",
            "string",
            "Whom it speaks to, such as the name of a segment; null: everyone, or unknown.",
            is_category=True,
        ),
        *_FROM_SOURCE,
    ),
)

SPEND = Table(
    name="spend_v1",
    layer="silver",
    comment="One row per amount spent on a day, for a channel and perhaps a campaign.",
    keys=("spend_id",),
    partition="spend_date",
    columns=(
        column(
            "spend_id",
            "string",
            "Amount, as `namespace:id of the source`; the source may put it together of columns.",
            is_personal=False,
        ),
        column("spend_date", "date", "Day of it."),
        column(
            "spent_at",
            "timestamp",
            "Time of it, UTC; the start of its day where only that is told.",
        ),
        _CHANNEL,
        CAMPAIGN_ID,
        column("amount", "decimal(18,2)", "Money spent, in `currency`; negative: paid back."),
        column("currency", "string", "ISO 4217 code of the amount.", is_category=True),
        column("impression_count", "long", "Times that it was shown, >= 0; null when unknown."),
        column("click_count", "long", "Clicks that it brought, >= 0; null when unknown."),
        _COUNTRY,
        *_FROM_SOURCE,
    ),
)

EXPERIMENTS = Table(
    name="experiments_v1",
    layer="silver",
    comment="One row per experiment: two or more arms that are compared, or that a bandit tries.",
    keys=("experiment_id",),
    columns=(
        _EXPERIMENT,
        column("name", "string", "What people call it; null when unknown.", is_personal=False),
        column("arms", "array<string>", "Names of the arms; the first is the control."),
        column(
            "metric",
            "string",
            "Metric that decides, as in `experiment_events`; null: the config says.",
            is_category=True,
        ),
        column("starts_on", "date", "First day; null when unknown."),
        column("ends_on", "date", "Last day; null: open, or unknown."),
        *_FROM_SOURCE,
    ),
)

EXPERIMENT_EVENTS = Table(
    name="experiment_events_v1",
    layer="silver",
    comment="One row per assignment of a user to an arm, and per outcome of a user.",
    keys=("event_id",),
    partition="event_date",
    columns=(
        column("event_id", "string", "Event, as `namespace:id of the source`.", is_personal=True),
        column("event_date", "date", "Day of the event."),
        column(
            "occurred_at", "timestamp", "Time of the event, UTC; the start of its day if only that."
        ),
        column("experiment_id", "string", "Experiment, as in `experiments`.", is_personal=False),
        column(
            "user_id",
            "string",
            "Who was assigned, or did it, as in `users`; null where a choice alone is told.",
            is_personal=True,
        ),
        column("kind", "string", "`assignment` or `outcome`.", is_category=True),
        column(
            "arm",
            "string",
            "Arm that was assigned; null of an outcome, whose arm is its user's or its choice's.",
            is_category=True,
        ),
        column(
            "propensity",
            "double",
            "Chance that the arm had when it was assigned, above 0 to 1; null when not logged.",
        ),
        column(
            "choice_id",
            "string",
            "Choice of a bandit that was made, or that the outcome rewards, as `namespace:id`; "
            "null: none.",
            is_personal=True,
        ),
        column("metric", "string", "What was measured; null of an assignment.", is_category=True),
        column(
            "value",
            "double",
            "How much: 1 for a conversion, money or a count; null of an assignment.",
            is_personal=False,
        ),
        *_FROM_SOURCE,
    ),
)

SEARCH_CONSOLE = Table(
    name="search_console_v1",
    layer="silver",
    comment="One row per day and page, and perhaps query, country and device, that search showed.",
    keys=("search_id",),
    partition="search_date",
    columns=(
        column(
            "search_id",
            "string",
            "Row, as `namespace:id of the source`; the source may put it together of columns.",
            is_personal=False,
        ),
        column("search_date", "date", "Day of it."),
        column(
            "searched_at",
            "timestamp",
            "Time of it, UTC; the start of its day where only that is told.",
        ),
        column("page", "string", "Address of the page that was shown."),
        column(
            "query",
            "string",
            "What people looked for; null: the row is of all queries together.",
            is_personal=True,
        ),
        _COUNTRY,
        column(
            "device",
            "string",
            "What they looked with, such as `mobile`; null: unknown, or all of them.",
            is_category=True,
        ),
        column("impression_count", "long", "Times that search showed the page, >= 0."),
        column("click_count", "long", "Clicks on it, >= 0; null when unknown."),
        column("position", "double", "Mean place among the results, from 1; null when unknown."),
        *_FROM_SOURCE,
    ),
)

"""Gold of timing: when to post, and what the days ahead will bring."""

from voxlake.tables.columns import ALL, ALL_USERS, AS_OF
from voxlake.tables.table import Table, column

BEST_POST_TIMES = Table(
    name="best_post_times_v1",
    layer="gold",
    comment="One row per account and hour of the week: what posts of that hour gain.",
    keys=("as_of_date", "account_id", "segment_id", "content_type", "weekday", "hour"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column(
            "account_id",
            "string",
            f"Author, as `user_id` in `posts`; `{ALL}`: accounts together, which also holds for "
            "those with too few posts to have rows.",
            is_personal=True,
        ),
        column(
            "segment_id",
            "integer",
            f"Segment whose members wrote the posts; {ALL_USERS} for all. One of `{ALL}` accounts.",
        ),
        column(
            "content_type",
            "string",
            f"What the posts show, such as `video`; `{ALL}` for all together.",
            is_personal=False,
        ),
        column("weekday", "integer", "Weekday in `time_zone`, 1 (Monday) to 7 (Sunday)."),
        column("hour", "integer", "Hour in `time_zone`, 0 to 23."),
        column(
            "time_zone",
            "string",
            f"IANA name of the audience's zone; of `{ALL}` that of the business, while posts of "
            "accounts with another zone count at their own local hour.",
        ),
        column("post_count", "long", "Posts in that hour that counted."),
        column(
            "effect",
            "double",
            "Logarithm of 1 + engagement, over that of a post of the account by chance; drawn "
            "towards accounts together, and towards 0, where data are thin.",
        ),
        column("low", "double", "Lower end of the interval of `effect`."),
        column("high", "double", "Upper end of the interval."),
        column("gain", "double", "e to the `effect`: times a post by chance."),
        column("gain_low", "double", "Lower end of the interval of `gain`."),
        column("gain_high", "double", "Upper end of the interval."),
        column(
            "is_reliable",
            "boolean",
            "Whether the interval leaves 0 out and `by_chance` is below 1 less the confidence; "
            "false: no reliable difference.",
        ),
        column("rank", "integer", "Place of the hour in the account's week, 1 for the best."),
        column(
            "by_chance",
            "double",
            "Probability that an account without best times shows as much somewhere in its week, "
            "0 to 1.",
        ),
    ),
)

ENGAGEMENT_FORECASTS = Table(
    name="engagement_forecasts_v1",
    layer="gold",
    comment="One row per series of posts, group, day ahead and interval: what is expected.",
    keys=("as_of_date", "series", "grouping", "group_id", "target_date", "level"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column(
            "series",
            "string",
            "posts, reach (views, or what they received) or engagement, all of the posts of a day.",
        ),
        column("grouping", "string", f"account, topic or segment; {ALL} for all posts."),
        column(
            "group_id",
            "string",
            f"Which: user_id, topic_id or segment_id; {ALL} for all posts.",
            is_personal=True,
        ),
        column("target_date", "date", "Day that is forecast."),
        column("level", "integer", "Probability of the interval, in percent."),
        column("forecast", "double", "Expected figure of the day; the same for every level."),
        column("low", "double", "Lower end of the interval."),
        column("high", "double", "Upper end of the interval."),
        column("is_holiday", "boolean", "Whether it is a holiday; null: no country is set."),
        column("model", "string", "ets, ets_holidays, prophet or seasonal_naive."),
        column(
            "reason", "string", "Why the last week is repeated; null otherwise.", is_personal=False
        ),
        column("history_days", "integer", "Days that the forecast looked back at."),
        column(
            "mase",
            "double",
            "Error of the model in the backtest, over that of repeating weeks before; null: too "
            "short.",
        ),
        column("seasonal_naive_mase", "double", "The same of seasonal_naive."),
        column("coverage", "double", "Share of the backtest's days in the interval; null as well."),
        column("last_mase", "double", "Error of the model in the last stretch alone."),
        column(
            "asks_refit",
            "boolean",
            "Whether `last_mase` is above `engagement_forecast.refit_error`: look at the series, "
            "and at its models; null where it is.",
        ),
    ),
)

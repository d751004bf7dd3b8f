"""Gold of features: what each user is like, in figures. docs/features.md tells them one by one."""

from voxlake.tables.columns import AS_OF, MODEL, USER
from voxlake.tables.table import Table, column

_ACTIONS = {
    "likes": "Likes",
    "replies": "Answers",
    "reposts": "Reposts",
    "follows": "Follows",
    "views": "Views",
}
_POSTING = (
    column("post_count", "long", "Posts in the window, >= 0."),
    column("active_days", "long", "Days with a post in the window, >= 0."),
    column("days_since_post", "double", "Days from the last post in the window; null if none."),
    column("reply_share", "double", "Share of posts that are replies, 0 to 1; null if none."),
    column("repost_share", "double", "Share of posts that are reposts, 0 to 1; null if none."),
)
_POPULARITY = (
    column("likes_per_post", "double", "Mean likes of the posts; null if none are known."),
    column("replies_per_post", "double", "Mean replies of the posts; null if none are known."),
    column("reposts_per_post", "double", "Mean reposts of the posts; null if none are known."),
    column("views_per_post", "double", "Mean views of the posts; null if none are known."),
    column(
        "engagement_per_post",
        "double",
        "Mean likes + replies + reposts of the posts; null if none are known.",
    ),
    column("median_engagement", "double", "Median of the same, to four digits; null likewise."),
    column("engagement_rate", "double", "Engagement a view; null where views are not known."),
    column("reach", "long", "Views of all posts, else engagement; null if neither is known."),
    column(
        "follower_count", "long", "Followers by that day, as in `users` or `follows`; null unknown."
    ),
    column("follower_growth", "double", "Followers gained a day, lately; null unknown."),
)
_ABOUT = (
    column("sentiment_mean", "double", "Mean score of the posts, -1 to 1; null if unscored."),
    column("negative_share", "double", "Share of negative posts, 0 to 1; null if unscored."),
    column("topic_shares", "array<double>", "Mean topic distribution; null without topics."),
    column(
        "top_topics",
        "array<integer>",
        "Topics with the largest shares; null without topics.",
        is_personal=False,
    ),
    column(
        "top_hashtags",
        "array<string>",
        "Hashtags in most of the posts; null without any.",
        is_personal=True,
    ),
)
_HOURS = (
    column(
        "night_share",
        "double",
        "Share of posts from 00:00 to 06:00 by the lake's clock; null if no hours are known.",
    ),
    column(
        "work_share",
        "double",
        "Share of posts Mon-Fri, 09:00-17:00 by the lake's clock; null if no hours are known.",
    ),
    column(
        "evening_share",
        "double",
        "Share of posts from 18:00 to 24:00 by the lake's clock; null if no hours are known.",
    ),
    column("weekend_share", "double", "Share of posts on Saturday and Sunday; null if none."),
)
_BUYING = (
    column("order_count", "long", "Days with a purchase in the window, >= 0."),
    column("revenue", "double", "Net money of the orders in the window, in their currency."),
    column("mean_order_value", "double", "Revenue per day with a purchase; null if none."),
    column("days_since_order", "double", "Days from the window's last purchase; null if none."),
)
_PRESENCE = (
    column("presence_days", "long", "Days with a post, an order or an event, >= 1."),
    column("days_since_seen", "double", "Days from the last post, order or event."),
    column("event_count", "long", "Events in the window, >= 0."),
    column("session_count", "long", "Sessions in the window; null where the source names none."),
)
_ENGAGEMENT = (
    *(
        column(f"{name}_given", "long", f"{said} that the user gave to others, >= 0.")
        for name, said in _ACTIONS.items()
    ),
    column("people_engaged", "long", "Users who were given any of these but views, >= 0."),
    *(
        column(f"{name}_received", "long", f"{said} that others gave, as in `events`, >= 0.")
        for name, said in _ACTIONS.items()
    ),
    column("engaged_by_people", "long", "Users who gave any of these but views, >= 0."),
)
_LATELY = "the recent days against as many before: 0 steady, 1 twice as much, -1 half"
_VELOCITY = (
    column("post_velocity", "double", f"Posts of {_LATELY}."),
    column("engagement_velocity", "double", f"Engagement of {_LATELY}; null if not known."),
    column("presence_velocity", "double", f"Days present of {_LATELY}."),
    column("order_velocity", "double", f"Purchases of {_LATELY}."),
)

USER_FEATURES = Table(
    name="user_features_v1",
    layer="gold",
    comment="One row per user with a post, an order or an event in the window: what the user is "
    "like.",
    keys=("as_of_date", "user_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        USER,
        column("country", "string", "Country of `users`, else of the last order; null unknown."),
        column("language", "string", "Language of `users`; null unknown."),
        column("account_age_days", "double", "Days from the account's beginning; null unknown."),
        column(
            "attributes",
            "map<string,string>",
            "Chosen attributes of `users`; null if none.",
            is_personal=True,
        ),
        *_POSTING,
        *_POPULARITY,
        *_ABOUT,
        *_HOURS,
        *_BUYING,
        *_PRESENCE,
        *_ENGAGEMENT,
        *_VELOCITY,
        column(
            "feature_version", "string", "Definitions, window, currency and topic model in use."
        ),
    ),
)

USER_PROPENSITY = Table(
    name="user_propensity_v1",
    layer="gold",
    comment="One row per user and target: how probable it is that the user will do it.",
    keys=("as_of_date", "user_id", "target"),
    partition="as_of_date",
    columns=(
        AS_OF,
        USER,
        column("target", "string", "The question, such as `buys`, as `propensity.targets` asks."),
        column("probability", "double", "Calibrated chance of a yes in the horizon, 0 to 1."),
        column("decile", "integer", "1 (most probable) to 10, of the users who are asked."),
        column("horizon_days", "integer", "How many days after as_of_date are foretold."),
        MODEL,
    ),
)

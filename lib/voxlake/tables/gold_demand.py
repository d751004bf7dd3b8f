"""Gold of demand: what happened by local hour, and how much of it each hour of a week brings."""

from voxlake.tables.columns import ALL_USERS, AS_OF, NO_SEGMENT
from voxlake.tables.table import Table, column

_SEGMENT = (
    "Segment in the last `user_segments` by the day, or in the first of all on days before it; "
    f"{NO_SEGMENT} for what users without one did, and nobody known"
)

ACTIVITY_HOURS = Table(
    name="activity_hours_v1",
    layer="gold",
    comment="One row per day, local hour, zone, segment and measure: sums that add up over days.",
    keys=("activity_date", "local_date", "hour", "time_zone", "segment_id", "measure"),
    partition="activity_date",
    columns=(
        column("activity_date", "date", "Day on which it happened."),
        column("local_date", "date", "Day on which it happened, in `time_zone`."),
        column("hour", "integer", "Local hour, 0 to 23; -1: the source tells only the day."),
        column("time_zone", "string", "IANA name of the user's zone, or of the lake's."),
        column("segment_id", "integer", f"{_SEGMENT}."),
        column(
            "measure",
            "string",
            "posts, orders, events; active_users (in that hour); revenue (money of "
            "`purchase_lines`); likes, replies, reposts, views (received by posts that are no "
            "reposts).",
        ),
        column(
            "activity_count",
            "long",
            "Posts, orders, events or users; for what posts receive, posts whose figure is known.",
        ),
        column("total", "double", "Sum of the money, likes, ...; null where nothing is summed."),
        column("log_sum", "double", "Sum of ln(1 + likes) or the like; null for other measures."),
        column("log_square_sum", "double", "Sum of the squares of these logarithms; null as well."),
        column(
            "assumed_zone_count", "long", "Of activity_count, in an assumed zone: no own known."
        ),
    ),
)

DEMAND = Table(
    name="demand_v1",
    layer="gold",
    comment="One row per segment, measure and hour of the week: how much to expect in it.",
    keys=("as_of_date", "segment_id", "measure", "weekday", "hour"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("segment_id", "integer", f"{_SEGMENT}; {ALL_USERS} for all together."),
        column(
            "measure",
            "string",
            "posts, orders, events, active_users, all per hour; likes, replies, reposts, views, "
            "all per post.",
        ),
        column("weekday", "integer", "Local weekday, 1 (Monday) to 7 (Sunday)."),
        column("hour", "integer", "Local hour, 0 to 23."),
        column("activity_count", "long", "Posts, orders, events, users, or posts with the figure."),
        column(
            "hours",
            "double",
            "Such hours in the window: more where clocks went back, fewer where they went forward.",
        ),
        column(
            "observed",
            "double",
            "Seen per hour, or received by a typical post; null without any hour or post.",
        ),
        column("expected", "double", "The same, drawn towards the pattern where data are thin."),
        column("low", "double", "Lower end of the interval of `expected`."),
        column("high", "double", "Upper end of the interval."),
        column("own_weight", "double", "Weight of the hour's own data in `expected`, 0 to 1."),
        column("confidence", "double", "Probability that the interval holds the true figure."),
        column("first_date", "date", "First day that counted."),
        column(
            "time_zones",
            "array<string>",
            "IANA names of the zones that weekday and hour are of, those with most of it first; "
            "null of days before they were kept.",
        ),
        column("assumed_zone_share", "double", "Share by users whose zone is unknown, 0 to 1."),
    ),
)

"""Columns that several gold tables have. Gold has no name, handle or text, only ids."""

from voxlake.tables.table import column

ALL_USERS = -2
"""`segment_id` of all users together in tables that tell of segments."""
NO_SEGMENT = -1
"""`segment_id` of users without a segment."""
FIRST_DAY = "first_day"
"""Metric of a fit: the first day of the rows that it looked at, in days since 1970-01-01."""
LAST_DAY = "last_day"
"""Metric of a fit: the last of those days, likewise."""

USER = column("user_id", "string", "User, as in `users`, `posts` and `orders`.")
AS_OF = column("as_of_date", "date", "Last day whose rows were counted.")
MODEL = column("model_version", "string", "Version of the registered model that gave the row.")
EMOTIONS = tuple(
    column(name, "double", f"Probability of {name}, 0 to 1.")
    for name in ("anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral")
)

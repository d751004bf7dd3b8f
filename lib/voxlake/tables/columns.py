"""Columns that several gold tables have."""

from voxlake.tables.table import column

ALL_USERS = -2
"""`segment_id` of all users together in tables that tell of segments."""
NO_SEGMENT = -1
"""`segment_id` of users without a segment."""
ALL_TOPICS = -2
"""`topic_id` of all posts together in tables that tell of topics."""
ALL = "all"
"""Every language, brand or other group together, in tables that tell of groups by name."""
FIRST_DAY = "first_day"
"""Metric of a fit: the first day of the rows that it looked at, in days since 1970-01-01."""
LAST_DAY = "last_day"
"""Metric of a fit: the last of those days, likewise."""

USER = column("user_id", "string", "User, as in `users`, `posts` and `orders`.", is_personal=True)
POST = column("post_id", "string", "Post, as in `posts`.", is_personal=True)
POST_DATE = column("post_date", "date", "Day the post was made.")
TOPIC = column("topic_id", "integer", "Topic, from 0; a refit keeps it for the same subject.")
AS_OF = column("as_of_date", "date", "Last day whose rows were counted.")
MODEL = column("model_version", "string", "Version of the registered model that gave the row.")

SENTIMENTS = ("negative", "neutral", "positive")
"""The labels of a post, in the order of the model's classes 0, 1 and 2."""
EMOTIONS = ("anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral")
"""The emotions of a post, in the order of the model's classes: Ekman's six, optimism and none."""

SENTIMENT_COLUMNS = tuple(
    column(name, "double", f"Probability that the post is {name}, 0 to 1.") for name in SENTIMENTS
)
EMOTION_COLUMNS = tuple(
    column(name, "double", f"Probability of {name}, 0 to 1.") for name in EMOTIONS
)

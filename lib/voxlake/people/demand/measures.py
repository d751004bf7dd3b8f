"""What is counted by the hour. Imports no pyspark."""

ACTIVITIES = ("posts", "orders", "events", "active_users")
"""Told per hour."""
ENGAGEMENT = {
    "likes": "like_count",
    "replies": "reply_count",
    "reposts": "repost_count",
    "views": "view_count",
}
"""Told per post, each with the column of `posts` that it is in."""
REVENUE = "revenue"
"""Net money of orders: kept by the hour, for forecasts."""
NO_HOUR = -1
"""Hour of what the source tells the day of only."""

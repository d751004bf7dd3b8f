"""What a user is like: posts, orders and events of a window, one row per user."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.core.zones import DEFAULT_ZONE
from voxlake.people.features.buying import order_features
from voxlake.people.features.events import (
    ACTIONS,
    given_features,
    presence_features,
    received_features,
)
from voxlake.people.features.interests import hashtag_features, topic_features
from voxlake.people.features.posting import post_features, sentiment_features, with_known_counts
from voxlake.people.features.profiles import (
    earlier_followers,
    follower_features,
    profile_features,
)
from voxlake.people.features.settings import FeatureSettings
from voxlake.people.features.windows import in_window, of_users
from voxlake.tables import USER_FEATURES

DEFINITIONS = "4"  # raise it when a column changes its meaning
_COUNTS = (
    "post_count",
    "active_days",
    "order_count",
    "revenue",
    "event_count",
    *(f"{name}_given" for name in ACTIONS),
    *(f"{name}_received" for name in ACTIONS),
    "people_engaged",
    "engaged_by_people",
    "post_velocity",
    "order_velocity",
)
"""What is 0 of users who did nothing of the kind."""
_MEANING = {"recent_days", "late", "actions", "session_attribute"}


def build_user_features(
    *,
    posts: DataFrame,
    sentiment: DataFrame,
    topics: DataFrame,
    lines: DataFrame,
    events: DataFrame,
    users: DataFrame,
    follows: DataFrame,
    earlier: DataFrame,
    topic_version: str | None,
    as_of: date,
    settings: FeatureSettings,
    zone: str,
    dumps: Sequence[str] = (),
) -> DataFrame:
    """One row of `user_features` per user with a usable post, an order or an event in the window.

    Args:
        posts: Rows of `posts`; days outside the window, posts without an author and unusable posts
            do not count. Likewise for the next four.
        sentiment: Rows of `post_sentiment`.
        topics: Rows of `post_topics`; those of other versions than `topic_version` do not count.
        lines: Rows of `purchase_lines`.
        events: Rows of `events`.
        users: Rows of `users`.
        follows: Rows of `follows`: they tell the followers where `users` does not.
        earlier: Rows of `user_features` of earlier days: they tell how followers grow.
        topic_version: The topic model in use; None where there is none yet.
        as_of: Last day that counts.
        settings: The window and what events mean.
        zone: The lake's, whose hours and days count.
        dumps: Sources of posts whose counts stand as they are, as `dumps_of` finds them.
    """
    every_post = in_window(posts, "post_date", as_of, settings)
    posts = of_users(every_post).where(F.coalesce("is_usable", F.lit(True)))
    posts = with_known_counts(posts, as_of, settings, zone, dumps)
    sentiment = of_users(in_window(sentiment, "post_date", as_of, settings))
    topics = in_window(topics, "post_date", as_of, settings)
    topics = topics.where(F.col("model_version").eqNullSafe(F.lit(topic_version)))
    lines = in_window(lines, "order_date", as_of, settings)
    events = of_users(in_window(events, "event_date", as_of, settings))
    parts = (
        post_features(posts, as_of, settings, zone),
        sentiment_features(sentiment),
        topic_features(posts, topics, settings.interests),
        hashtag_features(posts, settings.interests),
        order_features(lines, as_of, settings),
        given_features(events, every_post, settings),
        received_features(events, every_post, settings),
        profile_features(users, as_of, settings, zone),
        follower_features(follows, as_of, settings, zone),
        earlier_followers(earlier, as_of, settings),
    )
    features = presence_features(posts, lines, events, as_of, settings)
    for part in parts:
        features = features.join(part, "user_id", how="left")
    return (
        features.withColumn("follower_count", F.coalesce("stated_followers", "counted_followers"))
        .withColumn("follower_growth", _follower_growth())
        .withColumn("country", F.coalesce("user_country", "order_country"))
        .withColumn("as_of_date", F.lit(as_of))
        .withColumn("feature_version", F.lit(feature_version(settings, topic_version, zone)))
        .fillna(0, subset=list(_COUNTS))
        .select(*USER_FEATURES.column_names)
    )


def feature_version(settings: FeatureSettings, topic_version: str | None, zone: str) -> str:
    """What rows must share to be compared: definitions, window and topic model.

    Other settings that change what a column means, and the zone of the hours, are in it where they
    are not the defaults.
    """
    basics = {
        "window": settings.window_days or "all",
        "topics": topic_version or "none",
    }
    others = settings.model_dump(mode="json", exclude_defaults=True, include=_MEANING)
    named = [f"{name}={value}" for name, value in basics.items()]
    changed = [f"{name}={json.dumps(value)}" for name, value in others.items()]
    changed += [] if zone == DEFAULT_ZONE else [f"zone={zone}"]
    return " ".join([DEFINITIONS, *named, *changed])


def _follower_growth() -> Column:
    """Followers gained a day since the earlier snapshot; without one, as `follows` counts them."""
    gained = F.col("follower_count") - F.col("followers_before")
    counted = F.when(F.col("stated_followers").isNull(), F.col("counted_growth"))
    return F.coalesce(gained / F.col("days_before"), counted)

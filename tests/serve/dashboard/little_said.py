"""Rows of what people said, and of who they are."""

from __future__ import annotations

from typing import Any

from little_days import (
    BRANDS,
    CURRENCY,
    DAYS,
    EVERYBODY,
    LAST,
    MONDAYS,
    MOODS,
    SEGMENTS,
    TOPICS,
    Filled,
)

from voxlake import tables as t


def brand_rows(negative: int = 6) -> list[dict[str, Any]]:
    """Rows of `brand_sentiment`, the last day of all posts with so many negative ones."""
    return [
        {
            "post_date": day,
            "brand": brand,
            "post_count": 20 + i,
            "negative_count": negative if (brand, day) == ("all", LAST) else 5,
            "reach": 900,
        }
        for brand in BRANDS
        for i, day in enumerate(DAYS)
    ]


def posts() -> Filled:
    labels = ("negative", "neutral", "positive", "positive", "unsure")
    posts = [
        {"post_id": f"p{day:%d}{i}", "post_date": day, "user_id": f"u{i}"}
        for day in DAYS
        for i in range(len(labels))
    ]
    of = [(post, i % len(labels)) for i, post in enumerate(posts)]
    yield t.POST_SENTIMENT, [{**p, "label": labels[i], "score": (i - 2) / 4} for p, i in of]
    felt = ("anger", "sadness", "joy", "joy", "neutral")
    yield t.POST_EMOTION, [{**p, "label": felt[i]} for p, i in of]
    plain = [({"post_id": p["post_id"], "post_date": p["post_date"]}, i) for p, i in of]
    yield t.POST_TOPICS, [{**p, "topic_id": i % 2, "is_clear": i < 4} for p, i in plain]
    yield t.POST_LANGUAGE, [{**p, "language": "en" if i else "de"} for p, i in plain]
    users = [{"as_of_date": LAST, "user_id": f"u{i}", "segment_id": i % 2} for i in range(5)]
    yield t.USER_SEGMENTS, users


def brands() -> Filled:
    yield t.BRAND_SENTIMENT, brand_rows()
    alert = {"negative_share": 0.6, "usual_share": 0.3, "post_count": 20, "negative_count": 12}
    yield t.SENTIMENT_ALERTS, [{**alert, "post_date": LAST, "brand": "Acme", "distance": 4.2}]
    shares = {"Acme": 0.7, "Bolt": 0.3}
    yield (
        t.SHARE_OF_VOICE,
        [
            {"post_date": day, "brand": brand, "topic_id": -2, "share": share, "post_count": 9}
            for day in DAYS
            for brand, share in shares.items()
        ],
    )


def topics() -> Filled:
    names = {"is_hidden": False, "is_edited": False}
    yield (
        t.TOPIC_NAMES,
        [{**names, "topic_id": i, "shown_as": i, "name": name} for i, name in TOPICS.items()],
    )
    felt = {"negative_share": 0.5, "neutral_share": 0.2, "positive_share": 0.3}
    sizes = {"post_count": 40, "post_share": 0.5, "author_count": 20}
    yield (
        t.TOPIC_PROFILES,
        [{"as_of_date": LAST, "topic_id": i, **sizes, **felt} for i in TOPICS],
    )
    yield (
        t.TOPIC_TRENDS,
        [
            {
                "post_date": day,
                "topic_id": topic,
                "segment_id": segment,
                "language": "all",
                "post_count": 3 + i,
                "author_count": 9,
            }
            for i, day in enumerate(DAYS)
            for topic in (-2, *TOPICS)
            for segment in EVERYBODY
        ],
    )
    burst = {"start_date": DAYS[9], "peak_date": LAST, "post_count": 60, "usual_count": 20.5}
    yield t.TOPIC_BURSTS, [{"as_of_date": LAST, "topic_id": 0, **burst}]
    terms = ("parcel", "#late")
    yield (
        t.TERM_TRENDS,
        [
            {"post_date": LAST, "kind": "word", "term": term, "rank": i + 1, "rise": 3.0 - i}
            for i, term in enumerate(terms)
        ],
    )


def people() -> Filled:
    yield t.SEGMENT_NAMES, [{"segment_id": i, "name": name} for i, name in SEGMENTS.items()]
    yield (
        t.SEGMENT_PROFILES,
        [
            {
                "as_of_date": LAST,
                "segment_id": i,
                "description": "They write much.",
                "user_count": 60 - 20 * i,
                "user_share": 0.6 - 0.2 * i,
                "map_x": float(i),
                "map_y": -float(i),
                "moods": [{"mood": mood, "share": 1 / len(MOODS)} for mood in MOODS],
            }
            for i in SEGMENTS
        ],
    )
    yield (
        t.SEGMENT_MOOD_WEEKLY,
        [
            {"week_start": week, "segment_id": i, "mood": m, "user_count": 9, "user_share": 1 / 6}
            for week in MONDAYS
            for i in SEGMENTS
            for m in MOODS
        ],
    )
    paid = {"revenue_per_user": 12.5, "revenue_per_paying_user": 50.0, "user_count": 60}
    yield (
        t.USER_REVENUE,
        [
            {"as_of_date": LAST, "segment_id": i, "window_days": 0, **paid, **CURRENCY}
            for i in EVERYBODY
        ],
    )

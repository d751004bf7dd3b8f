"""A lake with a few rows of every table that the dashboard shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from arrow_lakes import write

from voxlake import tables as t

LAST = date(2024, 3, 31)
DAYS = tuple(LAST - timedelta(days=i) for i in range(13, -1, -1))
MONDAYS = tuple(day for day in DAYS if day.weekday() == 0)
NOON = datetime(2024, 3, 31, 12, tzinfo=UTC)
BRANDS = ("all", "Acme", "Bolt")
TOPICS = {0: "late parcels", 1: "the new app"}
SEGMENTS = {0: "Loyal buyers", 1: "Quiet readers"}
MOODS = ("depressed", "stressed", "neutral", "satisfied", "cheerful", "unknown")
EVERYBODY = (-2, *SEGMENTS)
CURRENCY = {"currency": "GBP"}


def fill(folder: Path) -> None:
    """Write the lake into a folder."""
    for part in (_posts, _brands, _topics, _people, _value, _growth, _ahead, _offers, _spend, _runs):
        for table, rows in part():
            write(folder, table, *rows)


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


Filled = Iterator[tuple[t.Table, list[dict[str, Any]]]]


def _posts() -> Filled:
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
    yield t.POST_TOPICS, [{**p, "topic_id": i % 2, "is_clear": True} for p, i in plain]
    yield t.POST_LANGUAGE, [{**p, "language": "en" if i else "de"} for p, i in plain]
    users = [{"as_of_date": LAST, "user_id": f"u{i}", "segment_id": i % 2} for i in range(5)]
    yield t.USER_SEGMENTS, users


def _brands() -> Filled:
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


def _topics() -> Filled:
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


def _people() -> Filled:
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


def _value() -> Filled:
    total = {
        **CURRENCY,
        "user_count": 40,
        "expected_value": 900.0,
        "expected_value_low": 700.0,
        "expected_value_high": 1200.0,
    }
    groups = [("all", "all"), *(("segment", str(i)) for i in SEGMENTS)]
    yield (
        t.VALUE_TOTALS,
        [
            {"as_of_date": LAST, "grouping": of, "group_name": name, "horizon_days": ahead, **total}
            for of, name in groups
            for ahead in (90, 365)
        ],
    )
    yield (
        t.SEGMENT_VALUE,
        [
            {"as_of_date": LAST, "segment_id": 0, "country": country, "user_count": 9, **CURRENCY}
            for country in ("France", "unknown")
        ],
    )
    foretold = {"predicted_value": 90.0, "actual_value": 80.0, "cutoff_date": DAYS[0], **CURRENCY}
    yield (
        t.VALUE_HOLDOUT,
        [
            {"as_of_date": LAST, "predictor": "model", "decile": tenth, **foretold}
            for tenth in range(1, 11)
        ],
    )
    yield (
        t.BUYER_COHORTS,
        [
            {
                "as_of_date": LAST,
                "period": "month",
                "cohort_start": date(2024, month, 1),
                "age": age,
                "cohort_size": 50,
                "buyer_count": 10,
                "buyer_share": 0.2,
            }
            for month in (1, 2)
            for age in range(4 - month)
        ],
    )


def _growth() -> Filled:
    active = {"dau": 30, "wau": 60, "mau": 90, "month_days": 28}
    week = {"weekly_new": 4, "weekly_retained": 50, "weekly_resurrected": 6, "weekly_dormant": 5}
    yield (
        t.GROWTH,
        [
            {"activity_date": day, "segment_id": segment, **active, **week}
            for day in DAYS
            for segment in EVERYBODY
        ],
    )
    yield (
        t.RETENTION,
        [
            {
                "period_start": MONDAYS[-1],
                "period": "week",
                "cohort_start": MONDAYS[0],
                "period_number": number,
                "cohort_size": 20,
                "active_users": 20 - 5 * number,
                "active_share": 1 - number / 4,
            }
            for number in range(2)
        ],
    )
    steps = ("known", "active", "first_purchase", "second_purchase", "third_purchase")
    yield (
        t.USER_FUNNEL,
        [
            {
                "as_of_date": LAST,
                "segment_id": segment,
                "step_number": i,
                "step": step,
                "user_count": 100 - 20 * i,
                "share_of_known": 1 - i / 5,
            }
            for segment in EVERYBODY
            for i, step in enumerate(steps)
        ],
    )
    hour = {"hour": 9, "time_zone": "UTC", "segment_id": 0}
    yield (
        t.ACTIVITY_HOURS,
        [
            {
                "activity_date": day,
                "local_date": day,
                **hour,
                "measure": "revenue",
                "activity_count": 9,
                "total": 120.0,
            }
            for day in DAYS
        ],
    )


def _ahead() -> Filled:
    expected = {"forecast": 30.0, "low": 20.0, "high": 40.0, "level": 95}
    days = [LAST + timedelta(days=i) for i in range(1, 8)]
    yield (
        t.FORECASTS,
        [
            {"as_of_date": LAST, "series": of, "segment_id": -2, "target_date": day, **expected}
            for of in ("active_users", "orders")
            for day in days
        ],
    )
    all_posts = {"series": "posts", "grouping": "all", "group_id": "all"}
    yield (
        t.ENGAGEMENT_FORECASTS,
        [{"as_of_date": LAST, **all_posts, "target_date": day, **expected} for day in days],
    )
    hours = [(weekday, hour) for weekday in range(1, 8) for hour in range(24)]
    yield (
        t.DEMAND,
        [
            {
                "as_of_date": LAST,
                "segment_id": -2,
                "measure": "active_users",
                "weekday": weekday,
                "hour": hour,
                "activity_count": 9,
                "expected": float(hour),
                "low": hour - 1.0,
                "high": hour + 1.0,
            }
            for weekday, hour in hours
        ],
    )
    every = {"account_id": "all", "content_type": "all", "segment_id": -2}
    yield (
        t.BEST_POST_TIMES,
        [
            {"as_of_date": LAST, **every, "weekday": weekday, "hour": hour, "gain": 1 + hour / 24}
            for weekday, hour in hours
        ],
    )


def _offers() -> Filled:
    figure = {"metric": "recall", "band": "all", "cutoff": 10, "user_count": 90}
    yield (
        t.RECOMMENDATION_METRICS,
        [
            {"as_of_date": LAST, "kind": "friend", "method": method, **figure, "value": 0.2}
            for method in ("recommended", "popular", "covisitation")
        ],
    )
    shown = {"shown_count": 500, "clicked_count": 50, "click_rate": 0.1, "user_count": 90}
    yield (
        t.RECOMMENDATION_CLICKS,
        [{"as_of_date": LAST, "kind": "friend", "rank": rank, **shown} for rank in range(4)],
    )
    tag = {"hashtag": "shopping", "author_count": 40, "post_count": 60, "uplift": 0.1}
    yield t.HASHTAGS, [{"as_of_date": LAST, **tag}]
    pair = {"item_id": "tea", "other_item_id": "milk", "lift": 3.1, "lift_low": 2.0}
    yield t.BOUGHT_TOGETHER, [{"as_of_date": LAST, **pair, "confidence": 0.4}]


def _spend() -> Filled:
    result = {"window_days": 0, "segment_id": -2, "order_count": 9, **CURRENCY}
    yield (
        t.CAMPAIGN_RESULTS,
        [
            {
                "as_of_date": LAST,
                "grouping": of,
                "group_name": name,
                "campaign_name": "Spring" if of == "campaign" else None,
                "return_on_spend": 2.5,
                **result,
            }
            for of, name in (("campaign", "c:1"), ("channel", "search"))
        ],
    )
    of = {"as_of_date": LAST, "country": "all", **CURRENCY}
    kinds = {"search": "channel", "baseline": "base"}
    yield (
        t.MIX_CONTRIBUTIONS,
        [
            {**of, "week_start": week, "component": name, "kind": kind, "contribution": 300.0}
            for week in MONDAYS
            for name, kind in kinds.items()
        ],
    )
    yield t.MIX_CHANNELS, [{**of, "channel": "search", "marginal_return": 1.4}]
    yield t.BUDGET_PLAN, [{**of, "week_start": LAST, "channel": "search"}]
    arms = {"control": "control", "new": "better"}
    yield (
        t.EXPERIMENT_RESULTS,
        [
            {
                "as_of_date": LAST,
                "experiment_id": "e:1",
                "metric": "order",
                "arm": arm,
                "segment_id": -2,
                "user_count": 90,
                "control_user_count": 90,
                "reason": reason,
                "verdict": "Use the new one.",
            }
            for arm, reason in arms.items()
        ],
    )


def _runs() -> Filled:
    feed = {"source": "shop", "file": "f", "content_id": "c", "table_name": "posts"}
    steps = {"read": 10, "accepted": 8, "duplicate": 1, "rejected": 1, "rejected: id_missing": 1}
    yield t.DATA_QUALITY, [{**feed, "step": step, "row_count": n} for step, n in steps.items()]
    metric = {"model": "sentiment", "model_version": "1", "split": "test", "metric": "recall"}
    yield t.MODEL_METRICS, [{**metric, "value": 0.7}]
    profile = {"table_name": "posts", "source": "shop", "row_count": 10, "null_share": 0.4}
    yield t.COLUMN_PROFILES, [{"month": date(2024, 3, 1), **profile, "column_name": "language"}]
    run = {"run_id": "r1", "started_at": NOON, "heartbeat_at": NOON, "seconds": 12.0}
    yield (
        t.JOB_RUNS,
        [
            {**run, "job": "ingest", "status": "done", "row_count": 10},
            {**run, "job": "score_sentiment", "status": "failed", "reason": "no space left"},
        ],
    )

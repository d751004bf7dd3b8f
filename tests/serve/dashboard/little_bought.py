"""Rows of what people bought and did, and of what is expected."""

from __future__ import annotations

from datetime import date, timedelta

from little_days import CURRENCY, DAYS, EVERYBODY, LAST, MONDAYS, SEGMENTS, Filled

from voxlake import tables as t


def value() -> Filled:
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


def growth() -> Filled:
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


def ahead() -> Filled:
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

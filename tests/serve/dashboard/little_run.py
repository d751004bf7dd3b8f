"""Rows of recommendations, campaigns and runs."""

from __future__ import annotations

from datetime import date

from little_days import CURRENCY, LAST, MONDAYS, NOON, Filled

from voxlake import tables as t


def offers() -> Filled:
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


def spend() -> Filled:
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


def runs() -> Filled:
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

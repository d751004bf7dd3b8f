from dataclasses import replace
from datetime import date, timedelta

from voxlake.core.days import Days
from voxlake.jobs import alert_sentiment
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.watch.alert_settings import AlertSettings
from voxlake.run.context import Context
from voxlake.tables import BRAND_SENTIMENT, POST_SENTIMENT, POSTS, SENTIMENT_ALERTS

MONDAY = date(2024, 3, 4)
BEFORE = [MONDAY - timedelta(days=7 * week) for week in (4, 3, 2, 1)]


def test_a_day_is_held_against_the_counts_of_earlier_runs(spark, frame, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    posts, sentiment = [], []
    for day in [*BEFORE, MONDAY]:
        for n in range(40):
            key = {"post_id": f"{day}:{n}", "post_date": day}
            posts.append({**key, "text": "so so", "is_usable": True})
            is_negative = n < (30 if day == MONDAY else 8)
            label = "negative" if is_negative else "neutral"
            sentiment.append({**key, "label": label, "negative": 0.9 * is_negative})
    days = Days.of([*BEFORE, MONDAY])
    lake.replace(frame(POSTS, *posts), POSTS, days)
    lake.replace(frame(POST_SENTIMENT, *sentiment), POST_SENTIMENT, days)
    ctx = Context(spark, lake, None, Days.of(BEFORE), "run")

    alert_sentiment.run(ctx, AlertSettings())
    assert ctx.notes["alerts"] == 0
    for _ in range(2):
        alert_sentiment.run(replace(ctx, days=Days.of([MONDAY])), AlertSettings())

    assert lake.read(BRAND_SENTIMENT).count() == 5
    (alert,) = lake.read(SENTIMENT_ALERTS).collect()
    assert (alert["post_date"], alert["brand"]) == (MONDAY, "all")
    assert (alert["negative_share"], alert["usual_share"]) == (0.75, 0.2)
    assert len(alert["post_ids"]) == 5

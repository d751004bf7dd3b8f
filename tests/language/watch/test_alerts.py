from datetime import date, timedelta

import numpy as np
import pytest
from pyspark.sql import functions as F

from voxlake.language.watch.alert_settings import AlertSettings
from voxlake.language.watch.alerts import (
    brand_sentiment,
    posts_by_brand,
    sentiment_alerts,
    unusual_days,
)
from voxlake.tables import POST_SENTIMENT, POSTS
from voxlake.text.wording import any_of

MONDAY = date(2024, 3, 4)
DAYS = "brand string, post_date date, post_count long, negative_count long"


def day(back, negative, posts=200, brand="all"):
    on = MONDAY - timedelta(days=back)
    return {"brand": brand, "post_date": on, "post_count": posts, "negative_count": negative}


def weeks(of_weekday, count=8):
    """The weeks before, with negative posts by weekday from Monday; Mondays a day apart vary."""
    return [day(7 * w - n, of_weekday[n]) for w in range(1, count + 1) for n in range(7)]


def alerts_of(frame, rows, **settings):
    found = unusual_days(frame(DAYS, *rows), AlertSettings(**settings)).collect()
    return {(row["brand"], row["post_date"]): row for row in found}


def test_a_day_far_above_its_weekday_is_found_with_what_is_usual(frame):
    usual = weeks([40, 40, 40, 40, 40, 100, 100])

    found = alerts_of(frame, [*usual, day(0, 70)])

    assert set(found) == {("all", MONDAY)}
    row = found["all", MONDAY]
    assert (row["negative_share"], row["usual_share"]) == (0.35, 0.2)
    # Days before that vary by chance at most: the angles of 70 of 200 and of 320 of 1,600, over
    # the root of 1 / 200.5.
    angles = [2 * np.arcsin(np.sqrt((x + 0.375) / (n + 0.75))) for x, n in ((70, 200), (320, 1600))]
    assert row["distance"] == pytest.approx((angles[0] - angles[1]) * np.sqrt(200.5))


def test_one_negative_post_is_no_alert_where_there_were_none(frame):
    nothing = weeks([0] * 7)

    assert not alerts_of(frame, [*nothing, day(0, 1, posts=34)])
    assert alerts_of(frame, [*nothing, day(0, 8, posts=34)])


def test_what_is_much_for_a_monday_is_usual_for_a_weekend(frame):
    usual = weeks([40, 40, 40, 40, 40, 100, 100])

    assert not alerts_of(frame, [*usual, day(0, 40), day(-5, 100), day(-6, 104)])


def test_days_that_swing_by_themselves_need_more(frame):
    calm = weeks([40] * 7)
    swinging = [{**row, "negative_count": 20 if n % 2 else 60} for n, row in enumerate(calm)]

    assert alerts_of(frame, [*calm, day(0, 64)])
    assert not alerts_of(frame, [*swinging, day(0, 64)])


def test_few_posts_or_few_weeks_give_no_alert(frame):
    assert not alerts_of(frame, [*weeks([40] * 7), day(0, 20, posts=25)])
    assert not alerts_of(frame, [*weeks([40] * 7, count=2), day(0, 150)])
    assert alerts_of(frame, [*weeks([40] * 7, count=3), day(0, 150)])


def test_ordinary_days_give_false_alarms_about_as_often_as_is_set(frame):
    draws = np.random.default_rng(11)
    rows = []
    for brand in range(60):
        for back in range(84):
            share = draws.beta(20, 80)  # days vary by more than chance
            negative = int(draws.binomial(150, share))
            rows.append(day(back, negative, posts=150, brand=f"b{brand}"))

    found = alerts_of(frame, rows, false_alarms=0.02)

    tested = 60 * (84 - 56)
    late = [key for key in found if (MONDAY - key[1]).days < 28]
    assert 0.008 < len(late) / tested < 0.04


def test_a_brand_is_looked_for_as_it_is_written_also_where_it_ends_a_quotation(spark):
    texts = [(r"an x\Ey|z here",), ("z",), ("x",)]

    found = spark.createDataFrame(texts, "text string").where(
        F.col("text").rlike(any_of((r"x\Ey|z",)))
    )

    assert [tuple(row) for row in found.collect()] == texts[:1]


def test_brands_are_found_by_whole_words_and_examples_by_their_reach(frame):
    posts, sentiment = [], []

    def add(back, number, text, label, views):
        on = MONDAY - timedelta(days=back)
        key = {"post_id": f"{back}-{number}", "post_date": on}
        posts.append({**key, "text": text, "view_count": views, "is_usable": True})
        negative = 0.9 if label == "negative" else 0.1
        sentiment.append({**key, "label": label, "negative": negative})

    for week in range(5):
        for n in range(40):
            bad = n < (30 if week == 0 else 8)
            label = "negative" if bad else "positive"
            add(7 * week, n, "My ACME+ parcel" if n % 2 else "acme-like, not it", label, n)
            add(7 * week, 100 + n, "nothing to see", "positive", 0)
    settings = AlertSettings(brands={"acme": ("acme+", "@acme")}, min_posts=20)

    named = posts_by_brand(frame(POSTS, *posts), frame(POST_SENTIMENT, *sentiment), settings)
    found = sentiment_alerts(brand_sentiment(named), named, settings).collect()

    rows = {row["brand"]: row for row in found}
    assert set(rows) == {"all", "acme"}
    acme = rows["acme"]
    assert (acme["post_count"], acme["negative_count"]) == (20, 15)
    assert acme["reach"] == sum(range(1, 30, 2))
    assert acme["post_ids"] == ["0-29", "0-27", "0-25", "0-23", "0-21"]
    # Wilson's interval of 15 of 20 at 95%.
    assert (acme["low"], acme["high"]) == pytest.approx((0.5313, 0.8881), abs=1e-4)
    assert rows["all"]["post_count"] == 80

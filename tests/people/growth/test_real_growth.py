"""Growth and retention of real posts are as sets and pandas count them."""

from datetime import timedelta

import pandas as pd
import plain_growth
import pytest

from voxlake.core.days import Days
from voxlake.people.growth.accounts import account_growth, stretches_of
from voxlake.people.growth.retention import count_retention, period_starts
from voxlake.people.growth.settings import GrowthSettings
from voxlake.tables import USER_DAYS, USER_FIRST_DAYS, USER_SEGMENTS

DAYS_COUNTED = 100  # the last ones, with two months before them


def tweets(shared_data):
    rows = pd.read_csv(
        shared_data / "ggplot2_tweets" / "tweets.csv.gz", usecols=["user_id", "created_at"]
    )
    return rows.user_id, pd.to_datetime(rows.created_at, utc=True)


def stories(shared_data):
    rows = pd.read_csv(
        shared_data / "hacker_news" / "hacker_news.csv.gz", usecols=["author", "created_at"]
    )
    return rows.author, pd.to_datetime(rows.created_at, format="%m/%d/%Y %H:%M")


@pytest.mark.parametrize("source", [tweets, stories], ids=lambda source: source.__name__)
def test_real_posts_are_counted_as_pandas_counts_them(source, shared_data, spark, measured):
    users, times = source(shared_data)
    active = pd.DataFrame({"user_id": users, "activity_date": times.dt.date}).drop_duplicates()
    firsts = active.groupby("user_id").activity_date.min()
    last = active.activity_date.max()
    counts = ["post_count", "repost_count", "order_count", "event_count"]
    days = active.reindex(columns=["activity_date", "user_id"]).assign(**dict.fromkeys(counts, 1))
    user_days = spark.createDataFrame(days, USER_DAYS.schema)
    first_days = spark.createDataFrame(
        [(d.replace(day=1), u, d) for u, d in firsts.items()], USER_FIRST_DAYS.schema
    )
    span = Days.between(last - timedelta(days=DAYS_COUNTED - 1), last)
    every = period_starts(Days.between(active.activity_date.min(), last))
    segments = spark.createDataFrame([], USER_SEGMENTS.schema)

    growth = account_growth(
        user_days, first_days, segments, stretches_of(span, Days.of([])), GrowthSettings()
    ).collect()
    retention = count_retention(user_days, first_days, every).collect()

    expected = plain_growth.growth(active, span)
    found = {(row.activity_date, row.segment_id): row.asDict() for row in growth}
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        assert {name: found[key][name] for name in row} == row, key
    assert {
        (r.period, r.period_start, r.cohort_start): (r.cohort_size, r.active_users)
        for r in retention
    } == plain_growth.retention(active, last)
    row = found[last, -2]
    told = ", ".join(f"{name} {row[name]}" for name in ("dau", "wau", "mau", "monthly_new"))
    measured(f"{source.__name__}: {len(active):,} user days, on {last} {told}, as pandas counts")

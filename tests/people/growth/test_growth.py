"""Growth worked out by hand on a month, and against sets on random days."""

import random
from datetime import date, timedelta

import pandas as pd
import plain_growth
import pytest

from voxlake.core.days import Days
from voxlake.people.growth.accounts import Stretch, account_growth, stretches_of
from voxlake.people.growth.settings import GrowthSettings
from voxlake.tables import GROWTH, USER_DAYS, USER_FIRST_DAYS, USER_SEGMENTS

SETTINGS = GrowthSettings()
FEBRUARY = date(2024, 2, 1)  # a Thursday


def february(day):
    return FEBRUARY + timedelta(days=day - 1)


@pytest.fixture
def count(spark, frame):
    """Growth of some days by day and segment, from the days on which each user was active."""

    def count(active, days, segments=(), settings=SETTINGS):
        rows = [{"user_id": u, "activity_date": d} for u, dates in active.items() for d in dates]
        firsts = [
            {"user_id": u, "first_date": min(dates), "first_month": min(dates).replace(day=1)}
            for u, dates in active.items()
        ]
        held = [{"user_id": u, "as_of_date": d, "segment_id": s} for u, d, s in segments]
        snapshots = Days.of(day for _, day, _ in segments)
        found = account_growth(
            frame(USER_DAYS, *rows),
            frame(USER_FIRST_DAYS, *firsts),
            frame(USER_SEGMENTS, *held),
            stretches_of(Days.of(days), snapshots),
            settings,
        )
        assert found.columns == list(GROWTH.column_names)
        return {(r.activity_date, r.segment_id): r.asDict() for r in found.collect()}

    return count


def without_keys(rows):
    keys = ("activity_date", "segment_id")
    return {k: {n: v for n, v in row.items() if n not in keys} for k, row in rows.items()}


def test_a_hand_made_month_is_counted_as_worked_out_by_hand(count):
    # Ann posts each day. Ben comes on the 1st and the 2nd and returns on the 16th, 14 days after.
    # Cat comes on the 10th and stays to the 12th. Dan comes on the 29th.
    active = {
        "ann": [february(n) for n in range(1, 30)],
        "ben": [february(1), february(2), february(16)],
        "cat": [february(10), february(11), february(12)],
        "dan": [february(29)],
    }

    found = count(active, [february(n) for n in (1, 2, 3, 9, 10, 16, 19, 29)])

    def told(day, *names):
        return tuple(found[february(day), -2][name] for name in names)

    sizes = ("dau", "wau", "mau")
    assert told(1, *sizes, "stickiness") == (2, 2, 2, 1.0)
    assert told(10, *sizes) == (2, 2, 3)  # ben's 2nd lies out of the week of the 4th to the 10th
    assert told(29, *sizes, "stickiness") == (2, 2, 4, 0.5)  # the month begins on the 2nd
    daily = ("daily_new", "daily_retained", "daily_resurrected", "daily_dormant")
    assert told(1, *daily, "daily_quick_ratio") == (2, 0, 0, 0, None)
    assert told(2, *daily, "daily_quick_ratio") == (0, 2, 0, 0, None)
    assert told(3, *daily, "daily_quick_ratio") == (0, 1, 0, 1, 0.0)
    assert told(10, *daily) == (1, 1, 0, 0)
    assert told(16, *daily) == (0, 1, 1, 0)
    weekly = ("weekly_new", "weekly_retained", "weekly_resurrected", "weekly_dormant")
    # The 3rd to the 9th against 27 January to the 2nd: ben fell dormant.
    assert told(9, *weekly, "weekly_quick_ratio") == (0, 1, 0, 1, 0.0)
    # The 10th to the 16th against the 3rd to the 9th: cat is new, ben comes back from the dead.
    assert told(16, *weekly, "weekly_quick_ratio") == (1, 1, 1, 0, None)
    # The 13th to the 19th against the 6th to the 12th: cat fell dormant, and ben came back.
    assert told(19, *weekly, "weekly_quick_ratio") == (0, 1, 1, 1, 1.0)
    monthly = ("monthly_new", "monthly_retained", "monthly_resurrected", "monthly_dormant")
    # The 2nd to the 29th against the 28 days to the 1st: ann and ben stay, cat and dan are new.
    assert told(29, *monthly) == (2, 2, 0, 0)


def test_a_user_counts_in_the_segment_of_the_last_snapshot_by_the_day(count):
    segments = [("ann", february(2), 0), ("ben", february(2), 0), ("ann", february(4), 1)]
    active = {"ann": [february(1)], "ben": [february(1)], "cat": [february(4)]}

    found = count(active, [february(n) for n in (1, 2, 3, 4)], segments)

    mau = {(day.day, segment): row["mau"] for (day, segment), row in found.items()}
    assert mau == {
        (1, -1): 2,
        (1, -2): 2,
        (2, 0): 2,
        (2, -2): 2,
        (3, 0): 2,
        (3, -2): 2,
        (4, 1): 1,
        (4, -1): 2,  # ben is in no segment of the 4th
        (4, -2): 3,
    }


@pytest.mark.parametrize(("seed", "month_days"), [(1, 28), (2, 30)])
def test_random_days_are_counted_as_sets_count_them(count, seed, month_days, measured):
    draw = random.Random(seed)
    span = [FEBRUARY + timedelta(days=n) for n in range(150)]
    active = {f"u{n}": draw.sample(span, draw.choice((1, 2, 5, 20))) for n in range(60)}
    snapshots = draw.sample(span, 4)
    segments = [
        (user, day, draw.randrange(3))
        for day in snapshots
        for user in active
        if draw.random() < 0.8
    ]
    held = {(user, day): segment for user, day, segment in segments}

    def segment_of(user, day):
        last = max((s for s in snapshots if s <= day), default=None)
        return held.get((user, last), -1)

    some = draw.sample(span, 100)  # with holes between them
    rows = pd.DataFrame(
        [(u, d) for u, days in active.items() for d in days], columns=["user_id", "activity_date"]
    )

    found = count(active, some, segments, GrowthSettings(month_days=month_days))

    expected = plain_growth.growth(rows, some, month_days, segment_of)
    assert without_keys(found) == expected
    measured(f"growth of {len(expected)} random days and segments is as sets count, seed {seed}")


def test_one_user_of_whom_are_95_in_100_rows_is_one_user(count):
    every = [FEBRUARY + timedelta(days=n) for n in range(95)]
    active = {"one": every, **{f"u{n}": [FEBRUARY] for n in range(5)}}

    found = count(active, [every[-1]])

    row = found[every[-1], -2]
    assert (row["dau"], row["mau"], row["monthly_retained"], row["stickiness"]) == (1, 1, 1, 1.0)
    assert row["monthly_quick_ratio"] is None


def test_users_who_are_all_alike_on_one_day_come_and_fall_dormant_together(count):
    found = count({f"u{n}": [FEBRUARY] for n in range(4)}, [FEBRUARY, february(8), february(15)])

    told = [
        tuple(found[day, -2][n] for n in ("dau", "weekly_new", "weekly_dormant", "monthly_new"))
        for day in (FEBRUARY, february(8), february(15))
    ]
    assert told == [(4, 4, 0, 4), (0, 0, 4, 4), (0, 0, 0, 4)]


def test_without_a_user_there_are_no_rows(count):
    assert count({}, [FEBRUARY]) == {}


def test_stretches_break_where_days_do_and_where_segments_change():
    days = Days.of(february(n) for n in (1, 2, 3, 5, 6))

    found = stretches_of(days, Days.of([february(2), february(6)]))

    assert found == [
        Stretch(february(1), february(1), None),
        Stretch(february(2), february(3), february(2)),
        Stretch(february(5), february(5), february(2)),
        Stretch(february(6), february(6), february(6)),
    ]

from datetime import date, datetime

import pytest
from pyspark.sql import functions as F

from voxlake.core.zones import start_of
from voxlake.spark.local_time import local_date, local_hour, start_of_day

LOS_ANGELES = "America/Los_Angeles"


@pytest.fixture(params=["UTC", "Asia/Kolkata"])
def session(spark, request):
    """The session, in a zone of its own."""
    spark.conf.set("spark.sql.session.timeZone", request.param)
    yield spark
    spark.conf.set("spark.sql.session.timeZone", "UTC")


def seconds(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp())


def test_days_and_hours_are_those_of_the_zone_in_every_session(session):
    cases = [
        ("1969-12-31T23:59:59+00:00", "UTC", date(1969, 12, 31), 23),
        ("1970-01-01T00:00:00+00:00", "UTC", date(1970, 1, 1), 0),
        ("2024-03-01T07:59:59+00:00", LOS_ANGELES, date(2024, 2, 29), 23),
        ("2024-03-01T08:00:00+00:00", LOS_ANGELES, date(2024, 3, 1), 0),
        # The night in which clocks go from 2:00 to 3:00: a day of 23 hours.
        ("2024-03-10T09:59:59+00:00", LOS_ANGELES, date(2024, 3, 10), 1),
        ("2024-03-10T10:00:00+00:00", LOS_ANGELES, date(2024, 3, 10), 3),
        ("2024-03-11T06:59:59+00:00", LOS_ANGELES, date(2024, 3, 10), 23),
        ("2024-03-11T07:00:00+00:00", LOS_ANGELES, date(2024, 3, 11), 0),
        # The night in which they go back from 2:00 to 1:00: a day of 25 hours.
        ("2024-11-03T07:00:00+00:00", LOS_ANGELES, date(2024, 11, 3), 0),
        ("2024-11-03T08:30:00+00:00", LOS_ANGELES, date(2024, 11, 3), 1),
        ("2024-11-03T09:30:00+00:00", LOS_ANGELES, date(2024, 11, 3), 1),
        ("2024-11-04T07:59:59+00:00", LOS_ANGELES, date(2024, 11, 3), 23),
        ("2024-03-01T18:15:00+00:00", "Asia/Kathmandu", date(2024, 3, 2), 0),
    ]
    instants = [F.timestamp_seconds(F.lit(seconds(at))) for at, *_ in cases]

    row = session.range(1).select(
        F.array(*(local_date(at, case[1]) for at, case in zip(instants, cases, strict=True))),
        F.array(*(local_hour(at, case[1]) for at, case in zip(instants, cases, strict=True))),
    )

    days, hours = row.collect()[0]
    assert list(zip(days, hours, strict=True)) == [case[2:] for case in cases]


def test_a_day_starts_in_spark_when_it_does_in_python(session):
    cases = [
        (date(2024, 3, 10), "UTC"),
        *((date(2024, month, day), LOS_ANGELES) for month, day in ((3, 10), (3, 11), (11, 4))),
        (date(2024, 4, 26), "Africa/Cairo"),  # clocks skip midnight
        (date(2024, 11, 3), "America/Havana"),  # clocks show it twice
    ]
    starts = [F.unix_seconds(start_of_day(F.lit(day), zone)) for day, zone in cases]

    (found,) = session.range(1).select(F.array(*starts)).collect()[0]

    assert found == [round(start_of(day, zone).timestamp()) for day, zone in cases]

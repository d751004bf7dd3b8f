"""Times are read as people and programs write them, or it is said what they look like."""

from datetime import UTC, datetime

import pytest
from pyspark.sql import functions as F

from voxlake.ingest import times
from voxlake.ingest.mapping import Expression
from voxlake.ingest.written_times import tidy
from voxlake.ingest.zones import zone_in_words

ISO = {  # Europe/Berlin where no zone is written, in a lake of UTC
    "2024-01-31T18:05:00.123456789Z": "2024-01-31 18:05:00.123456",
    "2024-01-31 18:05:00 UTC": "2024-01-31 18:05:00",
    "2024-01-31T18:05:00+0530": "2024-01-31 12:35:00",
    "2024-01-31T18:05:00+05": "2024-01-31 13:05:00",
    "2024-01-31T18:05:00 +5:30": "2024-01-31 12:35:00",
    "2024-01-31 18:05 UTC+2": "2024-01-31 16:05:00",
    "20240131T180500Z": "2024-01-31 18:05:00",
    "20240131T1805": "2024-01-31 17:05:00",
    "20240131180500": "2024-01-31 17:05:00",
    "20240131": "2024-01-31 00:00:00",
    "2024-01-31T18:05Z": "2024-01-31 18:05:00",
    "2024-01-31": "2024-01-31 00:00:00",
    "2024-1-3": "2024-01-03 00:00:00",
    "2024/01/31 18:05": "2024-01-31 17:05:00",
    "2024-01-31, 18:05": "2024-01-31 17:05:00",
    "0001-01-01T00:00:00Z": "0001-01-01 00:00:00",
    "2024-01-31T24:00:00Z": "2024-02-01 00:00:00",
    "2024-03-30 24:00": "2024-03-30 23:00:00",
    "2024-12-31T23:59:60Z": "2025-01-01 00:00:00",
    "2024-01-31t18:05:00z": "2024-01-31 18:05:00",
    "2024-01-31T18:05:00\u221205:00": "2024-01-31 23:05:00",
    "2024-01-31T18:05:00-00:00": "2024-01-31 18:05:00",
    "2024-03-31 02:30:00": "2024-03-31 01:30:00",
    "2024-10-27 02:30:00": "2024-10-27 00:30:00",
    "2024-01-31T18:05:00[Europe/Berlin]": "2024-01-31 17:05:00",
    "2024-01-31T18:05:00-05:00[America/New_York]": "2024-01-31 23:05:00",
    "2024-01-31 18:05 America/New_York": "2024-01-31 23:05:00",
    "2024-01-31 18:05:00 PST": "2024-02-01 02:05:00",
    "2024-01-31 18:05:00 (CET)": "2024-01-31 17:05:00",
    "2024-01-31\u202f6:05\u202fp.m.": "2024-01-31 17:05:00",
    "2024-01-31 12:05:00 AM Z": "2024-01-31 00:05:00",
    "Wed, 31 Jan 2024 18:05:00 GMT": "2024-01-31 18:05:00",
    "31 Jan 2024 18:05 EST": "2024-01-31 23:05:00",
    "2024-1-31 8:05:00": "2024-01-31 07:05:00",
    "2024-01-31T18:05:00,123Z": "2024-01-31 18:05:00.123",
    " 2024-01-31T18:05:00.5\u00a0": "2024-01-31 17:05:00.5",
    "2024-02-30T10:00:00Z": "time_malformed",
    "2024-01-31 24:01": "time_malformed",
    "2024-01-31 18:05 Europe/Nowhere": "time_malformed",
    "2024-01-31 18:05 IST": "time_malformed",
    "13:05": "time_malformed",
    "now": "time_malformed",
    "": "time_malformed",
    "1706724300": "time_in_seconds",
    "1706724300.5": "time_in_seconds",
    "1706724300123": "time_in_milliseconds",
    "1706724300123456": "time_in_microseconds",
    "9" * 50_000: "time_malformed",
    None: None,
}
AMERICAN = {  # M/d/yy h:mm a, New York
    "1/5/24 9:07 PM": "2024-01-06 02:07:00",
    "01/05/2024 9:07 pm": "2024-01-06 02:07:00",
    "12/31/24 12:00 AM": "2024-12-31 05:00:00",
    "1/5/24 9:07\u202fPM": "2024-01-06 02:07:00",
    "1/5/24 9:07 p.m.": "2024-01-06 02:07:00",
    "1/5/24 9:07 P. M.": "2024-01-06 02:07:00",
    "3/10/24 2:30 AM": "2024-03-10 07:30:00",
    "11/3/24 1:30 AM": "2024-11-03 05:30:00",
    "5/1/24 21:07": "time_malformed",
    "13/5/24 9:07 PM": "time_malformed",
    "1706724300": "time_in_seconds",
}
GERMAN = {  # d. MMM yyyy[ HH:mm][ VV], locale de, Berlin
    "31. Januar 2024 18:05": "2024-01-31 17:05:00",
    "1. März 2024 18:05": "2024-03-01 17:05:00",
    "1. Mrz 2024 18:05": "2024-03-01 17:05:00",
    "1. Sept. 2024": "2024-09-01 00:00:00",
    "1. DEZEMBER 2024 00:00": "2024-11-30 23:00:00",
    "1. Oct 2024 18:05 America/New_York": "2024-10-01 22:05:00",
    "1. Foo 2024 18:05": "time_malformed",
}
SPANISH = {"31 de enero de 2024, 6:05 p. m.": "2024-01-31 18:05:00"}
FRENCH = {"1 août 2024": "2024-08-01 00:00:00", "1 FEVR. 2024": "2024-02-01 00:00:00"}
WEEKDAYS = {  # EEE, MMM d, yyyy[ h:mm a]
    "Sat, Mar 2, 2024": "2024-03-02 00:00:00",
    "Samedi, March 2, 2024 6:05 PM": "2024-03-02 18:05:00",
    "2, Mar 2, 2024": "time_malformed",
}
SECONDS = {
    "1706724300": "2024-01-31 18:05:00",
    "1706724300.5": "2024-01-31 18:05:00.5",
    "1.7067243E9": "2024-01-31 18:05:00",
    "1706724300 ": "2024-01-31 18:05:00",
    "-1": "1969-12-31 23:59:59",
    "1706724300123": "time_in_milliseconds",
    "1706724300123456": "time_in_microseconds",
    "1e300": "time_malformed",
}
MILLISECONDS = {"1706724300123": "2024-01-31 18:05:00.123", "1706724300": "time_in_seconds"}
MICROSECONDS = {
    "1706724300123456": "2024-01-31 18:05:00.123456",
    "1706724300123": "time_in_milliseconds",
    "1706724300": "time_in_seconds",
}
ALL = (
    (ISO, {"zone": "Europe/Berlin"}),
    (AMERICAN, {"time": "M/d/yy h:mm a", "zone": "America/New_York"}),
    (GERMAN, {"time": "d. MMMM yyyy[ HH:mm][ VV]", "zone": "Europe/Berlin", "locale": "de"}),
    (SPANISH, {"time": "d 'de' MMM 'de' yyyy, h:mm a", "locale": "es"}),
    (FRENCH, {"time": "d MMM yyyy", "locale": "fr"}),
    (WEEKDAYS, {"time": "EEE, MMM d, yyyy[ h:mm a]"}),
    (SECONDS, {"time": "unix_seconds"}),
    (MILLISECONDS, {"time": "unix_milliseconds"}),
    (MICROSECONDS, {"time": "unix_microseconds"}),
)


@pytest.mark.parametrize("ansi", ["false", "true"], ids=["ansi off", "ansi on"])
def test_times_are_read_as_they_are_written(spark, ansi: str):
    wanted = [(n, text, said) for n, (cases, _) in enumerate(ALL) for text, said in cases.items()]
    frame = spark.createDataFrame(wanted, "n int, text string, wanted string").coalesce(1)
    said = F.lit(None).cast("string")
    for n, (_, keys) in reversed(list(enumerate(ALL))):
        read = times.timestamp(F.col("tidy"), Expression(column="t", **keys), "UTC")
        one = F.coalesce(F.unix_micros(read.value).cast("string"), read.reason)
        said = F.when(F.col("n") == n, one).otherwise(said)
    conf = {
        "spark.sql.ansi.enabled": ansi,
        "spark.sql.session.timeZone": "Asia/Kolkata",
        "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    }
    before = {key: spark.conf.get(key, None) for key in conf}
    for key, value in conf.items():
        spark.conf.set(key, value)
    try:
        rows = (
            frame.withColumn("tidy", tidy(F.col("text"))).select("text", "wanted", said).collect()
        )
    finally:
        for key, value in before.items():
            spark.conf.set(key, value) if value is not None else spark.conf.unset(key)

    assert [(text, told, _in_utc(read)) for text, told, read in rows if told != _in_utc(read)] == []


def test_each_row_may_have_a_zone_of_its_own(spark):
    rows = [
        ("2024-01-31 18:05", "Europe/Berlin", "17:05"),
        ("2024-07-31 18:05", "America/New_York", "22:05"),
        ("2024-01-31 18:05", "PST", "02:05"),
        ("2024-01-31 18:05", "+05:30", "12:35"),
        ("2024-01-31 18:05", "GMT-3", "21:05"),
        ("2024-01-31 18:05Z", "Europe/Berlin", "18:05"),
        ("2024-01-31 18:05Z", None, "18:05"),
        ("2024-01-31 18:05", "berlin", "17:05"),
        ("2024-01-31 18:05", "Eastern Time (US & Canada)", "23:05"),
        ("2024-01-31 18:05", "Nowhere", "zone_unknown"),
        ("2024-01-31 18:05", None, "zone_unknown"),
        ("2024-01-32 18:05", "Europe/Berlin", "time_malformed"),
    ]
    frame = spark.createDataFrame(rows, "text string, zone string, wanted string")
    zone = zone_in_words(F.col("zone"))
    forms = {
        "iso": Expression(column="t"),
        "pattern": Expression(column="t", time=["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mmXXX"]),
    }
    read = {
        name: times.timestamp(F.col("text"), expression, "UTC", zone)
        for name, expression in forms.items()
    }

    found = frame.select(
        "wanted",
        *(
            F.coalesce(F.unix_micros(one.value).cast("string"), one.reason).alias(name)
            for name, one in read.items()
        ),
    ).collect()

    for name in forms:
        said = [_in_utc(row[name]) for row in found]
        assert [one[11:16] if one[:1] == "2" else one for one in said] == [row[2] for row in rows]


def _in_utc(said: str | None) -> str | None:
    """The time of microseconds since 1970 as it is written above; reasons as they are."""
    if said is None or not said.lstrip("-").isdigit():
        return said
    seconds, micros = divmod(int(said), 1_000_000)
    whole = datetime(1970, 1, 1, tzinfo=UTC).timestamp() + seconds
    time = f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%d %H:%M:%S}"
    return f"{time.zfill(19)}{f'.{micros:06}'.rstrip('0') if micros else ''}"

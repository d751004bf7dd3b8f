"""Days and hours of instants in a zone, the same in every time zone of the session.

An instant is a timestamp of Spark; its local time is here the timestamp that shows, in UTC, what
clocks of the zone show then.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.core.zones import DEFAULT_ZONE

_HOUR_SECONDS, _DAY_SECONDS = 3_600, 86_400


def local_day(time: Column | str, zone: str) -> Column:
    """Days since 1970-01-01 of the day that an instant lies on in a zone."""
    return F.floor(F.unix_seconds(_local(time, zone)) / _DAY_SECONDS).cast("int")


def local_date(time: Column | str, zone: str) -> Column:
    """The day that an instant lies on in a zone."""
    return F.date_from_unix_date(local_day(time, zone))


def local_hour(time: Column | str, zone: str) -> Column:
    """Hour of the day, 0 to 23, that clocks of a zone show; null where the time is."""
    seconds = F.pmod(F.unix_seconds(_local(time, zone)), F.lit(_DAY_SECONDS))
    return F.floor(seconds / _HOUR_SECONDS)


def start_of_day(day: Column | str, zone: str) -> Column:
    """The instant at which a day begins in a zone, as `zones.start_of` has it."""
    dated = F.col(day) if isinstance(day, str) else day
    midnight = F.timestamp_seconds(F.unix_date(dated).cast("long") * _DAY_SECONDS)
    return midnight if zone == DEFAULT_ZONE else F.to_utc_timestamp(midnight, zone)


def _local(time: Column | str, zone: str) -> Column:
    instant = F.col(time) if isinstance(time, str) else time
    return instant if zone == DEFAULT_ZONE else F.from_utc_timestamp(instant, zone)

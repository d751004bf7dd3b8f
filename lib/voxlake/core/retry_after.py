"""How long a server asks to be left alone."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait: RFC 9110, 10.2.3; null where it does not say.

    A date is held against the answer's own Date, so that no clock has to agree with another.
    """
    told = {name.lower(): value for name, value in headers.items()}
    asked = told.get("retry-after", "").strip()
    try:
        if (milliseconds := told.get("retry-after-ms")) is not None:
            return max(0.0, float(milliseconds) / 1_000)
        if asked.isdecimal():
            return float(asked)
        until, now = (parsedate_to_datetime(each) for each in (asked, told["date"]))
        return max(0.0, (until - now).total_seconds())
    except (ValueError, KeyError, TypeError):
        return None

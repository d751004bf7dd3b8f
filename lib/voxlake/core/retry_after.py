"""How long a server asks to be left alone."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

_LONGEST_S = 1e9
"""Some thirty years: more is no wait, and no calendar has its end."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait: RFC 9110, 10.2.3; null where it does not say.

    A date is held against the answer's own Date, so that no clock has to agree with another.
    """
    told = {name.lower(): value for name, value in headers.items()}
    asked = told.get("retry-after", "").strip()
    try:
        if (milliseconds := told.get("retry-after-ms")) is not None:
            return _bounded(float(milliseconds) / 1_000)
        if asked.isdecimal():
            return _bounded(float(asked))
        until, now = (parsedate_to_datetime(each) for each in (asked, told["date"]))
        return _bounded((until - now).total_seconds())
    except (ValueError, KeyError, TypeError):
        return None


def _bounded(seconds: float) -> float:
    return max(0.0, min(seconds, _LONGEST_S))

"""The page of times to post: which hours of the week are better, and what is to be expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from voxlake.report.marketing.ahead import Ahead, ahead_of_accounts, ahead_picture
from voxlake.report.marketing.times import Calendar, GroupTime, calendars, times_of_groups
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources


@dataclass(frozen=True)
class Times:
    """What the page shows: accounts, the best hours of groups, and forecasts by account."""

    calendars: list[Calendar]
    groups: list[GroupTime]
    ahead: dict[str, Ahead]


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> Times | None:
    """Times of the day's snapshot; None where there are none, or no post counted."""
    del as_of, settings  # `sources` has the one snapshot
    weeks = calendars(sources)
    ahead = ahead_of_accounts(sources, (week.account_id for week in weeks))
    groups = times_of_groups(sources)
    seen = [week for week in weeks if week.posts]
    return Times(seen, groups, ahead) if seen else None


def draw(facts: Times) -> dict[str, str]:
    """The forecast of each account that has one, by its id."""
    return {account: ahead_picture(ahead) for account, ahead in facts.ahead.items()}

"""How often posts of the week were liked, answered, repeated and seen."""

from __future__ import annotations

from dataclasses import dataclass

from voxlake.report.week.daily import ENGAGEMENT, Daily

_NAMES = {"like": "Likes", "reply": "Replies", "repost": "Reposts", "view": "Views"}


@dataclass(frozen=True)
class Engagement:
    """A total of the week and of the week before, and of how many posts it is known."""

    name: str
    now: int
    before: int
    known: int


def engagement_of_week(posts: Daily) -> list[Engagement]:
    """Totals of what is known of any of the week's posts.

    Args:
        posts: The posts that count, by day.
    """
    found = []
    for each in ENGAGEMENT:
        total, known = posts.by_week(each), posts.by_week(f"{each}_known")
        if known[0]:
            found.append(Engagement(_NAMES[each], int(total[0]), int(total[1]), int(known[0])))
    return found

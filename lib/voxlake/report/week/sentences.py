"""Comparisons in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voxlake.report.week.comparisons import Comparison

_SHARES = ("label", "topic", "mood_of_topic")
_NAMES = {"posts": "Posts", "purchases": "Purchases", "revenue": "Revenue"}
_SMALL = 0.005
UNKNOWN = "-"


@dataclass(frozen=True)
class Words:
    """What sentences are made with: the leading terms of each topic, and the revenue's currency."""

    titles: Mapping[str, str]
    currency: str | None


def sentence(change: Comparison, words: Words) -> str:
    """What is unusual about a figure that has a usual level, with both."""
    level = change.usual.level if change.usual else 0.0
    now, usual_ = figure(change, change.now, words), figure(change, level, words)
    if change.kind in _SHARES:
        direction = "up" if change.is_rise else "down"
        return f"{now} {_of_posts(change, words)}, {direction} from the usual {usual_}."
    more = _percent_more(change, level)
    if change.kind == "posts":
        return f"People wrote {now} posts, {more} than usual ({usual_})."
    if change.kind == "purchases":
        return f"Buyers made {now} purchases, {more} than usual ({usual_})."
    return f"Revenue was {now}, {more} than usual ({usual_})."


def usual(change: Comparison, words: Words) -> str:
    """What ordinary weeks have, what the week before had, and how many posts a share is of."""
    before = "is not known" if change.before is None else figure(change, change.before, words)
    had = "" if change.before is None else "had "
    counted = "" if change.counted is None else f"The share is of {change.counted:,} posts. "
    return (
        f"{counted}Of 100 ordinary weeks, 95 have {range_of(change, words)}; the week before "
        f"{had}{before}."
    )


def range_of(comparison: Comparison, words: Words) -> str:
    """The range of 95 of 100 ordinary weeks; a dash where it is not known."""
    if comparison.usual is None:
        return UNKNOWN
    ends = (comparison.usual.low, comparison.usual.high)
    return " to ".join(figure(comparison, end, words) for end in ends)


def authors(people: int) -> str:
    """How many people are known to have written the week's posts."""
    if not people:
        return "Who wrote them is not known."
    return "One person wrote them." if people == 1 else f"{people:,} people wrote them."


def name(comparison: Comparison, words: Words) -> str:
    """What a figure is called in a list."""
    if comparison.kind == "label":
        return f"Share of {comparison.subject} posts"
    if comparison.kind in _SHARES:
        return f"Share of posts about {_title(comparison, words)}"
    return _NAMES[comparison.kind]


def figure(comparison: Comparison, value: float, words: Words) -> str:
    """A value of the comparison as people write it."""
    if comparison.kind in _SHARES:
        return f"{value:.1%}"
    unit = f" {words.currency}" if comparison.kind == "revenue" and words.currency else ""
    return f"{value:,.0f}{unit}"


def _of_posts(change: Comparison, words: Words) -> str:
    if change.kind == "label":
        return (
            "of posts were unsure to read"
            if change.subject == "unsure"
            else (f"of posts were {change.subject}")
        )
    if change.kind == "topic":
        return f"of posts were about {_title(change, words)}"
    return f"of posts about {_title(change, words)} were negative"


def _title(comparison: Comparison, words: Words) -> str:
    subject = comparison.subject or ""
    return f"“{words.titles.get(subject, f'topic {subject}')}”"


def _percent_more(change: Comparison, level: float) -> str:
    less = "less" if change.kind == "revenue" else "fewer"
    if level <= 0:
        return "more" if change.is_rise else less
    ratio = change.now / level - 1
    if abs(ratio) < _SMALL:
        return f"slightly {'more' if ratio > 0 else less}"
    return f"{abs(ratio):.0%} {'more' if ratio > 0 else less}"

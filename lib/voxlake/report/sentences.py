"""Comparisons in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from voxlake.report.comparisons import Comparison

_SHARES = ("label", "topic", "mood_of_topic")
_NAMES = {"posts": "Posts", "purchases": "Purchases", "revenue": "Revenue"}
_SMALL = 0.005


def sentence(change: Comparison, titles: Mapping[str, str], currency: str | None) -> str:
    """What changed, with the figures of both weeks.

    Args:
        change: The comparison.
        titles: Leading terms of each topic.
        currency: Currency of the revenue.
    """
    now, before = figure(change, now=True, currency=currency), figure(change, currency=currency)
    if change.kind in _SHARES:
        direction = "up" if change.is_rise else "down"
        return f"{now} {_of_posts(change, titles)}, {direction} from {before} the week before."
    more = _percent_more(change)
    if change.kind == "posts":
        return f"People wrote {now} posts, {more} than in the week before ({before})."
    if change.kind == "purchases":
        return f"Buyers made {now} purchases, {more} than in the week before ({before})."
    return f"Revenue was {now}, {more} than in the week before ({before})."


def interval(change: Comparison) -> str:
    """How large the change may be, given how few or many people stand behind it."""
    if change.kind in _SHARES:
        low, high = f"{100 * change.low:+.1f}", f"{100 * change.high:+.1f} points"
    else:
        low, high = f"{change.low:+,.0f}", f"{change.high:+,.0f}"
    return f"With 95% confidence, the change lies between {low} and {high}."


def name(comparison: Comparison, titles: Mapping[str, str]) -> str:
    """What a figure is called in a list."""
    if comparison.kind == "label":
        return f"Share of {comparison.subject} posts"
    if comparison.kind in _SHARES:
        return f"Share of posts about {_title(comparison, titles)}"
    return _NAMES[comparison.kind]


def figure(comparison: Comparison, *, now: bool = False, currency: str | None = None) -> str:
    """The figure of this week, or of the week before, as people write it."""
    value = comparison.now if now else comparison.before
    if comparison.kind in _SHARES:
        return f"{value:.1%}"
    unit = f" {currency}" if comparison.kind == "revenue" and currency else ""
    return f"{value:,.0f}{unit}"


def _of_posts(change: Comparison, titles: Mapping[str, str]) -> str:
    if change.kind == "label":
        return f"of posts were {change.subject}"
    if change.kind == "topic":
        return f"of posts were about {_title(change, titles)}"
    return f"of posts about {_title(change, titles)} were negative"


def _title(comparison: Comparison, titles: Mapping[str, str]) -> str:
    subject = comparison.subject or ""
    return f"“{titles.get(subject, f'topic {subject}')}”"


def _percent_more(change: Comparison) -> str:
    less = "less" if change.kind == "revenue" else "fewer"
    if change.before <= 0:
        return "more" if change.is_rise else less
    ratio = change.now / change.before - 1
    if abs(ratio) < _SMALL:
        return f"slightly {'more' if ratio > 0 else less}"
    return f"{abs(ratio):.0%} {'more' if ratio > 0 else less}"

"""What usually follows a post, in words."""

from __future__ import annotations

from collections.abc import Iterator

from voxlake.serve.understanding.follows import Trend, Usual

_HOUR = 1.0
_DAY = 48.0
_FEWEST = 5
"""Answers of which shares are told in words."""


def sentences_of(
    usual: Usual | None, trend: Trend | None, topic: str | None, *, is_clear: bool
) -> list[str]:
    """What is known, a sentence each; none where nothing is.

    Args:
        usual: What came of similar posts.
        trend: Where the topic is going.
        topic: What it is called; None where that is not told.
        is_clear: Whether the post belongs to the topic; if not, it is only the nearest.
    """
    of_topic = _of_topic(trend, topic, is_clear=is_clear) if trend else ()
    return [*(_of_posts(usual) if usual else ()), *of_topic]


def _of_posts(usual: Usual) -> Iterator[str]:
    days = f"{usual.first_day} to {usual.last_day}"
    if usual.answered is None:
        yield (
            f"{usual.posts} similar posts of {days} were found; whether they were answered is not "
            "known, as the lake's sources do not tell it."
        )
    elif not usual.answered:
        yield f"None of {usual.posts} similar posts of {days} was answered in the lake."
    else:
        were = "was" if usual.answered == 1 else "were"
        yield (
            f"Of {usual.posts} similar posts of {days}, {usual.answered} "
            f"({usual.answered / usual.posts:.0%}) {were} answered{_soon(usual)}."
        )
    if usual.negative_answers is not None and usual.scored_answers >= _FEWEST:
        yield (
            f"Of {usual.scored_answers} answers, {usual.negative_answers:.0%} were negative and "
            f"{usual.positive_answers or 0:.0%} positive."
        )
    counted = {
        "likes": usual.median_likes,
        "reposts": usual.median_reposts,
        "replies": usual.median_replies,
    }
    told = [f"{value:g} {name}" for name, value in counted.items() if value is not None]
    if told:
        yield f"The median of the similar posts got {_joined(told)}."


def _of_topic(trend: Trend, topic: str | None, *, is_clear: bool) -> Iterator[str]:
    what = "Its topic" if is_clear else "The topic nearest to it"
    name = f"{what} ({topic})" if topic else what
    yield (
        f"{name} is {trend.direction}: {trend.posts:,} posts in the seven days to "
        f"{trend.last_day}, {trend.posts_before:,} in the seven before."
    )
    if trend.is_burst:
        yield "On at least one of these days it was unusually loud."


def _soon(usual: Usual) -> str:
    """How soon the first answers came: half of them, or the only one."""
    if usual.median_hours is None:
        return ""
    told = _time(usual.median_hours)
    return f", after {told}" if usual.answered == 1 else f", half of those within {told}"


def _time(hours: float) -> str:
    if hours < _HOUR:
        return f"{max(round(hours * 60), 1)} minutes"
    return f"{hours:.0f} hours" if hours < _DAY else f"{hours / 24:.0f} days"


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

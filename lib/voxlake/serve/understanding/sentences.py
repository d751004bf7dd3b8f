"""What usually follows a post, in words."""

from __future__ import annotations

from collections.abc import Iterator

from voxlake.serve.understanding.follows import Trend, Usual

_HOUR = 1.0
_DAY = 48.0


def sentences_of(usual: Usual | None, trend: Trend | None, topic: str | None) -> list[str]:
    """What is known, a sentence each; none where nothing is.

    Args:
        usual: What came of similar posts.
        trend: Where the topic is going.
        topic: What it is called.
    """
    return [*(_of_posts(usual) if usual else ()), *(_of_topic(trend, topic) if trend else ())]


def _of_posts(usual: Usual) -> Iterator[str]:
    days = f"{usual.first_day} to {usual.last_day}"
    if not usual.answered:
        yield f"None of {usual.posts} similar posts of {days} was answered in the lake."
    else:
        soon = "" if usual.median_hours is None else f", half of those within {_time(usual)}"
        yield (
            f"Of {usual.posts} similar posts of {days}, {usual.answered} "
            f"({usual.answered_share:.0%}) were answered{soon}."
        )
    if usual.negative_answers is not None:
        yield (
            f"Of the answers that have a sentiment, {usual.negative_answers:.0%} were negative and "
            f"{usual.positive_answers or 0:.0%} positive."
        )
    counted = {
        "likes": usual.median_likes,
        "reposts": usual.median_reposts,
        "replies": usual.median_replies,
    }
    told = [f"{value:g} {name}" for name, value in counted.items() if value is not None]
    if told:
        yield f"Half of the similar posts got more than {_joined(told)}, half fewer or as many."


def _of_topic(trend: Trend, topic: str | None) -> Iterator[str]:
    name = f"The topic {topic!r}" if topic else "Its topic"
    change = "steady at" if trend.direction == "steady" else f"{trend.direction}:"
    yield (
        f"{name} is {change} {trend.posts:,} posts in the seven days to {trend.last_day}, "
        f"{trend.posts_before:,} in the seven before."
    )
    if trend.is_burst:
        yield "On at least one of these days it was unusually loud."


def _time(usual: Usual) -> str:
    hours = usual.median_hours or 0.0
    if hours < _HOUR:
        return f"{max(round(hours * 60), 1)} minutes"
    return f"{hours:.0f} hours" if hours < _DAY else f"{hours / 24:.0f} days"


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

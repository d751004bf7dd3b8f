"""Compares the week that ends on a day with those before it, and says what is more than chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from voxlake.core.usual import Usual, usual_amount, usual_count, usual_share
from voxlake.report.settings import ReportSettings
from voxlake.report.week.daily import Counts, Daily


@dataclass(frozen=True)
class Comparison:
    """A figure of this week, of the week before, and what is usual.

    Attributes:
        kind: What is compared: posts, purchases, revenue, label, topic or mood_of_topic.
        subject: Which label or topic; None where there is but one figure.
        now: The figure of this week: a sum, or a share from 0 to 1.
        before: The figure of the week before; None where it has too few posts or days.
        usual: What is usual, by the weeks before; None where they are too few.
        counted: Posts of this week that a share is of; None for a sum.
    """

    kind: str
    subject: str | None
    now: float
    before: float | None
    usual: Usual | None
    counted: int | None = None

    @property
    def is_rise(self) -> bool:
        """Whether the figure is above the usual."""
        return self.usual is not None and self.now > self.usual.level


def compare_sum(
    kind: str,
    sums: Counts,
    is_whole: Sequence[bool],
    settings: ReportSettings,
    usual: Callable[[float, Sequence[float]], Usual] = usual_count,
) -> Comparison:
    """Compare a sum of a week with those of the weeks before.

    Args:
        kind: Name of the comparison.
        sums: Of each week, this one first.
        is_whole: Whether each week has all of its days; others do not count.
        settings: How many weeks it takes.
        usual: What is usual of such sums.
    """
    before = [float(v) for v, whole in zip(sums[1:], is_whole[1:], strict=True) if whole]
    is_known = is_whole[0] and len(before) >= settings.min_weeks
    return Comparison(
        kind,
        None,
        float(sums[0]),
        float(sums[1]) if is_whole[1] else None,
        usual(float(sums[0]), before) if is_known else None,
    )


def compare_share(
    kind: str, subject: str | None, parts: Counts, wholes: Counts, settings: ReportSettings
) -> Comparison | None:
    """Compare a share of a week's posts with those of the weeks before.

    Args:
        kind: Name of the comparison.
        subject: The label or topic.
        parts: Posts of each week for which it holds, this week first.
        wholes: All posts of each week that are known in this respect.
        settings: How many posts and weeks it takes; None comes back if this week has too few.
    """
    enough = wholes >= settings.min_posts
    if not enough[0]:
        return None
    past = [i for i in range(1, len(wholes)) if enough[i]]
    usual = None
    if len(past) >= settings.min_weeks:
        usual = usual_share(parts[0], wholes[0], list(parts[past]), list(wholes[past]))
    before = float(parts[1] / wholes[1]) if enough[1] else None
    return Comparison(kind, subject, float(parts[0] / wholes[0]), before, usual, int(wholes[0]))


def compare_posts(
    posts: Daily, is_whole: Sequence[bool], settings: ReportSettings
) -> list[Comparison]:
    """Compare how many posts there are, their labels, topics, and the negative ones of each topic.

    Args:
        posts: The posts that count.
        is_whole: Whether each week has all of its days.
        settings: How many posts and weeks it takes.
    """
    shares = [
        *_shares("label", "label", posts.known("label"), settings),
        *_shares("topic", "topic", posts.known("topic"), settings),
    ]
    for topic in posts.values("topic"):
        read = posts.of("topic", topic).known("label")
        parts = read.of("label", "negative").by_week()
        shares.append(compare_share("mood_of_topic", topic, parts, read.by_week(), settings))
    sums = compare_sum("posts", posts.by_week(), is_whole, settings)
    return [sums, *(share for share in shares if share)]


def compare_money(
    bought: Daily, is_whole: Sequence[bool], settings: ReportSettings
) -> list[Comparison]:
    """Compare how many purchases there are, and the revenue."""
    return [
        compare_sum("purchases", bought.by_week("purchases"), is_whole, settings),
        compare_sum("revenue", bought.by_week("revenue"), is_whole, settings, usual_amount),
    ]


def clear_changes(comparisons: Iterable[Comparison], false_alarms: float) -> list[Comparison]:
    """The comparisons that chance does not explain, the clearest first.

    By Holm's method: in an ordinary week, the chance to name anything is `false_alarms`.
    """
    held = [(c.usual.p_value, abs(c.usual.distance), c) for c in comparisons if c.usual]
    ordered = sorted(held, key=lambda h: (h[0], -h[1], h[2].kind, h[2].subject or ""))
    clear: list[Comparison] = []
    for i, (p_value, _, comparison) in enumerate(ordered):
        if p_value > false_alarms / (len(ordered) - i):
            break
        clear.append(comparison)
    return clear


def _shares(kind: str, key: str, posts: Daily, settings: ReportSettings) -> list[Comparison | None]:
    wholes = posts.by_week()
    return [
        compare_share(kind, value, posts.of(key, value).by_week(), wholes, settings)
        for value in posts.values(key)
    ]

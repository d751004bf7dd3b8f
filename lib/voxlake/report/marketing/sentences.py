"""What marketing tables ask one to do, in plain sentences; each is true where a table is empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voxlake.report.marketing.bandits import Bandit
from voxlake.report.marketing.experiments import Experiment
from voxlake.report.marketing.times import Calendar


@dataclass(frozen=True)
class Part:
    """A part of the brief.

    Attributes:
        title: What it is about.
        page: Name of the page that shows more.
        tables: Views of the tables that it is told from.
        sentences: Whole sentences; one that says what is not known where nothing is.
    """

    title: str
    page: str
    tables: tuple[str, ...]
    sentences: list[str]


def listed(names: Sequence[str]) -> str:
    """Names with commas and `and`."""
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun, such as `1 draft` or `1,200 drafts`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def times_to_post(calendars: Sequence[Calendar]) -> list[str]:
    """The best hour of each account that has one, and who has none."""
    seen = [week for week in calendars if week.posts]
    if not seen:
        return ["No times to post are known: no post with engagement was counted."]
    told = [
        f"{week.title}: post on {week.best[0].name} ({week.clock}). Posts of that hour get "
        f"{week.best[0].gain:.2f} times the usual engagement (between {week.best[0].low:.2f} and "
        f"{week.best[0].high:.2f})."
        for week in seen
        if week.best
    ]
    if without := [week.title for week in seen if not week.best]:
        told.append(f"No hour is reliably better than others for: {listed(without)}.")
    return told


def what_works(experiments: Sequence[Experiment], bandits: Sequence[Bandit]) -> list[str]:
    """Arms that are better or worse, what cannot be trusted, and what is still open."""
    fair = [one for one in experiments if not one.is_bandit]
    if not fair and not bandits:
        return ["No experiment was evaluated."]
    told = [f"{one.name}: {_small(arm.verdict)}." for one in fair for arm in one.decided]
    if wrong := [one.name for one in fair if one.is_split_wrong]:
        told.append(
            f"Do not use the figures of {listed(wrong)}: users are not split between the arms as "
            "planned."
        )
    if still := [one.name for one in fair if not one.decided and not one.is_split_wrong]:
        told.append(f"Nothing is decided in {listed(still)}.")
    return [*told, *(f"{one.name}: {one.verdict}." for one in bandits if one.verdict)]


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]

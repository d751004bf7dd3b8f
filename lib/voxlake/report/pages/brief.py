"""The page of what to do: what the tables of marketing ask for, in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from voxlake.report.marketing.bandits import bandits_of_day
from voxlake.report.marketing.experiments import experiments_of_day
from voxlake.report.marketing.sentences import Part, times_to_post, what_works
from voxlake.report.marketing.times import calendars
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources


@dataclass(frozen=True)
class Brief:
    """What the page says."""

    parts: list[Part]


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> Brief | None:
    """The parts of the brief; None where no table of marketing has a row."""
    weeks = calendars(sources)
    experiments = experiments_of_day(sources)
    bandits = bandits_of_day(sources, as_of, settings)
    parts = [
        Part("When to post", "times", ("best_post_times",), times_to_post(weeks)),
        Part(
            "What works",
            "experiments",
            ("experiment_results", "bandit_state"),
            what_works(experiments, bandits),
        ),
    ]
    is_known = any(week.posts for week in weeks) or experiments or bandits
    return Brief(parts) if is_known else None


def draw(_: Brief) -> dict[str, str]:
    """No pictures."""
    return {}

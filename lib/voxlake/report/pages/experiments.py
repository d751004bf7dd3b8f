"""The page of experiments: which arm is better, and where bandits send people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from voxlake.report.marketing.bandits import Bandit, bandits_of_day, traffic_picture
from voxlake.report.marketing.experiments import Experiment, experiments_of_day
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources


@dataclass(frozen=True)
class Experiments:
    """What the page shows: experiments with a fair test, and bandits."""

    experiments: list[Experiment]
    bandits: list[Bandit]


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> Experiments | None:
    """The experiments of the day's snapshot; None where there are none."""
    experiments = experiments_of_day(sources)
    bandits = bandits_of_day(sources, as_of, settings)
    compared = [one for one in experiments if not one.is_bandit]
    return Experiments(compared, bandits) if compared or bandits else None


def draw(facts: Experiments) -> dict[str, str]:
    """Where the traffic of each bandit went, by experiment."""
    bandits = [one for one in facts.bandits if one.has_picture]
    return {one.experiment_id: traffic_picture(one) for one in bandits}

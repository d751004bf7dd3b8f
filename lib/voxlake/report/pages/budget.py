"""The page of budgets: what campaigns returned, what channels bring, and where money should go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from voxlake.report.marketing.campaigns import Planned, Result, planned_campaigns, results
from voxlake.report.marketing.mix import Mix, mixes
from voxlake.report.marketing.mix_pictures import contributions_picture, curves_picture
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources


@dataclass(frozen=True)
class Budget:
    """What the page shows."""

    campaigns: list[Result]
    channels: list[Result]
    planned: list[Planned]
    mixes: list[Mix]


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> Budget | None:
    """Returns of the day's snapshot; None where nothing was spent, brought or planned."""
    del settings  # `sources` has the one snapshot, and the last mix
    found = Budget(
        results(sources, "campaign"),
        results(sources, "channel"),
        planned_campaigns(sources),
        mixes(sources, as_of),
    )
    return found if found.campaigns or found.channels or found.planned or found.mixes else None


def draw(facts: Budget) -> dict[str, str]:
    """Curves and contributions of each mix, by its place."""
    pictures = {
        f"curves-{place}": curves_picture(mix)
        for place, mix in enumerate(facts.mixes)
        if mix.curves
    }
    return pictures | {
        f"weeks-{place}": contributions_picture(mix)
        for place, mix in enumerate(facts.mixes)
        if mix.weeks
    }

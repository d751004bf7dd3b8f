"""The page of recommendations: who is offered what, how good it is, and what is clicked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from voxlake.report.recommendations.clicked import Clicked, clicks_of_day, clicks_picture
from voxlake.report.recommendations.judged import Judged, judged_of_day, judged_picture
from voxlake.report.recommendations.kinds import offers
from voxlake.report.recommendations.offered import Offered, most_offered
from voxlake.report.recommendations.reached import Reached, users_reached
from voxlake.report.recommendations.together import Together, items_together
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources
from voxlake.tables import USERS


@dataclass(frozen=True)
class Recommendations:
    """What the page shows.

    Attributes:
        known: Users that the lake knows.
        reached: Users with recommendations, by kind.
        offered: What is offered most, by kind.
        judged: How good recommendations are, by kind.
        clicked: What was shown and clicked, by kind.
        together: Items that go together.
    """

    known: int
    reached: list[Reached]
    offered: list[Offered]
    judged: list[Judged]
    clicked: list[Clicked]
    together: Together

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        pairs = self.together.bought or self.together.similar
        return not (self.reached or self.judged or self.clicked or pairs)


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> Recommendations | None:
    """Recommendations of the day's snapshots; None without any."""
    made = offers(sources)
    facts = Recommendations(
        sources[USERS].count(),
        users_reached(made),
        most_offered(sources, made, as_of, settings),
        judged_of_day(sources),
        clicks_of_day(sources),
        items_together(sources, as_of, settings),
    )
    return None if facts.is_empty else facts


def draw(facts: Recommendations) -> dict[str, str]:
    """How good recommendations are, and the clicks by place, where there are any."""
    found = {}
    if known := [kind for kind in facts.judged if kind.is_known]:
        found["judged"] = judged_picture(known)
    if drawn := [kind for kind in facts.clicked if kind.is_drawn]:
        found["clicked"] = clicks_picture(drawn)
    return found

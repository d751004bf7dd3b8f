"""What of that which was shown is clicked on, by kind and by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.report.pictures import OF_SEVERAL, embedded, legend_above
from voxlake.report.recommendations.kinds import place_of, title_of
from voxlake.report.sources import Sources
from voxlake.spark.bounded import first_at_most
from voxlake.tables import RECOMMENDATION_CLICKS

_PLACES = 10
_ROWS = 200
_ALL_PLACES = 0


@dataclass(frozen=True)
class Clicked:
    """A kind of recommendations that was shown; the rows have the figures.

    Attributes:
        title: What was shown.
        whole: Of all places together.
        places: Of the first ten places that were logged, in order.
    """

    title: str
    whole: Row
    places: list[Row]

    @property
    def has_weights(self) -> bool:
        """Whether chances of being shown were logged."""
        return self.whole["weighted_rate"] is not None

    @property
    def is_drawn(self) -> bool:
        """Whether there are places to draw."""
        return len([row for row in self.places if row["click_rate"] is not None]) > 1


def clicks_of_day(sources: Sources) -> list[Clicked]:
    """The kinds of the day's snapshot that were shown at all."""
    ordered = sources[RECOMMENDATION_CLICKS].where(F.col("rank") <= _PLACES).orderBy("kind", "rank")
    rows = first_at_most(ordered, _ROWS, "places of recommendations")
    kinds = sorted({row["kind"] for row in rows}, key=place_of)
    found = []
    for kind in kinds:
        of_kind = {row["rank"]: row for row in rows if row["kind"] == kind}
        whole = of_kind.pop(_ALL_PLACES, None)
        if whole is not None and whole["shown_count"]:
            found.append(Clicked(title_of(kind), whole, list(of_kind.values())))
    return found


@embedded
def clicks_picture(figure: Picture, clicked: Sequence[Clicked]) -> None:
    """The click rate of each place, a line for each kind, with intervals."""
    axes = figure.subplots()
    for number, kind in enumerate(clicked):
        colour = OF_SEVERAL[number % len(OF_SEVERAL)]
        known = [row for row in kind.places if row["click_rate"] is not None]
        sure = [row for row in known if row["click_rate_low"] is not None]
        axes.plot(
            [row["rank"] for row in known],
            [100 * row["click_rate"] for row in known],
            marker="o",
            color=colour,
            label=kind.title,
        )
        axes.fill_between(
            [row["rank"] for row in sure],
            [100 * row["click_rate_low"] for row in sure],
            [100 * row["click_rate_high"] for row in sure],
            color=colour,
            alpha=0.2,
            linewidth=0,
        )
    last = max(row["rank"] for kind in clicked for row in kind.places)
    axes.set_xticks(range(1, last + 1))
    axes.set_ylim(bottom=0)
    axes.set_xlabel("place")
    axes.set_ylabel("clicked, percent of shown")
    legend_above(axes, 2)

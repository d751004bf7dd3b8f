"""How good recommendations are: held against what users did later, beside the simplest ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.report.pictures import OF_SEVERAL, embedded, legend_above
from voxlake.report.recommendations.kinds import place_of, title_of, verb_of
from voxlake.report.sources import Sources
from voxlake.spark.bounded import first_at_most
from voxlake.tables import RECOMMENDATION_METRICS
from voxlake.tables.columns import ALL

METHODS = {
    "recommended": "Our lists",
    "popular": "Popular with all",
    "covisitation": "Goes with what they chose",
}
"""Ways to make lists, in words; the first is judged, the others are the simplest that work."""
_SENTENCES = {
    "popular": "What is popular with all",
    "covisitation": "What goes with what they chose before",
}
_WORDS = {
    "more": "our lists did better, by more than chance explains",
    "less": "our lists did worse, by more than chance explains",
    "alike": "no clear difference",
    "unknown": "too few users to say which is better",
}
_USUAL = 10
_ROWS = 4000
_OFFSET = 0.22


@dataclass(frozen=True)
class Method:
    """A way to make lists: its figures by metric; those of other kinds of figures are null."""

    name: str
    title: str
    rows: dict[str, Row]

    def value(self, metric: str, of: str = "value") -> float | None:
        """A figure, or an end of its interval; None where it is not told."""
        return self.rows[metric][of] if metric in self.rows else None


@dataclass(frozen=True)
class Judged:
    """Lists of a kind, held against what users did after they were made.

    Attributes:
        title: What was recommended.
        verb: What users do to it where it suits them, as `did` or `followed`.
        cut: Last day that lists were made of.
        until: Last day that they were held against.
        users: Users who did something new of the kind after it.
        reachable: Share of what they newly did that might have been shown at all.
        places: How many of the first places are looked at.
        methods: The ways to make lists, of all users; what is judged comes first.
        bands: The same by how much users had done before, the least first.
    """

    title: str
    verb: str
    cut: date
    until: date
    users: int
    reachable: float | None
    places: int
    methods: list[Method]
    bands: list[tuple[str, list[Method]]]

    @property
    def is_known(self) -> bool:
        """Whether anybody did anything by which the lists can be judged."""
        return self.methods[0].value("recall") is not None

    def beside(self, other: str) -> str:
        """How what was recommended does beside another way: `more`, `less`, `alike`, `unknown`."""
        low = self.methods[0].value("recall", f"over_{other}_low")
        high = self.methods[0].value("recall", f"over_{other}_high")
        if low is None or high is None:
            return "unknown"
        if low > 0:
            return "more"
        return "less" if high < 0 else "alike"

    @property
    def comparisons(self) -> list[tuple[str, float, str]]:
        """The other ways, in words, with what each would have found, and how that compares."""
        return [
            (_SENTENCES[way.name], value, _WORDS[self.beside(way.name)])
            for way in self.methods[1:]
            if (value := way.value("recall")) is not None
        ]


def judged_of_day(sources: Sources) -> list[Judged]:
    """What the last snapshot of the report's days says of each kind that was judged."""
    metrics = sources[RECOMMENDATION_METRICS]
    if (last := metrics.agg(F.max("as_of_date")).collect()[0][0]) is None:
        return []
    of_last = metrics.where(F.col("as_of_date") == F.lit(last))
    ordered = of_last.orderBy("kind", "cutoff", "method", "band", "metric")
    rows = first_at_most(ordered, _ROWS, "figures of recommendations")
    kinds = sorted({row["kind"] for row in rows}, key=place_of)
    found = (_judged(kind, [row for row in rows if row["kind"] == kind]) for kind in kinds)
    return [each for each in found if each is not None]


def _judged(kind: str, rows: Sequence[Row]) -> Judged | None:
    known = {row["cutoff"] for row in rows}
    places = _USUAL if _USUAL in known else max(known)
    of_places = [row for row in rows if row["cutoff"] == places]
    of_all = _methods([row for row in of_places if row["band"] == ALL])
    if not of_all or of_all[0].name != next(iter(METHODS)):
        return None
    bands = sorted({row["band"] for row in of_places} - {ALL}, key=_start_of)
    first = next(row for row in of_places if row["band"] == ALL)
    return Judged(
        title_of(kind),
        verb_of(kind),
        first["cut_date"],
        first["as_of_date"],
        first["user_count"],
        first["reachable"],
        places,
        of_all,
        [(band, _methods([row for row in of_places if row["band"] == band])) for band in bands],
    )


def _methods(rows: Sequence[Row]) -> list[Method]:
    return [
        Method(name, title, own)
        for name, title in METHODS.items()
        if (own := {row["metric"]: row for row in rows if row["method"] == name})
    ]


def _start_of(band: str) -> tuple[int, str]:
    """The number that a band such as `5-19`, `20+` or `0` begins with."""
    number = band.partition("-")[0].rstrip("+")
    return (int(number) if number.isdigit() else 0, band)


@embedded
def judged_picture(figure: Picture, judged: Sequence[Judged]) -> None:
    """Of what users newly did, the share that each way has in its first places, with intervals."""
    axes = figure.subplots()
    for number, (name, title) in enumerate(METHODS.items()):
        for row, kind in enumerate(judged):
            (own,) = [each for each in kind.methods if each.name == name] or (None,)
            if own is None or (value := own.value("recall")) is None:
                continue
            place, colour = row + (number - 1) * _OFFSET, OF_SEVERAL[number]
            low, high = own.value("recall", "low"), own.value("recall", "high")
            if low is not None and high is not None:
                axes.plot([100 * low, 100 * high], [place, place], color=colour, linewidth=2)
            label = title if row == 0 else None
            axes.plot([100 * value], [place], "o", color=colour, label=label)
    axes.set_yticks(range(len(judged)), [kind.title for kind in judged])
    axes.set_ylim(len(judged) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel("percent of what users newly did")
    legend_above(axes, 1)

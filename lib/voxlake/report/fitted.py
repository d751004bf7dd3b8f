"""The days that the fit behind a figure looked at, as `model_metrics` has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import numbered_day
from voxlake.tables.columns import FIRST_DAY, LAST_DAY


@dataclass(frozen=True)
class Fitted:
    """What a fit looked at: posts, orders or users, and the first and the last day of them."""

    on: str
    first: date
    last: date


class Fits:
    """The fits of models that came to be used: one each version, so few."""

    def __init__(self, metrics: DataFrame) -> None:
        """Take the days of all fits, in one query.

        Args:
            metrics: Rows of `model_metrics`.
        """
        days: defaultdict[tuple[str, str, str], dict[str, date]] = defaultdict(dict)
        for row in metrics.where(F.col("metric").isin(FIRST_DAY, LAST_DAY)).collect():
            key = (row["model"], row["model_version"], row["split"])
            days[key][row["metric"]] = numbered_day(row["value"])
        self._found = {
            (model, version): Fitted(on, told[FIRST_DAY], told[LAST_DAY])
            for (model, version, on), told in days.items()
            if len(told) == len((FIRST_DAY, LAST_DAY))
        }

    def of(self, model: str, versions: Iterable[str | None]) -> Fitted | None:
        """The fit of the version that rows name; None where they name none, or it was not kept.

        Args:
            model: Name of the model, such as `value`.
            versions: The versions of the rows; the latest counts.
        """
        known = [fit for v in versions if v and (fit := self._found.get((model, v)))]
        return max(known, key=lambda fit: (fit.last, fit.first), default=None)

    def latest(self, model: str, as_of: date) -> Fitted | None:
        """The latest fit of a model by a day, for rows that do not name a version."""
        fits = [f for (name, _), f in self._found.items() if name == model and f.last <= as_of]
        return max(fits, key=lambda fit: (fit.last, fit.first), default=None)

"""Days on which less is said of a brand, beside its competitors, than is usual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from voxlake.core.usual import Usual, usual_share
from voxlake.warnings.notices import Notice, level_of
from voxlake.warnings.settings import WarningSettings

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Drop:
    """A day of a brand whose share of voice lies below the usual.

    Attributes:
        brand: Of which less is said.
        day: On which.
        row: Its row of `share_of_voice`.
        usual: What is usual, by the days before.
        days: How many days those are.
    """

    brand: str
    day: date
    row: Row
    usual: Usual
    days: int

    def notice(self, post_ids: Sequence[str], settings: WarningSettings) -> Notice:
        """What is told of it.

        Args:
            post_ids: Posts of the day that name others instead.
            settings: Levels.
        """
        row = self.row
        sentence = (
            f"On {self.day:%A, %-d %B %Y}, {row['share']:.0%} of {row['named_count']:,} posts that "
            f"name a brand named {self.brand} (between {row['share_low']:.0%} and "
            f"{row['share_high']:.0%}, allowing for chance); {self.usual.level:.0%} is usual by "
            f"the {self.days:,} days before. Listed are posts that named others."
        )
        level = level_of(self.usual.distance, None, settings.levels)
        key = f"{self.brand}\0{self.day}"
        return Notice("voice_drop", key, self.brand, self.day, level, sentence, tuple(post_ids))


def voice_drops(rows: Iterable[Row], days: Iterable[date], settings: WarningSettings) -> list[Drop]:
    """The drops of some days, of the brands of the settings.

    A day is a drop where two things hold. Its own interval (by authors, `share_of_voice`) ends
    below the usual level, so chance within the day does not explain it; and ordinary days, which
    vary by more than chance, lie as far below in at most `false_alarms` of cases, by `usual_share`.

    Args:
        rows: Rows of `share_of_voice` of all topics together, of the days and those before them.
        days: Days that are looked at.
        settings: Brands, weeks and bounds.
    """
    of_brands: dict[str, dict[date, Row]] = {brand: {} for brand in settings.brands}
    for row in rows:
        if row["brand"] in of_brands and row["named_count"] and row["share"] is not None:
            of_brands[row["brand"]][row["post_date"]] = row
    wanted = sorted(set(days))
    found = (
        _drop(brand, day, by_day, settings) for day in wanted for brand, by_day in of_brands.items()
    )
    return [drop for drop in found if drop]


def _drop(
    brand: str, day: date, by_day: Mapping[date, Row], settings: WarningSettings
) -> Drop | None:
    row = by_day.get(day)
    if row is None or row["named_count"] < settings.min_named or row["share_high"] is None:
        return None
    first = day - timedelta(days=settings.lookback_days)
    before = [by_day[each] for each in sorted(by_day) if first <= each < day]
    if len(before) < settings.min_days:
        return None
    usual = usual_share(
        row["post_count"],
        row["named_count"],
        [each["post_count"] for each in before],
        [each["named_count"] for each in before],
    )
    is_below = row["share_high"] < usual.level and usual.distance < 0
    if not is_below or usual.p_value / 2 > settings.false_alarms:
        return None
    return Drop(brand, day, row, usual, len(before))

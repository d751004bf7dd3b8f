"""The columns of a table as profiles look at them: their values, and what comes of these."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.ingest.profile_settings import ProfileSettings
from voxlake.spark.columns import to_four_digits
from voxlake.tables import Table

ATTRIBUTES = "attributes"
_LEFT_OUT = ("source", "row_hash")
_HOUR = 3600


@dataclass(frozen=True)
class Profiled:
    """A column as it is looked at: its value, and what numbers or times come of it."""

    name: str
    type: str
    value: Column
    is_category: bool

    @property
    def numbers_of(self) -> str | None:
        """What its numbers are of; None where it has none."""
        if self.type == "string":
            return "characters"
        if self.type.startswith(("array", "map")):
            return "elements"
        return None if self.type == "boolean" or self.is_time else "value"

    @property
    def is_time(self) -> bool:
        """Whether it is a day or a time."""
        return self.type in ("date", "timestamp")

    @property
    def exact(self) -> Column:
        """Its numbers, or its times in seconds since 1970, as doubles; null where it has none."""
        if self.is_time:
            return self.value.cast("timestamp").cast("double")
        if self.numbers_of is None:
            return F.lit(None).cast("double")
        size = {"characters": F.length, "elements": F.size}.get(self.numbers_of)
        number = size(self.value) if size else self.value
        return F.when(self.value.isNotNull(), number.cast("double"))

    @property
    def rounded(self) -> Column:
        """The same, of so few different values that an exact percentile may count each."""
        return F.floor(self.exact / _HOUR) * _HOUR if self.is_time else to_four_digits(self.exact)


def columns_of(table: Table, settings: ProfileSettings) -> list[Profiled]:
    """The columns of a table that are profiled, in order; then the attributes asked for."""
    own = [
        Profiled(c.name, c.type, F.col(c.name), c.is_category or c.type == "boolean")
        for c in table.columns
        if c.name not in _LEFT_OUT
    ]
    if ATTRIBUTES not in table.column_names:
        return own
    asked = [
        Profiled(f"{ATTRIBUTES}.{name}", "string", F.col(ATTRIBUTES).getItem(name), True)
        for name in settings.attributes
    ]
    return own + asked

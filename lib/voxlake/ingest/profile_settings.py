"""Settings of the profiles of columns. Imports no pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field, PositiveInt


class ProfileSettings(BaseModel, frozen=True, extra="forbid"):
    """What is told of the columns of the silver tables."""

    frequent: PositiveInt = Field(20, description="Most values of a column that are told.")
    min_rows: PositiveInt = Field(
        5, description="A value that stands in fewer rows of a month and source is not told."
    )
    max_distinct: PositiveInt = Field(
        10_000, description="Values are counted of columns with at most about as many a month."
    )
    attributes: tuple[str, ...] = Field(
        (),
        description="Attributes with a row and values of their own, such as [player]. Name none "
        "that holds people's names or words.",
    )

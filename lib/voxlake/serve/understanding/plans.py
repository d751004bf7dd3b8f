"""What a planned campaign is expected to bring, by the coefficients of the last `fit_roi`."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field, model_validator

from voxlake.marketing.returns.roi.predicted import prediction_rows
from voxlake.marketing.returns.roi.restored import fits_of
from voxlake.marketing.returns.settings import ReturnSettings
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.question import Question
from voxlake.tables import ROI_COEFFICIENTS

_MOST_ROWS = 1_000
_NAME = "asked"


class Plan(BaseModel, extra="forbid"):
    """A campaign that is planned."""

    channel: str = Field(min_length=1, max_length=200, description="Channel, as in `spend`.")
    budget: Decimal = Field(gt=0, max_digits=18, decimal_places=2, description="Money planned.")
    currency: str | None = Field(
        None, pattern=r"^[A-Z]{3}$", description="Of the budget; null: that of revenue."
    )
    starts_on: date = Field(description="First day.")
    ends_on: date = Field(description="Last day.")

    @model_validator(mode="after")
    def _in_order(self) -> Plan:
        if self.ends_on < self.starts_on:
            raise ValueError("ends_on is before starts_on: give the days in order")
        return self


class Predicted(BaseModel):
    """What is expected of a campaign; columns as in `roi_predictions`. Null: nothing is said."""

    as_of_date: date = Field(description="Day up to which the regression looked.")
    currency: str = Field(description="Of all money.")
    unit_count: float | None = Field(description="Days or weeks that it runs.")
    expected_revenue: float | None = Field(None, description="Revenue expected of all of it.")
    expected_revenue_low: float | None = Field(None, description="Lower end of it.")
    expected_revenue_high: float | None = Field(None, description="Upper end of it.")
    possible_revenue_low: float | None = Field(
        None, description="Lower end of what may come of one such campaign."
    )
    possible_revenue_high: float | None = Field(None, description="Upper end of that.")
    expected_return: float | None = Field(None, description="expected_revenue / budget.")
    expected_return_low: float | None = Field(None, description="Lower end of it.")
    expected_return_high: float | None = Field(None, description="Upper end of it.")
    conversion: float | None = Field(None, description="Share of clicks expected to order.")
    conversion_low: float | None = Field(None, description="Lower end of it.")
    conversion_high: float | None = Field(None, description="Upper end of it.")
    marks: list[str] = Field(description="What to beware of, or why nothing is predicted.")
    verdict: str = Field(description="What follows, in a sentence.")


class Planner:
    """Predicts what planned campaigns bring."""

    def __init__(self, lake: Lake, settings: ReturnSettings) -> None:
        self._lake = lake
        self._settings = settings

    def predict(self, plan: Plan) -> Predicted:
        """What the campaign is expected to bring: what `fit_roi` would have said of it.

        Raises:
            RefusedError: nothing was fitted, or the campaign began before the fit's last day.
        """
        question = Question(ROI_COEFFICIENTS, is_latest=True, limit=_MOST_ROWS)
        rows = self._lake.read(question).rows.to_pylist()
        fits = fits_of(rows)
        if fits is None:
            raise RefusedError(409, "no_roi", "No regression of revenue on spend yet: run fit_roi.")
        as_of: date = rows[0]["as_of_date"]
        if plan.starts_on <= as_of:
            raise RefusedError(
                422,
                "campaign_begun",
                f"The regression looks up to {as_of}: starts_on is to be after it.",
            )
        asked = {"campaign_id": _NAME, "name": None, **plan.model_dump()}
        (row,) = prediction_rows([asked], fits, as_of, self._settings)
        if any(isinstance(value, float) and math.isnan(value) for value in row.values()):
            raise RefusedError(
                409,
                "old_roi",
                "The last regression was kept without the covariances that this needs: run fit_roi "
                "for the day again.",
            )
        return Predicted(**{key: value for key, value in row.items() if key in _TOLD})


_TOLD = set(Predicted.model_fields)

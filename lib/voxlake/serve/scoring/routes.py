"""Routes of scoring."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from voxlake.serve.auth.needed import needs
from voxlake.serve.auth.principal import Role
from voxlake.serve.errors import RefusedError
from voxlake.serve.scoring.texts import MOST_CHARACTERS, MOST_TEXTS, TextModels, TextScores
from voxlake.serve.scoring.users import UserModels

_MOST_FEATURES, _MOST_SHARES, _MOST_PURCHASES = 500, 1_000, 10_000
_Text = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]
_Number = Annotated[float, Field(allow_inf_nan=False)]
_Shares = Annotated[list[_Number | None], Field(max_length=_MOST_SHARES)]
_Features = Annotated[
    dict[_Name, _Number | _Name | _Shares | None],
    Field(
        min_length=1,
        max_length=_MOST_FEATURES,
        description="Columns of user_features by name, and attributes as attributes.<name>; those "
        "that are left out are unknown.",
    ),
]


@dataclass(frozen=True)
class Scoring:
    """The models that routes score with; None where there are none."""

    texts: TextModels | None
    users: UserModels


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AskedTexts(_Asked):
    """Texts to score."""

    texts: list[_Text] = Field(min_length=1, max_length=MOST_TEXTS, description="The texts.")
    vectors: bool = Field(False, description="Whether vectors are answered, too.")


class AskedSegment(_Asked):
    """A user whose segment is asked for."""

    features: _Features


class AskedPropensity(_Asked):
    """A user whose propensity is asked for."""

    features: _Features
    targets: list[_Name] = Field([], max_length=100, description="Targets; none: all there are.")


class Purchase(_Asked):
    """A purchase."""

    date: date
    amount: float = Field(ge=0, le=1e12, allow_inf_nan=False, description="What was paid.")


class AskedValue(_Asked):
    """A buyer whose value is asked for."""

    purchases: list[Purchase] = Field(
        min_length=1, max_length=_MOST_PURCHASES, description="Those of one day count as one."
    )
    as_of: date = Field(description="The day that is looked from.")


class ScoredText(BaseModel):
    """What models say of a text."""

    language: str | None = Field(description="ISO 639 code; null for too few words.")
    confidence: float | None = Field(description="Probability of the language.")
    is_read: bool = Field(description="Whether models read it: not so in other languages.")
    sentiment_label: str | None = Field(description="The most probable label, or unsure.")
    sentiment: dict[str, float] | None = Field(description="Probability of each label.")
    sentiment_model: str | None = Field(description="Version of the model.")
    emotion_label: str | None = Field(description="The most probable label, or unsure.")
    emotion: dict[str, float] | None = Field(description="Probability of each label.")
    emotion_model: str | None = Field(description="Version of the model.")
    vector_feeling: list[float] | None = Field(description="As text_embeddings has it.")
    vector_meaning: list[float] | None = Field(description="As text_meanings has it.")


class ScoredTexts(BaseModel):
    """What models say of texts, in their order."""

    scores: list[ScoredText]


class ScoredSegment(BaseModel):
    """The segment of a user."""

    segment_id: int | None = Field(description="null: far from every segment.")
    name: str | None = Field(description="What the fit called it.")
    distance: float | None = Field(description="To its centre.")
    model_version: str
    feature_version: str = Field(description="What the features must mean.")


class ScoredPropensity(BaseModel):
    """The probability of a target."""

    target: str
    probability: float
    fitted_on: str = Field(description="What the features must mean, and the question.")
    model_version: str


class ScoredPropensities(BaseModel):
    """The probabilities of targets."""

    scores: list[ScoredPropensity]


class ScoredHorizon(BaseModel):
    """What is expected of a buyer within a horizon, as user_value_horizons has it."""

    horizon_days: int
    probability_alive: float
    probability_no_order: float
    churn_probability: float
    expected_orders: float
    expected_orders_low: float | None
    expected_orders_high: float | None
    expected_value: float
    expected_value_low: float | None
    expected_value_high: float | None
    possible_value_low: float
    possible_value_high: float


class ScoredValue(BaseModel):
    """What a buyer is expected to be worth."""

    currency: str | None
    model_version: str
    horizons: list[ScoredHorizon]


def router(scoring: Scoring) -> APIRouter:
    """The routes `/v1/score/…`, for marketers and analysts."""
    routes = APIRouter(
        prefix="/v1/score",
        tags=["scoring"],
        dependencies=[Depends(needs(Role.MARKETER, Role.ANALYST))],
    )

    @routes.post("/texts", response_model=ScoredTexts)
    def score_texts(asked: AskedTexts) -> dict[str, Any]:
        """Language, sentiment and emotion of texts."""
        if scoring.texts is None:
            raise RefusedError(
                503, "model_missing", "There is no text encoder here: run the set-up of voxlake."
            )
        scores = scoring.texts.score(asked.texts, with_meaning=asked.vectors)
        return {"scores": [_told(one, with_vectors=asked.vectors) for one in scores]}

    @routes.post("/segment", response_model=ScoredSegment)
    def score_segment(asked: AskedSegment) -> dict[str, Any]:
        """The segment of a user, also of a new one."""
        return asdict(scoring.users.segment(asked.features))

    @routes.post("/propensity", response_model=ScoredPropensities)
    def score_propensity(asked: AskedPropensity) -> dict[str, Any]:
        """How probable it is that a user does what targets ask."""
        found = scoring.users.propensity(asked.features, asked.targets)
        return {"scores": [asdict(one) for one in found]}

    @routes.post("/value", response_model=ScoredValue)
    def score_value(asked: AskedValue) -> dict[str, Any]:
        """What a buyer with these purchases is expected to be worth."""
        bought = ((one.date, one.amount) for one in asked.purchases)
        return asdict(scoring.users.value(bought, asked.as_of))

    return routes


def _told(scores: TextScores, *, with_vectors: bool) -> dict[str, Any]:
    vectors = {
        name: None if not with_vectors or found is None else found.tolist()
        for name in ("vector_feeling", "vector_meaning")
        for found in [getattr(scores, name)]
    }
    return {**vars(scores), **vectors}

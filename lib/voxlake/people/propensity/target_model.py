"""The models of propensity as plain numbers; without Spark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from voxlake.people.propensity.inputs import Inputs
from voxlake.people.propensity.scorers import Scorer, scorer_of
from voxlake.people.propensity.settings import PropensitySettings

Array = NDArray[np.float64]


@dataclass(frozen=True)
class TargetModel:
    """How a user's features become the chance of a yes.

    Attributes:
        fitted_on: Version of the features, and the question, that it was fitted on.
        inputs: Make numbers of features.
        scorer: Makes a score of them.
        slope: The log odds of a yes are `slope * score + intercept` (Platt 1999).
        intercept: See `slope`.
    """

    fitted_on: str
    inputs: Inputs
    scorer: Scorer
    slope: float
    intercept: float

    def chances(self, users: pd.DataFrame) -> Array:
        """The chance of each user, of the columns of `user_features` that `inputs` names."""
        score = self.scorer.scores(self.inputs.matrix(users))
        chance: Array = expit(self.slope * score + self.intercept)
        return chance

    def numbers(self) -> dict[str, Any]:
        """The model as plain numbers, texts and lists, which `of` reads."""
        return {
            "fitted_on": self.fitted_on,
            "inputs": self.inputs.numbers(),
            "scorer": self.scorer.numbers(),
            "slope": self.slope,
            "intercept": self.intercept,
        }

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> TargetModel:
        """The model of `numbers`."""
        return cls(
            fitted_on=numbers["fitted_on"],
            inputs=Inputs.read(numbers["inputs"]),
            scorer=scorer_of(numbers["scorer"]),
            slope=numbers["slope"],
            intercept=numbers["intercept"],
        )


def numbers_of(models: Mapping[str, TargetModel]) -> dict[str, Any]:
    """Models by target as what is registered, which `models_by_target` reads."""
    return {"targets": {target: model.numbers() for target, model in models.items()}}


def models_by_target(champion: Mapping[str, Any]) -> dict[str, TargetModel]:
    """The models of what is registered."""
    return {target: TargetModel.of(numbers) for target, numbers in champion["targets"].items()}


def question_of(target: str, settings: PropensitySettings) -> str:
    """What the answers of a target depend on, in a line."""
    return f"{settings.targets[target].model_dump_json()} in {settings.horizon_days} days"


def fingerprint(feature_version: str, question: str) -> str:
    """What a fit and the users it is asked of must share."""
    return f"{feature_version} | {question}"

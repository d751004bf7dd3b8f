"""What models say of users by their features, and of buyers by their purchases."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from numpy.typing import NDArray

from voxlake.people.features.wanted import ATTRIBUTE, Wanted, matrix_of
from voxlake.people.value.prospects import History, Prospect, prospects
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.value_model import ValueModel
from voxlake.serve.errors import RefusedError
from voxlake.serve.scoring.shelf import Loaded, Shelf
from voxlake.tables import USER_FEATURES
from voxlake.tables.columns import NO_SEGMENT

Features = Mapping[str, Any]
"""Columns of `user_features`, and attributes as `attributes.<name>`, with a user's values."""


@dataclass(frozen=True)
class SegmentOfUser:
    """The segment that a user belongs to.

    Attributes:
        segment_id: None where the user is far from every segment.
        name: What the fit called it.
        distance: To its centre.
        model_version: Of the segments.
        feature_version: What the features must mean.
    """

    segment_id: int | None
    name: str | None
    distance: float | None
    model_version: str
    feature_version: str


@dataclass(frozen=True)
class PropensityOfUser:
    """How probable it is that a user does what a target asks.

    Attributes:
        target: The target's name.
        probability: Of a yes.
        fitted_on: What the features must mean, and the question.
        model_version: Of the model.
    """

    target: str
    probability: float
    fitted_on: str
    model_version: str


@dataclass(frozen=True)
class ValueOfBuyer:
    """What a buyer is expected to be worth, horizon by horizon."""

    currency: str | None
    model_version: str
    history: History
    horizons: tuple[Prospect, ...]


class UserModels:
    """The models of users that are in use."""

    def __init__(self, shelf: Shelf, value: ValueSettings | None = None) -> None:
        """Take the exported models.

        Args:
            shelf: The models.
            value: Horizons, discount and intervals of values; None for the defaults.
        """
        self._shelf = shelf
        self._value = value or ValueSettings()

    def segment(self, features: Features) -> SegmentOfUser:
        """The segment of a user with these features; those that are missing are unknown.

        Raises:
            RefusedError: a feature is unknown or of another type, none is given (422), or there is
                no model (503).
        """
        model = self._shelf.get("segments")
        given = _matrix(model, features)
        version, meaning = model.version, str(model.card["feature_version"])
        found = int(model.run(given, "segment_id")[0])
        if found == NO_SEGMENT:
            return SegmentOfUser(None, None, None, version, meaning)
        names = {one["id"]: one["name"] for one in model.card["labels"]}
        distance = float(model.run(given, "distance")[0])
        return SegmentOfUser(found, names.get(found), distance, version, meaning)

    def propensity(self, features: Features, targets: Sequence[str] = ()) -> list[PropensityOfUser]:
        """The probability of each target, or of all that have a model.

        Raises:
            RefusedError: as above, or a target is unknown (404).
        """
        known = self._shelf.targets()
        if not known:
            self._shelf.get("propensity")  # says that there is none
        if unknown := sorted(set(targets) - set(known)):
            raise RefusedError(
                404,
                "unknown_target",
                f"There is no target {', '.join(unknown)}, but {', '.join(known)}.",
            )
        return [self._chance(target, features) for target in targets or known]

    def value(self, purchases: Iterable[tuple[date, float]], as_of: date) -> ValueOfBuyer:
        """What a buyer with these purchases is expected to be worth from a day on.

        Raises:
            RefusedError: there is no purchase up to the day (422), or no model (503).
        """
        model = self._shelf.get("value")
        try:
            history = History.of(purchases, as_of)
        except ValueError as error:
            raise RefusedError(422, "no_purchase", f"Give a purchase: {error}.") from error
        fitted = ValueModel.of(json.loads(model.exported.content))
        found = prospects(history, fitted, self._value)
        return ValueOfBuyer(fitted.currency, model.version, history, tuple(found))

    def _chance(self, target: str, features: Features) -> PropensityOfUser:
        model = self._shelf.get(f"propensity.{target}")
        chance = float(model.run(_matrix(model, features), "chance")[0])
        return PropensityOfUser(target, chance, str(model.card["fitted_on"]), model.version)


def _matrix(model: Loaded, features: Features) -> NDArray[Any]:
    wanted = [Wanted(**one) for one in model.card["inputs"]]
    asked = sorted({one.column for one in wanted})
    columns = {*USER_FEATURES.column_names}
    if unknown := [n for n in features if n not in columns and not n.startswith(ATTRIBUTE)]:
        raise RefusedError(
            422,
            "unknown_feature",
            f"There is no feature {', '.join(map(repr, unknown))}; this model goes by "
            f"{', '.join(asked)}.",
        )
    if all(features.get(name) is None for name in asked):
        raise RefusedError(
            422,
            "missing_features",
            f"None of the features that this model goes by is given: {', '.join(asked)}.",
        )
    try:
        return matrix_of(wanted, [features])
    except ValueError as error:
        raise RefusedError(422, "wrong_feature", f"The feature {error}.") from error

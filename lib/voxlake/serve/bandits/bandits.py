"""Chooses arms for users on request, and takes what the choices brought."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from voxlake.marketing.experiments.bandits.choosing import chosen_by
from voxlake.marketing.experiments.bandits.numbers import choice_id_of, deciding_number
from voxlake.serve.bandits.states import Known, States
from voxlake.serve.bandits.store import ASSIGNMENT, OUTCOME, Event, Store
from voxlake.serve.errors import RefusedError

_NAMESPACE = ":"


@dataclass(frozen=True)
class Chosen:
    """An arm for a user, and the id to send back with what it brought.

    Attributes:
        choice_id: One for each experiment, user and day.
        arm: The arm.
        propensity: The chance that it had, above 0 to 1.
        day: Day of the choice, of the lake's zone.
        is_new: Whether it was chosen now; False: earlier that day.
    """

    choice_id: str
    arm: str
    propensity: float
    day: date
    is_new: bool


def _now() -> datetime:
    return datetime.now(UTC)


class Bandits:
    """The bandits of a lake."""

    def __init__(
        self, store: Store, states: States, zone: str, now: Callable[[], datetime] = _now
    ) -> None:
        """Choose by the states and keep choices in the store.

        Args:
            store: Where choices are kept.
            states: What bandits know.
            zone: The lake's, by which days are cut.
            now: The clock.
        """
        self._store = store
        self._states = states
        self._zone = ZoneInfo(zone)
        self._now = now

    def choose(
        self, experiment_id: str, user_id: str, context: Mapping[str, float] | None = None
    ) -> Chosen:
        """The arm of a user: the same all day, whoever asks and however often.

        Args:
            experiment_id: Experiment that a bandit chooses for, `namespace:id`.
            user_id: Who gets the arm, of the same namespace, as in `users`.
            context: The numbers that the bandit's `context` names, by their names.

        Raises:
            RefusedError: there is no such bandit, it is over, or what is asked cannot be.
        """
        at = self._now()
        day = at.astimezone(self._zone).date()
        _require_namespace(experiment_id, user_id)
        if kept := self._store.choice(experiment_id, user_id, day):
            return _chosen(kept, is_new=False)
        known = self._states.of(experiment_id)
        if known.ends_on is not None and known.ends_on < day:
            raise RefusedError(409, "experiment_over", f"The experiment ended on {known.ends_on}.")
        numbers = _numbers(known, context or {})
        kept, is_new = self._store.keep(_event(known, user_id, day, at, numbers))
        return _chosen(kept, is_new=is_new)

    def reward(self, choice_id: str, value: float) -> bool:
        """Keep what a choice brought; False where the same was kept before.

        Raises:
            RefusedError: there is no such choice, or another reward of it was kept.
        """
        if not math.isfinite(value):
            raise RefusedError(422, "reward_not_finite", "A reward is a finite number.")
        choice = self._store.of_choice(choice_id, ASSIGNMENT)
        if choice is None:
            raise RefusedError(
                404, "unknown_choice", "No choice of that id was made here: send the id of choose."
            )
        at = self._now()
        outcome = Event(
            OUTCOME,
            choice_id,
            choice.experiment_id,
            choice.user_id,
            at.astimezone(self._zone).date(),
            at,
            metric=self._states.of(choice.experiment_id).metric,
            value=float(value),
        )
        kept, is_new = self._store.keep(outcome)
        if kept.value != float(value):
            raise RefusedError(
                409, "rewarded_before", "This choice has another reward already: the first counts."
            )
        return is_new

    def close(self) -> None:
        """Close the store."""
        self._store.close()


def _event(
    known: Known, user_id: str, day: date, at: datetime, context: dict[str, float] | None
) -> Event:
    """The choice that the job `choose_arms` would make, of the same state."""
    state = known.state
    number = np.array([deciding_number(state, user_id, day)])
    (place,), (propensity,) = chosen_by(
        number, known.chances([*context.values()] if context else None)
    )
    return Event(
        ASSIGNMENT,
        choice_id_of(state, user_id, day),
        state.experiment_id,
        user_id,
        day,
        at,
        arm=state.arms[place],
        propensity=float(propensity),
        context=context,
    )


def _numbers(known: Known, context: Mapping[str, float]) -> dict[str, float] | None:
    """The numbers that count, in the order of the state; others are not kept."""
    if not known.context:
        return None
    told = [name for name in known.context if math.isfinite(context.get(name, math.nan))]
    if len(told) < len(known.context):
        lacking = ", ".join(name for name in known.context if name not in told)
        raise RefusedError(
            422, "context_missing", f"This bandit chooses by a context: send numbers for {lacking}."
        )
    return {name: float(context[name]) for name in known.context}


def _require_namespace(experiment_id: str, user_id: str) -> None:
    """Both are of one namespace, as in all events of experiments."""
    spaces = [one.partition(_NAMESPACE)[0] for one in (experiment_id, user_id)]
    is_whole = all(
        space and rest and not any(map(str.isspace, rest))
        for space, _, rest in (one.partition(_NAMESPACE) for one in (experiment_id, user_id))
    )
    if not is_whole or spaces[0] != spaces[1]:
        raise RefusedError(
            422,
            "namespace_differs",
            "Experiment and user are ids of the lake, namespace:id, of one namespace.",
        )


def _chosen(event: Event, *, is_new: bool) -> Chosen:
    return Chosen(
        event.choice_id, str(event.arm), float(event.propensity or 0.0), event.day, is_new
    )

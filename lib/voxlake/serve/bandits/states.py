"""What bandits know, as `bandit_state` of the lake has it, read again when the table changed."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voxlake.marketing.experiments.bandits import BanditState, load, new_state, probabilities
from voxlake.marketing.experiments.bandits.choosing import coefficients_of
from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.question import Condition, Question
from voxlake.serve.reading.snapshots import Edition
from voxlake.tables import BANDIT_STATE, EXPERIMENTS, Table

_MOST_ARMS = 1_000
_UNTOLD = "reward"
"""Name of the metric of an experiment that tells none."""


@dataclass(frozen=True, eq=False)
class Known:
    """A bandit that may be asked: its state, what rewards it and its last day."""

    state: BanditState
    metric: str
    ends_on: date | None

    def chances(self, context: Sequence[float] | None) -> NDArray[np.float64]:
        """Chances of the arms, (1, k); what does not depend on the context is worked out once."""
        if self.context:
            return probabilities(self.state, [context], self._drawn)
        return self._alike

    @cached_property
    def _alike(self) -> NDArray[np.float64]:
        is_linear = self.state.settings.policy == "linear_thompson"
        return probabilities(self.state, [()] if is_linear else None)

    @cached_property
    def _drawn(self) -> NDArray[np.float64]:
        return coefficients_of(self.state)

    @property
    def context(self) -> tuple[str, ...]:
        """Names of the numbers that its choices depend on."""
        is_linear = self.state.settings.policy == "linear_thompson"
        return self.state.settings.context if is_linear else ()


class States:
    """The bandits that the config names, with what the lake knows of each."""

    def __init__(self, lake: Lake, settings: ExperimentSettings) -> None:
        self._lake = lake
        self._settings = settings
        self._known: dict[str, tuple[tuple[Edition | None, ...], Known]] = {}
        self._lock = threading.Lock()

    def of(self, experiment_id: str) -> Known:
        """The bandit of an experiment.

        Raises:
            RefusedError: no bandit chooses for it, or nothing tells its arms.
        """
        if experiment_id not in self._settings.bandits:
            raise RefusedError(
                404,
                "unknown_bandit",
                "No bandit of that name: experiments.bandits of the config names those there are.",
            )
        editions = (self._lake.edition(BANDIT_STATE), self._lake.edition(EXPERIMENTS))
        held = self._known.get(experiment_id)
        if held is not None and held[0] == editions:
            return held[1]
        with self._lock:
            known = self._read(experiment_id)
            self._known[experiment_id] = editions, known
        return known

    def _read(self, experiment_id: str) -> Known:
        """The last state; of a bandit that never learnt, a new one of the planned arms."""
        planned = self._rows(EXPERIMENTS, experiment_id)
        plan: Mapping[str, Any] = planned[0] if planned else {}
        bandit, seed = self._settings.bandits[experiment_id], self._settings.seed
        rows = self._rows(BANDIT_STATE, experiment_id)
        state = load(rows, bandit, seed)
        if state is None:
            arms = [arm for arm in plan.get("arms") or () if arm is not None]
            if not arms:
                raise RefusedError(
                    409,
                    "bandit_without_arms",
                    "Nothing tells the arms of this experiment: ingest its row of experiments, or "
                    "run update_bandits.",
                )
            state = new_state(experiment_id, arms, bandit, seed)
        told = rows[0]["metric"] if rows else None
        return Known(state, plan.get("metric") or told or _UNTOLD, plan.get("ends_on"))

    def _rows(self, table: Table, experiment_id: str) -> list[dict[str, Any]]:
        question = Question(
            table,
            where=(Condition("experiment_id", "eq", experiment_id),),
            is_latest=table.is_snapshot,
            limit=_MOST_ARMS,
        )
        rows: list[dict[str, Any]] = self._lake.read(question).rows.to_pylist()
        return rows

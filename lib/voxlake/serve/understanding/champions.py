"""Fitted models that are kept as plain numbers, asked for again now and then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from voxlake.core.errors import NoChampionError
from voxlake.serve.errors import RefusedError
from voxlake.topics.model import TopicModel

TOPICS = "topics"


class Fitted(Protocol):
    """A model in use: its version and its plain numbers; `run.models.Champion` is one."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def model(self) -> object:
        """Its numbers."""


class Registry(Protocol):
    """What keeps models; `run.models.Models` is one."""

    def version(self, name: str) -> str | None:
        """The fitted version in use; None where there is none."""

    def champion(self, name: str) -> Fitted:
        """The version in use, with its numbers."""


@dataclass(frozen=True, eq=False)
class Topics:
    """A topic model and its version."""

    version: str
    model: TopicModel


class TopicModels:
    """The topic model in use, loaded once a version."""

    def __init__(
        self,
        registry: Registry,
        refresh_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Load nothing yet.

        Args:
            registry: Where models are.
            refresh_s: For how long a version is taken to be the one in use.
            clock: Seconds.
        """
        self._registry = registry
        self._refresh_s = refresh_s
        self._clock = clock
        self._held: Topics | None = None
        self._asked_at = -float("inf")
        self._lock = threading.Lock()

    def current(self) -> Topics:
        """The topic model in use.

        Raises:
            RefusedError: none was fitted (503).
        """
        with self._lock:
            if self._held is None or self._clock() - self._asked_at >= self._refresh_s:
                self._held = self._read()
                self._asked_at = self._clock()
            return self._held

    def _read(self) -> Topics:
        version = self._registry.version(TOPICS)
        if version is None:
            raise RefusedError(503, "no_topics", "No topics were fitted yet: run fit_topics.")
        if self._held is not None and self._held.version == version:
            return self._held
        try:
            champion = self._registry.champion(TOPICS)
        except NoChampionError as error:
            raise RefusedError(
                503, "no_topics", "No topics were fitted yet: run fit_topics."
            ) from error
        numbers = champion.model
        if not isinstance(numbers, dict):
            raise RefusedError(503, "no_topics", "The topic model cannot be read: run fit_topics.")
        return Topics(champion.version, TopicModel.of(numbers))

"""Asks again where that may help: waits that double, and as long as the answer asks for."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from voxlake.marketing.generating.errors import AskAgainError, NoAnswerError, StoppedError

_T = TypeVar("_T")


class Waits(Protocol):
    """How patiently an address is asked, as `AddressSettings` says it."""

    @property
    def retries(self) -> int:
        """How often a request is made again."""
        ...

    @property
    def backoff_s(self) -> float:
        """Seconds before the first time; then doubled."""
        ...

    @property
    def longest_wait_s(self) -> float:
        """Longest wait; one that asks for more is not waited for."""
        ...


@dataclass(frozen=True)
class Patience:
    """How often a request is made, and how long it is waited for in between."""

    settings: Waits
    section: str
    """Where the settings stand in the config, for messages."""
    sleep: Callable[[float], None]

    def ask(self, request: Callable[[], _T], seed: int) -> _T:
        """What the request gives, the first time that it gives something.

        The wait before try n + 1 is drawn between half and all of `backoff_s` x 2^n, so that many
        who failed together do not come back together; it is no shorter than Retry-After says.

        Raises:
            NoAnswerError: it failed as often as it may, or in a way that no other try mends.
            StoppedError: the address asks to be left alone for longer than `longest_wait_s`.
        """
        draws = random.Random(seed)
        for tried in range(self.settings.retries + 1):
            try:
                return request()
            except AskAgainError as error:
                if tried == self.settings.retries:
                    raise NoAnswerError(f"{error} (asked {tried + 1} times)") from error
                self.sleep(self._wait(tried, error, draws.uniform(0.5, 1)))
        raise AssertionError("the last try returns or raises")

    def _wait(self, tried: int, error: AskAgainError, share: float) -> float:
        longest = self.settings.longest_wait_s
        asked = error.retry_after_s or 0.0
        if asked > longest:
            raise StoppedError(
                f"{error}: it asks to wait {asked:.0f} s, more than {self.section}.longest_wait_s "
                f"{longest:.0f}; run again later."
            ) from error
        return max(min(longest, share * self.settings.backoff_s * 2.0**tried), asked)

"""Asks a network patiently: within its limits and those of the config, and tells of each wait."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar

from voxlake.collect.posts.errors import (
    AskAgainError,
    FailedError,
    LimitedError,
    RefusedError,
    SpentError,
    brief,
)
from voxlake.collect.posts.times import moment, of_seconds
from voxlake.collect.posts.web import Answer, Request, Web, told
from voxlake.core.retry_after import retry_after

_T = TypeVar("_T")
_GOOD = (200, 304)
_FOR_NOW = (408, 425, 429)
_TOO_MANY = 429
_SERVER_ERROR = 500
_UNKNOWN = 401
_EPOCH = 1_000_000_000
"""A number from here on is a time since 1970, and no wait."""
_WINDOWS = ("x-rate-limit", "x-ratelimit", "ratelimit")
"""How the names of headers begin that tell how many requests are left until when."""
_SAYINGS = ("detail", "message", "error_description", "error", "title", "reason")


class Waits(Protocol):
    """How patiently a network is asked, as `CollectSettings` says it."""

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
        """Longest wait."""
        ...


@dataclass
class Budget:
    """How many requests a query may make in a run, tries counted each."""

    limit: int
    used: int = 0

    def take(self) -> None:
        """Count one.

        Raises:
            SpentError: there is none left.
        """
        if self.used >= self.limit:
            raise SpentError(f"max_requests {self.limit:,}")
        self.used += 1


@dataclass
class Asker:
    """Asks one network, whose limits all its queries share."""

    web: Web
    settings: Waits
    sleep: Callable[[float], None]
    now: Callable[[], datetime]
    """The time, in UTC with its zone."""
    tell: Callable[[str], None]
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What no message may hold."""
    used_up: Callable[[Answer], str | None] = lambda _: None
    """Whether an answer says that no more may be had for long: why; None where it does not."""
    budget: Budget = field(default_factory=lambda: Budget(1))
    """Of the query that is asked now."""
    waited_s: float = 0.0
    _ready_at: datetime | None = None

    def ask(self, request: Request, read: Callable[[Answer], _T]) -> _T:
        """What `read` makes of the answer, the first time that it makes something.

        Args:
            request: What is asked.
            read: Reads an answer of status 200 or 304; raises AskAgainError where it is no such.

        Raises:
            FailedError: no answer can be used, as often as it was asked.
            RefusedError: it is refused.
            LimitedError: the network allows no more in this run.
            SpentError: the config does not.
        """
        for tried in range(self.settings.retries + 1):
            self._wait_for_window()
            self.budget.take()
            try:
                answer = self.web.ask(request)
                self._note_window(answer.headers)
                self._require_good(answer, request)
                return read(answer)
            except AskAgainError as error:
                if tried == self.settings.retries:
                    raise FailedError(f"{error} (asked {tried + 1} times)") from error
                doubled = self.settings.backoff_s * 2.0**tried
                self._pause(max(doubled, error.wait_s or 0.0), str(error))
        raise AssertionError("the last try returns or raises")

    def _require_good(self, answer: Answer, request: Request) -> None:
        if answer.status in _GOOD:
            return
        if why := self.used_up(answer):
            raise LimitedError(why)
        where = told(request.url)
        what = f"{where} answers with {answer.status} ({self._said(answer)})"
        if answer.status == _TOO_MANY:
            wait = retry_after(answer.headers)
            raise AskAgainError(what, self._window(answer.headers) if wait is None else wait)
        if answer.status in _FOR_NOW or answer.status >= _SERVER_ERROR:
            raise AskAgainError(what, retry_after(answer.headers))
        if answer.status == _UNKNOWN:
            what += ": it refuses the secret of token_env"
        raise RefusedError(what, answer.status)

    def _said(self, answer: Answer) -> str:
        """What an error says, shortly; its kind where it is no JSON."""
        try:
            said = json.loads(answer.body)
        except (ValueError, RecursionError):
            return answer.kind
        while isinstance(said, dict):
            found = next((said[name] for name in _SAYINGS if said.get(name)), None)
            if not isinstance(found, dict):
                return brief(found or answer.kind, *self.secrets)
            said = found
        return answer.kind

    def _wait_for_window(self) -> None:
        if self._ready_at is not None:
            left = (self._ready_at - self.now()).total_seconds()
            if left > 0:
                self._pause(left, "no requests are left")
            self._ready_at = None

    def _note_window(self, headers: Mapping[str, str]) -> None:
        """Keep until when no request is left, so that none is made for nothing."""
        for name in _WINDOWS:
            left = _number(headers.get(f"{name}-remaining"))
            if left is not None and left < 1 and (wait := self._window(headers)) is not None:
                self._ready_at = self.now() + timedelta(seconds=wait)

    def _window(self, headers: Mapping[str, str]) -> float | None:
        """Seconds until requests are left again; None where no header says so.

        X and Bluesky tell it in seconds since 1970, Reddit in seconds from now, Mastodon as a time.
        A time is held against the answer's own Date, so that no clock has to agree with another.
        """
        for name in _WINDOWS:
            if (reset := headers.get(f"{name}-reset")) is None:
                continue
            number = _number(reset)
            if number is not None and number < _EPOCH:
                return max(0.0, number)
            at = moment(reset) if number is None else of_seconds(number)
            if at is not None:
                return max(0.0, (at - self._of(headers)).total_seconds())
        return None

    def _of(self, headers: Mapping[str, str]) -> datetime:
        try:
            return parsedate_to_datetime(headers["date"]).astimezone(UTC)
        except (KeyError, ValueError, TypeError):
            return self.now()

    def _pause(self, seconds: float, why: str) -> None:
        if seconds > self.settings.longest_wait_s:
            until = self.now() + timedelta(seconds=seconds)
            raise LimitedError(
                f"{why}: wait until {until:%Y-%m-%d %H:%M} UTC, longer than collect.longest_wait_s "
                f"{self.settings.longest_wait_s:g}"
            )
        self.tell(f"waits {seconds:.0f} s: {why}")
        self.sleep(seconds)
        self.waited_s += seconds


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None  # noqa: PLR2004  (seconds: some 30,000 years)

"""How often somebody may ask: buckets of tokens that fill up again."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from voxlake.run.auth_settings import AuthSettings
from voxlake.serve.auth.principal import Principal
from voxlake.serve.errors import RefusedError

_MOST_BUCKETS = 10_000
_ONE_SITE = 64
"""Bits of an IPv6 address that one customer of a provider has to itself."""


class TooManyError(RefusedError):
    """Somebody asks too often; says after how many seconds to ask again."""

    def __init__(self, code: str, message: str, wait_s: float) -> None:
        self.retry_after_s = max(1, math.ceil(wait_s))
        super().__init__(429, code, f"{message} Ask again in {self.retry_after_s} s.")


class Buckets:
    """A bucket for each name; of more than `_MOST_BUCKETS` those longest unused are forgotten."""

    def __init__(self, per_minute: float, size: float, clock: Callable[[], float]) -> None:
        self._rate = per_minute / 60
        self._size = size
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many names are remembered."""
        return len(self._left)

    def wait_s(self, name: str) -> float:
        """Seconds until there is a token; 0 where there is one."""
        with self._lock:
            return self._wait_s(self._now_in(name))

    def take(self, name: str) -> float:
        """Take a token; 0, or the seconds until there is one, where none was left to take."""
        with self._lock:
            left = self._now_in(name)
            taken = left - 1 if left >= 1 else left
            self._left[name] = (taken, self._clock())
            self._left.move_to_end(name)
            while len(self._left) > _MOST_BUCKETS:
                self._left.popitem(last=False)
            return self._wait_s(left)

    def _now_in(self, name: str) -> float:
        left, at = self._left.get(name, (self._size, self._clock()))
        return min(self._size, left + (self._clock() - at) * self._rate)

    def _wait_s(self, left: float) -> float:
        return 0.0 if left >= 1 else (1 - left) / self._rate


class Limits:
    """How often a principal may ask, and an address may fail to say who asks."""

    def __init__(
        self, settings: AuthSettings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        failures = settings.failures_per_minute
        self._requests = Buckets(settings.requests_per_minute, settings.burst, clock)
        self._failures = Buckets(failures, failures, clock)

    def require_patience(self, address: str) -> None:
        """See that an address has not failed too often of late.

        Raises:
            TooManyError: it has.
        """
        if wait := self._failures.wait_s(_site(address)):
            raise TooManyError("too_many_failures", "Too many wrong keys or tokens.", wait)

    def failed(self, address: str) -> None:
        """Count a wrong key or token of an address."""
        self._failures.take(_site(address))

    def count(self, principal: Principal) -> None:
        """Count a request.

        Raises:
            TooManyError: the principal has asked too often of late.
        """
        if wait := self._requests.take(f"{principal.known_by}:{principal.name}"):
            raise TooManyError("too_many_requests", "Too many requests of this key.", wait)


def _site(address: str) -> str:
    """The address, or the network of one customer where a customer has many."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, _ONE_SITE), strict=False))

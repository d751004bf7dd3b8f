"""Asks a server once: bounded in time and size, and never led to another server."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from voxlake.collect.posts.errors import AskAgainError, RefusedError
from voxlake.core.errors import ConfigError

if TYPE_CHECKING:
    import httpx

_LEADS_ON = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 3
_GOOD = range(200, 300)
_ERROR_BYTES = 2**14
"""How much is read of an answer that is an error."""
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class Request:
    """What is asked. Secrets stand in `headers` and `form`, never in an address."""

    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    """Sent as a form, by POST."""
    json: Mapping[str, str] | None = field(default=None, repr=False)
    """Sent as JSON, by POST."""

    @property
    def is_sent(self) -> bool:
        """Whether it brings something along."""
        return self.form is not None or self.json is not None


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By their names in small letters."""
    body: bytes

    @property
    def kind(self) -> str:
        """What it says that it is, such as text/html."""
        return self.headers.get("content-type", "").partition(";")[0].strip() or "no type"


class Web:
    """Connections to servers."""

    def __init__(
        self,
        *,
        user_agent: str,
        timeout_s: float,
        most_bytes: int,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open nothing yet.

        Args:
            user_agent: What servers are told of who asks.
            timeout_s: Seconds within which a whole answer has to be there.
            most_bytes: Most bytes of an answer, unpacked.
            seconds: Tells how long an answer takes.

        Raises:
            ConfigError: the package httpx is not installed.
        """
        self._httpx = _httpx()
        self._timeout_s = timeout_s
        self._most_bytes = most_bytes
        self._seconds = seconds
        self._client: httpx.Client = self._httpx.Client(
            timeout=timeout_s,
            follow_redirects=False,
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip"},
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def ask(self, request: Request) -> Answer:
        """The answer to a request, whatever its status; it may be led on within one server.

        Raises:
            AskAgainError: none came, not in time, or not whole.
            RefusedError: it leads to another server, or is larger than it may be.
        """
        url, params = request.url, request.params
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._once(request, url, params)
            if answer.status not in _LEADS_ON:
                return answer
            url, params = _led_to(url, answer, request), {}
        raise RefusedError(f"{told(request.url)} leads on and on")

    def _once(self, request: Request, url: str, params: Mapping[str, str]) -> Answer:
        ends = self._seconds() + self._timeout_s
        where = told(url)
        try:
            with self._client.stream(
                "POST" if request.is_sent else "GET",
                url,
                params=params or None,  # {} would take away those that the address has
                headers=request.headers,
                data=request.form,
                json=request.json,
            ) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                is_good = response.status_code in _GOOD
                # As they come: chunks of a size would be waited for, however slowly they fill.
                body = self._body(response.iter_raw(), headers, ends, where, is_good=is_good)
                return Answer(response.status_code, headers, body)
        except self._httpx.TimeoutException as error:
            raise AskAgainError(f"{where} did not answer in time") from error
        except self._httpx.ConnectError as error:
            raise AskAgainError(f"{where} cannot be reached") from error
        except (self._httpx.HTTPError, self._httpx.StreamError) as error:
            raise AskAgainError(f"{where} broke off its answer") from error
        except (self._httpx.InvalidURL, UnicodeError) as error:
            raise RefusedError(f"{where} is no address that can be asked") from error

    def _body(
        self,
        parts: Iterator[bytes],
        headers: Mapping[str, str],
        ends: float,
        where: str,
        *,
        is_good: bool,
    ) -> bytes:
        """All of an answer, unpacked; of an error the beginning."""
        most = self._most_bytes if is_good else _ERROR_BYTES
        if is_good and headers.get("content-length", "").isdecimal():
            self._require_small(int(headers["content-length"]), where)
        packing = headers.get("content-encoding", "identity").lower().strip() or "identity"
        if packing not in ("gzip", "x-gzip", "identity"):
            raise RefusedError(
                f"{where} packs its answer as {packing[:20]}, which nobody asked for"
            )
        unpacked = zlib.decompressobj(_GZIP) if packing != "identity" else None
        found = bytearray()
        try:
            for part in parts:
                found += unpacked.decompress(part, most + 1) if unpacked else part
                if len(found) > most:
                    break
                if self._seconds() > ends:
                    raise AskAgainError(f"{where} did not end its answer in time")
        except zlib.error as error:
            raise AskAgainError(f"{where} broke off its answer") from error
        if is_good:
            self._require_small(len(found), where)
            if unpacked and found and not unpacked.eof:
                raise AskAgainError(f"{where} broke off its answer")
        return bytes(found[:most])

    def _require_small(self, size: int, where: str) -> None:
        if size > self._most_bytes:
            raise RefusedError(
                f"{where} answers with {size:,} bytes or more; "
                f"collect.max_answer_bytes allows {self._most_bytes:,}"
            )


def told(url: str) -> str:
    """An address for people: the server and the path, without what was asked."""
    parts = urlsplit(url)
    return f"{parts.hostname or url}{parts.path}"[:200]


def _led_to(url: str, answer: Answer, request: Request) -> str:
    """Where an answer leads, if that is the same server; https is as good as http.

    Raises:
        RefusedError: it is no address, or another, to which no secret goes, and no feed that
            nobody named.
    """
    try:
        target = urljoin(url, answer.headers.get("location", ""))
        before, after = urlsplit(url), urlsplit(target)
        is_same = _is_same(before, after)
    except ValueError as error:
        raise RefusedError(f"{told(url)} leads to what is no address", answer.status) from error
    if request.is_sent or not is_same:
        raise RefusedError(
            f"{told(url)} leads to {after.scheme}://{told(target)}, which is another server: where "
            "that is right, name it in the config",
            answer.status,
        )
    return target


def _is_same(before: SplitResult, after: SplitResult) -> bool:
    is_safer = before.scheme == "http" and after.scheme == "https"
    if before.hostname != after.hostname:
        return False
    if is_safer and before.port is None and after.port is None:
        return True
    return (before.scheme, before.port) == (after.scheme, after.port)


def _httpx() -> ModuleType:
    try:
        import httpx  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise ConfigError(
            "collect_posts needs the package httpx: pip install 'voxlake[collect]'."
        ) from error
    return httpx

"""Asks an address with OpenAI's interface; needs the extra [generate]."""

from __future__ import annotations

import time
import urllib.error
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeVar

from voxlake.core.errors import ConfigError, PlatformError
from voxlake.core.redact import redacted
from voxlake.core.retry_after import retry_after
from voxlake.marketing.generating.errors import AskAgainError, RefusedError, StoppedError
from voxlake.marketing.generating.patience import Patience
from voxlake.marketing.generating.settings import AddressSettings
from voxlake.marketing.web import open_itself

if TYPE_CHECKING:
    import openai

_T = TypeVar("_T")
_IN_VAIN = {401: "refuses the key", 403: "refuses the key", 404: "has no such model or path"}
_FOR_NOW = (408, 409, 425, 429)
_SERVER_ERROR = 500
_CHUNK = 2**16


class Address:
    """An address that is asked patiently, whose answers are bounded in time and size."""

    def __init__(
        self,
        settings: AddressSettings,
        key: str | None,
        *,
        section: str,
        most_bytes: int,
        sleep: Callable[[float], None] = time.sleep,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a client; nothing is asked yet.

        Args:
            settings: The address, its model and how patiently it is asked.
            key: The secret; None where the address wants none.
            section: Where the settings stand in the config, for messages.
            most_bytes: Most of an answer that is read.
            sleep: Waits.
            seconds: Tells how long an answer takes.

        Raises:
            ConfigError: base_url or model is missing.
            PlatformError: the package openai is not installed.
        """
        if settings.base_url is None or settings.model is None:
            raise ConfigError(f"The generator openai needs {section}.base_url and .model.")
        try:
            import openai  # noqa: PLC0415  (an extra, and slow to import)
        except ModuleNotFoundError as error:
            raise PlatformError(
                "The generator openai needs the package of that name: install voxlake[generate]."
            ) from error
        self.model = settings.model
        self.told = redacted(settings.base_url)
        self._section = section
        self._timeout_s = settings.timeout_s
        self._most_bytes = most_bytes
        self._seconds = seconds
        self._patience = Patience(settings, section, sleep)
        self._openai = openai
        self._client = openai.OpenAI(
            base_url=settings.base_url,
            api_key=key or "none",
            timeout=settings.timeout_s,
            max_retries=0,
        )

    def patiently(self, request: Callable[[float], _T], seed: int) -> _T:
        """What a request gives, which may be asked again where it fails for now.

        Args:
            request: Asks once; it is given when its answer has to be there, for `body`, `file`.
            seed: Of the waits.

        Raises:
            NoAnswerError: it failed as often as it may, or in a way that no other try mends.
        """
        return self._patience.ask(lambda: request(self._seconds() + self._timeout_s), seed)

    def body(
        self,
        create: Callable[[openai.OpenAI], AbstractContextManager[openai.APIResponse[Any]]],
        ends: float,
    ) -> bytes:
        """The whole answer to one request of the client.

        Args:
            create: Makes the request, with a streaming response.
            ends: When the answer has to be there.

        Raises:
            AskAgainError: it failed for now.
            RefusedError: the request is refused, or the answer is too large.
            StoppedError: the key or the model is refused, or the quota is used up.
        """
        try:
            with create(self._client) as response:
                return self._read(response.iter_bytes(), ends)
        except self._openai.APIStatusError as error:
            raise self._refusal(error) from error
        except self._openai.APITimeoutError as error:
            raise AskAgainError(f"{self.told} did not answer in time") from error
        except self._openai.APIConnectionError as error:
            raise AskAgainError(f"{self.told} cannot be reached", is_free=True) from error

    def file(self, url: str, ends: float) -> bytes:
        """The file at a link of an answer, itself and nothing that it leads on to.

        Raises:
            AskAgainError: it failed for now.
            RefusedError: it is not there, or too large.
        """
        try:
            with open_itself(url, max(0.1, ends - self._seconds())) as answer:
                return self._read(iter(lambda: answer.read1(_CHUNK), b""), ends)
        except urllib.error.HTTPError as error:
            told = f"the link of the answer answers with status {error.code}"
            raise _of_status(error.code, told, dict(error.headers.items())) from error
        except (OSError, ValueError) as error:
            raise AskAgainError("the link of the answer does not answer") from error

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _read(self, parts: Iterator[bytes], ends: float) -> bytes:
        """All parts of an answer, within the time and the size that it may have."""
        found = bytearray()
        while True:
            try:
                part = next(parts, None)
            except Exception as error:  # of whichever library the client reads with
                raise AskAgainError(f"{self.told} broke off its answer") from error
            if part is None:
                return bytes(found)
            found += part
            if len(found) > self._most_bytes:
                raise RefusedError(f"{self.told} answers with over {self._most_bytes:,} bytes")
            if self._seconds() > ends:
                raise AskAgainError(f"{self.told} did not end its answer in time")

    def _refusal(self, error: openai.APIStatusError) -> Exception:
        """What a status means: nothing will come, something may later, or not for this request."""
        status = error.status_code
        what = f"{self.told} answers with status {status}"
        if why := _IN_VAIN.get(status):
            return StoppedError(f"{what}: it {why}; see {self._section}.", is_free=True)
        if error.code == "insufficient_quota":
            return StoppedError(f"{what}: the quota of the key is used up.", is_free=True)
        return _of_status(status, what, error.response.headers)


def _of_status(status: int, what: str, headers: Mapping[str, str]) -> Exception:
    if status in _FOR_NOW or status >= _SERVER_ERROR:
        return AskAgainError(what, is_free=True, retry_after_s=retry_after(headers))
    return RefusedError(what, is_free=True)

"""Images of an address that speaks OpenAI's images API, through the `openai` client."""

from __future__ import annotations

import base64
import binascii
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from voxlake.core.errors import ConfigError
from voxlake.marketing.images.files import opened
from voxlake.marketing.images.generators.base import Made, NoAnswerError, RefusedError
from voxlake.marketing.images.requests import ImageRequest
from voxlake.marketing.images.settings import OpenAiImages

_MOST_BYTES = 60_000_000
_CHUNK = 1 << 16
_NOT_TO_BE_TRIED = (400, 401, 403, 404, 422)
_OF_THE_REQUEST = (400, 422)
_WAIT_S = 0.5  # before the second try; twice as long before each next
_LONGEST_WAIT_S = 20.0


@dataclass(frozen=True)
class OpenAiGenerator:
    """Asks an address."""

    settings: OpenAiImages
    key: str | None
    name: str = "openai"
    is_of_words: bool = False

    def model(self, request: ImageRequest) -> str:
        """The model's name there."""
        return self.settings.model

    def prompt(self, request: ImageRequest) -> str:
        """What is asked for."""
        return request.prompt

    def recipe(self, request: ImageRequest) -> str:
        """The prompt, the address and the size that is asked for."""
        return json.dumps([self.settings.address, request.prompt, self._size(request)])

    def make(self, request: ImageRequest) -> Made:
        """Ask for the image; wait and ask again where the address is busy, slow or down.

        Raises:
            RefusedError: the request is refused, or what came is no image.
            NoAnswerError: nothing came, in as many tries as are set.
            ConfigError: the extra is not installed.
        """
        client, why = self._client(), ""
        for attempt in range(self.settings.attempts):
            if attempt:
                time.sleep(min(_LONGEST_WAIT_S, _WAIT_S * 2 ** (attempt - 1)))
            try:
                return Made(opened(self._content(client, request)))
            except _AnotherTryError as error:
                why = str(error)
        raise NoAnswerError(f"{why} ({self.settings.attempts} tries)")

    def _client(self) -> Any:  # noqa: ANN401  (of an extra)
        try:
            from openai import OpenAI  # noqa: PLC0415  (an extra, and slow to import)
        except ImportError as error:
            raise ConfigError(
                "images.generator openai needs the openai client: install voxlake with the extra "
                "[generate]."
            ) from error
        return OpenAI(
            base_url=self.settings.address,
            api_key=self.key or "none",
            timeout=self.settings.timeout_s,
            max_retries=0,
        )

    def _size(self, request: ImageRequest) -> str:
        """Of the sizes that the model takes, the one of which least is cut away."""
        wanted = request.network.width / request.network.height

        def lost(size: str) -> float:
            width, height = (int(part) for part in size.split("x"))
            ratio = width / height
            return max(wanted, ratio) / min(wanted, ratio)

        return min(self.settings.sizes, key=lambda size: (lost(size), size))

    def _content(self, client: Any, request: ImageRequest) -> bytes:  # noqa: ANN401
        """The bytes of the first image that the address gives."""
        import openai  # noqa: PLC0415

        asked: dict[str, Any] = {"model": self.settings.model, "prompt": request.prompt, "n": 1}
        asked["size"] = self._size(request)
        if self.settings.answer:
            asked["response_format"] = self.settings.answer
        if self.settings.sends_seed:
            asked["extra_body"] = {"seed": request.seed}
        until = time.monotonic() + self.settings.timeout_s
        try:
            with client.images.with_streaming_response.generate(**asked) as answer:
                body = _read(answer.iter_bytes(_CHUNK), until)
        except openai.APIStatusError as error:
            raise _of_status(error.status_code) from error
        except openai.APIError as error:  # no connection, or none in time
            raise _AnotherTryError("the address does not answer") from error
        return self._image_of(body, until)

    def _image_of(self, body: bytes, until: float) -> bytes:
        try:
            first = json.loads(body)["data"][0]
            packed, url = first.get("b64_json"), first.get("url")
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise RefusedError("the answer holds no image: it is not as the API says") from error
        if isinstance(packed, str) and packed:
            try:
                return base64.b64decode(packed, validate=True)
            except binascii.Error as error:
                raise RefusedError("the answer's image is not in base64") from error
        if isinstance(url, str) and url:
            return self._fetched(url, until)
        raise RefusedError("the answer holds neither b64_json nor url")

    def _fetched(self, url: str, until: float) -> bytes:
        """The file at a link of the answer: of the web, or of the address itself."""
        is_own = urlsplit(url)[:2] == urlsplit(self.settings.address)[:2]
        if not (is_own or url.startswith("https://")):
            raise RefusedError("the answer's link is not of https, and is not followed")
        left = max(0.1, until - time.monotonic())
        try:
            with _OPENER.open(url, timeout=left) as answer:
                return _read(iter(lambda: answer.read(_CHUNK), b""), until)
        except urllib.error.HTTPError as error:
            raise _of_status(error.code) from error
        except (OSError, ValueError) as error:
            raise _AnotherTryError("the link of the answer does not answer") from error


class _AnotherTryError(Exception):
    """Nothing came this time."""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A link that leads elsewhere is not followed."""

    def redirect_request(self, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Follow none."""


_OPENER = urllib.request.build_opener(_NoRedirects)


def _of_status(status: int) -> Exception:
    if status in _OF_THE_REQUEST:
        return RefusedError(f"the address refuses the request (HTTP {status})")
    if status in _NOT_TO_BE_TRIED:
        return NoAnswerError(
            f"the address refuses (HTTP {status}): look at images.openai.key_env, model, address"
        )
    return _AnotherTryError(f"the address is busy or broken (HTTP {status})")


def _read(chunks: Iterable[bytes], until: float) -> bytes:
    """All chunks, unless they are too many or come too slowly."""
    parts, size = [], 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > _MOST_BYTES:
            raise RefusedError(f"the answer is over {_MOST_BYTES:,} bytes")
        if time.monotonic() > until:
            raise _AnotherTryError("the address does not answer in time")
    return b"".join(parts)

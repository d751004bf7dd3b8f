"""Images of an address with OpenAI's interface of images; needs the extra [generate]."""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from voxlake.marketing.generating.address import Address
from voxlake.marketing.generating.errors import RefusedError
from voxlake.marketing.images.files import opened
from voxlake.marketing.images.generators.base import Made
from voxlake.marketing.images.requests import ImageRequest
from voxlake.marketing.images.settings import ImageAddress

_MOST_BYTES = 60_000_000
"""Most of an answer, or of the file at its link, that is read."""


class OpenAiGenerator:
    """Asks an address."""

    name = "openai"
    is_of_words = False

    def __init__(
        self,
        settings: ImageAddress,
        key: str | None,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Make a client; nothing is asked yet.

        Args:
            settings: The address, its model and how patiently it is asked.
            key: The secret; None where the address wants none.
            sleep: Waits.

        Raises:
            PlatformError: the package openai is not installed.
        """
        self._settings = settings
        self._address = Address(
            settings, key, section="images.openai", most_bytes=_MOST_BYTES, sleep=sleep
        )

    def model(self, request: ImageRequest) -> str:
        """The model's name there."""
        return self._settings.model

    def prompt(self, request: ImageRequest) -> str:
        """What is asked for."""
        return request.prompt

    def recipe(self, request: ImageRequest) -> str:
        """The prompt, the address and the size that is asked for."""
        return json.dumps([self._settings.base_url, request.prompt, self._size(request)])

    def make(self, request: ImageRequest) -> Made:
        """Ask for the image; wait and ask again where the address fails for now.

        Raises:
            RefusedError: the request is refused, or what came is no image.
            NoAnswerError: it failed as often as it may, or more requests are in vain.
        """
        content = self._address.patiently(lambda ends: self._content(request, ends), request.seed)
        return Made(opened(content))

    def _size(self, request: ImageRequest) -> str:
        """Of the sizes that the model takes, the one of which least is cut away."""
        wanted = request.network.width / request.network.height

        def lost(size: str) -> float:
            width, height = (int(part) for part in size.split("x"))
            ratio = width / height
            return max(wanted, ratio) / min(wanted, ratio)

        return min(self._settings.sizes, key=lambda size: (lost(size), size))

    def _content(self, request: ImageRequest, ends: float) -> bytes:
        """The bytes of the first image that the address gives."""
        asked: dict[str, Any] = {"model": self._settings.model, "prompt": request.prompt, "n": 1}
        asked["size"] = self._size(request)
        if self._settings.answer:
            asked["response_format"] = self._settings.answer
        if self._settings.sends_seed:
            asked["extra_body"] = {"seed": request.seed}
        body = self._address.body(
            lambda client: client.images.with_streaming_response.generate(**asked), ends
        )
        return self._image_of(body, ends)

    def _image_of(self, body: bytes, ends: float) -> bytes:
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
            return self._fetched(url, ends)
        raise RefusedError("the answer holds neither b64_json nor url")

    def _fetched(self, url: str, ends: float) -> bytes:
        """The file at a link of the answer: of the web, or of the address itself."""
        is_own = urlsplit(url)[:2] == urlsplit(self._settings.base_url)[:2]
        if not (is_own or url.startswith("https://")):
            raise RefusedError("the answer's link is not of https, and is not followed")
        return self._address.file(url, ends)

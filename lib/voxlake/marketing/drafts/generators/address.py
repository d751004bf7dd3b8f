"""Drafts of any address with OpenAI's interface of chat completions; needs the extra [generate]."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from voxlake.marketing.drafts.generators.answers import plain_answer, with_title
from voxlake.marketing.drafts.generators.interface import Answer, Budget, Request
from voxlake.marketing.drafts.generators.settings import ChatAddress
from voxlake.marketing.drafts.prompts import SYSTEM
from voxlake.marketing.generating.address import Address
from voxlake.marketing.generating.errors import NoAnswerError

_MOST_BYTES = 2**20
"""Most of an answer that is read."""
_TOKEN_CHARACTERS = 20
"""More than words have that are one token."""
_MILLION = 1_000_000
_MESSAGE_TOKENS = 32
"""More than the marks around two messages take."""


class AddressGenerator:
    """The generator `openai`."""

    def __init__(
        self, settings: ChatAddress, key: str | None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Make a client; nothing is asked yet.

        Args:
            settings: The address, its model and how patiently it is asked.
            key: The secret; None where the address wants none.
            sleep: Waits.

        Raises:
            ConfigError: base_url or model is missing.
            PlatformError: the package openai is not installed.
        """
        self._settings = settings
        self._address = Address(
            settings, key, section="drafts.address", most_bytes=_MOST_BYTES, sleep=sleep
        )
        self.model = self._address.model

    def write(self, request: Request, budget: Budget) -> Answer:
        """Ask for a draft; again where the address fails for now.

        Raises:
            NoAnswerError: it failed as often as it may, or what came is no draft.
            StoppedError: the key or model is refused, a wait is too long, or the budget is spent.
        """
        said = self._address.patiently(
            lambda ends: self._asked(request, budget, ends), request.seed
        )
        text = plain_answer(said.text)
        title, text = with_title(text) if request.brief.kind == "blog" else (None, text)
        return Answer(text, title, said.cost)

    def close(self) -> None:
        """Close the connections."""
        self._address.close()

    def _asked(self, request: Request, budget: Budget, ends: float) -> Answer:
        bound = self._bound(request.prompt)
        budget.require(bound)
        spent = bound  # what has no answer may cost all the same
        try:
            body = self._body(request, ends)
            spent = self._cost(body, bound)
            return Answer(_text_of(body, self._settings.most_tokens), cost=spent)
        except NoAnswerError as error:
            spent = 0.0 if error.is_free else spent
            raise
        finally:
            budget.spent += spent

    def _body(self, request: Request, ends: float) -> Any:  # noqa: ANN401  (what JSON holds)
        """The answer as JSON."""
        messages: Any = [
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": request.prompt},
        ]
        found = self._address.body(
            lambda client: client.chat.completions.with_streaming_response.create(
                model=self.model, messages=messages, seed=request.seed, extra_body=self._bounds()
            ),
            ends,
        )
        try:
            return json.loads(found)
        except (ValueError, RecursionError) as error:
            raise NoAnswerError(f"{self._address.told} answers with what is no JSON") from error

    def _bounds(self) -> dict[str, float]:
        """How long an answer may be and how free, by the names that the model knows."""
        given: dict[str, float] = {self._settings.limit: self._settings.most_tokens}
        if self._settings.temperature is not None:
            given["temperature"] = self._settings.temperature
        return given

    def _bound(self, prompt: str) -> float:
        """The most that a request can cost: a token is a byte at least."""
        size = len(prompt.encode()) + len(SYSTEM.encode()) + _MESSAGE_TOKENS
        return self._price(size, self._settings.most_tokens)

    def _cost(self, body: Any, bound: float) -> float:  # noqa: ANN401  (what JSON holds)
        """What an answer cost by its own count of tokens; the most, where that cannot be."""
        usage = body.get("usage") if isinstance(body, dict) else None
        counts = [usage.get(f"{n}_tokens") for n in ("prompt", "completion")] if usage else []
        if len(counts) == 2 and all(type(n) is int and n >= 0 for n in counts):  # noqa: PLR2004
            return self._price(*counts)
        return bound

    def _price(self, tokens_in: int, tokens_out: int) -> float:
        paid = tokens_in * self._settings.price_in + tokens_out * self._settings.price_out
        return paid / _MILLION


def _text_of(body: Any, most_tokens: int) -> str:  # noqa: ANN401  (what JSON holds)
    """The text of an answer.

    Raises:
        NoAnswerError: it is cut off, withheld, empty, far too long, or not of that interface.
    """
    try:
        choice = body["choices"][0]
        text, reason = choice["message"]["content"], choice.get("finish_reason", "stop")
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise NoAnswerError("an answer is not of the interface of chat completions") from error
    if reason == "length":
        raise NoAnswerError("an answer was cut off: raise drafts.address.most_tokens")
    if reason == "content_filter":
        raise NoAnswerError("an answer was withheld by the filter of the address")
    if not isinstance(text, str) or not text.strip():
        raise NoAnswerError("an answer has no text")
    if len(text) > most_tokens * _TOKEN_CHARACTERS:
        raise NoAnswerError("an answer is far longer than drafts.address.most_tokens")
    return text

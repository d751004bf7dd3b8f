"""Drafts of any address with OpenAI's interface of chat completions; needs the extra [generate]."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from voxlake.core.errors import ConfigError, PlatformError
from voxlake.core.redact import redacted
from voxlake.marketing.drafts.generators.answers import plain_answer, with_title
from voxlake.marketing.drafts.generators.interface import (
    Answer,
    Budget,
    NoAnswerError,
    Request,
    StoppedError,
)
from voxlake.marketing.drafts.generators.patience import AskAgainError, Patience, retry_after
from voxlake.marketing.drafts.generators.settings import AddressSettings
from voxlake.marketing.drafts.prompts import SYSTEM

if TYPE_CHECKING:
    import openai

_MOST_BYTES = 2**20
"""Most of an answer that is read."""
_TOKEN_CHARACTERS = 20
"""More than words have that are one token."""
_MILLION = 1_000_000
_MESSAGE_TOKENS = 32
"""More than the marks around two messages take."""
_IN_VAIN = {401: "refuses the key", 403: "refuses the key", 404: "has no such model or path"}
_FOR_NOW = (408, 409, 425, 429)
_SERVER_ERROR = 500


class AddressGenerator:
    """The generator `openai`."""

    def __init__(
        self,
        settings: AddressSettings,
        key: str | None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a client; nothing is asked yet.

        Args:
            settings: The address, its model and how patiently it is asked.
            key: The secret; None where the address wants none.
            sleep: Waits.
            seconds: Tells how long an answer takes.

        Raises:
            ConfigError: base_url or model is missing.
            PlatformError: the package openai is not installed.
        """
        if settings.base_url is None or settings.model is None:
            raise ConfigError("The generator openai needs drafts.address.base_url and .model.")
        try:
            import openai  # noqa: PLC0415  (an extra)
        except ModuleNotFoundError as error:
            raise PlatformError(
                "The generator openai needs the package of that name: install voxlake[generate]."
            ) from error
        self.model = settings.model
        self._settings = settings
        self._seconds = seconds
        self._patience = Patience(settings, sleep)
        self._openai = openai
        self._client = openai.OpenAI(
            base_url=settings.base_url,
            api_key=key or "none",
            timeout=settings.timeout_s,
            max_retries=0,
        )

    def write(self, request: Request, budget: Budget) -> Answer:
        """Ask for a draft; again where the address fails for now.

        Raises:
            NoAnswerError: it failed as often as it may, or what came is no draft.
            StoppedError: the key or model is refused, a wait is too long, or the budget is spent.
        """
        said = self._patience.ask(lambda: self._asked(request, budget), request.seed)
        text = plain_answer(said.text)
        title, text = with_title(text) if request.brief.kind == "blog" else (None, text)
        return Answer(text, title, said.cost)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _asked(self, request: Request, budget: Budget) -> Answer:
        bound = self._bound(request.prompt)
        budget.require(bound)
        spent = bound  # what has no answer may cost all the same
        try:
            body = self._body(request)
            spent = self._cost(body, bound)
            return Answer(_text_of(body, self._settings.most_tokens), cost=spent)
        except self._openai.APIStatusError as error:
            spent = 0.0
            raise self._refusal(error) from error
        except self._openai.APITimeoutError as error:
            raise AskAgainError(f"{self._told} did not answer in time") from error
        except self._openai.APIConnectionError as error:
            spent = 0.0
            raise AskAgainError(f"{self._told} cannot be reached") from error
        finally:
            budget.spent += spent

    def _body(self, request: Request) -> Any:  # noqa: ANN401  (what JSON holds)
        """The answer as JSON, within the time and the size that it may have."""
        ends = self._seconds() + self._settings.timeout_s
        found = bytearray()
        with self._client.chat.completions.with_streaming_response.create(
            model=self.model,
            messages=[
                {"role": "system", "content": SYSTEM},
                {"role": "user", "content": request.prompt},
            ],
            seed=request.seed,
            extra_body=self._bounds(),
        ) as response:
            for part in self._parts(response.iter_bytes()):
                found += part
                if len(found) > _MOST_BYTES:
                    raise NoAnswerError(f"{self._told} answers without an end")
                if self._seconds() > ends:
                    raise AskAgainError(f"{self._told} did not end its answer in time")
        try:
            return json.loads(found)
        except (ValueError, RecursionError) as error:
            raise NoAnswerError(f"{self._told} answers with what is no JSON") from error

    def _bounds(self) -> dict[str, float]:
        """How long an answer may be and how free, by the names that the model knows."""
        given: dict[str, float] = {self._settings.limit: self._settings.most_tokens}
        if self._settings.temperature is not None:
            given["temperature"] = self._settings.temperature
        return given

    def _parts(self, stream: Iterator[bytes]) -> Iterator[bytes]:
        """The parts of an answer as they come."""
        while True:
            try:
                part = next(stream, None)
            except Exception as error:  # of whichever library the client reads with
                raise AskAgainError(f"{self._told} broke off its answer") from error
            if part is None:
                return
            yield part

    def _refusal(self, error: openai.APIStatusError) -> Exception:
        """What a status means: nothing will come, something may later, or not for this prompt."""
        status = error.status_code
        what = f"{self._told} answers with status {status}"
        if why := _IN_VAIN.get(status):
            return StoppedError(f"{what}: it {why}; see drafts.address.")
        if error.code == "insufficient_quota":
            return StoppedError(f"{what}: the quota of the key is used up.")
        if status in _FOR_NOW or status >= _SERVER_ERROR:
            return AskAgainError(what, retry_after(error.response.headers))
        return NoAnswerError(what)

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

    @property
    def _told(self) -> str:
        return redacted(str(self._settings.base_url))


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

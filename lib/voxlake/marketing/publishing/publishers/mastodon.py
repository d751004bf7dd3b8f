"""Sends posts to Mastodon, by Mastodon.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from voxlake.marketing.publishing.extras import needed
from voxlake.marketing.publishing.publishers.publisher import (
    NoAnswerError,
    Outgoing,
    RefusedError,
    Sent,
    told,
)

_KEY_MINUTES = 55
"""Servers keep keys for an hour (docs.joinmastodon.org, POST /api/v1/statuses)."""
_REFUSALS = range(400, 500)


class MastodonPublisher:
    """Posts statuses with an Idempotency-Key, which a server answers alike for an hour."""

    key_life: timedelta | None = timedelta(minutes=_KEY_MINUTES)

    def __init__(self, address: str, token: str, timeout_s: float) -> None:
        """Prepare a client; nothing is asked yet.

        Raises:
            ConfigError: the package Mastodon.py is not installed.
        """
        self._errors = needed("mastodon.errors")
        self._token = token
        self._client = needed("mastodon").Mastodon(
            access_token=token,
            api_base_url=address,
            request_timeout=timeout_s,
            ratelimit_method="throw",
            version_check_mode="none",
        )

    def send(self, post: Outgoing) -> Sent:
        """Send a status; a picture is sent before it, and shows nowhere without it."""
        image = post.image()
        media = [self._called(self._media, image, post.alt_text)] if image else None
        status = self._called(
            self._client.status_post, post.text, media_ids=media, idempotency_key=post.key
        )
        if not (known := _of_answer(status, "id")):
            raise NoAnswerError("It answered without the id of a status.")
        return Sent(known, _of_answer(status, "url"))

    def _media(self, image: bytes, alt_text: str | None) -> Any:  # noqa: ANN401  (Mastodon's)
        # Else a server that does not tell its version is asked for it a thousand times.
        self._client.retrieve_mastodon_version(fail_hard=True)
        kind = "image/png" if image.startswith(b"\x89PNG") else "image/jpeg"
        return self._client.media_post(image, mime_type=kind, description=alt_text)["id"]

    def _called(self, call: Any, *args: Any, **named: Any) -> Any:  # noqa: ANN401  (Mastodon's)
        try:
            return call(*args, **named)
        except self._errors.MastodonRatelimitError as error:
            raise RefusedError("It refused with 429: too many posts.") from error
        except self._errors.MastodonAPIError as error:
            raise self._of(error) from error
        except self._errors.MastodonNetworkError as error:
            raise NoAnswerError(f"No answer: {told(error, self._token)}.") from error
        except (
            self._errors.MastodonError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
        ) as error:
            raise NoAnswerError(
                f"Its answer is not understood: {told(error, self._token)}."
            ) from error

    def _of(self, error: Exception) -> Exception:
        """By the number of the answer: of others nobody knows what the server did."""
        number = error.args[1] if len(error.args) > 1 else None
        if isinstance(number, int) and number in _REFUSALS:
            why = told(error.args[-1] or error.args[2], self._token)
            return RefusedError(f"It refused with {number}: {why}.")
        if isinstance(number, int):
            return NoAnswerError(f"It answered {number} {error.args[2]}.")
        return NoAnswerError(f"Its answer is not understood: {told(error, self._token)}.")


def _of_answer(status: Any, name: str) -> str | None:  # noqa: ANN401  (whatever a server says)
    value = status.get(name) if isinstance(status, dict) else None
    return None if value is None else str(value)

"""Posts a request once, and says of what went wrong whether the receiver may have it."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence

from voxlake.core.retry_after import retry_after
from voxlake.marketing.publishing.publishers.publisher import NoAnswerError, RefusedError, told
from voxlake.marketing.web import open_itself

_SERVER_ERRORS = 500
_RATE_LIMIT = 429


class TooManyError(RefusedError):
    """The receiver did not take it, and may take it later."""

    def __init__(self, why: str, retry_after_s: float | None) -> None:
        """Say also how long it asks to be left alone, if it does."""
        self.retry_after_s = retry_after_s
        super().__init__(why)


def answer_of(
    request: urllib.request.Request, timeout_s: float, secrets: Sequence[str | None]
) -> bytes:
    """The body of the answer to a request.

    Args:
        request: What is posted.
        timeout_s: Seconds that the answer may take.
        secrets: What no message may hold.

    Raises:
        TooManyError: it is refused for now (429).
        RefusedError: it is refused by another number from 300 to 499, or cannot be sent.
        NoAnswerError: the receiver may have it.
    """
    try:
        with open_itself(request, timeout_s) as answer:
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as error:
        raise _of_status(error, secrets) from error
    except urllib.error.URLError as error:  # before an answer: timeouts of writing come so too
        is_refused = isinstance(error.reason, ConnectionRefusedError)
        kind = RefusedError if is_refused else NoAnswerError
        raise kind(f"No answer: {told(error.reason, *secrets)}.") from error
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswerError(f"No answer: {told(error, *secrets)}.") from error
    except ValueError as error:  # the address
        raise RefusedError(f"It cannot be sent: {told(error, *secrets)}.") from error


def _of_status(error: urllib.error.HTTPError, secrets: Sequence[str | None]) -> Exception:
    if error.code >= _SERVER_ERRORS:
        return NoAnswerError(f"It answered {error.code} {told(error.reason, *secrets)}.")
    headers: Mapping[str, str] = dict(error.headers.items())
    wait = error.headers.get("Retry-After")
    again = f"; it takes posts again after {told(wait, *secrets)} s" if wait else ""
    if error.code == _RATE_LIMIT:
        why = f"It refused with {error.code}: too many posts{again}."
        return TooManyError(why, retry_after(headers))
    return RefusedError(f"It refused with {error.code}: {told(error.reason, *secrets)}{again}.")

"""Asks a voxlake API for rows; needs nothing but Python.

from voxlake.client import Client

client = Client("http://127.0.0.1:8080", key)
for row in client.rows("user_mood", latest=True, mood="sad", order="-positivity"):
    ...
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterator
from datetime import date, datetime
from http.client import HTTPResponse
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener


class ApiError(Exception):
    """The API did not answer, or refused to.

    Attributes:
        status: The HTTP status; 0 where nothing answered.
        code: A word that stays the same, such as `unknown_column`.
        retry_after_s: Seconds after which to try again; None where that is of no use.
    """

    def __init__(
        self, status: int, code: str, message: str, retry_after_s: int | None = None
    ) -> None:
        self.status = status
        self.code = code
        self.retry_after_s = retry_after_s
        super().__init__(message)


class Client:
    """Asks one API, as whoever the key belongs to."""

    def __init__(self, url: str, key: str | None = None, timeout_s: float = 60) -> None:
        """Ask nothing yet.

        Args:
            url: Where the API is, such as `https://voxlake.example`.
            key: A key of `voxlake keys add`, or a token; None where the API asks for none.
            timeout_s: Seconds to wait for an answer.

        Raises:
            ValueError: the address is none, or the key would go over a network in plain text.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no address of an API: write https://host.")
        is_here = _is_loopback(parts.hostname)
        if key and parts.scheme == "http" and not is_here:
            raise ValueError(f"{url!r} would send the key in plain text: write https://.")
        self._url = url.rstrip("/")
        self._headers = {"Accept": "application/json"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._timeout_s = timeout_s
        self._opener = _opener(is_here=is_here)

    def rows(
        self,
        resource: str,
        *,
        latest: bool = False,
        days: tuple[date | str, date | str] | None = None,
        columns: tuple[str, ...] | list[str] = (),
        order: str | None = None,
        page_rows: int | None = None,
        as_of: int | None = None,
        **filters: Any,  # noqa: ANN401  (values of any column)
    ) -> Iterator[dict[str, Any]]:
        """All rows that a question asks for, page by page, of one version of the table.

        Args:
            resource: Name of the resource, such as `user_mood` or `users/ann/mood`.
            latest: Whether only the last day of a snapshot is asked for.
            days: The first and the last day.
            columns: Names of the columns; none for all.
            order: Names with commas, `-` before one for the largest first.
            page_rows: Rows of a page; None for what the API gives.
            as_of: The version to read.
            filters: `column=value` or `column__operator=value`; `column__in` takes a list.

        Raises:
            ApiError: the API did not answer, or refused to.
        """
        asked: dict[str, Any] = {
            "latest": True if latest else None,
            "from": days[0] if days else None,
            "to": days[1] if days else None,
            "columns": ",".join(columns) or None,
            "order": order,
            "limit": page_rows,
            "as_of": as_of,
            **filters,
        }
        after: str | None = None
        while True:
            page = self.get(f"v1/{resource}", **asked, after=after)
            yield from page["rows"]
            after = page["after"]
            if after is None:
                return

    def get(self, path: str, **parameters: Any) -> Any:  # noqa: ANN401  (JSON)
        """What the API answers to GET.

        Args:
            path: Such as `v1/users/ann`.
            parameters: Of the query; those that are None are left out.

        Raises:
            ApiError: the API did not answer, or refused to.
        """
        return self._sent(path, parameters, None)

    def post(self, path: str, body: Any) -> Any:  # noqa: ANN401  (JSON)
        """What the API answers to POST.

        Args:
            path: Such as `v1/score`.
            body: What is sent, as JSON.

        Raises:
            ApiError: the API did not answer, or refused to.
        """
        return self._sent(path, {}, json.dumps(body, default=_text).encode("utf-8"))

    def _sent(self, path: str, parameters: dict[str, Any], body: bytes | None) -> Any:  # noqa: ANN401
        given = {name: _told(value) for name, value in parameters.items() if value is not None}
        query = f"?{urlencode(given, doseq=True)}" if given else ""
        headers = {**self._headers, **({"Content-Type": "application/json"} if body else {})}
        request = Request(f"{self._url}/{quote(path.lstrip('/'))}{query}", body, headers)
        try:
            answer: HTTPResponse
            with self._opener.open(request, timeout=self._timeout_s) as answer:
                return json.load(answer)
        except HTTPError as error:
            raise _refused(error) from error
        except (URLError, OSError, ValueError) as error:
            why = getattr(error, "reason", error)
            raise ApiError(0, "no_answer", f"{self._url} does not answer: {why}") from error


class _NoRedirects(HTTPRedirectHandler):
    """The API redirects nobody, and another host is not to be given the key."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401  (as urllib calls it)
        """Follow nothing."""


def _opener(*, is_here: bool) -> OpenerDirector:
    return build_opener(_NoRedirects, *([ProxyHandler({})] if is_here else []))


def _refused(error: HTTPError) -> ApiError:
    wait = error.headers.get("Retry-After", "")
    retry_after_s = int(wait) if wait.isdecimal() else None
    try:
        told = json.load(error)["error"]
        return ApiError(error.code, told["code"], told["message"], retry_after_s)
    except (ValueError, KeyError, TypeError):
        return ApiError(error.code, "refused", f"{error.code} {error.reason}", retry_after_s)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _told(value: Any) -> str | list[str]:  # noqa: ANN401  (of any column)
    if isinstance(value, (list, tuple, set)):
        return [_text(one) for one in value]
    return _text(value)


def _text(value: Any) -> str:  # noqa: ANN401  (of any column)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)

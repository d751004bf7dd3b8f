"""What headers of an answer say, and what it means that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from voxlake.collect.pages.gate import RefusedError

if TYPE_CHECKING:
    from scrapy.http import Headers

_OF_FAILURE = {
    "DownloadCancelledError": "too_large",
    "DownloadTimeoutError": "too_slow",
    "ResponseDataLossError": "broken_off",
    "BadGzipFile": "broken_packing",
    "EOFError": "broken_packing",
    "OSError": "broken_packing",
    "error": "broken_packing",  # of zlib
}


def outcome_of(error: BaseException) -> str:
    """The outcome of a request that has no answer."""
    if isinstance(error, RefusedError):
        return error.outcome
    if isinstance(error, IgnoreRequest):  # what unpacks an answer says so
        return "too_large"
    kinds = (_OF_FAILURE.get(one.__name__) for one in type(error).__mro__)
    return next(filter(None, kinds), "unreachable")


def kind_of(headers: Headers) -> str:
    """The type that a header names, such as text/html; empty where it names none."""
    return (first(headers, "Content-Type") or "").split(";")[0].strip().lower()


def first(headers: Headers, name: str) -> str | None:
    """The value of a header; None where there is none."""
    return (headers.get(name) or b"").decode("latin-1") or None


def said(headers: Headers) -> dict[str, str]:
    """The headers that say how a page is to be read, where one came twice a line each."""
    names = ("content-type", "content-language", "x-robots-tag")
    return {n: "\n".join(one.decode("latin-1") for one in headers.getlist(n)) for n in names}

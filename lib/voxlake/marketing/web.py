"""Opens addresses of the web themselves, and never what they lead on to."""

from __future__ import annotations

import urllib.request
from typing import Any


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Follows nothing: a token, or a check of an address, is for that address alone."""

    def redirect_request(self, *_: Any, **__: Any) -> None:  # noqa: ANN401  (as urllib calls it)
        """Follow none."""


_OPENER = urllib.request.build_opener(_NoRedirects)


def open_itself(address: str | urllib.request.Request, timeout_s: float) -> Any:  # noqa: ANN401
    """The answer of an address, to be used in `with`.

    Raises:
        HTTPError: it answers with a status other than 2xx, also one that leads elsewhere.
        OSError: it does not answer, or not in time.
        ValueError: it is no address.
    """
    return _OPENER.open(address, timeout=timeout_s)

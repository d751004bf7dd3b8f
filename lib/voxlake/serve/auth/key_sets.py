"""The issuer's public keys, by their ids, from a JSON Web Key Set (RFC 7517)."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, build_opener

import jwt

from voxlake.core import storage
from voxlake.core.errors import VoxlakeError
from voxlake.run.auth_settings import Algorithm, is_loopback
from voxlake.serve.errors import RefusedError

_log = logging.getLogger(__name__)
_MAX_BYTES = 1_000_000
_TIMEOUT_S = 5
_AGAIN_S = 60.0
_MAX_AGE_S = 3_600.0
_LEAST_RSA_BITS = 2048
_KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}


class KeySet:
    """The keys at a place, read again each hour, and for an unknown id at most once a minute."""

    def __init__(self, place: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._place = place
        self._clock = clock
        self._keys: Mapping[str, Mapping[str, Any]] | None = None
        self._tried_at: float | None = None
        self._read_at = 0.0
        self._lock = threading.Lock()

    def key(self, kid: str, algorithm: Algorithm) -> jwt.PyJWK | None:
        """The key of an id, for an algorithm; None where there is none that is meant for it.

        Raises:
            RefusedError: no keys could be read so far (503).
        """
        with self._lock:
            self._read_if_needed(kid)
            if self._keys is None:
                raise RefusedError(
                    503, "issuer_silent", "Tokens cannot be checked just now: try again soon."
                )
            found = self._keys.get(kid)
        return _meant_for(found, algorithm) if found else None

    def _read_if_needed(self, kid: str) -> None:
        now = self._clock()
        is_known = self._keys is not None and kid in self._keys
        if is_known and now - self._read_at < _MAX_AGE_S:
            return
        if self._tried_at is not None and now - self._tried_at < _AGAIN_S:
            return
        self._tried_at = now
        try:
            self._keys = _by_id(json.loads(_content(self._place)))
            self._read_at = now
        except (VoxlakeError, URLError, OSError, ValueError, RecursionError) as error:
            _log.error("the keys of the issuer cannot be read from %s: %s", self._place, error)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401  (as urllib passes them)
        """Follow none: the address of keys is the one in the config."""


def _content(place: str) -> bytes:
    if not place.startswith(("https://", "http://")):
        return storage.read_bytes(place)
    local = is_loopback(urlsplit(place).hostname or "")
    opener = build_opener(_NoRedirects, *([ProxyHandler({})] if local else []))
    with opener.open(place, timeout=_TIMEOUT_S) as answer:
        content: bytes = answer.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise ValueError(f"more than {_MAX_BYTES} bytes")
    return content


def _by_id(read: Any) -> dict[str, Mapping[str, Any]]:  # noqa: ANN401  (whatever JSON holds)
    """Keys that sign, by id; of an id that several have, none.

    Raises:
        ValueError: it is no key set, or none of its keys can be used.
    """
    listed = read.get("keys") if isinstance(read, dict) else None
    if not isinstance(listed, list):
        raise ValueError("it is no JSON Web Key Set")
    usable = [k for k in listed if isinstance(k, dict) and isinstance(k.get("kid"), str)]
    usable = [k for k in usable if k.get("use", "sig") == "sig" and k.get("kty") in _KINDS.values()]
    times = Counter(key["kid"] for key in usable)
    keys: dict[str, Mapping[str, Any]] = {k["kid"]: k for k in usable if times[k["kid"]] == 1}
    if not keys:
        raise ValueError("it has no key with a kid of its own that signs")
    return keys


def _meant_for(key: Mapping[str, Any], algorithm: Algorithm) -> jwt.PyJWK | None:
    if key["kty"] != _KINDS[algorithm[:2]] or key.get("alg", algorithm) != algorithm:
        return None
    try:
        made = jwt.PyJWK(dict(key), algorithm)
    except jwt.PyJWTError:
        return None
    is_short = key["kty"] == "RSA" and made.key.key_size < _LEAST_RSA_BITS
    return None if is_short else made

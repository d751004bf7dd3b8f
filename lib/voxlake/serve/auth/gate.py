"""Lets in whom a key or a token names, or, on loopback alone and where asked to, everybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from voxlake.core.errors import ConfigError
from voxlake.run.auth_settings import AuthSettings, is_loopback
from voxlake.serve.auth.key_file import KEY, KeyFile, hasher, place_of_keys
from voxlake.serve.auth.key_sets import KeySet
from voxlake.serve.auth.known_keys import KnownKeys
from voxlake.serve.auth.principal import Principal, Role, admitted
from voxlake.serve.auth.tokens import Tokens
from voxlake.serve.errors import RefusedError

_BEARER = re.compile(r"(?i:bearer) +([A-Za-z0-9._~+/-]+=*)", re.ASCII)
_LONGEST = 8_192
_HOW = "send `Authorization: Bearer` and a key or a token: see docs/api_auth.md."


class Gate(Protocol):
    """Who knows who asks."""

    def principal_of(self, headers: Mapping[str, str]) -> Principal:
        """Who sent the headers of a request.

        Raises:
            RefusedError: nobody that may ask (400, 401), or this cannot be told now (503).
        """


@dataclass(frozen=True)
class CheckedGate:
    """Lets in by keys, and by tokens where an issuer is named."""

    keys: KnownKeys
    tokens: Tokens | None

    def principal_of(self, headers: Mapping[str, str]) -> Principal:
        """Who showed the key or the token."""
        shown = _shown(headers)
        if KEY.fullmatch(shown) or self.tokens is None:
            return self.keys.principal_of(shown)
        return self.tokens.principal_of(shown)


@dataclass(frozen=True)
class OpenGate:
    """Lets everybody on this machine in, as one principal with all roles.

    A page of the web that a browser of this machine has open is not: it would name itself by
    `Origin`, or the API by a name that leads here, by `Host`.
    """

    principal: Principal

    def principal_of(self, headers: Mapping[str, str]) -> Principal:
        """The one principal."""
        hosts = [f"//{host}" for host in _values(headers, "host")]
        if not hosts or not all(map(_is_local, (*hosts, *_values(headers, "origin")))):
            raise RefusedError(
                401, "not_local", f"Without a key only this machine is answered: {_HOW}"
            )
        return self.principal


def gate_of(settings: AuthSettings, home: str | None, host: str) -> Gate:
    """The gate that the settings ask for.

    Args:
        settings: Section `auth` of the config.
        home: Folder of the lake for what is no table; None for a lake that names none.
        host: Address that the API listens on.

    Raises:
        ConfigError: everybody is to be let in where others than this machine can ask.
    """
    if settings.open_as is not None:
        if not is_loopback(host):
            raise ConfigError(
                f"auth.open_as lets everybody in, and the API would listen on {host}: unset it, "
                "or listen on 127.0.0.1."
            )
        return OpenGate(admitted(settings, settings.open_as, Role, "nothing"))
    file = KeyFile(place_of_keys(settings, home), hasher(settings.argon2))
    is_trusting = settings.oidc.issuer and settings.oidc.jwks
    tokens = Tokens(settings, KeySet(settings.oidc.jwks or "")) if is_trusting else None
    return CheckedGate(KnownKeys(file, settings), tokens)


def _shown(headers: Mapping[str, str]) -> str:
    """The one key or token of the headers."""
    said = _values(headers, "authorization")
    if not said:
        raise RefusedError(401, "unknown_caller", f"Say who asks: {_HOW}")
    if len(said) > 1:
        raise RefusedError(400, "two_callers", f"Authorization came twice: {_HOW}")
    found = _BEARER.fullmatch(said[0].strip(" ")) if len(said[0]) <= _LONGEST else None
    if not found:
        raise RefusedError(401, "unknown_caller", f"This Authorization is not understood: {_HOW}")
    return found[1]


def _is_local(address: str) -> bool:
    try:
        return is_loopback(urlsplit(address).hostname or "")
    except ValueError:  # a bracket without its other half
        return False


def _values(headers: Mapping[str, str], name: str) -> list[str]:
    """All values of a header; those of starlette give one that came twice twice."""
    return [value for key, value in headers.items() if key.lower() == name]

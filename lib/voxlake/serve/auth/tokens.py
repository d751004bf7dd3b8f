"""Tells whose a token of the issuer is (OpenID Connect, RFC 7519, RFC 8725)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import jwt

from voxlake.run.auth_settings import AuthSettings, Role
from voxlake.serve.auth.key_sets import KeySet
from voxlake.serve.auth.principal import Principal, admitted
from voxlake.serve.errors import RefusedError

_log = logging.getLogger(__name__)
_NEEDED = ["exp", "iss", "aud", "sub"]
_LONGEST_SUBJECT = 255


class Tokens:
    """Tokens of the issuer that the settings name.

    What verifies a token is chosen by the config alone: of the header only `alg` and `kid` are
    read, to find one of the configured keys; `jku`, `jwk`, `x5u` and `x5c` are not.
    """

    def __init__(self, settings: AuthSettings, keys: KeySet) -> None:
        self._settings = settings
        self._oidc = settings.oidc
        self._keys = keys

    def principal_of(self, token: str) -> Principal:
        """Whose the token is; who has none of the mapped roles has no roles.

        Raises:
            RefusedError: it is none of the issuer's for this API, or not of this time (401), or
                the issuer's keys cannot be read (503).
        """
        try:
            claims = self._claims(token)
        except jwt.ExpiredSignatureError as error:
            raise RefusedError(
                401, "token_expired", "This token expired: ask your issuer for a new one."
            ) from error
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            _log.info("a token was refused: %s", type(error).__name__)
            raise RefusedError(
                401, "token_refused", "This token is not for this API: see docs/api_auth.md."
            ) from error
        return admitted(self._settings, claims["sub"], self._roles(claims), "token")

    def _claims(self, token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        kid, algorithm = header.get("kid"), header.get("alg")
        chosen = next((a for a in self._oidc.algorithms if a == algorithm), None)
        if chosen is None:
            raise jwt.InvalidAlgorithmError("an algorithm that is not taken")
        if not isinstance(kid, str) or (key := self._keys.key(kid, chosen)) is None:
            raise jwt.InvalidKeyError("no key of the issuer")
        claims = jwt.decode(
            token,
            key,
            algorithms=[chosen],
            audience=self._oidc.audience,
            issuer=self._oidc.issuer,
            leeway=self._oidc.leeway_s,
            options={"require": _NEEDED},
        )
        if not 0 < len(claims["sub"]) <= _LONGEST_SUBJECT:
            raise jwt.InvalidTokenError("a subject that is empty or too long")
        return claims

    def _roles(self, claims: Mapping[str, Any]) -> frozenset[Role]:
        said = _at(claims, self._oidc.roles_claim)
        values = said if isinstance(said, list) else [said]
        given = (self._oidc.roles.get(v, ()) for v in values if isinstance(v, str))
        return frozenset(role for roles in given for role in roles)


def _at(claims: Mapping[str, Any], way: str) -> Any:  # noqa: ANN401  (whatever the issuer says)
    """A claim by its name, which may hold dots, or else by the names on the way to it."""
    if way in claims:
        return claims[way]
    found: Any = claims
    for name in way.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found

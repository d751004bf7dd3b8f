"""Settings of who may ask, and of what is kept of it. Imports no pyspark."""

from __future__ import annotations

import ipaddress
from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, PositiveInt, model_validator

from voxlake.core.addresses import Place, require_own_place, scheme_of

_ASKED = ("https", "http")


class Role(StrEnum):
    """What somebody is to the lake; a principal may have several.

    A reader sees gold without personal columns; an analyst the personal ones, too; a marketer may
    ask for scores, drafts, plans and choices; an operator sees job runs, quality and metrics.
    """

    READER = "reader"
    ANALYST = "analyst"
    MARKETER = "marketer"
    OPERATOR = "operator"


Algorithm = Literal[
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"
]
"""Signatures by a key that only the issuer has: no `none`, and no HS*, whose key is shared."""


def is_loopback(host: str) -> bool:
    """Whether an address or name of a host is this machine's alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _key_set_place(place: str) -> str:
    if scheme_of(place) not in _ASKED:
        return require_own_place(place)
    address = urlsplit(place)
    if address.scheme != "https" and not is_loopback(address.hostname or ""):
        raise ValueError("keys fetched over http can be anybody's: write https://")
    return place


KeySetPlace = Annotated[str, AfterValidator(_key_set_place)]
"""A setting that names a JSON Web Key Set: a file, or an address."""


class Argon2Settings(BaseModel, frozen=True, extra="forbid"):
    """What a hash of a key costs; the defaults are the second choice of RFC 9106."""

    time_cost: PositiveInt = Field(3, le=100, description="Passes over the memory.")
    memory_kib: int = Field(65_536, ge=8, le=4_194_304, description="Memory of a hash, in KiB.")
    parallelism: PositiveInt = Field(4, le=64, description="Threads of a hash.")


class OidcSettings(BaseModel, frozen=True, extra="forbid"):
    """Whose tokens are believed, and what roles they give."""

    issuer: str | None = Field(
        None, description="`iss` of tokens, to the letter; null: no tokens are taken."
    )
    audience: tuple[str, ...] = Field(
        (), description="`aud` of tokens that are meant for this API: one of these."
    )
    jwks: KeySetPlace | None = Field(
        None, description="The issuer's keys as JWKS: a file, s3a://, or an https:// address."
    )
    algorithms: tuple[Algorithm, ...] = Field(
        ("RS256", "ES256"), min_length=1, description="Signatures that are taken."
    )
    leeway_s: int = Field(
        30, ge=0, le=300, description="Seconds that clocks may differ in exp, nbf and iat."
    )
    roles_claim: str = Field(
        "roles",
        description="Claim with a token's roles: its name, or the way to it, as in "
        "realm_access.roles.",
    )
    roles: dict[str, tuple[Role, ...]] = Field(
        {}, description="Values of that claim, and the roles that each gives; others give none."
    )

    @model_validator(mode="after")
    def _whole(self) -> OidcSettings:
        needed = {"audience": self.audience, "jwks": self.jwks, "roles": self.roles}
        if self.issuer and (missing := [name for name, value in needed.items() if not value]):
            raise ValueError(f"an issuer needs {', '.join(missing)}, too: set auth.oidc.*")
        return self


class AuthSettings(BaseModel, frozen=True, extra="forbid"):
    """Who may ask, how often, what they are not told, and what is kept of it."""

    open_as: str | None = Field(
        None,
        min_length=1,
        description="Name of whoever asks, with all roles and without a key; on loopback alone. "
        "null: everybody needs a key or a token.",
    )
    keys: Place | None = Field(
        None, description="File of keys' hashes; null: _voxlake/keys.json of the lake's home."
    )
    key_days: int = Field(90, ge=1, le=3_650, description="Days for which a new key is good.")
    argon2: Argon2Settings = Argon2Settings()
    oidc: OidcSettings = OidcSettings()
    personal_roles: tuple[Role, ...] = Field(
        (Role.ANALYST,), description="Roles that see columns declared personal, and small groups."
    )
    least_group: int = Field(
        5,
        ge=0,
        description="Others are told nothing of groups of fewer people; 0 or 1: of every group.",
    )
    cache_s: int = Field(
        60, ge=0, le=600, description="Seconds for which a key that was right is not hashed again."
    )
    cached_keys: PositiveInt = Field(1_000, description="Most keys that are remembered as right.")
    refresh_s: int = Field(
        20, ge=0, le=50, description="Seconds after which the file of keys is read again."
    )
    requests_per_minute: PositiveInt = Field(
        600, description="Requests a minute of one principal, in the long run."
    )
    burst: PositiveInt = Field(120, description="Requests of one principal that may come at once.")
    failures_per_minute: PositiveInt = Field(
        10, description="Refused keys and tokens a minute of one address, and at once."
    )
    audit_file: str | None = Field(
        None, description="File of this machine for the audit log; null: the log `voxlake.audit`."
    )
    audit_bytes: int = Field(
        10_000_000, ge=10_000, description="Size at which a file of the audit log is put aside."
    )
    audit_files: PositiveInt = Field(20, description="Files put aside that are kept.")

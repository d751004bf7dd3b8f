"""Tokens of an issuer: which are believed, and every way to forge one that is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from pydantic import ValidationError

from voxlake.run.auth_settings import AuthSettings, OidcSettings, Role
from voxlake.serve.auth.key_sets import KeySet
from voxlake.serve.auth.tokens import Tokens
from voxlake.serve.errors import RefusedError

ISSUER, AUDIENCE = "https://login.example", "voxlake"
FOREVER = 4_102_444_800


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=bits)


@cache
def other_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=2048)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public(key: Any, kid: str, **more: str) -> dict[str, Any]:
    of = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    return {**of.to_jwk(key.public_key(), as_dict=True), "kid": kid, **more}


def pem(key: Any) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def token(key: Any = None, algorithm: str = "RS256", kid: str | None = "k1", **changes: Any) -> str:
    headers = {"kid": kid, **changes.pop("headers", {})}
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "ana@example", "exp": FOREVER}
    claims |= {"roles": ["vox-analysts"], **changes}
    return jwt.encode(
        {name: value for name, value in claims.items() if value is not None},
        key or rsa_key(),
        algorithm,
        {name: value for name, value in headers.items() if value is not None},
    )


def by_hand(header: dict[str, Any], claims: dict[str, Any], sign=lambda _: b"") -> str:
    def text(part: bytes) -> str:
        return base64.urlsafe_b64encode(part).rstrip(b"=").decode()

    signed = ".".join(text(json.dumps(part).encode()) for part in (header, claims))
    return f"{signed}.{text(sign(signed.encode()))}"


GOOD_CLAIMS = {"iss": ISSUER, "aud": AUDIENCE, "sub": "eve", "exp": FOREVER}
GOOD_CLAIMS |= {"roles": ["vox-analysts"]}


@pytest.fixture
def key_set(tmp_path: Path) -> Path:
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps({"keys": [public(rsa_key(), "k1"), public(ec_key(), "k2")]}))
    return file


def oidc(place: str, **changes: Any) -> AuthSettings:
    named = {"issuer": ISSUER, "audience": [AUDIENCE], "jwks": place}
    roles = {"vox-analysts": ["analyst"], "vox-all": ["reader", "operator"]}
    return AuthSettings(oidc={**named, "roles": roles, **changes})


@pytest.fixture
def tokens(key_set: Path, clock) -> Tokens:
    return Tokens(oidc(str(key_set)), KeySet(str(key_set), clock=clock.passed))


def code_of(tokens: Tokens, shown: str) -> str:
    with pytest.raises(RefusedError) as refused:
        tokens.principal_of(shown)
    assert refused.value.status in (401, 503)
    return refused.value.code


def test_a_token_lets_in_by_its_subject_and_the_roles_that_its_claim_is_mapped_to(tokens):
    principal = tokens.principal_of(token(roles=["vox-analysts", "admin", "operator", 7]))

    assert (principal.name, principal.known_by) == ("ana@example", "token")
    assert principal.roles == {Role.ANALYST}
    assert principal.may_see_personal


@pytest.mark.parametrize("said", [None, "none-mapped", [], {"a": 1}, ["reader"]])
def test_a_token_without_a_mapped_role_has_no_roles(tokens, said):
    principal = tokens.principal_of(token(roles=said))

    assert principal.roles == frozenset()
    assert not principal.may_see_personal


def test_keys_on_curves_are_taken(tokens):
    assert tokens.principal_of(token(ec_key(), "ES256", "k2")).name == "ana@example"


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["vox-all"]}}),
        ("https://vox.example/roles", {"https://vox.example/roles": "vox-all"}),
    ],
)
def test_roles_are_found_in_the_claim_that_the_settings_name(key_set, claim, claims):
    tokens = Tokens(oidc(str(key_set), roles_claim=claim), KeySet(str(key_set)))

    roles = tokens.principal_of(token(roles=None, **claims)).roles
    assert roles == {Role.READER, Role.OPERATOR}


REFUSED = {
    "wrong issuer": lambda: token(iss="https://login.example.evil"),
    "no issuer": lambda: token(iss=None),
    "wrong audience": lambda: token(aud="other"),
    "no audience": lambda: token(aud=None),
    "without an end": lambda: token(exp=None),
    "without a subject": lambda: token(sub=None),
    "an empty subject": lambda: token(sub=""),
    "a subject without an end": lambda: token(sub="a" * 256),
    "a subject that is no text": lambda: token(sub=7),
    "not yet": lambda: token(nbf=FOREVER),
    "issued later": lambda: token(iat=FOREVER),
    "an end that is none": lambda: token(exp="soon"),
    "an end without an end": lambda: token(exp=float("inf")),
    "another's key": lambda: token(other_key()),
    "an unknown key": lambda: token(other_key(), kid="k9"),
    "no kid": lambda: token(kid=None),
    "an algorithm that is not in the list": lambda: token(algorithm="RS512"),
    "the key of another algorithm": lambda: token(ec_key(), "ES256", "k1"),
    "a critical header that nobody knows": lambda: token(headers={"crit": ["x"], "x": 1}),
    "a detached payload": lambda: token(headers={"crit": ["b64"], "b64": False}),
    "one part": lambda: "e30",
    "no parts": lambda: "..",
    "no JSON": lambda: "!!!.e30.e30",
    "a signature that was cut": lambda: token()[:-40],
    "nested without an end": lambda: (
        base64.urlsafe_b64encode(b"[" * 5_000).rstrip(b"=").decode() + ".e30.e30"
    ),
}


@pytest.mark.parametrize("forged", REFUSED)
def test_a_token_is_refused_with(tokens, forged):
    assert code_of(tokens, REFUSED[forged]()) == "token_refused"


def test_a_token_that_expired_is_refused_and_told_so_after_the_leeway(key_set):
    import time

    tokens = Tokens(oidc(str(key_set)), KeySet(str(key_set)))
    now = int(time.time())

    assert tokens.principal_of(token(exp=now - 10)).name == "ana@example"
    assert code_of(tokens, token(exp=now - 40)) == "token_expired"
    assert code_of(tokens, token(other_key(), exp=now - 40)) == "token_refused"


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", ""])
def test_an_unsigned_token_is_refused(tokens, name):
    assert code_of(tokens, by_hand({"alg": name, "kid": "k1"}, GOOD_CLAIMS)) == "token_refused"


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_a_token_signed_by_the_public_key_as_a_shared_secret_is_refused(tokens, algorithm):
    secrets = [pem(rsa_key()), json.dumps(public(rsa_key(), "k1")).encode()]
    kind = getattr(hashlib, f"sha{algorithm[2:]}")
    for secret in secrets:
        forged = by_hand(
            {"alg": algorithm, "kid": "k1"},
            GOOD_CLAIMS,
            lambda signed, secret=secret: hmac.digest(secret, signed, kind),
        )

        assert code_of(tokens, forged) == "token_refused"


@pytest.mark.parametrize("algorithm", ["HS256", "none", "ES256K"])
def test_the_settings_take_no_algorithm_by_which_others_can_sign(algorithm):
    with pytest.raises(ValidationError):
        OidcSettings(algorithms=(algorithm,))


def test_an_issuer_without_an_audience_is_no_setting():
    with pytest.raises(ValidationError, match="audience, roles"):
        OidcSettings(issuer=ISSUER, jwks="jwks.json")


@pytest.mark.parametrize("kid", ["../../../../dev/null", "' OR 1=1 --", "k1\0", "http://evil/k1"])
def test_a_kid_that_is_no_id_is_refused(tokens, kid):
    assert code_of(tokens, token(other_key(), kid=kid)) == "token_refused"


@pytest.mark.parametrize("kid", [7, ["k1"], {"k": 1}, None, True])
def test_a_kid_that_is_no_text_is_refused(tokens, kid):
    forged = by_hand({"alg": "RS256", "kid": kid}, GOOD_CLAIMS)

    assert code_of(tokens, forged) == "token_refused"


class _Served(ThreadingHTTPServer):
    asked: int
    status: int
    content: bytes
    leads_to: str


class _Answer(BaseHTTPRequestHandler):
    server: _Served

    def do_GET(self) -> None:
        self.server.asked += 1
        self.send_response(self.server.status)
        self.send_header("Location", self.server.leads_to)
        self.send_header("Content-Length", str(len(self.server.content)))
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def issuer() -> Iterator[_Served]:
    server = _Served(("127.0.0.1", 0), _Answer)
    server.asked, server.status, server.leads_to = 0, 200, ""
    server.content = json.dumps({"keys": [public(rsa_key(), "k1")]}).encode()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def address(issuer: _Served) -> str:
    return f"http://127.0.0.1:{issuer.server_port}/keys"


@pytest.fixture
def served(issuer, clock) -> Tokens:
    return Tokens(oidc(address(issuer)), KeySet(address(issuer), clock=clock.passed))


def test_keys_are_asked_for_once_and_again_for_an_unknown_id_but_not_within_a_minute(
    served, issuer, clock
):
    for _ in range(3):
        served.principal_of(token())
    assert issuer.asked == 1

    issuer.content = json.dumps({"keys": [public(other_key(), "new")]}).encode()
    assert code_of(served, token(other_key(), kid="new")) == "token_refused"
    assert issuer.asked == 1

    clock.seconds += 61
    served.principal_of(token(other_key(), kid="new"))
    for n in range(20):
        code_of(served, token(other_key(), kid=f"guess{n}"))
    assert issuer.asked == 2
    assert code_of(served, token()) == "token_refused"


def test_a_key_that_the_issuer_takes_back_is_believed_for_an_hour_at_most(served, issuer, clock):
    served.principal_of(token())
    issuer.content = json.dumps({"keys": [public(other_key(), "new")]}).encode()

    clock.seconds += 3_601

    assert code_of(served, token()) == "token_refused"


def test_tokens_are_not_told_from_forged_ones_until_the_issuer_answers(served, issuer, clock):
    issuer.status = 500
    assert code_of(served, token()) == "issuer_silent"
    assert code_of(served, token()) == "issuer_silent"
    assert issuer.asked == 1

    issuer.status = 200
    clock.seconds += 61
    served.principal_of(token())

    issuer.status = 500
    clock.seconds += 3_601
    assert served.principal_of(token()).name == "ana@example"


def test_keys_of_a_page_that_an_address_leads_to_are_not_taken(served, issuer):
    issuer.status, issuer.leads_to = 302, f"{address(issuer)}?again"

    assert code_of(served, token()) == "issuer_silent"
    assert issuer.asked == 1


def test_a_key_set_that_is_very_large_is_not_taken(served, issuer):
    issuer.content += b" " * 1_000_000

    assert code_of(served, token()) == "issuer_silent"


@pytest.mark.parametrize("header", ["jku", "x5u"])
def test_an_address_that_a_token_names_is_not_asked(tokens, issuer, header):
    issuer.content = json.dumps({"keys": [public(other_key(), "k1")]}).encode()

    forged = token(other_key(), headers={header: address(issuer)})

    assert code_of(tokens, forged) == "token_refused"
    assert issuer.asked == 0


def test_a_key_that_a_token_brings_is_not_taken(tokens):
    forged = token(other_key(), headers={"jwk": public(other_key(), "k1"), "x5c": ["MIIB"]})

    assert code_of(tokens, forged) == "token_refused"


@pytest.mark.parametrize(
    "keys",
    [
        [{"kty": "oct", "k": "c2VjcmV0", "kid": "k1"}],
        [{}, 7, None, {"kid": 7, "kty": "RSA"}],
        "keys",
        [],
    ],
)
def test_a_key_set_without_a_key_that_signs_is_not_taken(key_set, keys):
    key_set.write_text(json.dumps({"keys": keys}))
    tokens = Tokens(oidc(str(key_set)), KeySet(str(key_set)))

    assert code_of(tokens, token()) == "issuer_silent"


def test_a_key_that_is_too_short_or_meant_for_something_else_verifies_nothing(key_set):
    few = rsa.generate_private_key(public_exponent=65_537, key_size=1024)
    keys = [
        public(few, "short"),
        public(rsa_key(), "secret", use="enc"),
        public(rsa_key(), "other", alg="PS256"),
        public(rsa_key(), "twice"),
        public(other_key(), "twice"),
        public(rsa_key(), "good", use="sig", alg="RS256"),
    ]
    key_set.write_text(json.dumps({"keys": keys}))
    tokens = Tokens(oidc(str(key_set)), KeySet(str(key_set)))

    tokens.principal_of(token(kid="good"))
    assert code_of(tokens, token(few, kid="short")) == "token_refused"
    for kid in ("secret", "other", "twice"):
        assert code_of(tokens, token(kid=kid)) == "token_refused"
    assert code_of(tokens, token(other_key(), kid="twice")) == "token_refused"


@pytest.mark.parametrize("place", ["http://login.example/keys", "ftp://x/y", "data:,{}"])
def test_keys_are_taken_from_no_place_where_anybody_may_change_them(place):
    with pytest.raises(ValidationError):
        OidcSettings(jwks=place)

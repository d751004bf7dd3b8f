"""Identifiers as ad and CRM tools expect them, against hashlib."""

import hashlib
import hmac

import pytest

from voxlake.people.audience.identifiers import with_identifiers
from voxlake.people.audience.settings import AudienceSettings
from voxlake.tables import USERS

KEY = b"canary-2f81"


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def identify(frame):
    def run(values, kind, hashing="sha256", **settings):
        users = frame(
            USERS,
            *({"user_id": str(i), "attributes": {"a": value}} for i, value in enumerate(values)),
        )
        one = {"attribute": "a", "kind": kind, "hashing": hashing}
        asked = AudienceSettings(identifiers={"name": one}, **settings)
        found = with_identifiers(users, asked, KEY).orderBy("user_id")
        return found, [row.name for row in found.select("name").collect()]

    return run


def test_mail_is_normalised_before_it_is_hashed_and_what_is_none_is_null(identify):
    composed, apart = "andr\u00e9@example.com", "Andre\u0301@Example.com"

    _, found = identify([" Ann@Example.COM ", apart, "ann at example", "", None], "email")

    assert found == [sha256("ann@example.com"), sha256(composed), None, None, None]
    # The digest of the address in lower case that ad tools give as their example.
    assert sha256("test@example.com").startswith("973dfe463ec85785")


def test_phone_numbers_are_written_as_e_164_or_as_its_digits(identify):
    given = ["+49 (0)30 123-456", "0049 30/123456", "030 123456", "12", None]

    _, plain = identify(given, "phone", "none", calling_code="49")
    _, digits = identify(given, "phone_digits", "none")
    _, hashed = identify(given[:1], "phone")

    assert plain == ["+4930123456", "+4930123456", "+4930123456", None, None]
    assert digits == ["4930123456", "4930123456", None, None, None]
    assert hashed == [sha256("+4930123456")]


def test_a_keyed_hash_is_that_of_rfc_2104_and_its_key_is_in_no_plan(identify):
    found, names = identify(
        [" Ann@example.com", None], "email", "hmac_sha256", key_env="K", key_id="k"
    )

    assert names == [hmac.new(KEY, b"ann@example.com", hashlib.sha256).hexdigest(), None]
    plan = found._jdf.queryExecution().toString()
    assert KEY.decode() not in plan
    assert KEY.hex() not in plan.lower()


def test_a_keyed_hash_needs_to_be_told_of_its_key():
    one = {"attribute": "a", "kind": "email", "hashing": "hmac_sha256"}

    with pytest.raises(ValueError, match="key_env"):
        AudienceSettings(identifiers={"email": one})

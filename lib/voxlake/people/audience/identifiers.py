"""Names people to other tools: normalised, then hashed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.audience.settings import AudienceSettings, IdentifierSettings
from voxlake.spark.columns import hmac_sha256

_COLUMNS = ("user_id", "handle")
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_E164 = r"^\+[1-9][0-9]{6,14}$"


def with_identifiers(users: DataFrame, settings: AudienceSettings, key: bytes | None) -> DataFrame:
    """`user_id` and the identifiers of each user, null where there is none that can be matched.

    Args:
        users: Rows of `users`.
        settings: Which identifiers, and how they are hashed.
        key: The secret of hmac_sha256; None where none is needed.
    """
    columns = {
        name: _identifier(one, settings.calling_code, key)
        for name, one in settings.identifiers.items()
    }
    return users.select("user_id", *(value.alias(name) for name, value in columns.items()))


def describe(identifiers: Mapping[str, IdentifierSettings], key_id: str | None) -> dict[str, str]:
    """How each identifier was made, for the manifest."""
    return {
        name: f"{one.hashing} of {one.kind}"
        + (f", key {key_id}" if one.hashing == "hmac_sha256" else "")
        for name, one in identifiers.items()
    }


def _identifier(one: IdentifierSettings, calling_code: str | None, key: bytes | None) -> Column:
    known = (
        F.col(one.attribute) if one.attribute in _COLUMNS else F.col("attributes")[one.attribute]
    )
    value = _normalised(known, one.kind, calling_code)
    if one.hashing == "none":
        return value
    if one.hashing == "sha256":
        return F.sha2(value, 256)
    if key is None:
        raise ValueError("hmac_sha256 needs a key")
    return hmac_sha256(value, key)


def _normalised(value: Column, kind: str, calling_code: str | None) -> Column:
    """Unicode NFC, trimmed, lower case; a phone number as ITU-T E.164 has it."""
    text = F.lower(F.trim(_nfc(value)))
    if kind == "email":
        return F.when(text.rlike(_EMAIL), text)
    if kind == "text":
        return F.nullif(text, F.lit(""))
    digits = F.regexp_replace(F.regexp_replace(text, r"\(0\)", ""), r"[^0-9+]", "")
    number = F.regexp_replace(digits, r"^00", "+")
    if calling_code:
        number = F.regexp_replace(number, r"^0", f"+{calling_code}")
    found = F.when(number.rlike(_E164), number)
    return found if kind == "phone" else F.substring(found, 2, 15)


def _nfc(value: Column) -> Column:
    """Unicode NFC: SQL has no Unicode forms, hence Python, over batches."""

    def composed(text: str | None) -> str | None:
        return None if text is None else unicodedata.normalize("NFC", text)

    return F.udf(composed, "string", useArrow=True)(value)

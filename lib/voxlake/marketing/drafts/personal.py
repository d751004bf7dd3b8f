"""Finds and masks what names a person in a text: addresses, numbers, handles."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from voxlake.text.plain import HANDLE

_EMAIL = re.compile(r"[\w.+%-]+(?:@|\s?[\[(]at[\])]\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_FEDERATED = r"@[\w.-]+@[\w-]+(?:\.[\w-]+)+"
_HANDLE = re.compile(rf"{_FEDERATED}|{HANDLE}", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![\w.,])(?:\+|\(\+?)?\d(?:[ ().\u00a0/-]{0,2}\d){6,18}(?![\w])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
_DATES = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4} ?[-/] ?\d{4}"
)
_LINKS = re.compile(r"https?://\S+", re.IGNORECASE)
_CARD_DIGITS, _PHONE_DIGITS = range(13, 20), range(7, 16)


def found_personal(text: str, told: str = "", handles: Collection[str] = ()) -> tuple[str, ...]:
    """The kinds of what names a person in a text: email, iban, card, phone, handle.

    Args:
        text: What is looked at; digits of links do not count.
        told: What may stand in any case, such as an address of the brief.
        handles: Handles that may be named, without @.
    """
    known = _digits_of(told)
    allowed = {handle.lower().lstrip("@") for handle in handles}
    return tuple(
        dict.fromkeys(
            kind
            for kind, found in _each(text)
            if found.lower() not in told.lower()
            and not (kind in ("phone", "card") and _digits_of(found) in known)
            and not (kind == "handle" and found.lower().lstrip("@") in allowed)
        )
    )


def masked(text: str) -> str:
    """The text with [email], [phone] and their like in place of what names a person."""
    for kind, found in sorted(set(_each(text)), key=lambda one: (-len(one[1]), one)):
        text = text.replace(found, f"[{kind}]")
    return text


def passes_luhn(digits: str) -> bool:
    """Whether the check digit is right, as that of card numbers is: ISO/IEC 7812-1, annex B."""
    doubled = (int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits)))
    return sum(sum(divmod(one, 10)) for one in doubled) % 10 == 0


def passes_mod_97(iban: str) -> bool:
    """Whether the check digits of an IBAN are right: ISO 13616, by ISO 7064 MOD 97-10."""
    plain = iban.replace(" ", "")
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def _each(text: str) -> Iterator[tuple[str, str]]:
    """Kinds and findings, those that hold others first."""
    for found in _EMAIL.findall(text):
        yield "email", found
    left = _EMAIL.sub(" ", _LINKS.sub(" ", text))
    for found in _IBAN.findall(left):
        if passes_mod_97(found):
            yield "iban", found
            left = left.replace(found, " ")
    for found in _DIGITS.findall(left):
        digits = _digits_of(found)
        if len(digits) in _CARD_DIGITS and passes_luhn(digits):
            yield "card", found
        elif len(digits) in _PHONE_DIGITS and not _DATES.fullmatch(found.strip("()")):
            yield "phone", found
    for found in _HANDLE.findall(left):
        yield "handle", found


def _digits_of(text: str) -> str:
    return "".join(filter(str.isdecimal, text))

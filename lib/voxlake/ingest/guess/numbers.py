"""What numbers of a file look like: their decimal sign and their currency; imports no pyspark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_SIGNS = {"€": "EUR", "£": "GBP", "zł": "PLN", "₹": "INR", "₺": "TRY", "₴": "UAH", "₩": "KRW"}
_CODES = frozenset(
    re.findall(
        r"\w+",
        "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY "
        "KRW KWD MAD MXN MYR NOK NZD PEN PHP PLN RON RUB SAR SEK SGD THB TND TRY TWD UAH USD VND "
        "ZAR",
    )
)
_CURRENCY = rf"(?:[$€£¥₹₺₴₩]|US\$|R\$|zł|{'|'.join(sorted(_CODES))})"
_NUMBER = re.compile(
    rf"[-+(\u2212]{{0,2}}\s*(?:{_CURRENCY})?\s*[-\u2212]?\d[\d.,'\u2019\s]*(?:[eE][+-]?\d+)?"
    rf"\s*(?:{_CURRENCY}|%)?\)?\s*[-\u2212]?",
    re.IGNORECASE,
)
_GROUP = 3
"""How many digits stand together where thousands are set apart."""
_OF_TWO = re.compile(r"[.,]")


def is_number(text: str) -> bool:
    """Whether a text is a number as people write it, perhaps with a currency."""
    return _NUMBER.fullmatch(text.strip()) is not None


def decimal_of(texts: Iterable[str]) -> tuple[str | None, str]:
    """What stands before decimals, `.` or `,`, and the value that shows it; None where none does.

    Where values differ in it, what most show.
    """
    shown: dict[str, list[str]] = {}
    for text in texts:
        if is_number(text) and (sign := _decimal(text)):
            shown.setdefault(sign, []).append(text)
    if not shown:
        return None, ""
    sign = max(shown, key=lambda one: len(shown[one]))
    return sign, shown[sign][0]


def _decimal(text: str) -> str | None:
    bare = re.sub(r"[^\d.,]", "", re.sub(r"[eE][+-]?\d+", "", text)).strip(".,")
    signs = _OF_TWO.findall(bare)
    if not signs:
        return None
    if len(set(signs)) > 1:
        return str(signs[-1])
    other = "," if signs[0] == "." else "."
    if len(signs) > 1:
        return other
    before, behind = _OF_TWO.split(bare)
    if len(behind) == _GROUP and 0 < len(before) <= _GROUP and before[0] != "0":
        return None
    return str(signs[0])


def currency_in(texts: Iterable[str]) -> str | None:
    """The currency whose sign or code stands in most of some texts that have any."""
    found: Counter[str] = Counter()
    for text in texts:
        for sign, code in _SIGNS.items():
            found[code] += sign in text
        found.update(code for code in re.findall(r"[A-Z]{3}", text) if code in _CODES)
    code, count = next(iter(found.most_common(1)), ("", 0))
    return code if count else None


def is_currency(text: str) -> bool:
    """Whether a text is a code or sign of a currency."""
    return text.strip().upper() in _CODES or text.strip() in (*_SIGNS, "$", "¥", "US$")

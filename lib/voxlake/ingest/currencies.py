"""Codes of currencies by ISO 4217: from the signs that people write, and how small their units are.

Imports no pyspark.
"""

from __future__ import annotations

from collections.abc import Mapping

from babel.numbers import list_currencies

SURE_SIGNS: Mapping[str, str] = {
    **{"€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW", "₪": "ILS"},
    **{"₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "₴": "UAH", "₸": "KZT", "₾": "GEL"},
    **{"₼": "AZN", "₡": "CRC", "₲": "PYG", "ZŁ": "PLN", "KČ": "CZK", "FT": "HUF", "FR.": "CHF"},
    **{"SFR.": "CHF", "R$": "BRL", "US$": "USD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD"},
    **{"NZ$": "NZD", "HK$": "HKD", "SG$": "SGD", "MX$": "MXN", "NT$": "TWD", "CN¥": "CNY"},
    **{"JP¥": "JPY", "EURO": "EUR", "EUROS": "EUR"},
}
"""Signs, in capitals, that one currency alone has."""

SHARED_SIGNS: Mapping[str, tuple[str, ...]] = {
    "$": (
        *("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU"),
        *("BBD", "BMD", "BND", "BSD", "BZD", "DOP", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD"),
        *("SBD", "SRD", "TTD", "XCD", "BRL", "NIO"),
    ),
    "C$": ("CAD", "NIO"),
    "S$": ("SGD",),
    "£": ("EGP", "FKP", "GIP", "LBP", "SHP", "SSP", "SYP", "SDG"),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "元": ("CNY", "TWD", "HKD"),
    "円": ("JPY",),
    "KR": ("SEK", "NOK", "DKK", "ISK"),
    "KR.": ("SEK", "NOK", "DKK", "ISK"),
    "R": ("ZAR",),
    "RS": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "RS.": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "RP": ("IDR",),
    "RM": ("MYR",),
    "FR": ("CHF",),
    "SFR": ("CHF",),
    "LEI": ("RON", "MDL"),
    "TL": ("TRY",),
}
"""Signs, in capitals, that stand for one of these where the row says which."""

_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
DIGITS: Mapping[str, int] = {
    **dict.fromkeys(sorted(list_currencies()), 2),
    **{code: digits for digits, codes in _DIGITS.items() for code in codes.split()},
}
"""How many decimals the smallest unit of a currency has in its main one, by its code."""


def signs_of() -> dict[str, list[str]]:
    """By sign, in capitals: the codes of the currencies that it may stand for beside an amount."""
    signs = {sign: [code] for sign, code in SURE_SIGNS.items()}
    for sign, codes in SHARED_SIGNS.items():
        signs[sign] = [*signs.get(sign, []), *codes]
    return signs

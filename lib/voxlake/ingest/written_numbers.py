"""Brings numbers, as people write them, into the one form that is computed; nothing here raises.

`1.234,50 €`, `(12,50)`, `12,50-` and `1'234,50` become `1234.50` and `-12.50`. A text that is no
such number stays, with points and commas as where the point is before decimals, and is refused by
what reads the form.
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.ingest.currencies import DIGITS, SURE_SIGNS, signs_of

FINITE = r"^[+-]?(\d{1,100}(\.\d{0,100})?|\.\d{1,100})([eE][+-]?\d{1,3})?$"
"""A number that can be computed: of `1e-999999999`, decimals would fill the memory."""
_FINITE_BY = {".": FINITE, ",": FINITE.replace(r"\.", ",")}

_BLANKS = "\u00a0\u2007\u2008\u2009\u200a\u202f\u3000"
_MINUSES = "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_APOSTROPHES = "\u2019\u02bc\u00b4`"
_ODD = _BLANKS + _MINUSES + _APOSTROPHES
_USUAL = " " * len(_BLANKS) + "-" * len(_MINUSES) + "'" * len(_APOSTROPHES)

_GROUPED = (
    r"[1-9]\d{0,2}(?:(?:,\d{3}){1,30}|(?: \d{3}){1,30}|(?:'\d{3}){1,30})"
    r"|[1-9]\d?(?:,\d{2}){1,30},\d{3}"  # of India: 12,34,567
)
_DIGITS = rf"(?:{_GROUPED}|\d{{1,100}})(?:\.\d{{0,100}})?|\.\d{{1,100}}"
_ONE_SIGN = r"(?=[^-()]*(?:-[^-()]*|\([^-()]*\)[^-()]*|\.--[^-()]*)?$)"
"""Not more than one minus, or one pair of brackets; `12.--` is 12."""
_MARK = r"[^\d\s.,'()+-]{1,5}\.?"
"""A sign or code of a currency, or of hundredths."""
_WRITTEN = (
    rf"^{_ONE_SIGN}[-+(]? ?(?:({_MARK}) ?)?[-+(]? ?({_DIGITS})"
    rf" ?(?:-{{1,2}}|\))?(?: ?({_MARK}))?(?: ?[-)])?$"
)
_BEFORE, _NUMBER, _BEHIND = 1, 2, 3
_NEGATIVE = r"^\D*[-(]|\d[^\d.]*-"
_OTHER_DECIMAL = (
    r"^[^\d.,]*(?:[1-9]\d{0,2}(?:[. ']\d{3}){1,30},\d{1,100}|\d{1,100},\d{1,100}"
    r"|[1-9]\d{0,2}(?:\.\d{3}){2,30})[^\d.,]*$"
)

_PAIRS = "|".join(["", *(f"{sign} {code}" for sign, of in signs_of().items() for code in of), ""])
_MARKS = "|".join(["", *signs_of(), ""])
_CODE = r"^[A-Z]{3}$"
_SURE = ",".join(f"{sign}={code}" for sign, code in SURE_SIGNS.items())
_SMALLEST = ",".join(f"{code}={10**-digits:.4f}" for code, digits in DIGITS.items())


def plain_number(text: Column, decimal: str, *, is_share: bool = False) -> Column:
    """The text of a number that is of no currency.

    Args:
        text: What the source says.
        decimal: What stands before decimals there.
        is_share: Whether it may be in hundredths, such as `12 %`.
    """
    known = ["", "%"] if is_share else [""]
    return _plain(text, decimal, lambda mark: mark.isin(*known))


def plain_amount(text: Column, decimal: str, currency: Column | None) -> Column:
    """The text of an amount, beside which its currency may stand.

    Args:
        text: What the source says.
        decimal: What stands before decimals there.
        currency: Code of the row's currency, of which a sign must be; None where none is known.
    """

    def is_fitting(mark: Column) -> Column:
        known = _is_of_currency(mark)
        if currency is None:
            return known
        pair = F.concat(F.lit("|"), mark, F.lit(" "), currency, F.lit("|"))
        is_same = (mark == currency) | F.lit(_PAIRS).contains(pair)
        return F.coalesce(is_same, known)

    return _plain(text, decimal, lambda mark: (mark == "") | is_fitting(mark))


def has_other_decimal(plain: Column) -> Column:
    """Whether a text that was left as no number is one with the other sign before decimals."""
    return plain.rlike(_OTHER_DECIMAL)


def has_currency(plain: Column) -> Column:
    """Whether a text that was left as no number is an amount of a currency that is known."""
    marks = (F.upper(F.regexp_extract(plain, _WRITTEN, group)) for group in (_BEFORE, _BEHIND))
    before, behind = (_is_of_currency(mark) for mark in marks)
    return plain.rlike(_WRITTEN) & (before | behind)


def currency_code(text: Column) -> Column:
    """A code in capitals, by ISO 4217 where the text is a sign; other texts stay as they are."""
    bare = F.upper(F.trim(text))
    return F.coalesce(F.str_to_map(F.lit(_SURE), F.lit(","), F.lit("="))[bare], bare)


def smallest_unit(currency: Column) -> Column:
    """What a currency's smallest unit is of its main one: .01 for EUR; null for unknown codes."""
    return F.str_to_map(F.lit(_SMALLEST), F.lit(","), F.lit("="))[currency].cast("decimal(5,4)")


def _is_of_currency(mark: Column) -> Column:
    """Whether a mark, in capitals, is a sign of a currency, or like a code."""
    return mark.rlike(_CODE) | F.lit(_MARKS).contains(F.concat(F.lit("|"), mark, F.lit("|")))


def _plain(text: Column, decimal: str, is_known: Callable[[Column], Column]) -> Column:
    """The text of a number beside which only known marks stand."""
    odd, usual = (_ODD, _USUAL) if decimal == "." else (_ODD + ",.", _USUAL + ".,")
    tidy = F.trim(F.translate(text, odd, usual))
    before, behind = (
        F.upper(F.regexp_extract(tidy, _WRITTEN, group)) for group in (_BEFORE, _BEHIND)
    )
    number = F.concat(
        F.when(tidy.rlike(_NEGATIVE), "-").otherwise(""),
        F.translate(F.regexp_extract(tidy, _WRITTEN, _NUMBER), ", '", ""),
        F.when(tidy.contains("%"), "e-2").otherwise(""),
    )
    return (
        F.when(text.rlike(_FINITE_BY[decimal]), F.translate(text, ",", "."))
        .when(tidy.rlike(FINITE), tidy)
        .when(tidy.rlike(_WRITTEN) & is_known(before) & is_known(behind), number)
        .otherwise(tidy)
    )

"""The numbers that a text holds, however they are written, so that two texts can be compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_NUMBER = re.compile(
    r"(?P<before>[$€£¥]\s?)?"
    r"(?:(?P<grouped>\d{1,3}(?P<apart>[.,'\u2019\u00a0\u202f ])\d{3}(?:(?P=apart)\d{3})*)(?!\d)"
    r"|(?P<plain>\d+))(?:[.,](?P<part>\d+))?"
    r"(?:\s?(?P<unit>%|[$€£¥]|(?:per ?cent|percent|prozent|pour ?cent|por ciento)\b"
    r"|(?:k|m|bn|thousand|million|billion|tausend|mille|mil|millionen|millones|milliarden)\b))?",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"^\s*\d{1,2}[.)]\s", re.MULTILINE)
_TIMES = {
    "k": 1e3, "thousand": 1e3, "tausend": 1e3, "mille": 1e3, "mil": 1e3,
    "m": 1e6, "million": 1e6, "millionen": 1e6, "millones": 1e6,
    "bn": 1e9, "billion": 1e9, "milliarden": 1e9,
}  # fmt: skip


def numbers_in(text: str, words: Mapping[str, str]) -> frozenset[str]:
    """The numbers of a text, each as `value` and unit: `20%`, `1000`, `9.5$`.

    "10k", "10,000" and "10 000" are one number. Where a comma or point may part thousands or
    decimals ("1.000"), both readings stand. Figures before the points of a list do not count.

    Args:
        text: What is read.
        words: Words that are numbers, such as `two: 2`; see `phrases.yaml`.
    """
    plain = _LIST_MARK.sub(" ", unicodedata.normalize("NFKC", text))
    found = {reading for each in _NUMBER.finditer(plain) for reading in _readings(each)}
    return frozenset(found | {words[word] for word in _spoken(plain, words)})


def unknown_numbers(text: str, told: str, words: Mapping[str, str]) -> tuple[str, ...]:
    """Numbers of a text of which no reading stands in what was told, in order of their digits."""
    known = numbers_in(told, words)
    plain = _LIST_MARK.sub(" ", unicodedata.normalize("NFKC", text))
    found = {
        each[0].strip() for each in _NUMBER.finditer(plain) if known.isdisjoint(_readings(each))
    }
    spoken = {word for word in _spoken(plain, words) if words[word] not in known}
    return tuple(sorted(found | spoken))


def _spoken(text: str, words: Mapping[str, str]) -> set[str]:
    """Words that are numbers by themselves, not units of figures."""
    without_figures = _NUMBER.sub(" ", text.lower())
    return {word for word in re.findall(r"[^\W\d_]+", without_figures) if word in words}


def _readings(found: re.Match[str]) -> set[str]:
    after = (found["unit"] or "").lower()
    times = _TIMES.get(after, 1.0)
    unit = (found["before"] or "").strip() or ("" if after in _TIMES else after)
    if unit not in "$€£¥":
        unit = "%"
    grouped, part = found["grouped"] or "", found["part"] or "0"
    whole = re.sub(r"\D", "", grouped) or found["plain"]
    values = {float(f"{whole}.{part}")}
    if re.fullmatch(r"\d+[.,]\d{3}", grouped) and not found["part"]:
        values.add(float(grouped.replace(",", ".")))
    return {f"{value * times:.10g}{unit}" for value in values}

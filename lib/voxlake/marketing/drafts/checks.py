"""What a draft is held to before anybody is offered it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import cast

from voxlake.marketing.drafts.generators.phrases import phrases_of
from voxlake.marketing.drafts.lengths import length_on
from voxlake.marketing.drafts.numbers import unknown_numbers
from voxlake.marketing.drafts.personal import found_personal
from voxlake.marketing.drafts.prompts import most_characters
from voxlake.marketing.drafts.settings import Brief, DraftSettings
from voxlake.text.plain import LINK

_LINK = re.compile(LINK)
_HASHTAG = re.compile(r"(?<![\w&/])#\w+")
_WORD = re.compile(r"[^\W\d_]+")
_SLOTS = r"(?:insert|your|name|brand|company|product|topic|terms?|link|email|phone|handle)"
_LEFT_OPEN = re.compile(rf"\{{\}}|\{{{_SLOTS}\w*\}}|\[{_SLOTS}\b", re.IGNORECASE)
_OF_A_MODEL = re.compile(
    r"\bas an? (?:ai|language model)\b|\bi(?:'m| am) sorry,? but i\b"
    r"|\bi can(?:'|no)t (?:help|write)|<\|?/?\w+\|?>"
    r"|^(?:sure|certainly|here(?:'s| is) (?:a|the|your))\b[^.!?\n]*:",
    re.IGNORECASE,
)
_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "KHMER", "LAO", "MYANMAR")
_LEAST_LETTERS, _LEAST_WORDS = 0.5, 3
_LONG, _MOST_OF_ONE = 12, 0.34
"""From so many words on, no single one may have a greater share of them."""


@dataclass(frozen=True)
class Check:
    """One check of a draft: its name, whether it passed, and why not."""

    name: str
    passed: bool
    detail: str = ""


def text_checks(
    text: str, title: str | None, brief: Brief, settings: DraftSettings
) -> tuple[Check, ...]:
    """What can be told of a draft by its text alone, in a fixed order."""
    told = "\n".join((*brief.told, settings.brand.name))
    handles = settings.brand.handles
    whole = f"{title}\n{text}" if title else text
    faults = {
        "readable": _unreadable(text),
        "length": _length(text, brief),
        "title": _title(title, brief, settings.checks.most_title),
        "keywords": _keywords(whole, brief),
        "banned_words": _banned(whole, settings.brand.banned_words),
        "numbers": _numbers(whole, told, brief.language),
        "links": _links(whole, brief),
        "hashtags": _hashtags(whole, settings.brand.most_hashtags),
        "personal_data": _listed("holds", found_personal(whole, told, handles)),
    }
    return tuple(Check(name, not detail, detail) for name, detail in faults.items())


def language_check(brief: Brief, found: str | None, confidence: float, threshold: float) -> Check:
    """Whether it is written in the language of the brief, as far as the detector is sure."""
    is_other = found is not None and found != brief.language and confidence >= threshold
    return Check("language", not is_other, f"is written in {found}" if is_other else "")


def likeness_check(alike: float | None, most: float) -> Check:
    """Whether it is no copy of a past post, by the share of runs that `likest` gives."""
    is_copy = alike is not None and alike >= most
    return Check("likeness", not is_copy, f"shares {alike:.0%} with a post" if is_copy else "")


def sentiment_check(negative: float | None, most: float | None) -> Check:
    """Whether it is not negative; without a model that reads it, it is not known to be."""
    if most is None or negative is None:
        return Check("sentiment", passed=True, detail="not asked")
    too_much = negative > most
    return Check("sentiment", not too_much, f"negative with {negative:.2f}" if too_much else "")


def same_text(text: str) -> str:
    """A text as it is compared with other drafts: case, marks and white space make no other."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _unreadable(text: str) -> str:
    plain = _LINK.sub(" ", text)
    signs = [char for char in plain if not char.isspace()]
    words = _WORD.findall(plain.casefold())
    rules: dict[str, Callable[[], bool]] = {
        "is empty": lambda: not signs,
        "has characters that cannot be read": lambda: any(map(_is_broken, plain)),
        "is hardly letters": lambda: _share_of_letters(signs) < _LEAST_LETTERS,
        "has too few words": lambda: len(words) < _LEAST_WORDS and not _has_no_spaces(plain),
        "repeats one word": lambda: _most_of_one(words) > _MOST_OF_ONE,
        "has a gap that was not filled": lambda: _LEFT_OPEN.search(text) is not None,
        "is the talk of a model": lambda: _OF_A_MODEL.search(text) is not None,
    }
    return next((fault for fault, is_so in rules.items() if is_so()), "")


def _is_broken(char: str) -> bool:
    is_hidden = unicodedata.category(char) in {"Cc", "Co", "Cs"} and char not in "\n\t"
    return char == "\ufffd" or is_hidden


def _share_of_letters(signs: list[str]) -> float:
    return sum(unicodedata.category(char)[0] in "LM" for char in signs) / len(signs)


def _has_no_spaces(text: str) -> bool:
    """Whether it is in a script that sets no spaces between words."""
    names = (unicodedata.name(char, "") for char in text if char.isalpha())
    return any(name.startswith(_WITHOUT_SPACES) for name in names)


def _most_of_one(words: list[str]) -> float:
    if len(words) < _LONG:
        return 0.0
    return Counter(words).most_common(1)[0][1] / len(words)


def _length(text: str, brief: Brief) -> str:
    length, most = length_on(text, brief.network), most_characters(brief)
    if length < brief.least_characters:
        return f"has {length} characters, fewer than {brief.least_characters}"
    return f"has {length} characters, more than {most}" if most and length > most else ""


def _title(title: str | None, brief: Brief, most: int) -> str:
    if brief.kind != "blog":
        return ""
    if not title:
        return "has no title"
    return f"has {len(title)} characters, more than {most}" if len(title) > most else ""


def _keywords(text: str, brief: Brief) -> str:
    least = 0 if brief.kind == "reply" else min(brief.least_keywords, len(brief.keywords))
    found = [word for word in brief.keywords if _stands_in(word, text)]
    return f"holds {len(found)} keywords of {least}" if len(found) < least else ""


def _banned(text: str, words: tuple[str, ...]) -> str:
    return _listed("holds", tuple(word for word in words if _stands_in(word, text)))


def _numbers(text: str, told: str, language: str) -> str:
    phrases = phrases_of(language)
    words = cast("dict[str, str]", phrases["numbers"]) if phrases else {}
    without_links = _LINK.sub(" ", text)
    return _listed("says", unknown_numbers(without_links, told, words))


def _links(text: str, brief: Brief) -> str:
    known = {link for part in brief.told for link in _LINK.findall(part)}
    return _listed("leads to", tuple(link for link in _LINK.findall(text) if link not in known))


def _hashtags(text: str, most: int) -> str:
    count = len(_HASHTAG.findall(_LINK.sub(" ", text)))
    return f"has {count} hashtags, more than {most}" if count > most else ""


def _listed(what: str, found: tuple[str, ...]) -> str:
    return f"{what} {', '.join(found)}" if found else ""


def _stands_in(word: str, text: str) -> bool:
    return _pattern(word).search(_even(text)) is not None


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """A word or phrase, whole, whatever its case, width, hidden marks and spaces."""
    parts = map(re.escape, _even(word).split())
    return re.compile(r"(?<!\w)" + r"[\s_-]+".join(parts) + r"(?!\w)")


def _even(text: str) -> str:
    kept = unicodedata.normalize("NFKC", text)
    return "".join(c for c in kept if unicodedata.category(c) != "Cf").casefold()

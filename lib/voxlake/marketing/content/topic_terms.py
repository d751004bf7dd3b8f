"""What a text says most, which topic it is of, and what the best posts of that topic say more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from voxlake.topics.words.lexicon import Word
from voxlake.topics.words.lexicons import Lexicons
from voxlake.topics.words.reading import with_phrases


class Density(NamedTuple):
    """A term as it is written, how often it is said, and its share of all words."""

    term: str
    times: int
    density: float


class Best(NamedTuple):
    """A term of a topic's best posts, as it is written most, and their share that say it."""

    stem: str
    form: str
    share: float


@dataclass(frozen=True)
class Topic:
    """A topic: the weights of its leading terms, and what its best posts say."""

    weights: Mapping[str, float]
    best: tuple[Best, ...] = ()


@dataclass(frozen=True)
class Likeness:
    """The topic that a text is of."""

    topic_id: int
    share: float
    """Of the weight of the topic's leading terms, that of those the text uses."""


def words_of(text: str, language: str | None, lexicons: Lexicons) -> list[Word]:
    """The words of a text, without stop words, in order."""
    return lexicons.read(text, language).words


def frequent_terms(words: Sequence[Word], total: int, most: int) -> list[Density]:
    """The terms that are said most, at least twice, with their share of all `total` words."""
    counts = Counter(word.term for word in words)
    forms: dict[str, Counter[str]] = {}
    for word in words:
        forms.setdefault(word.term, Counter())[word.form] += 1
    ranked = sorted(counts, key=lambda term: (-counts[term], term))
    return [
        Density(_commonest(forms[term]), counts[term], _share(counts[term], 1, total))
        for term in ranked[:most]
        if counts[term] > 1
    ]


def keyword_density(
    keyword: str, words: Sequence[Word], total: int, language: str | None, lexicons: Lexicons
) -> Density:
    """How often a keyword is said, whatever its endings, and the share of all words that it takes.

    Of a keyword of several words, those that are no stop words stand one behind the other.
    """
    sought = [word.term for word in words_of(keyword, language, lexicons)]
    terms = [word.term for word in words]
    length = len(sought)
    if not length:
        return Density(keyword, 0, 0.0)
    count = sum(terms[n : n + length] == sought for n in range(len(terms) - length + 1))
    return Density(keyword, count, _share(count, length, total))


def topic_of(
    text: str,
    language: str | None,
    topics: Mapping[int, Topic],
    lexicons: Lexicons,
    least: float,
) -> Likeness | None:
    """The topic of whose leading terms a text uses the largest share, by weight.

    Args:
        text: The text.
        language: Its language.
        topics: By topic_id.
        lexicons: Of its language.
        least: The share that it uses at least; None is given below.
    """
    phrases = {term for topic in topics.values() for term in topic.weights if " " in term}
    said = {word.term for word in with_phrases(lexicons.read(text, language), phrases)}
    found = [
        Likeness(number, share)
        for number, topic in sorted(topics.items())
        if (share := _used(topic.weights, said)) >= least
    ]
    return max(found, key=lambda one: one.share, default=None)


def missing_terms(words: Sequence[Word], best: Collection[Best], most: int) -> list[str]:
    """Forms of the terms of the best posts that the text does not say, the most common first."""
    said = {word.term for word in words}
    missed = sorted((one for one in best if one.stem not in said), key=_rank)
    return [one.form for one in missed[:most]]


def _rank(best: Best) -> tuple[float, str]:
    return -best.share, best.form


def _used(weights: Mapping[str, float], said: Collection[str]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in said) / total if total else 0.0


def _commonest(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))


def _share(count: int, length: int, total: int) -> float:
    return min(count * length / total, 1.0) if total else 0.0

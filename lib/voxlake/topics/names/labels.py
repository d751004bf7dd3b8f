"""A short label of a topic: the few phrases that tell it best, each thing said once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

_MOST = 4
"""Phrases of a label."""
_MOST_WORDS = 6
"""Words of all of them together."""
_PHRASE_SHARE = 0.3
"""How often a word must stand in a phrase for the phrase to be said in its place."""
_TELLING_SHARE = 0.05
"""A term this much less probable than the most probable one is of few texts."""
_ROOT = 4
"""Letters from which on a word that another begins with is the same word, as `loan` and `loans`."""


class Candidate(Protocol):
    """What a leading term of a topic says of itself; `terms.Term` does."""

    @property
    def term(self) -> str:
        """As people wrote it."""

    @property
    def stem(self) -> str:
        """What the model counts: a stem, a phrase of stems, or a hashtag with its #."""

    @property
    def weight(self) -> float:
        """Its probability in the topic."""

    @property
    def relevance(self) -> float:
        """How well it tells the topic."""


def label(terms: Sequence[Candidate]) -> str:
    """Up to four phrases and words, six words in all, such as `customer service, phone, hold`.

    The most relevant terms are taken one by one. In the place of a word comes the longest phrase
    that it mostly stands in; a term is passed over where a word of it has been said already, also
    in another form or as a hashtag, and where it is far less probable than others. So a label
    covers what a topic is about with little said twice (as maximal marginal relevance does:
    Carbonell and Goldstein, SIGIR 1998; for labels of topics: Mei, Shen and Zhai, KDD 2007).

    Args:
        terms: The leading terms; of equally relevant ones the first counts. None: an empty label.
    """
    chosen: list[Candidate] = []
    least = _TELLING_SHARE * max((term.weight for term in terms), default=0.0)
    for relevant in sorted(terms, key=lambda term: -term.relevance):
        term = _fullest(relevant, terms)
        said = [word for one in chosen for word in _words(one)]
        if term.weight < least:
            continue
        if len(chosen) == _MOST or len(said) + len(_words(term)) > _MOST_WORDS:
            break
        if not _says_again(term, chosen):
            chosen.append(term)
    return ", ".join(term.term for term in chosen)


def sentence_case(title: str) -> str:
    """A label with a capital at its beginning, as a name; `iPhone` and `#rstats` stay."""
    first = title.partition(",")[0].partition(" ")[0]
    return title if first != first.lower() else title[:1].upper() + title[1:]


def _fullest(term: Candidate, terms: Sequence[Candidate]) -> Candidate:
    """The longest phrase that the term mostly stands in; else the term."""
    words = _words(term)
    phrases = [
        one
        for one in terms
        if _holds(_words(one), words) and one.weight >= _PHRASE_SHARE * term.weight
    ]
    return max(phrases, key=lambda one: (len(_words(one)), one.weight), default=term)


def _holds(phrase: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words stand in the phrase in a row, and it has more of them."""
    length = len(words)
    places = range(len(phrase) - length + 1) if len(phrase) > length else ()
    return any(phrase[i : i + length] == words for i in places)


def _says_again(term: Candidate, chosen: Sequence[Candidate]) -> bool:
    own, own_whole = _words(term), "".join(_words(term))
    return any(
        _is_one_word(own_whole, "".join(_words(one)))
        or any(_is_one_word(a, b) for a in own for b in _words(one))
        for one in chosen
    )


def _is_one_word(one: str, other: str) -> bool:
    """Whether two stems are forms of one word: the same, or one begins with the other."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= _ROOT and long.startswith(short))


def _words(term: Candidate) -> list[str]:
    """The stems of a term, without the # of a hashtag and what binds a phrase, such as `of`."""
    words = term.stem.lower().removeprefix("#").split()
    return [
        word
        for place, word in enumerate(words)
        if len(word) >= _ROOT or place in (0, len(words) - 1)
    ]

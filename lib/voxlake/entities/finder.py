"""Finds names of lists in texts: whole words, the longest first, in time linear in the text.

The aliases are a trie of words (Fredkin 1960): at each word of a text it is followed as far as the
text goes on with an alias, so the work is bounded by the words of the text and of the longest
alias, however many aliases there are.
"""

from __future__ import annotations

import json
import re
import zlib
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from voxlake.entities.gazetteer import Alias, signed
from voxlake.entities.words import MARKS, Word, are_joined, key_of, spellings, words_of
from voxlake.text.plain import LINK

GAZETTEER, MENTION, HASHTAG = "gazetteer", "mention", "hashtag"
ACCOUNT = "account"
_SIGNED = re.compile(rf"(?:(?<![\w@/.])[@\uff20]|(?<![\w&/])[#\uff03])([\w{MARKS}]+)")
_CLOSED = re.compile(rf"{LINK}|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w")
"""Links and addresses of mail, in which nothing is named."""
_END = ""
"""The key of a node of the trie at which an alias ends: no word is empty."""


class Place(NamedTuple):
    """A place in a text that names something; it ends before `end`."""

    start: int
    end: int
    entity: str
    kind: str
    source: str
    probability: float | None = 1.0


class _Named(NamedTuple):
    entity: str
    kind: str
    written: tuple[str, ...] | None
    """The words as they must be written; None for any case."""
    has_dot: bool
    """Whether the name ends with a dot, which then is no end of a sentence."""


@dataclass(frozen=True)
class Names:
    """Aliases on their way to the workers; two of one fingerprint are equal."""

    fingerprint: str
    packed: bytes = field(compare=False, repr=False)

    @classmethod
    def of(cls, aliases: Iterable[Alias]) -> Names:
        """Pack aliases that agree, as `gazetteer.joined` gives them."""
        text = json.dumps(list(aliases)).encode()
        return cls(sha256(text).hexdigest(), zlib.compress(text))


@lru_cache(maxsize=1)
def finder_of(names: Names) -> Finder:
    """The finder of names, made once in a Python worker."""
    return Finder(Alias(*row) for row in json.loads(zlib.decompress(names.packed)))


class Finder:
    """Finds names, handles and hashtags in texts."""

    def __init__(self, aliases: Iterable[Alias]) -> None:
        self._words: dict[str, Any] = {}
        self._handles: dict[str, _Named] = {}
        self._tags: dict[str, list[_Named]] = {}
        for alias in aliases:
            sign, text = signed(alias.text)
            if sign == "@":
                self._handles[text.lower()] = _Named(alias.entity, alias.kind, None, has_dot=False)
                continue
            for keys, written in spellings(text).items():
                self._add(keys, written, alias, is_tag=sign == "#")

    def places(
        self, text: str, mentions: Sequence[str] = (), hashtags: Sequence[str] = ()
    ) -> list[Place]:
        """What a text names, in order, none over another.

        Args:
            text: Cleaned, as `posts` has it.
            mentions: Handles that it names, lower case, as `posts` has them.
            hashtags: Hashtags likewise.
        """
        shut = [found.span() for found in _CLOSED.finditer(text)] if "." in text else []
        signs = list(self._signs(text, shut, set(mentions), set(hashtags)))
        if not self._words:
            return signs
        closed = sorted([*shut, *((place.start, place.end) for place in signs)])
        return sorted([*signs, *self._named(text, closed)])

    def _add(
        self, keys: tuple[str, ...], written: tuple[str, ...], alias: Alias, *, is_tag: bool
    ) -> None:
        exact = written if alias.is_exact else None
        named = _Named(alias.entity, alias.kind, exact, alias.text.endswith("."))
        joined = named._replace(written=("".join(written),) if alias.is_exact else None)
        self._tags.setdefault("".join(keys), []).append(joined)
        if is_tag:
            return
        node = self._words
        for key in keys:
            node = node.setdefault(key, {})
        node.setdefault(_END, []).append(named)

    def _signs(
        self, text: str, shut: list[tuple[int, int]], mentions: set[str], hashtags: set[str]
    ) -> Iterator[Place]:
        """Handles and hashtags that the post has, each with whom the lists say it names."""
        if not (mentions or hashtags):
            return
        for start, end, written in _outside(_signed_words(text), shut):
            is_handle, word = text[start] in "@\uff20", written.lower()
            if word not in (mentions if is_handle else hashtags):
                continue
            if is_handle:
                named, other = self._handles.get(word), (f"@{word}", ACCOUNT, MENTION)
            else:
                named = _fitting(self._tags.get(key_of(written), ()), (written,))
                other = (f"#{word}", HASHTAG, HASHTAG)
            yield Place(start, end, *((*named[:2], GAZETTEER) if named else other))

    def _named(self, text: str, closed: list[tuple[int, int]]) -> Iterator[Place]:
        """Names among the words that are not within one of the closed places."""
        words = list(_outside(words_of(text), closed)) if closed else words_of(text)
        here = 0
        for at, word in enumerate(words):
            if at < here or word[2] not in self._words:
                continue
            last, named = self._longest(text, words, at)
            if named:
                end = words[last][1]
                end += named.has_dot and text[end : end + 1] == "."
                here = last + 1
                yield Place(word[0], end, named.entity, named.kind, GAZETTEER)

    def _longest(self, text: str, words: list[Word], at: int) -> tuple[int, _Named | None]:
        """The last word of the longest name that begins at a word, and whom it names."""
        best: tuple[int, _Named | None] = (at, None)
        node, here = self._words[words[at][2]], at
        while True:
            if ends := node.get(_END):
                written = tuple(text[start:end] for start, end, _ in words[at : here + 1])
                if named := _fitting(ends, written, text):
                    best = (here, named)
            here += 1
            node = node.get(words[here][2]) if here < len(words) else None
            if node is None or not are_joined(text, words[here - 1][1], words[here][0]):
                break
        return best


def _fitting(ends: Sequence[_Named], written: tuple[str, ...], text: str = "") -> _Named | None:
    """The one whose capitals are those of the text, else the one of any case.

    In a text that is in capitals throughout, capitals tell nothing.
    """
    exact = next((one for one in ends if one.written == written), None)
    if exact and not _is_shouted(text):
        return exact
    return next((one for one in ends if one.written is None), None)


def _is_shouted(text: str) -> bool:
    """Whether a text has more capitals than small letters, so that `IT` may be the word `it`."""
    return sum(map(str.isupper, text)) > sum(map(str.islower, text))


def _signed_words(text: str) -> Iterator[Word]:
    """What may be handles and hashtags, each with what stands behind its sign."""
    for found in _SIGNED.finditer(text):
        yield found.start(), found.end(), found[1]


def _outside(words: Iterable[Word], closed: Sequence[tuple[int, int]]) -> Iterator[Word]:
    """The words but those within the places, which are in order; both are gone through once."""
    spans = iter([*closed, (1 << 62, 1 << 62)])
    start, end = next(spans)
    for word in words:
        while end <= word[0]:
            start, end = next(spans)
        if word[1] <= start:
            yield word


def merged(sure: Iterable[Place], said: Iterable[Place]) -> list[Place]:
    """Places in order, none over another: those of lists and signs first, then as models say."""
    kept = sorted(sure)
    for place in said:
        before = bisect_right(kept, place) - 1
        beside = kept[max(before, 0) : before + 2]
        if all(place.end <= one.start or one.end <= place.start for one in beside):
            insort(kept, place)
    return kept

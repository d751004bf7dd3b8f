"""Takes HTML out of texts: tags, code blocks and the like; links keep their addresses.

Not a parser of HTML: texts of people hold `a < b`, `<3` and `<your name>`, which a parser takes for
tags. Here a tag is one of HTML's own names between signs that enclose nothing else than attributes.
"""

from __future__ import annotations

import html
import re
from collections import Counter

_BLOCK = re.compile(
    "article|aside|blockquote|br|center|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre"
    "|section|table|tbody|td|tfoot|th|thead|tr|ul"
)
"""Tags that begin a new line."""
_INLINE = re.compile(
    "a|abbr|acronym|audio|b|bdi|bdo|big|button|caption|cite|code|col|colgroup|del|dfn|em|embed|font"
    "|i|iframe|img|ins|kbd|mark|noscript|object|param|picture|q|s|samp|script|small|source|span"
    "|strike|strong|style|sub|sup|svg|time|tt|u|var|video|wbr"
)
"""Tags within a line."""
_EMPTY = frozenset({"col", "embed", "img", "param", "source", "wbr"})
"""Those of them that no end tag follows."""

_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)(?=[\s/>])((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>"
)
_ATTRIBUTE = re.compile(r"([\w-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_UNREAD = frozenset({"pre", "script", "style"})
"""Tags that go with what they hold: code, and what is not for readers."""
_ADDRESS = re.compile(r"(?i)(?:https?:)?//\S|www\.\S")
_SCHEME = re.compile(r"(?i)(?:https?:)?//(?:www\.)?")
_ENCODED = re.compile(
    r"(?i)&lt;(?:/(?:p|a|div|li|ul|ol|span|strong|em|blockquote|pre|h[1-6])|br|p)(?:\s|/|&gt;)"
)
"""A tag whose signs are written as entities, of a text that is HTML within HTML."""
_LINES = re.compile(r"[^\S\n]*+\n\s*+")
_MARKS = {"hashtag": "#", "mention": "@", "tag": "#"}
"""Classes of links that are hashtags or mentions, with the sign of these."""


def without_markup(text: str) -> str:
    """The text without HTML, its entities resolved; a text without any comes back as it is.

    Block tags become line breaks; comments, scripts and preformatted code go with what they hold.
    A link becomes its words and its address, or the hashtag or mention that it is.
    """
    if "<" in text:
        text = _without_tags(text)
    if "&" not in text:
        return text
    resolved = html.unescape(text)
    if "&lt;" in text and _ENCODED.search(text):
        return html.unescape(_without_tags(resolved))
    return resolved


def _without_tags(text: str) -> str:
    bare = _without_comments(text)
    tags = [tag for tag in _TAG.finditer(bare) if _is_tag(tag)]
    ends = Counter(tag[2].lower() for tag in tags if tag[1])
    reader = _Reader(ends)
    at = 0
    for tag in tags:
        reader.words(bare[at : tag.start()])
        reader.tag(tag)
        at = tag.end()
    if not reader.has_read_tags and bare is text:
        return text
    reader.words(bare[at:])
    return _LINES.sub("\n", "".join(reader.read))


def _without_comments(text: str) -> str:
    """The text without what stands between `<!--` and `-->`."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]]) if kept else text


def _is_tag(tag: re.Match[str]) -> bool:
    """Whether a name between signs is one of HTML's, with nothing or attributes beside it."""
    name, inside = tag[2].lower(), tag[3].strip(" \t\n\r/")
    is_known = _BLOCK.fullmatch(name) or _INLINE.fullmatch(name)
    return bool(is_known) and (not inside or "=" in inside)


class _Reader:
    """Reads a text, words and tags in turn, into the parts of the text that is left."""

    def __init__(self, ends: Counter[str]) -> None:
        self.read: list[str] = []
        self.has_read_tags = False
        self._ends = ends
        """How often each end tag is still to come."""
        self._unread: str | None = None
        """The tag whose end is waited for, since nothing in it is read."""
        self._link: tuple[int, str] | None = None
        """Where the words of an open link begin, and its attributes."""

    def words(self, text: str) -> None:
        if self._unread is None:
            self.read.append(text)

    def tag(self, tag: re.Match[str]) -> None:
        name, attributes = tag[2].lower(), tag[3]
        self._ends[name] -= bool(tag[1])
        if self._unread is not None:
            if tag[1] and name == self._unread:
                self._unread = None
            return
        is_ended = bool(tag[1]) or self._ends[name] > 0
        is_block = bool(_BLOCK.fullmatch(name))
        if not (is_block or is_ended or name in _EMPTY or "=" in attributes):
            self.read.append(tag[0])  # perhaps a word, as in `size <s>`
            return
        self.has_read_tags = True
        if is_block:
            self.read.append("\n")
        if name in _UNREAD and not tag[1] and is_ended:
            self._unread = name
        elif name == "a":
            self._of_link(tag)

    def _of_link(self, tag: re.Match[str]) -> None:
        if self._link is not None:
            start, attributes = self._link
            self.read[start:] = [_link("".join(self.read[start:]), attributes)]
        self._link = None if tag[1] else (len(self.read), tag[3])


def _link(words: str, attributes: str) -> str:
    """A hashtag or mention for a link that is one; else its words and its address."""
    given = {name.lower(): "".join(value) for name, *value in _ATTRIBUTE.findall(attributes)}
    shown = " ".join(words.split())
    marks = [*given.get("class", "").split(), *given.get("rel", "").split()]
    sign = next((_MARKS[mark] for mark in marks if mark in _MARKS), "")
    if shown and " " not in shown and (sign or shown[0] in "#@"):
        return shown if shown[0] in "#@" else sign + shown
    address = given.get("href", "").strip()
    address = f"https:{address}" if address.startswith("//") else address
    resolved = html.unescape(address)
    if not _ADDRESS.match(resolved):
        return words
    begin = _SCHEME.sub("", html.unescape(shown).rstrip(".\u2026"))
    is_address = _SCHEME.sub("", resolved).startswith(begin)
    return address if is_address else f"{words} {address}"

"""Scores one page or text: what it has, and its faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from voxlake.language.detection import detect
from voxlake.marketing.content import body_checks, head_checks, text_checks
from voxlake.marketing.content.encoding import Decoded, decode, is_binary
from voxlake.marketing.content.findings import Finding, at_most, finding
from voxlake.marketing.content.head_checks import main_language
from voxlake.marketing.content.html_page import read_html
from voxlake.marketing.content.links import address_of, counted, host_of
from voxlake.marketing.content.markdown_page import read_markdown
from voxlake.marketing.content.page import Page
from voxlake.marketing.content.readability import Readability, readability
from voxlake.marketing.content.settings import ContentSettings
from voxlake.marketing.content.topic_terms import (
    Density,
    Likeness,
    Topic,
    frequent_terms,
    keyword_density,
    missing_terms,
    topic_of,
    words_of,
)
from voxlake.topics.words.lexicon import Word
from voxlake.topics.words.lexicons import Lexicons

_MIN_LETTERS = 20
"""Fewest letters of a text that tell its language."""
_ENDINGS = {"html": "html", "htm": "html", "md": "markdown"}


@dataclass(frozen=True)
class Content:
    """A page or text as it lies there."""

    content_id: str
    kind: str
    """html, markdown, text or post."""
    content: bytes | None
    """Its bytes; None of a file that is too large."""
    size: int
    path: str = ""
    """Of the file, below its source's folder."""
    base_url: str | None = None
    keywords: tuple[str, ...] = ()
    language: str | None = None
    """What is known of it from elsewhere, as of posts."""


@dataclass(frozen=True)
class Known:
    """What content is held against."""

    settings: ContentSettings
    lexicons: Lexicons
    topics: Mapping[int, Topic] = field(default_factory=dict)


@dataclass(frozen=True)
class _Words:
    """What the words of a page tell."""

    read: Readability
    language: str | None
    detected: str | None
    confidence: float | None
    words: list[Word]
    keywords: list[Density]
    terms: list[Density]
    topic: Likeness | None
    missing: list[str]


def kind_of(path: str) -> str:
    """What a file is by the end of its name: html, markdown or text."""
    return _ENDINGS.get(path.rpartition(".")[2].lower(), "text")


def score(content: Content, known: Known) -> dict[str, Any]:
    """What CONTENT_SCORES tells of it alone, with its `text` and `findings`.

    Whatever the bytes are, there is a row; what could not be read is None.
    """
    settings = known.settings
    row: dict[str, Any] = {
        "content_id": content.content_id,
        "kind": content.kind,
        "byte_count": content.size,
    }
    state, fault = _unread(content)
    url = address_of(None, content.base_url, content.path)
    if fault or content.content is None:
        return {**row, "state": state, "url": url, "findings": [fault] if fault else []}
    decoded = decode(content.content[: settings.page_bytes])
    page = _page(content, decoded)
    page.text = page.text[: settings.text_characters]
    url = address_of(page.canonical, content.base_url, content.path)
    told = _words(content, page, known)
    faults = chain(
        _of_size(content, settings),
        head_checks.of_file(page, decoded),
        _faults(page, told, host_of(url), known),
    )
    return {
        **row,
        "state": "scored" if page.text else "no_text",
        "url": url,
        "encoding": decoded.encoding,
        **_of_page(page, host_of(url)),
        **_of_text(told),
        "text": page.text or None,
        "findings": at_most(faults, settings.rule_findings),
    }


def _unread(content: Content) -> tuple[str, Finding | None]:
    """Why there is nothing to read."""
    if content.content is None:
        return "too_large", finding("file_too_large", size=content.size)
    if not content.content.strip():
        return "empty", finding("file_empty")
    if is_binary(content.content):
        return "binary", finding("file_binary")
    return "scored", None


def _faults(page: Page, told: _Words, host: str | None, known: Known) -> Iterable[Finding]:
    """Faults of a page that was read, on a host if it is known."""
    settings = known.settings
    yield from head_checks.of_head(page, settings)
    yield from head_checks.of_language(page, told.detected, told.confidence, settings)
    yield from body_checks.of_headings(page)
    yield from body_checks.of_images(page, settings)
    yield from body_checks.of_links(page, host)
    yield from _of_words(page, told, known) if page.text else [finding("no_text")]


def _of_size(content: Content, settings: ContentSettings) -> Iterable[Finding]:
    if content.size > settings.page_bytes:
        yield finding("page_cut", size=content.size, read=settings.page_bytes)


def _page(content: Content, decoded: Decoded) -> Page:
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if content.kind == "html":
        return read_html(text)
    if content.kind == "markdown":
        return read_markdown(text)
    return Page(content.kind, text=text.strip())


def _words(content: Content, page: Page, known: Known) -> _Words:
    settings, lexicons = known.settings, known.lexicons
    detected, confidence = detect(page.text, _MIN_LETTERS)
    is_sure = (confidence or 0) >= settings.language_confidence
    said = main_language(page.language or content.language)
    language = detected if is_sure or said is None else said
    read = readability(page.text, language)
    words = words_of(page.text, language, lexicons)
    total = read.words or len(words)
    asked = dict.fromkeys((*content.keywords, *settings.keywords))
    topic = topic_of(page.text, language, known.topics, lexicons, settings.topic_share)
    best = known.topics[topic.topic_id].best if topic else ()
    return _Words(
        read,
        language,
        detected,
        confidence,
        words,
        [keyword_density(one, words, total, language, lexicons) for one in asked],
        frequent_terms(words, total, settings.terms),
        topic,
        missing_terms(words, best, settings.terms),
    )


def _of_words(page: Page, told: _Words, known: Known) -> Iterable[Finding]:
    def says(text: str, keyword: str) -> bool:
        words = words_of(text, told.language, known.lexicons)
        found = keyword_density(keyword, words, len(words), told.language, known.lexicons)
        return found.times > 0

    yield from text_checks.of_reading(page, told.read, known.settings)
    asked = {one.term.lower() for one in told.keywords}
    others = [one for one in told.terms if one.term not in asked]
    yield from text_checks.of_terms([*told.keywords, *others], known.settings)
    yield from text_checks.of_keywords(page, told.keywords, says)
    yield from text_checks.of_missing(told.missing)


def _of_page(page: Page, host: str | None) -> dict[str, Any]:
    title, description = page.title, page.description
    row: dict[str, Any] = {
        "title": title,
        "description": description,
        "language": page.language,
        "title_length": len(title) if title else None,
        "description_length": len(description) if description else None,
    }
    if not page.has_structure:
        return row
    links = counted(page.links, host)
    return {
        **row,
        "heading_count": len(page.headings),
        "main_heading_count": sum(one.level == 1 for one in page.headings),
        "image_count": len(page.images),
        "bare_image_count": sum(one.alternative is None for one in page.images),
        "link_count": links.links,
        "inner_link_count": links.inner,
        "relative_link_count": links.relative,
        "nofollow_count": links.nofollow,
    }


def _of_text(told: _Words) -> dict[str, Any]:
    asked = {one.term.lower() for one in told.keywords}
    others = [one for one in told.terms if one.term not in asked]
    return {
        "detected_language": told.detected,
        "word_count": told.read.words,
        "sentence_count": told.read.sentences,
        "words_per_sentence": told.read.words_per_sentence,
        "reading_ease": told.read.ease,
        "reading_grade": told.read.grade,
        "lix": told.read.lix,
        "keywords": [*told.keywords, *others],
        "topic_id": told.topic.topic_id if told.topic else None,
        "topic_share": told.topic.share if told.topic else None,
        "missing_terms": told.missing,
    }

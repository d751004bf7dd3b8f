"""Faults of what a page says of itself: its file, title, description and language."""

from __future__ import annotations

from collections.abc import Iterator

from voxlake.marketing.content.encoding import Decoded
from voxlake.marketing.content.findings import Finding, finding
from voxlake.marketing.content.page import Page, Told
from voxlake.marketing.content.settings import ContentSettings

_UTF8 = "utf-8"


def of_file(page: Page, decoded: Decoded) -> Iterator[Finding]:
    """Faults of how the file is written."""
    if decoded.fault:
        yield finding("encoding_wrong", fault=decoded.fault)
    if page.kind != "html":
        return
    if not decoded.is_declared and not decoded.fault:
        yield finding("encoding_undeclared", encoding=decoded.encoding)
    if decoded.encoding != _UTF8:
        yield finding("encoding_old", encoding=decoded.encoding)
    for one in page.breaks:
        yield finding("markup_broken", one.line, what=one.what)


def of_head(page: Page, settings: ContentSettings) -> Iterator[Finding]:
    """Faults of title, description and robots; of HTML alone."""
    if page.kind != "html":
        return
    if page.is_hidden:
        yield finding("noindex", page.is_hidden.line, said=page.is_hidden.text)
    if not page.has_viewport:
        yield finding("viewport_missing")
    main = next((one.text for one in page.headings if one.level == 1 and one.text), None)
    hint = f", such as {main!r}" if main else ""
    yield from _told("title", page.titles, settings.title_characters, hint)
    yield from _told("description", page.descriptions, settings.description_characters)


def of_language(
    page: Page, detected: str | None, confidence: float | None, settings: ContentSettings
) -> Iterator[Finding]:
    """Faults of the language that a page says it is in.

    Args:
        page: The page.
        detected: The language of its words; None: they are too few.
        confidence: How sure that is.
        settings: How sure it has to be.
    """
    if page.kind != "html":
        return
    if page.language is None:
        yield finding("language_missing", language=detected or "en")
        return
    said = main_language(page.language)
    is_sure = detected is not None and (confidence or 0) >= settings.language_confidence
    if is_sure and detected != said:
        yield finding("language_differs", said=page.language, detected=detected)


def main_language(tag: str | None) -> str | None:
    """`fr` of `fr-CA`; the detector knows Norwegian by one name."""
    code = (tag or "").replace("_", "-").partition("-")[0].lower()
    return {"nb": "no", "nn": "no", "": None}.get(code, code)


def _told(
    what: str, told: list[Told], bounds: tuple[int, int], hint: str = ""
) -> Iterator[Finding]:
    """Faults of a text of which a page has one."""
    filled = [one for one in told if one.text]
    if not filled:
        yield finding(f"{what}_missing", told[0].line if told else None, hint=hint)
        return
    if len(told) > 1:
        yield finding(f"{what}_repeated", told[1].line, count=len(told))
    first, (least, most) = filled[0], bounds
    count = len(first.text)
    if count < least or count > most:
        rule = f"{what}_short" if count < least else f"{what}_long"
        shown = {"count": count, "least": least, "most": most}
        yield finding(rule, first.line, first.text[:most], **shown)

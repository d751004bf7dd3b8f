"""Reads a text in Markdown: its headings, images, links and words."""

from __future__ import annotations

import re

from voxlake.marketing.content.page import (
    ELEMENT_CHARACTERS,
    Heading,
    Image,
    Link,
    Page,
    Told,
    folded,
)

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\(\s*<?([^()\s>]*)>?[^()]*\)")
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|!\[[^\[\]]*\]\([^()]*\))*)\]\(\s*<?([^()\s>]*)>?[^()]*\)")
_SIGNS = re.compile(r"^\s*(?:>\s*|[-*+]\s+|\d+[.)]\s+)+|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")


def read_markdown(text: str) -> Page:
    """The page; its title is the first heading of the first level.

    Reads what CommonMark 0.31 calls ATX headings, inline images and inline links; code between
    fences is left out, and so is HTML as such: its words are read.
    """
    page = Page("markdown")
    lines: list[str] = []
    fence = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _FENCE.match(line):
            fence = "" if fence == found[1] else fence or found[1]
            continue
        if fence:
            continue
        if heading := _HEADING.match(line):
            said = _plain(heading[2] or "")
            page.headings.append(Heading(len(heading[1]), said, number))
        _note(page, line, number)
        lines.append(_plain(heading[2] or "" if heading else line))
    page.text = "\n".join(line for line in lines if line)
    page.titles = [Told(one.text, one.line) for one in page.headings if one.level == 1][:1]
    return page


def _note(page: Page, line: str, number: int) -> None:
    for image in _IMAGE.finditer(line):
        element = image[0][:ELEMENT_CHARACTERS]
        page.images.append(Image(image[1] or None, image[2], number, element))
    for link in _LINK.finditer(line):
        element = link[0][:ELEMENT_CHARACTERS]
        page.links.append(Link(link[2], _plain(link[1]), frozenset(), number, element))


def _plain(text: str) -> str:
    """The words of a line."""
    linked = _LINK.sub(lambda found: found[1], text)
    return folded(_SIGNS.sub("", _IMAGE.sub(lambda found: found[1], linked)))

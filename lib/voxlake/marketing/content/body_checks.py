"""Faults of a page's headings, images and links."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from voxlake.marketing.content.findings import Finding, finding
from voxlake.marketing.content.links import place_of
from voxlake.marketing.content.page import Link, Page
from voxlake.marketing.content.settings import ContentSettings

_FILE_NAME = re.compile(r"(?i)[\w .()%-]+\.(?:jpe?g|png|gif|webp|svg|avif|bmp|tiff?)")
_VAGUE = {
    *("click here", "here", "link", "more", "read more", "learn more", "this", "this page"),
    *("hier", "hier klicken", "klicken sie hier", "mehr", "mehr erfahren", "weiterlesen"),
    *("ici", "cliquez ici", "en savoir plus", "lire la suite", "plus"),
    *("aqu\u00ed", "haga clic aqu\u00ed", "leer m\u00e1s", "m\u00e1s", "ver m\u00e1s"),
}
"""Texts of links that Google's guidance names, and what they are in German, French and Spanish."""


def of_headings(page: Page) -> Iterator[Finding]:
    """Faults of headings: none of the first level, several, empty ones, and levels left out."""
    if not page.has_structure:
        return
    main = [one for one in page.headings if one.level == 1]
    if not main:
        yield finding("main_heading_missing")
    for one in main[1:]:
        yield finding("main_heading_repeated", one.line, one.text or None, count=len(main))
    for one in page.headings:
        if not one.text:
            yield finding("heading_empty", one.line, f"<h{one.level}>")
    for before, one in pairwise(page.headings):
        if one.level > before.level + 1:
            levels = {"level": one.level, "before": before.level, "next": before.level + 1}
            yield finding("heading_skipped", one.line, one.text or None, **levels)


def of_images(page: Page, settings: ContentSettings) -> Iterator[Finding]:
    """Faults of alternative texts; an empty one says that the image is decoration."""
    most = settings.alternative_characters
    for image in page.images:
        text = image.alternative
        if text is None:
            yield finding("alternative_missing", image.line, image.element)
        elif _FILE_NAME.fullmatch(text.strip()):
            yield finding("alternative_is_file", image.line, image.element, text=text.strip())
        elif len(text) > most:
            yield finding("alternative_long", image.line, image.element, count=len(text), most=most)


def of_links(page: Page, host: str | None) -> Iterator[Finding]:
    """Faults of links: where they lead, and what they say.

    Args:
        page: The page.
        host: Its own; None: not known.
    """
    by_text: dict[str, list[Link]] = defaultdict(list)
    for link in page.links:
        where = (link.line, link.element)
        place = place_of(link.address, host)
        if place is None:
            yield finding("link_nowhere", *where, address=link.address or "no address")
        elif place.scheme == "http":
            yield finding("link_insecure", *where, address=link.address)
        if place and place.is_inner and "nofollow" in link.relations:
            yield finding("link_inner_nofollow", *where)
        said = link.text.casefold().strip(" .:>\u00bb\u203a\u2026\u2192")
        if not link.text:
            yield finding("link_silent", *where)
        elif said in _VAGUE:
            yield finding("link_vague", *where, text=repr(link.text))
        elif place:
            by_text[said].append(link)
    for links in by_text.values():
        addresses = dict.fromkeys(link.address for link in links)
        if len(addresses) > 1:
            other = next(one for one in links if one.address != links[0].address)
            told = {"count": len(links), "text": repr(other.text)}
            yield finding("link_text_shared", other.line, other.element, **told)

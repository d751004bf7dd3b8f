"""Faults of a text's words: their number, how hard they are, what is said too often or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from voxlake.marketing.content.findings import Finding, finding
from voxlake.marketing.content.page import Page
from voxlake.marketing.content.readability import Readability
from voxlake.marketing.content.settings import ContentSettings
from voxlake.marketing.content.topic_terms import Density


def of_reading(page: Page, read: Readability, settings: ContentSettings) -> Iterator[Finding]:
    """Faults of length, of pages alone, and of hard sentences and words."""
    if page.kind != "post" and read.words is not None and 0 < read.words < settings.min_words:
        yield finding("text_short", count=read.words)
    if read.ease is not None:
        if read.ease < settings.hard_ease:
            yield finding("text_hard", measure="reading ease", value=read.ease)
    elif read.lix is not None and read.lix > settings.hard_lix:
        yield finding("text_hard", measure="LIX", value=read.lix)


def of_terms(terms: Sequence[Density], settings: ContentSettings) -> Iterator[Finding]:
    """Terms that are said too often."""
    for term, times, density in terms:
        if times >= settings.stuffed_count and density > settings.stuffed_density:
            yield finding("keyword_stuffed", term=repr(term), count=times, density=density)


def of_keywords(
    page: Page, keywords: Sequence[Density], says: Callable[[str, str], bool]
) -> Iterator[Finding]:
    """Configured keywords that the text, the title or the main heading does not say.

    Args:
        page: The page.
        keywords: How often its text says each.
        says: Whether a text, the first argument, says a keyword.
    """
    main = next((one for one in page.headings if one.level == 1), None)
    places = {"the title": page.title if page.kind == "html" else None}
    places["the main heading"] = main.text if main else None
    for keyword in keywords:
        if not keyword.times:
            yield finding("keyword_missing", term=repr(keyword.term), where="nowhere in the text")
            continue
        lacking = [name for name, text in places.items() if text and not says(text, keyword.term)]
        if lacking:
            where = f"not in {' or '.join(lacking)}"
            line = main.line if main and lacking == ["the main heading"] else None
            yield finding("keyword_missing", line, term=repr(keyword.term), where=where)


def of_missing(terms: Sequence[str]) -> Iterator[Finding]:
    """What the best posts of the topic say more."""
    if terms:
        yield finding("terms_missing", terms=", ".join(terms))

"""Reads an HTML page, however broken: what search and readers see of it, and on which line."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

from voxlake.marketing.content.page import (
    ELEMENT_CHARACTERS,
    Break,
    Heading,
    Image,
    Link,
    Page,
    Told,
    folded,
)
from voxlake.marketing.content.plain_markup import plain_markup

_VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
    *("track", "wbr"),
}
_ENDS_ITSELF = {
    *("html", "head", "body", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot"),
    *("colgroup", "caption", "option", "optgroup", "rt", "rp"),
}
"""Elements whose end tag may be left out (HTML Standard, 13.1.2.4)."""
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "br", "dd", "details", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "li", "main", "nav"),
    *("ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"),
    *_HEADINGS,
}
_AROUND = ("nav", "footer")
"""Elements whose words are none of the page's own, unless it has no others."""
_UNREAD = ("noscript", "svg", "select", "script", "style")
"""Elements whose words are for no reader."""
_HIDDEN = {"noindex", "none"}
_ROBOTS = {"robots", "googlebot"}
_MOST_BREAKS = 100
_Attributes = list[tuple[str, str | None]]


def read_html(html: str) -> Page:
    """The page; of a text that is no HTML, its words."""
    reader = _Reader()
    reader.feed(plain_markup(html))
    reader.close()
    return reader.page()


class _Capture:
    """Words of an element that is open: a title, heading or link."""

    def __init__(self, line: int, element: str, given: dict[str, str | None]) -> None:
        self.line, self.element, self.given = line, element[:ELEMENT_CHARACTERS], given
        self.parts: list[str] = []

    @property
    def text(self) -> str:
        said = folded("".join(self.parts))
        return said or folded(self.given.get("aria-label") or self.given.get("title") or "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._page = Page("html")
        self._open: list[tuple[str, int]] = []
        self._counts: Counter[str] = Counter()
        self._captures: dict[str, _Capture] = {}
        self._main: list[str] = []
        self._text: list[str] = []
        self._around: list[str] = []

    def page(self) -> Page:
        """What was read; call it once, after `close`."""
        for name in list(self._captures):
            self._finish(name)
        self._close_down_to(0)
        parts = (self._main, self._text, self._around)
        self._page.text = next(filter(None, (_lines("".join(part)) for part in parts)), "")
        return self._page

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        given = dict(reversed(attrs))  # the first of a name counts
        line = self.getpos()[0]
        self._finish("title")  # it holds no elements: where one begins, its end is lost
        if tag in _BLOCKS:
            self._words("\n")
        if tag not in _VOID:
            self._open.append((tag, line))
            self._counts[tag] += 1
        element = self.get_starttag_text() or f"<{tag}>"
        self._note(tag, given, line, element)

    def handle_startendtag(self, tag: str, attrs: _Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._words("\n")
        if tag in _VOID:
            return
        if not self._counts[tag]:
            if tag not in _ENDS_ITSELF:
                self._broken(f"</{tag}> closes nothing", self.getpos()[0])
            return
        place = next(n for n in range(len(self._open) - 1, -1, -1) if self._open[n][0] == tag)
        self._close_down_to(place, tag)

    def handle_data(self, data: str) -> None:
        self._words(data.replace("\n", " "))

    def _note(self, tag: str, given: dict[str, str | None], line: int, element: str) -> None:
        if tag == "html":
            self._page.language = self._page.language or folded(given.get("lang") or "") or None
        elif tag == "meta":
            self._meta(given, line)
        elif tag == "link" and "canonical" in (given.get("rel") or "").lower().split():
            self._page.canonical = self._page.canonical or (given.get("href") or "").strip() or None
        elif tag == "img" or (tag == "input" and (given.get("type") or "").lower() == "image"):
            self._image(given, line, element)
        elif tag in _HEADINGS or (tag == "title" and not self._counts["svg"]):
            self._capture("heading" if tag in _HEADINGS else tag, line, element, given)
        elif tag == "a":
            self._capture("a", line, element, given)

    def _meta(self, given: dict[str, str | None], line: int) -> None:
        name, said = (given.get("name") or "").lower(), folded(given.get("content") or "")
        if name == "description":
            self._page.descriptions.append(Told(said, line))
        elif name == "viewport":
            self._page.has_viewport = True
        elif name in _ROBOTS and _HIDDEN & set(said.lower().replace(",", " ").split()):
            self._page.is_hidden = self._page.is_hidden or Told(said, line)

    def _image(self, given: dict[str, str | None], line: int, element: str) -> None:
        is_decoration = given.get("role") in ("presentation", "none") or (
            (given.get("aria-hidden") or "").lower() == "true"
        )
        named = given.get("aria-label")
        alternative = (given["alt"] or "") if "alt" in given else named
        if alternative is None and is_decoration:
            alternative = ""
        source = (given.get("src") or "").strip()
        image = Image(alternative, source, line, element[:ELEMENT_CHARACTERS])
        self._page.images.append(image)
        for capture in self._captures.values():
            capture.parts.append(f" {folded(alternative or '')} ")

    def _capture(self, name: str, line: int, element: str, given: dict[str, str | None]) -> None:
        self._finish(name)  # none holds another of its kind
        self._captures[name] = _Capture(line, element, given)

    def _finish(self, name: str) -> None:
        capture = self._captures.pop(name, None)
        if capture is None:
            return
        if name == "title":
            self._page.titles.append(Told(capture.text, capture.line))
        elif name == "heading":
            level = int(capture.element[2])
            self._page.headings.append(Heading(level, capture.text, capture.line))
        elif "href" in capture.given:
            relations = frozenset((capture.given.get("rel") or "").lower().split())
            address = (capture.given["href"] or "").strip()
            link = Link(address, capture.text, relations, capture.line, capture.element)
            self._page.links.append(link)

    def _words(self, text: str) -> None:
        for capture in self._captures.values():
            capture.parts.append(text)
        if "title" in self._captures or any(self._counts[name] for name in _UNREAD):
            return
        if any(self._counts[name] for name in _AROUND):
            self._around.append(text)
            return
        self._text.append(text)
        if self._counts["main"]:
            self._main.append(text)

    def _close_down_to(self, place: int, tag: str | None = None) -> None:
        """Close what is open from a place on; of those, only `tag` may be there to be closed."""
        while len(self._open) > place:
            name, line = self._open.pop()
            self._counts[name] -= 1
            if name not in _ENDS_ITSELF and not (name == tag and len(self._open) == place):
                self._broken(f"<{name}> is never closed", line)
            self._finish("heading" if name in _HEADINGS else name)

    def _broken(self, what: str, line: int) -> None:
        if len(self._page.breaks) < _MOST_BREAKS:
            self._page.breaks.append(Break(what, line))


def _lines(text: str) -> str:
    """The lines of a text that hold something."""
    return "\n".join(line for line in map(folded, text.split("\n")) if line)

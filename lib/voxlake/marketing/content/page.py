"""What is read of a page or text, whatever it is written in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

ELEMENT_CHARACTERS = 160
"""Of an element that a finding shows."""


class Told(NamedTuple):
    """A text of the page's head, such as its title, and where it stands."""

    text: str
    line: int


class Heading(NamedTuple):
    """A heading: 1 for the main one."""

    level: int
    text: str
    line: int


class Image(NamedTuple):
    """An image; its alternative text is None where it has none, empty where it is decoration."""

    alternative: str | None
    source: str
    line: int
    element: str


class Link(NamedTuple):
    """A link; its text holds the alternative texts of its images as well."""

    address: str
    text: str
    relations: frozenset[str]
    line: int
    element: str


class Break(NamedTuple):
    """A tag that is never closed, or closes nothing."""

    what: str
    line: int


@dataclass
class Page:
    """A page or text as it was read; what its kind does not have is empty."""

    kind: str
    """html, markdown, text or post."""
    text: str = ""
    """Its words for readers, a line for each block."""
    titles: list[Told] = field(default_factory=list)
    descriptions: list[Told] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    language: str | None = None
    canonical: str | None = None
    is_hidden: Told | None = None
    """Where it tells search not to show it, and how."""
    has_viewport: bool = False

    @property
    def title(self) -> str | None:
        """The first title that says something."""
        return _first(self.titles)

    @property
    def description(self) -> str | None:
        """The first description that says something."""
        return _first(self.descriptions)

    @property
    def has_structure(self) -> bool:
        """Whether its kind has headings, images and links."""
        return self.kind in ("html", "markdown")


def _first(told: list[Told]) -> str | None:
    return next((one.text for one in told if one.text), None)


def folded(text: str) -> str:
    """A text with its white space folded."""
    return " ".join(text.split())

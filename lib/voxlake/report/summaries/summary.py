"""What a summary says: the one content that is written as HTML and as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voxlake.report.summaries.periods import Period
from voxlake.report.summaries.settings import Role


@dataclass(frozen=True)
class Figure:
    """A key figure of the period and of the one before, in words, and what to make of it."""

    name: str
    now: str
    before: str
    change: str
    sentence: str


@dataclass(frozen=True)
class Table:
    """A small table: the first column is text, the others are numbers."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Part:
    """A part of a summary: whole sentences, and perhaps a table."""

    title: str
    sentences: Sequence[str]
    table: Table | None = None


@dataclass(frozen=True)
class Shown:
    """A picture: as an address to embed, as PNG, and in words."""

    address: str
    png: bytes
    alt: str


@dataclass(frozen=True)
class Summary:
    """A summary.

    Attributes:
        role: Whom it is for.
        period: Of which time.
        clock: By which its days are cut.
        heading: What the report is called.
        headline: What matters most, in a sentence.
        figures: Key figures.
        picture: How posts sound; None without any.
        parts: What else the role wants.
        notes: What the figures leave out.
    """

    role: Role
    period: Period
    clock: str
    heading: str
    headline: str
    figures: Sequence[Figure]
    picture: Shown | None
    parts: Sequence[Part]
    notes: Sequence[str]

    @property
    def title(self) -> str:
        """Whom it is for, and of when."""
        return f"{self.period.title}, for {_FOR[self.role]}"


_FOR: dict[Role, str] = {
    "executive": "executives",
    "marketer": "marketing",
    "analyst": "analysts",
    "care": "customer care",
}

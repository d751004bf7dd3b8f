"""The report: HTML pages that hold all they show and open without a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from voxlake.core.zones import DEFAULT_ZONE, clock_of
from voxlake.report import pictures
from voxlake.report.columns import columns_of_tables
from voxlake.report.demand import demand_by_hour
from voxlake.report.growth import growth_of_users
from voxlake.report.segments import segments_on_cards
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources
from voxlake.report.value import value_of_shop
from voxlake.report.week import facts_of_week

_FILES = resources.files("voxlake.report")


@dataclass(frozen=True)
class Page:
    """A page of the report.

    Attributes:
        file: Name of its file, beside the first page; links between pages use it.
        title: What the menu calls it.
        gather: Its figures, from the tables; None where there is nothing to tell.
        draw: Its pictures, by name, from the figures.
    """

    file: str
    title: str
    gather: Callable[[Sources, date, ReportSettings], Any]
    draw: Callable[[Any], dict[str, str]]

    @property
    def template(self) -> str:
        """Name of the template."""
        return f"{self.gather.__module__.rpartition('.')[2]}.html"


PAGES = (
    Page("index.html", "This week", facts_of_week, pictures.of_week),
    Page("segments.html", "Groups of users", segments_on_cards, pictures.of_segments),
    Page("value.html", "Value", value_of_shop, lambda _: {}),
    Page("growth.html", "Growth", growth_of_users, pictures.of_growth),
    Page("demand.html", "When people are there", demand_by_hour, pictures.of_demand),
    Page("columns.html", "What the data holds", columns_of_tables, lambda _: {}),
)
"""The pages in the order of the menu; the first is always there."""


def gather(
    sources: Sources, as_of: date, settings: ReportSettings, first: str = "index.html"
) -> dict[Page, Any]:
    """The figures of each page that has something to tell.

    Args:
        sources: The tables, of the days up to `as_of`.
        as_of: Last day of the report.
        settings: What to compare and to show.
        first: Name of the first page's file.
    """
    pages = (replace(PAGES[0], file=first), *PAGES[1:])
    found = {page: page.gather(sources, as_of, settings) for page in pages}
    return {page: facts for page, facts in found.items() if facts is not None}


def render(
    found: Mapping[Page, Any],
    as_of: date,
    settings: ReportSettings,
    far: Sequence[str] = (),
    *,
    zone: str = DEFAULT_ZONE,
) -> dict[str, str]:
    """The pages that `gather` found, as HTML by the name of their file.

    Args:
        found: The figures of each page.
        as_of: Last day of the report.
        settings: What the pages are called.
        far: Records that are left out since they are dated far after all others, in words.
        zone: The lake's, by which days and hours are cut.
    """
    environment = _environment()
    return {
        page.file: environment.get_template(page.template).render(
            page=page,
            menu=list(found),
            as_of=as_of,
            clock=clock_of(zone),
            facts=facts,
            far=far,
            settings=settings,
            style=_text_of("page.css"),
            pictures=page.draw(facts),
        )
        for page, facts in found.items()
    }


def _environment() -> Environment:
    """Jinja with the filters of the templates; every text in a page is escaped."""
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(_text_of),
    )
    formats = {
        "day": "{:%-d %B %Y}",
        "month": "{:%B %Y}",
        "number": "{:,.0f}",
        "one_digit": "{:,.1f}",
        "two_digits": "{:,.2f}",
        "signed": "{:+.1f}",
        "percent": "{:.0%}",
        "exact_percent": "{:.1%}",
        "signed_percent": "{:+.0%}",
    }
    environment.filters |= {name: form.format for name, form in formats.items()}
    return environment


def _text_of(name: str) -> str:
    return (_FILES / name).read_text(encoding="utf-8")

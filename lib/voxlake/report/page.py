"""The report: HTML pages that hold all they show and open without a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import import_module, resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from pyspark import inheritable_thread_target

from voxlake.core.zones import DEFAULT_ZONE, clock_of
from voxlake.report.reads import PAGES, Page
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources
from voxlake.tables import Table

_FILES = resources.files("voxlake.report")
_PAGES = "voxlake.report.pages"
_AT_ONCE = 4
"""Pages that are gathered at once: small queries are planned longer than they run, on one core."""


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> dict[Page, Any]:
    """The figures of each page that has something to tell.

    A page is given the tables that it declares, and no others.

    Args:
        sources: The tables, of the days up to `as_of`.
        as_of: Last day of the report.
        settings: What to compare and to show.
    """

    def of(page: Page) -> Any:  # noqa: ANN401  (facts, of the page's own type)
        given = {read.table: sources[read.table] for read in page.reads}
        return _module(page).gather(given, as_of, settings)

    # One target a page: each has properties of its own, in which Spark notes what it runs.
    targets = [inheritable_thread_target(partial(of, page)) for page in PAGES]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = pool.map(lambda target: target(), targets)
        return {page: facts for page, facts in zip(PAGES, found, strict=True) if facts is not None}


def render(
    found: Mapping[Page, Any],
    as_of: date,
    settings: ReportSettings,
    far: Sequence[str] = (),
    first: str = "index.html",
    *,
    zone: str = DEFAULT_ZONE,
    jobs: Mapping[Table, str] | None = None,
) -> dict[str, str]:
    """The pages that `gather` found, as HTML by the name of their file.

    Args:
        found: The figures of each page.
        as_of: Last day of the report.
        settings: What the pages are called.
        far: Records that are left out since they are dated far after all others, in words.
        zone: The lake's, by which days and hours are cut.
        first: Name of the first page's file; the others lie beside it.
        jobs: Which job makes each table, to say where what is missing comes from.
    """
    templates = environment()
    files = {page: first if page == PAGES[0] else f"{page.name}.html" for page in found}
    return {
        files[page]: templates.get_template(f"{page.name}.html").render(
            page=page,
            menu=[(files[other], other.title) for other in found],
            file=files[page],
            as_of=as_of,
            clock=clock_of(zone),
            facts=facts,
            far=far,
            settings=settings,
            style=_text_of("page.css"),
            script=_script_of(page),
            jobs={table.view: job for table, job in (jobs or {}).items()},
            pictures=_module(page).draw(facts),
        )
        for page, facts in found.items()
    }


@dataclass(frozen=True)
class Script:
    """The script of a page, and the hash by which a browser runs it and no other."""

    text: str

    @property
    def hash(self) -> str:
        """As a content security policy names it (W3C, Content Security Policy Level 3)."""
        digest = hashlib.sha256(self.text.encode()).digest()
        return f"sha256-{base64.b64encode(digest).decode()}"


def _script_of(page: Page) -> Script | None:
    """The script that lies beside the page's template; most pages have none."""
    text = _text_of(f"{page.name}.js")
    return None if text is None else Script(text)


def _module(page: Page) -> Any:  # noqa: ANN401  (a module of report/pages)
    return import_module(f"{_PAGES}.{page.name}")


def environment() -> Environment:
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
        "signed_two": "{:+z.2f}",
        "percent": "{:.0%}",
        "exact_percent": "{:.1%}",
        "signed_percent": "{:+.0%}",
    }
    environment.filters |= {name: form.format for name, form in formats.items()}
    return environment


def _text_of(name: str) -> str | None:
    """A template of the pages, or what they have in common; None where there is none."""
    for file in (resources.files(_PAGES) / name, _FILES / name):
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return None

"""Sources of the report from the rows that a test is about."""

from datetime import date

import pytest

from voxlake.core.days import day_number
from voxlake.report.page import render
from voxlake.report.reads import PAGES, reads_of
from voxlake.report.settings import ReportSettings
from voxlake.tables import TABLES


@pytest.fixture
def sources(frame):
    """Makes the sources of all pages: rows by the name of a table; the others are empty."""
    tables = {table.view: table for table in TABLES}

    def sources(**rows):
        read = [each.table for each in reads_of()]
        if unread := {name for name in rows if tables[name] not in read}:
            raise ValueError(f"no page reads {unread}")
        return {table: frame(table, *rows.get(table.view, ())) for table in read}

    return sources


@pytest.fixture
def fit():
    """Makes the rows of `model_metrics` that tell the days of a fit."""

    def fit(model, version, split, first, last):
        named = {"model": model, "model_version": version, "split": split}
        days = {"first_day": first, "last_day": last}
        return [{**named, "metric": n, "value": float(day_number(d))} for n, d in days.items()]

    return fit


@pytest.fixture
def page_of():
    """Draws a page, by its name, of its figures: the HTML in one line."""

    def page_of(name, facts, far=()):
        (page,) = (page for page in PAGES if page.name == name)
        (html,) = render({page: facts}, date(2024, 3, 31), ReportSettings(), far).values()
        return " ".join(html.split())

    return page_of

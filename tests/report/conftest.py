"""Sources of the report from the rows that a test is about."""

from dataclasses import fields

import pytest

from voxlake.report.sources import Sources
from voxlake.tables import TABLES

OF_NAME = {table.view: table for table in TABLES}


@pytest.fixture
def sources(frame):
    """Makes Sources: rows by the name of a table; the others are empty."""

    def sources(**rows):
        names = [field.name for field in fields(Sources)]
        return Sources(**{name: frame(OF_NAME[name], *rows.get(name, ())) for name in names})

    return sources

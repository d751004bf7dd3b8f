"""Pages declare what they read, and the job reads that and no more."""

from datetime import date
from importlib import import_module

from voxlake.pipeline import job_named
from voxlake.report.reads import PAGES, Page, reads_of
from voxlake.report.settings import ReportSettings
from voxlake.tables import EVENTS, EVERYTHING, FOLLOWS, ORDERS, POSTS, Read
from voxlake.tables.columns import ALL_USERS

AS_OF = date(2024, 3, 31)
SOMETHING = {
    "segment_profiles": [{"segment_id": 0, "user_share": 1.0, "user_count": 1}],
    "growth": [{"segment_id": ALL_USERS, "activity_date": AS_OF}],
    "user_revenue": [{"segment_id": ALL_USERS, "revenue": 1}],
}
"""Rows without which a page has nothing to tell."""


class Recorded(dict):
    """Tables that keep which of them were taken."""

    def __init__(self, tables):
        super().__init__(tables)
        self.taken = set()

    def __getitem__(self, table):
        self.taken.add(table)
        return super().__getitem__(table)


def test_a_page_reads_all_that_it_declares_and_nothing_else(sources):
    given = sources(**SOMETHING)

    for page in PAGES:
        recorded = Recorded(given)
        import_module(f"voxlake.report.pages.{page.name}").gather(recorded, AS_OF, ReportSettings())

        assert {t.view for t in recorded.taken} == {read.table.view for read in page.reads}, (
            page.name
        )


def test_the_job_declares_what_its_pages_read_as_far_back_as_any_of_them_looks():
    pages = (
        Page("one", "One", (Read(POSTS, "days"), Read(ORDERS), Read(EVENTS, "days"))),
        Page("two", "Two", (Read(POSTS, EVERYTHING), Read(ORDERS, "days"), Read(EVENTS, "days"))),
        Page(
            "three",
            "Three",
            (Read(FOLLOWS), Read(EVENTS, "lookback_days"), Read(POSTS, "days")),
        ),
    )

    assert reads_of(pages) == (
        Read(POSTS, EVERYTHING),
        Read(ORDERS, "days"),
        Read(EVENTS, EVERYTHING),  # neither setting is known to be the longer
        Read(FOLLOWS),
    )
    assert job_named("build_report").reads == reads_of()

from datetime import date

from voxlake.report.page import render
from voxlake.report.pages.segments import Card, SegmentsPage
from voxlake.report.reads import PAGES
from voxlake.report.settings import ReportSettings


def test_a_page_names_the_zone_of_its_days_and_hours():
    card = Card(
        segment_id=0,
        name="Busy authors",
        description="",
        users=9,
        share=1.0,
        growth=None,
        earlier_date=None,
        expected_value=None,
        moods=None,
        topics=[],
        busiest=(18, 22, 1.0),
        differences=[],
        place=None,
    )
    (page,) = (page for page in PAGES if page.name == "segments")
    facts = {page: SegmentsPage([card], [], None, None, {})}

    (html,) = render(
        facts, date(2024, 3, 31), ReportSettings(), zone="America/Los_Angeles"
    ).values()

    assert "As of 31 March 2024 (America/Los_Angeles time)." in html
    assert "of their posts from 18:00 to 22:00 America/Los_Angeles time" in html
    assert "UTC" not in html

"""Summaries say what figures are of a week or month, the same as HTML and as PDF."""

import io
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader

from voxlake.core.usual import Usual
from voxlake.language.coverage import Coverage
from voxlake.report.marketing.replies import Replies
from voxlake.report.settings import ReportSettings
from voxlake.report.summaries.facts import Facts
from voxlake.report.summaries.figures import by_period, verdict, whole_periods
from voxlake.report.summaries.html import html_of
from voxlake.report.summaries.pdf import pdf_of
from voxlake.report.summaries.periods import last_whole, with_earlier
from voxlake.report.summaries.roles import summary_of
from voxlake.report.summaries.settings import ROLES, SummarySettings
from voxlake.report.week.comparisons import Comparison, clear_changes, compare_posts
from voxlake.report.week.daily import Daily
from voxlake.report.week.sentences import Words
from voxlake.report.week.sentiment import Day
from voxlake.report.week.topics import Topic

SETTINGS = ReportSettings(title="Käse & Söhne")
MARKETING = ("When to post", "What works", "What campaigns returned", "Where to move money")


@pytest.mark.parametrize(
    ("unit", "as_of", "name", "first", "last"),
    [
        ("week", date(2024, 3, 31), "2024-W13", date(2024, 3, 25), date(2024, 3, 31)),
        ("week", date(2024, 4, 6), "2024-W13", date(2024, 3, 25), date(2024, 3, 31)),
        ("week", date(2025, 1, 5), "2025-W01", date(2024, 12, 30), date(2025, 1, 5)),
        ("month", date(2024, 2, 29), "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("month", date(2024, 3, 30), "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_the_last_whole_period_ends_on_a_sunday_or_with_its_month(unit, as_of, name, first, last):
    period = last_whole(unit, as_of)

    assert (period.name, period.first, period.last) == (name, first, last)


def test_periods_lie_side_by_side():
    months = with_earlier(last_whole("month", date(2024, 3, 31)), 3)

    assert [one.name for one in months] == ["2024-03", "2024-02", "2024-01", "2023-12"]
    assert [one.days for one in months] == [31, 29, 31, 31]


def posts(first, last, *, per_day=10, negative=2, odd=None):
    """Counted posts of each day, of which some are negative; a day of `odd` has as many as said."""
    rows = []
    for day in pd.date_range(first, last):
        count = (odd or {}).get(day.date(), per_day)
        for label, n in (("negative", negative), ("positive", count - negative)):
            rows.append((day.date(), "read", None, label, "7", float(n)))
    frame = pd.DataFrame(rows, columns=["day", "reading", "foreign", "label", "topic", "posts"])
    ages = np.array([(last - day).days for day in frame["day"]])
    return Daily(frame.assign(age=ages, week=ages // 7), 13)


def test_months_of_unlike_length_are_counted_by_their_days_and_what_lies_outside_is_left_out():
    months = with_earlier(last_whole("month", date(2024, 4, 10)), 2)
    rows = by_period(posts(date(2024, 1, 1), date(2024, 4, 10)), months)

    assert list(rows.by_week()) == [310, 290, 310]
    assert list(rows.of("label", "negative").by_week()) == [62, 58, 62]


def test_a_lake_without_a_purchase_has_none_in_any_period():
    weeks = with_earlier(last_whole("week", date(2024, 3, 31)), 2)
    none = posts(date(2024, 3, 25), date(2024, 3, 31)).where(pd.Series(False, range(14)))

    assert list(by_period(none, weeks).by_week()) == [0, 0, 0]


def test_a_period_that_lacks_days_or_begins_before_the_first_post_is_not_whole():
    weeks = with_earlier(last_whole("week", date(2024, 3, 31)), 2)
    lost = date(2024, 3, 20)
    rows = by_period(posts(date(2024, 3, 13), date(2024, 3, 31), odd={lost: 0}, negative=0), weeks)

    assert whole_periods(rows, "posts", weeks) == ([True, False, False], [])
    of_then = weeks[1:]
    assert whole_periods(by_period(rows, of_then), "posts", of_then)[1] == [lost]


@pytest.fixture(scope="module")
def facts():
    """A week of twice as many posts as the eight before it, and a topic of an odd name."""
    weeks = with_earlier(last_whole("week", date(2024, 3, 31)), 8)
    now = {day.date(): 20 for day in pd.date_range(weeks[0].first, weeks[0].last)}
    rows = by_period(posts(weeks[-1].first, weeks[0].last, odd=now), weeks)
    compared = compare_posts(rows, whole_periods(rows, "posts", weeks)[0], SETTINGS)
    days = [Day(date(2024, 3, 25), {"negative": 2, "neutral": 0, "positive": 18, "unsure": 0})]
    return Facts(
        period=weeks[0],
        as_of=date(2024, 4, 2),
        comparisons=compared,
        clear=clear_changes(compared, SETTINGS.false_alarms),
        words=Words({"7": "<b>Zoë's cake</b>"}, "EUR"),
        missing=[],
        coverage=Coverage(posts=140, read=130, unscored=10),
        days=days,
        topics=[Topic("<b>Zoë's cake</b>", [], 140, 1.0, 0.1)],
        alerts=[],
        bursts=[],
        voices=[],
        value=None,
        replies=Replies(0, 0, [], 0, 0, None),
        marketing={title: ["Nothing is known."] for title in MARKETING},
        quality=[],
    )


def text_of(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_the_key_figures_say_what_changed_by_how_much_and_what_to_make_of_it(facts):
    summary = summary_of("executive", replace(facts, days=[]), SETTINGS, "Europe/Berlin")

    written, negative = summary.figures
    assert (written.name, written.now, written.before, written.change) == (
        "Posts",
        "140",
        "70",
        "+100%",
    )
    assert written.sentence == "People wrote 140 posts, 100% more than usual (70)."
    assert (negative.now, negative.before, negative.change) == ("10.0%", "20.0%", "-10.0 points")
    assert summary.headline == written.sentence
    assert summary.title == "Week of 25 March to 31 March 2024, for executives"


@pytest.mark.parametrize("role", ROLES)
def test_the_pdf_says_every_sentence_and_cell_that_the_html_says(facts, role):
    summary = summary_of(role, replace(facts, days=[]), SETTINGS, "Europe/Berlin")
    html, pdf = html_of(summary), text_of(pdf_of(summary))

    told = [summary.heading, summary.headline, *summary.notes]
    for one in summary.figures:
        told += [one.name, one.now, one.before, one.change, one.sentence]
    for part in summary.parts:
        told += [part.title, *part.sentences]
        told += [cell for row in (part.table.rows if part.table else ()) for cell in row]
    assert not [one for one in told if one not in pdf]
    assert "&lt;b&gt;Zoë&#39;s cake" in html or "Zoë" not in " ".join(told)
    assert "<b>" not in html
    assert not re.findall(r"(?:src|href)=\"(?!data:)", html)


def test_the_same_summary_gives_the_same_bytes_and_has_no_clock(facts):
    summary = summary_of("care", facts, SETTINGS, "UTC")

    first = pdf_of(summary)
    assert pdf_of(summary) == first
    assert PdfReader(io.BytesIO(first)).metadata.creation_date.date() == date(2024, 3, 31)
    assert html_of(summary) == html_of(summary)


def test_a_young_lake_is_told_so_and_nothing_is_called_usual(facts):
    without = replace(facts, comparisons=[], clear=[], days=[])
    young = summary_of("care", without, SETTINGS, "UTC")

    assert young.headline == "There is too little history to say what is usual of a week."
    assert young.figures == []


def test_a_summary_goes_by_no_channel_that_there_is_not():
    with pytest.raises(ValueError, match="which is no channel of"):
        SummarySettings(channels={"care": ("team",)})


@pytest.mark.parametrize(
    ("now", "is_clear", "said"),
    [
        (100, False, "As usual: of 100 ordinary weeks, 95 have 90 to 110."),
        (112, False, "It lies above what 95 of 100 ordinary weeks have (90 to 110); of so many "),
        (88, False, "It lies below what 95 of 100 ordinary weeks have (90 to 110); of so many "),
        (200, True, "People wrote 200 posts, 100% more than usual (100)."),
    ],
)
def test_a_figure_outside_its_range_is_not_called_usual(now, is_clear, said):
    one = Comparison("posts", None, now, None, Usual(100, 90, 110, 0.04, 2.1))

    told = verdict(one, is_clear=is_clear, words=Words({}, None), unit="week")

    assert told.startswith(said)

"""The page of demand: which hours stand out, and whose clock they are of."""

from datetime import date

import pytest

from voxlake.report.pages.demand import Demand, Hour, Measure, gather
from voxlake.report.settings import ReportSettings
from voxlake.tables.columns import ALL_USERS

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()


ZONE = ["Europe/Berlin"]


@pytest.mark.parametrize(
    ("low", "said"),
    [
        (9.0, "Most is expected from 18:00 to 19:00, Monday (Europe/Berlin time): 12.0"),
        (2.0, "No hour stands out by more than chance"),
    ],
)
def test_an_hour_stands_out_only_beyond_the_intervals(low, said, page_of):
    usual = [Hour(weekday, 9, 3.0, 2.0, 4.0) for weekday in range(1, 8)]
    measure = Measure("Posts", "posts an hour", [*usual, Hour(1, 18, 12.0, low, 15.0)])

    page = page_of("demand", Demand([measure], AS_OF, 0.9, ZONE, 0.0))

    assert said in page
    assert "time zone is not known" not in page


@pytest.mark.parametrize(
    ("weekdays", "said"),
    [
        ((1,), "01:00 to 02:00, Monday"),
        ((1, 3, 6), "01:00 to 02:00, Monday, Wednesday and Saturday"),
        ((1, 2, 3, 4, 5), "01:00 to 02:00, Monday to Friday"),
        ((1, 2, 3, 6), "01:00 to 02:00, most days but not Thursday, Friday and Sunday"),
        ((1, 2, 3, 4, 5, 6, 7), "01:00 to 02:00, any day"),
    ],
)
def test_weekdays_whose_intervals_overlap_at_the_best_hour_are_told_together(weekdays, said):
    best = [Hour(day, 1, 10.0 + day, 7.0 + day, 15.0 + day) for day in weekdays]
    others = [Hour(day, 1, 2.0, 1.0, 3.0) for day in range(1, 8) if day not in weekdays]
    measure = Measure("Posts", "posts an hour", [*best, *others, Hour(7, 12, 4.0, 3.0, 5.0)])

    top, second, *_ = measure.best

    assert top.name == said
    expected = (10 + sum(weekdays) / len(weekdays), 8.0, 15.0 + weekdays[-1])
    assert (top.expected, top.low, top.high) == pytest.approx(expected)
    assert second.name == "12:00 to 13:00, Sunday"


@pytest.mark.parametrize(
    ("zones", "assumed", "said"),
    [
        (["UTC"], 1.0, "All hours are UTC, the zone set for the business; people's own"),
        (["UTC"], 0.5, "All hours are UTC; 50% of what is counted"),
        (["Asia/Tokyo", "UTC"], 0.5, "Hours are each person's local time (Asia/Tokyo, UTC); 50%"),
    ],
)
def test_demand_says_whose_clock_its_hours_are_of(zones, assumed, said, page_of):
    measure = Measure("Posts", "posts an hour", [Hour(1, 9, 3.0, 2.0, 4.0)])

    page = page_of("demand", Demand([measure], AS_OF, 0.9, zones, assumed))

    assert said in page.replace("&#39;", "'")


def test_demand_shows_what_is_counted_and_nothing_that_never_happened(sources):
    rows = [
        {
            "segment_id": segment,
            "measure": measure,
            "weekday": 1,
            "hour": hour,
            "activity_count": count,
            "expected": 1.0 + hour,
            "low": 0.5,
            "high": 2.0,
            "confidence": 0.9,
            "first_date": date(2024, 3, 1),
            "time_zones": ["Europe/Berlin"],
            "assumed_zone_share": 0.5,
        }
        for segment, measure, hour, count in (
            (ALL_USERS, "posts", 8, 5),
            (ALL_USERS, "posts", 9, 0),
            (ALL_USERS, "orders", 8, 0),
            (3, "likes", 8, 2),
        )
    ]

    facts = gather(sources(demand=rows), AS_OF, SETTINGS)

    assert [(m.title, [h.hour for h in m.hours]) for m in facts.measures] == [("Posts", [8, 9])]
    assert facts.measures[0].best[0].name == "09:00 to 10:00, Monday"
    assert facts.clock == "Europe/Berlin time"
    assert gather(sources(), AS_OF, SETTINGS) is None

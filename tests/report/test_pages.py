"""Pages of growth, demand, value and segments: what they gather, and what they say of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from voxlake.report.demand import Demand, Hour, Measure, demand_by_hour
from voxlake.report.growth import growth_of_users
from voxlake.report.page import PAGES, render
from voxlake.report.segments import segments_on_cards
from voxlake.report.settings import ReportSettings
from voxlake.report.value import value_of_shop
from voxlake.tables.columns import ALL_USERS

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()
NAMES = [{"segment_id": 0, "name": "Busy <authors>"}, {"segment_id": 1, "name": "Silent buyers"}]


def page_of(file, facts):
    (page,) = (page for page in PAGES if page.file == file)
    return " ".join(render({page: facts}, AS_OF, SETTINGS)[file].split())


def day_of(days_ago, segment=ALL_USERS, **counts):
    weekly = {f"weekly_{name}": counts.get(name, 0) for name in ("new", "retained", "resurrected")}
    return {
        "activity_date": AS_OF - timedelta(days=days_ago),
        "segment_id": segment,
        "dau": counts.get("dau", 0),
        "wau": counts.get("wau", 0),
        "mau": counts.get("mau", 0),
        "weekly_dormant": counts.get("dormant", 0),
        "weekly_quick_ratio": counts.get("ratio"),
        **weekly,
    }


def test_growth_says_who_came_and_left_and_whether_that_is_growth(sources):
    days = [
        day_of(7, wau=40, mau=80, dau=10, retained=30, new=10, dormant=5, ratio=2.0),
        day_of(0, wau=48, mau=100, dau=20, retained=35, new=9, resurrected=4, dormant=5, ratio=2.6),
    ]
    of_segment = day_of(0, segment=0, wau=7, new=3)
    cohorts = [
        {"cohort_start": date(2024, 3, day), "period": period, "period_number": number,
         "cohort_size": 8, "active_share": share, "period_start": date(2024, 3, day + 7 * number)}
        for day, period, number, share in (
            (4, "week", 0, 1.0), (4, "week", 2, 0.25), (18, "week", 0, 1.0), (1, "month", 0, 1.0)
        )
    ]  # fmt: skip

    facts = growth_of_users(
        sources(growth=[*days, of_segment], retention=cohorts, segment_profiles=NAMES),
        AS_OF,
        SETTINGS,
    )
    page = page_of("growth.html", facts)

    assert facts.last.stickiness == 0.2
    assert facts.week_before.wau == 40
    assert [(c.start.day, c.shares) for c in facts.cohorts] == [(4, [1.0, None, 0.25]), (18, [1.0])]
    assert "20 people were active; 48 in the week up to it, 100 in the month" in page
    assert "A week earlier it was 40 in the week" in page
    assert "For each one who left, 2.6 came or came back: the number of active people grows" in page
    assert "Busy &lt;authors&gt;" in page


def test_growth_says_how_it_is_likely_to_go_on_and_how_well_that_was_known_before(sources):
    ahead = [
        {
            "as_of_date": AS_OF,
            "series": series,
            "segment_id": segment,
            "target_date": AS_OF + timedelta(days=day),
            "level": level,
            "forecast": 10.0 * day,
            "low": 8.0 * day,
            "high": 12.0 * day if level == 80 else 20.0 * day,
            "reason": reason,
            "ets_mase": 0.8,
            "seasonal_naive_mase": 1.1,
        }
        for series, reason in (("active_users", None), ("orders", "short"))
        for segment in (ALL_USERS, 0)
        for day in (2, 1)
        for level in (80, 95)
    ]

    facts = growth_of_users(
        sources(growth=[day_of(0, wau=48, mau=100, dau=20)], forecasts=ahead), AS_OF, SETTINGS
    )
    page = page_of("growth.html", facts)

    assert [day.expected for day in facts.forecasts["active_users"].days] == [10.0, 20.0]
    assert facts.forecasts["orders"].total == 30.0
    assert (
        "20 people will be active on 2 April 2024; 80 times in 100 it will be between 16 and 24"
        in page
    )
    assert '<th scope="row">Orders</th><td class="n">30</td><td class="n">1.10</td>' in page
    assert "New people" not in page


def test_growth_that_was_not_counted_for_the_day_has_no_page(sources):
    assert growth_of_users(sources(growth=[day_of(1, dau=3)]), AS_OF, SETTINGS) is None


@pytest.mark.parametrize(
    ("low", "said"),
    [
        (9.0, "Most on Monday, 18:00 to 19:00: 12.0"),
        (2.0, "No hour stands out by more than chance"),
    ],
)
def test_an_hour_stands_out_only_beyond_the_intervals(low, said):
    usual = [Hour(weekday, 9, 3.0, 2.0, 4.0) for weekday in range(1, 8)]
    measure = Measure("Posts", "posts an hour", [*usual, Hour(1, 18, 12.0, low, 15.0)])

    page = page_of("demand.html", Demand([measure], AS_OF, 0.9, 0.0))

    assert said in page
    assert "time zone is not known" not in page


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
            "assumed_zone_share": 0.5,
        }
        for segment, measure, hour, count in (
            (ALL_USERS, "posts", 8, 5),
            (ALL_USERS, "posts", 9, 0),
            (ALL_USERS, "orders", 8, 0),
            (3, "likes", 8, 2),
        )
    ]

    facts = demand_by_hour(sources(demand=rows), AS_OF, SETTINGS)

    assert [(m.title, [h.hour for h in m.hours]) for m in facts.measures] == [("Posts", [8, 9])]
    assert facts.measures[0].best[0].name == "Monday, 09:00 to 10:00"
    assert demand_by_hour(sources(), AS_OF, SETTINGS) is None


def test_value_adds_up_and_tells_the_longest_horizon_of_groups(sources):
    totals = [
        {
            "grouping": grouping,
            "group_name": name,
            "horizon_days": days,
            "currency": "EUR",
            "user_count": 4,
            "revenue": Decimal(100),
            "expected_value": days * 2.0,
            "possible_value_low": 50.0,
            "possible_value_high": 900.0,
        }
        for grouping, name, days in (
            ("all", "all", 30),
            ("all", "all", 90),
            ("segment", "1", 30),
            ("segment", "1", 90),
            ("cohort", "2024-01-01", 90),
        )
    ]
    revenue = [
        {"segment_id": ALL_USERS, "window_days": days, "user_count": 10, "paying_share": 0.4,
         "revenue": Decimal(money), "revenue_per_user": 10.0, "revenue_per_paying_user": 25.0}
        for days, money in ((0, 100), (30, 60))
    ]  # fmt: skip
    churn = [
        {"user_id": f"u{n}", "churn": label, "revenue": Decimal(10)}
        for n, label in enumerate(("lost", "active", "lost", None))
    ]

    facts = value_of_shop(
        sources(
            value_totals=totals, user_revenue=revenue, user_value=churn, segment_profiles=NAMES
        ),
        AS_OF,
        SETTINGS,
    )
    page = page_of("value.html", facts)

    assert [r.window_days for r in facts.revenues] == [30, 0]
    assert [(c.label, c.buyers, c.revenue) for c in facts.churn] == [
        ("active", 1, 10),
        ("lost", 2, 20),
    ]
    assert [(g.name, g.horizon_days, g.expected) for g in facts.segments] == [
        ("Silent buyers", 90, 180.0)
    ]
    assert [g.horizon_days for g in facts.totals] == [30, 90]
    assert "By group of users, within 90 days" in page
    assert "50 to 900" in page
    assert value_of_shop(sources(), AS_OF, SETTINGS) is None


def test_each_segment_has_a_card_and_moves_by_another_model_are_not_told(sources):
    profiles = [
        {
            **NAMES[0],
            "description": "Two users.",
            "user_count": 2,
            "user_share": 1.0,
            "growth": 0.5,
            "active_hours": [0.0] * 20 + [1.0] + [0.0] * 3,
            "differences": [
                {"feature": "post_count", "mean": 9.0, "overall": 3.0, "difference": 1.5}
            ],
            "mood": "happy",
            "moods": [{"mood": "unknown", "share": 0.6}, {"mood": "happy", "share": 0.3}],
            "map_x": 1.0,
            "map_y": -1.0,
        }
    ]
    moves = [
        {"user_id": f"u{n}", "from_segment_id": 1, "to_segment_id": 0, "is_other_model": other,
         "earlier_date": date(2024, 3, 30)}
        for n, other in enumerate((False, False, True))
    ]  # fmt: skip

    facts = segments_on_cards(
        sources(segment_profiles=profiles, segment_moves=moves), AS_OF, SETTINGS
    )
    page = page_of("segments.html", facts)

    assert "0: Busy &lt;authors&gt;" in page
    assert "They post more" in page
    assert "Post most at <strong>20:00</strong>" in page
    assert "+50%" in page
    assert "<strong>happy</strong>: 30% of those with a post that was read; the mood of 60%" in page
    assert [(m.from_name, m.to_name, m.users) for m in facts.moves] == [
        ("Segment 1", "Busy <authors>", 2)
    ]
